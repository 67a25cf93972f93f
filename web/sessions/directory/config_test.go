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
		{address("ldap://directorio.example"), "unencrypted"},
		{address("ldap://127.0.0.1.example"), "unencrypted"},
		{func(c *Config) { c.URL, c.StartTLS = "ldap://directorio.example", true }, ""},
		{func(c *Config) { c.URL, c.PlainText = "ldap://directorio.example", true }, ""},
		{func(c *Config) { c.URL, c.StartTLS = "ldaps://directorio.example", true }, "start_tls"},
		{address("http://directorio.example"), "ldap://"},
		{address("directorio.example"), "ldap://"},
		{address("ldaps://"), "ldap://"},
		{address("ldaps://directorio.example/dc=example?mail"), "base_dn"},
		{address("ldaps://u:secret@directorio.example"), "base_dn"},
		{address("ldap://%zz"), "no address"},
		{filter("(mail=ana)"), "%s"},
		{filter("(|(mail=%s)(uid=%s))"), "%s"},
		{filter("(mail=%d%s)"), "%s"},
		{filter("(mail=%s"), "filter"},
		{filter("mail"), "filter"},
		{func(c *Config) { c.Name = "El directorio" }, "name"},
		{func(c *Config) { c.BaseDN = "" }, "base_dn"},
		{func(c *Config) { c.BaseDN = "example.org" }, "base_dn"},
		{func(c *Config) { c.BindPassword = "" }, "bind_password"},
		{func(c *Config) { c.StartTLS, c.CAFile = true, noCertificate+"x" }, "ca_file"},
		{func(c *Config) { c.StartTLS, c.CAFile = true, noCertificate }, "no certificate"},
	}
	for _, test := range tests {
		cfg := settingsOf(server{plain: "127.0.0.1:389"})
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
		cfg := settingsOf(server{})
		cfg.URL = address
		d, err := New(cfg)
		if err != nil || d.address != want {
			t.Errorf("New(%s) connects to %+v, %v, want %s", address, d, err, want)
		}
	}
}
