// An OpenID provider for tests. Its arguments are the ports of two providers on loopback, 0 for any, and
// the addresses that people are sent back to; it prints one line of JSON with their issuers. "lean" gives
// a person's data on request alone, as the standard asks, and "full" also puts them into the ID token.
// login_hint says who signs in, or else a page asks; "nobody" cancels. A line on the standard input,
// {"person": "ana", "groups": ["direccion"]}, changes somebody's groups and is answered by a line; its end
// is the end of all.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const [leanPort, fullPort, ...redirects] = process.argv.slice(1);

const people = {
  ana: { name: 'Ana Ruiz', email: 'Ana.Ruiz@Example.org', email_verified: true, groups: ['planificacion', 'direccion'] },
  luis: { name: 'Luis Gil', email: 'luis.gil@example.org', email_verified: false, groups: 'personal' },
  eva: { name: 'Eva Sanz', email: 'eva.sanz@example.org' },
};

const client = {
  client_id: 'hito',
  client_secret: 'a secret / with + signs',
  redirect_uris: redirects,
};

function configuration(conformIdTokenClaims) {
  return {
    clients: [client],
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
    conformIdTokenClaims,
    cookies: { keys: ['for tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: consent,
    pkce: { required: () => true },
  };
}

// Whoever signs in agrees.
async function consent(ctx) {
  const { provider, client: asking, session } = ctx.oidc;
  const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile email');
  await grant.save();
  return grant;
}

const page = `<!DOCTYPE html>
<html lang="es">
<title>Cuentas de prueba</title>
<h1>¿Quién entra?</h1>
<ul>
${[...Object.keys(people), 'nobody'].map((id) => `<li><a id="${id}" href="?person=${id}">${people[id]?.name ?? 'Cancelar'}</a></li>`).join('\n')}
</ul>
</html>`;

async function interact(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const person = new URL(request.url, 'http://localhost').searchParams.get('person') ?? params.login_hint;
  if (!person) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  const result = person === 'nobody'
    ? { error: 'access_denied', error_description: 'cancelled by the person' }
    : { login: { accountId: person } };
  await provider.interactionFinished(request, response, result);
}

// serve listens before the provider is made, since its issuer names the port.
function serve(port, conformIdTokenClaims) {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, '127.0.0.1', () => {
      const issuer = `http://127.0.0.1:${server.address().port}`;
      const provider = new Provider(issuer, configuration(conformIdTokenClaims));
      const answer = provider.callback();
      server.on('request', (request, response) => {
        if (request.url.startsWith('/interaction/')) {
          interact(provider, request, response).catch((error) => response.writeHead(500).end(String(error)));
        } else {
          answer(request, response);
        }
      });
      resolve(issuer);
    });
  });
}

const lean = await serve(Number(leanPort), true);
const full = await serve(Number(fullPort), false);
console.log(JSON.stringify({ lean, full }));

for await (const line of createInterface({ input: process.stdin })) {
  const { person, groups } = JSON.parse(line);
  people[person].groups = groups;
  console.log('{}');
}
process.exit();
