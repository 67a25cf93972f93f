// An OpenID provider for tests: `node server.mjs [port]`. It prints one line of JSON with the issuers
// of two providers on loopback: "lean" gives a person's data on request alone, as the standard asks,
// and "full" also puts them into the ID token. login_hint says who signs in; "nobody" cancels.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const people = {
  ana: { name: 'Ana Ruiz', email: 'Ana.Ruiz@Example.org', email_verified: true, groups: ['planificacion', 'direccion'] },
  luis: { name: 'Luis Gil', email: 'luis.gil@example.org', email_verified: false, groups: 'personal' },
  eva: { name: 'Eva Sanz', email: 'eva.sanz@example.org' },
};

const client = {
  client_id: 'hito',
  client_secret: 'a secret / with + signs',
  redirect_uris: ['https://hito.example/entrar/cuentas/vuelta'],
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

async function interact(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const result = params.login_hint === 'nobody'
    ? { error: 'access_denied', error_description: 'cancelled by the person' }
    : { login: { accountId: params.login_hint } };
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

const lean = await serve(Number(process.argv[2] ?? 0), true);
const full = await serve(0, false);
console.log(JSON.stringify({ lean, full }));
