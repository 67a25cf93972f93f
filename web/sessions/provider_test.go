package sessions_test

import (
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/sessions"
)

const (
	goodOpenID = `{"name": "cuentas", "title": "Cuenta municipal", "issuer": "https://cuentas.example/realms/hito", "client_id": "hito",
		"client_secret": "a secret", "scopes": ["openid", "email"], "groups_claim": "groups", "second_factor": true,
		"roles": {"planificacion": "technician", "todos": "staff"}}`
	goodLDAP = `{"name": "directorio", "title": "Cuenta de red", "url": "ldaps://directorio.example", "base_dn": "ou=personas,dc=example",
		"bind_dn": "cn=lector,dc=example", "bind_password": "a secret"}`
)

func TestGoodProvidersAreRead(t *testing.T) {
	list, err := sessions.ReadProviders(strings.NewReader(`{"openid": [`+goodOpenID+`], "ldap": [`+goodLDAP+`]}`), "https://hito.example")
	if err != nil || len(list) != 2 {
		t.Fatalf("ReadProviders = %+v, %v", list, err)
	}
	first, second := list[0], list[1]
	if first.Name != "cuentas" || first.Title != "Cuenta municipal" || first.OpenID == nil || first.Directory != nil || !first.SecondFactor ||
		first.Roles["planificacion"] != access.Technician || len(first.Roles) != 2 {
		t.Errorf("the OpenID provider is %+v", first)
	}
	if second.Name != "directorio" || second.Title != "Cuenta de red" || second.OpenID != nil || second.Directory == nil || second.SecondFactor || len(second.Roles) != 0 {
		t.Errorf("the directory is %+v", second)
	}
	if list, err := sessions.ReadProviders(strings.NewReader("{}"), "https://hito.example"); err != nil || len(list) != 0 {
		t.Errorf("no providers: %+v, %v", list, err)
	}
}

func TestEachMistakeInTheProvidersIsToldInSpanish(t *testing.T) {
	openid := func(old, replacement string) string {
		return `{"openid": [` + replaced(t, goodOpenID, old, replacement) + `]}`
	}
	ldap := func(old, replacement string) string {
		return `{"ldap": [` + replaced(t, goodLDAP, old, replacement) + `]}`
	}
	for _, c := range []struct{ file, want string }{
		{``, `no es JSON: está vacío o incompleto`},
		{`{"openid": [`, `no es JSON: está vacío o incompleto`},
		{`{"openid": [}`, `no es JSON: hay una errata en el byte 13`},
		{`{} {}`, `sobra algo detrás del JSON`},
		{`{"saml": []}`, `no se conoce la clave "saml"`},
		{`{"openid": {}}`, `la clave "openid" no lleva un valor de esa clase (object)`},
		{`{"openid": ["cuentas"]}`, `proveedor "": no es un objeto`},
		{openid(`"scopes"`, `"scope"`), `proveedor "cuentas": no se conoce la clave "scope"`},
		{openid(`"a secret"`, `7`), `proveedor "cuentas": la clave "client_secret" no lleva un valor de esa clase (number)`},
		{openid(`"cuentas"`, `"Las cuentas"`), `proveedor "Las cuentas": name lleva de 1 a 32 letras minúsculas, cifras o guiones`},
		{openid(`"cuentas"`, `""`), `proveedor "": name lleva de 1 a 32`},
		{openid(`"cuentas"`, `7`), `proveedor "": la clave "name" no lleva un valor de esa clase (number)`},
		{openid(`"Cuenta municipal"`, `""`), `proveedor "cuentas": falta title, que es lo que se lee en su botón`},
		{openid(`"technician"`, `"técnica"`), `proveedor "cuentas": el grupo "planificacion" da el papel "técnica"; los papeles son [staff`},
		{openid(`"technician"`, `7`), `proveedor "cuentas": la clave "roles" no lleva`},
		{openid(`"technician"`, `""`), `proveedor "cuentas": el grupo "planificacion" da el papel ""; los papeles son`},
		{openid(`"groups_claim": "groups",`, ``), `proveedor "cuentas": roles necesita groups_claim`},
		{openid(`"client_id": "hito"`, `"client_id": ""`), `proveedor "cuentas": falta client_id`},
		{openid(`https://`, `http://`), `proveedor "cuentas": issuer «http://cuentas.example/realms/hito» no es una dirección https`},
		{openid(`https://cuentas.example/realms/hito`, ``), `proveedor "cuentas": falta issuer`},
		{ldap(`"bind_password"`, `"clave"`), `directorio "directorio": no se conoce la clave "clave"`},
		{ldap(`"directorio"`, `"mi_directorio"`), `directorio "mi_directorio": name lleva de 1 a 32`},
		{ldap(`"Cuenta de red"`, `""`), `directorio "directorio": falta title`},
		{ldap(`ldaps://directorio.example`, `directorio.example`), `directorio "directorio": url se escribe como «ldaps://`},
		{ldap(`ldaps://`, `ldap://`), `directorio "directorio": las contraseñas irían sin cifrar por la red`},
		{ldap(`ou=personas,dc=example`, `personas`), `directorio "directorio": base_dn «personas» no es un nombre distinguido`},
		{ldap(`"a secret"`, `""`), `directorio "directorio": bind_dn y bind_password van juntos`},
		{`{"openid": [` + goodOpenID + `, ` + goodOpenID + `]}`, `dos proveedores se llaman "cuentas"`},
		{`{"openid": [` + goodOpenID + `], "ldap": [` + replaced(t, goodLDAP, `"directorio"`, `"cuentas"`) + `]}`, `dos proveedores se llaman "cuentas"`},
	} {
		list, err := sessions.ReadProviders(strings.NewReader(c.file), "https://hito.example")
		switch {
		case err == nil:
			t.Errorf("%s\nis read as %+v", c.file, list)
		case !strings.HasPrefix(err.Error(), c.want):
			t.Errorf("%s\n%v\nwant %s", c.file, err, c.want)
		case strings.Contains(err.Error(), "secret") && !strings.Contains(err.Error(), "client_secret"):
			t.Errorf("the error gives a secret away: %v", err)
		}
	}
}

// replaced makes one mistake in settings that are good.
func replaced(t *testing.T, good, old, replacement string) string {
	t.Helper()
	if strings.Count(good, old) != 1 {
		t.Fatalf("%q stands %d times in %s", old, strings.Count(good, old), good)
	}
	return strings.Replace(good, old, replacement, 1)
}
