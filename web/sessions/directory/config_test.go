package directory

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	noCertificate := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(noCertificate, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	address := func(text string) func(*Config) { return func(c *Config) { c.URL = text } }
	filter := func(text string) func(*Config) { return func(c *Config) { c.Filter = text } }
	tests := []struct {
		change func(*Config)
		want   string // in the error; none if blank
	}{
		{address("ldaps://directorio.example"), ""},
		{address("ldaps://directorio.example:1636/"), ""},
		{address("ldap://localhost"), ""},
		{address("ldap://[::1]:1389"), ""},
		{address("ldap://directorio.example"), "sin cifrar"},
		{address("ldap://127.0.0.1.example"), "sin cifrar"},
		{func(c *Config) { c.URL, c.StartTLS = "ldap://directorio.example", true }, ""},
		{func(c *Config) { c.URL, c.PlainText = "ldap://directorio.example", true }, ""},
		{func(c *Config) { c.URL, c.StartTLS = "ldaps://directorio.example", true }, "sobra start_tls"},
		{address("http://directorio.example"), "url se escribe como"},
		{address("directorio.example"), "url se escribe como"},
		{address("ldaps://"), "url se escribe como"},
		{address("ldaps://directorio.example/dc=example?mail"), "se indica en bind_dn"},
		{address("ldaps://u:secret@directorio.example"), "se indica en bind_dn"},
		{address("ldap://%zz"), "url se escribe como"},
		{filter("(mail=ana)"), "un solo %s"},
		{filter("(|(mail=%s)(uid=%s))"), "un solo %s"},
		{filter("(mail=%d%s)"), "un solo %s"},
		{filter("(mail=%s"), "filter «(mail"},
		{filter("mail"), "un solo %s"},
		{func(c *Config) { c.Name = "El directorio" }, "name lleva"},
		{func(c *Config) { c.BaseDN = "" }, "base_dn «"},
		{func(c *Config) { c.BaseDN = "example.org" }, "base_dn «"},
		{func(c *Config) { c.BindPassword = "" }, "van juntos"},
		{func(c *Config) { c.StartTLS, c.CAFile = true, noCertificate+"x" }, "ca_file no se puede leer"},
		{func(c *Config) { c.StartTLS, c.CAFile = true, noCertificate }, "ningún certificado"},
	}
	for _, test := range tests {
		cfg := settingsOf("127.0.0.1:389")
		test.change(&cfg)
		_, err := New(cfg)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("New(%+v) = %v, want an error with %q", cfg, err, test.want)
		}
	}
}

func TestDefaultPorts(t *testing.T) {
	for address, want := range map[string]string{
		"ldaps://directorio.example": "directorio.example:636",
		"ldap://[::1]":               "[::1]:389",
		"ldap://localhost:1389":      "localhost:1389",
	} {
		cfg := settingsOf("")
		cfg.URL = address
		d, err := New(cfg)
		if err != nil || d.address != want {
			t.Errorf("New(%s) connects to %+v, %v, want %s", address, d, err, want)
		}
	}
}
