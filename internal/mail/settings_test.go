package mail

import (
	"strings"
	"testing"
)

const sender = "hito@ayuntamiento.example"

func TestSettings(t *testing.T) {
	const howTo = "el servidor de correo se escribe como «smtp://usuario@servidor:587»"
	const from = "el remitente del correo no es una dirección: "
	for _, c := range []struct {
		cfg  Config
		want string // what the error begins with; none if blank
	}{
		{Config{Server: "smtp://mail.example", From: sender}, ""},
		{Config{Server: "smtps://mail.example:465/", From: "Plan <" + sender + ">"}, ""},
		{Config{Server: "smtp://hito@mail.example:2525", Password: "a secret", From: sender}, ""},
		{Config{Server: "", From: sender}, howTo},
		{Config{Server: "mail.example", From: sender}, howTo},
		{Config{Server: "mail.example:587", From: sender}, howTo},
		{Config{Server: "http://mail.example", From: sender}, howTo},
		{Config{Server: "smtp://", From: sender}, howTo},
		{Config{Server: "smtp://mail.example:many", From: sender}, howTo},
		{Config{Server: "smtp://mail.example/box", From: sender}, howTo},
		{Config{Server: "smtp://mail.example?tls=no", From: sender}, howTo},
		{Config{Server: "smtp://%zz", From: sender}, howTo},
		{Config{Server: "smtp://mail.example\r\nx", From: sender}, howTo},
		{Config{Server: "smtp://mail.example:0", From: sender}, "el puerto del servidor de correo va de 1 a 65535, y no es 0"},
		{Config{Server: "smtp://mail.example:65536", From: sender}, "el puerto del servidor de correo va de 1 a 65535, y no es 65536"},
		{Config{Server: "smtp://hito:topsecret@mail.example", From: sender}, "la contraseña del servidor de correo no va en su dirección"},
		{Config{Server: "smtp://hito@mail.example", From: sender}, "falta la contraseña del usuario"},
		{Config{Server: "smtp://mail.example", Password: "topsecret", From: sender}, "hay una contraseña para el servidor de correo y falta el usuario"},
		{Config{Server: "smtp://mail.example"}, "falta el remitente de los correos"},
		{Config{Server: "smtp://mail.example", From: "hito"}, from},
		{Config{Server: "smtp://mail.example", From: "hito@"}, from},
		{Config{Server: "smtp://mail.example", From: sender + ", " + sender}, from},
		{Config{Server: "smtp://mail.example", From: sender + "\r\nBcc: ana@example.org"}, from},
		{Config{Server: "smtp://mail.example", From: "\"a\r\nb\"@mail.example"}, from},
	} {
		s, err := New(c.cfg)
		switch {
		case c.want == "" && (err != nil || s.from != sender):
			t.Errorf("New(%+v) = %+v, %v", c.cfg, s, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\r\n")):
			t.Errorf("New(%+v) = %v, want %s…", c.cfg, err, c.want)
		case err != nil && strings.Contains(err.Error(), "topsecret"):
			t.Errorf("the error gives the password away: %v", err)
		}
	}
}

func TestDefaultPorts(t *testing.T) {
	for address, want := range map[string]string{
		"smtp://mail.example": "mail.example:587", "smtps://mail.example": "mail.example:465", "smtp://[::1]:2525": "[::1]:2525",
	} {
		if s, err := New(Config{Server: address, From: sender}); err != nil || s.server.address != want {
			t.Errorf("%s: %+v, %v, want %s", address, s, err, want)
		}
	}
}
