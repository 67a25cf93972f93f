package directory

import (
	"context"
	"errors"
	"io"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"hito/internal/user"
	"hito/web/sessions/directory/directorytest"
)

// settingsOf are those for a server, in plain text on loopback.
func settingsOf(plain string) Config {
	return Config{
		Name: "directorio", Title: "Directorio", URL: "ldap://" + plain,
		BindDN: directorytest.Reader, BindPassword: password("reader"), BaseDN: directorytest.Base,
	}
}

func password(uid string) string { return directorytest.Password(uid) }

// open returns a Directory with settings for a server of the test's own, changed.
func open(t *testing.T, s *directorytest.Server, change func(*Config)) *Directory {
	t.Helper()
	cfg := settingsOf(s.Plain)
	if change != nil {
		change(&cfg)
	}
	d, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSignIn(t *testing.T) {
	s := directorytest.Start(t)
	got, err := open(t, s, nil).Authenticate(t.Context(), " ana.ruiz@EXAMPLE.org ", password("ana"))
	want := user.External{
		Issuer: "ldap:directorio", Subject: "0f7a8f9e-1111-4222-8333-444455556666",
		Name: "Ana Ruiz Peña", Email: "ana.ruiz@example.org",
		Groups: []string{"cn=planificacion,ou=groups,dc=example,dc=org", "cn=direccion,ou=groups,dc=example,dc=org"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Authenticate = %+v, %v, want %+v", got, err, want)
	}
}

func TestOtherAttributes(t *testing.T) {
	s := directorytest.Start(t)
	d := open(t, s, func(c *Config) {
		c.Filter, c.SubjectAttribute, c.NameAttribute, c.EmailAttribute, c.GroupsAttribute = "(uid=%s)", "UID", "sn", "telephoneNumber", "OU"
	})
	got, err := d.Authenticate(t.Context(), "luis", password("luis"))
	want := user.External{Issuer: "ldap:directorio", Subject: "luis", Name: "Gil"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Authenticate = %+v, %v, want %+v", got, err, want)
	}
}

func TestRefused(t *testing.T) {
	s := directorytest.Start(t)
	tests := map[string]struct{ name, password string }{
		"wrong password":     {"ana.ruiz@example.org", "another"},
		"someone's password": {"ana.ruiz@example.org", password("luis")},
		"unknown":            {"nobody@example.org", password("ana")},
		"no password":        {"ana.ruiz@example.org", ""},
		"no name":            {" ", password("ana")},
		"no password set":    {"juan.mora@example.org", "anything"},
		"two people":         {"eva.sanz@example.org", password("eva")},
		"a wildcard":         {"*", password("ana")},
		"a part of a name":   {"ana.ruiz@*", password("ana")},
		"an injection":       {"*)(uid=*", password("ana")},
		"another":            {"ana.ruiz@example.org)(|(uid=*)", password("ana")},
		"a NUL":              {"ana.ruiz@example.org\x00", password("ana")},
		"a hidden character": {"ana.ruiz\u200b@example.org", password("ana")},
		"too long":           {strings.Repeat("a", 300), password("ana")},
		"no text":            {"\xff\xfe", password("ana")},
		"the reader":         {"reader", password("reader")},
	}
	d := open(t, s, nil)
	for name, test := range tests {
		got, err := d.Authenticate(t.Context(), test.name, test.password)
		if err != ErrRefused || !reflect.DeepEqual(got, user.External{}) { //nolint:errorlint // the very same error for all
			t.Errorf("%s: Authenticate = %+v, %v, want ErrRefused and nothing else", name, got, err)
		}
	}
}

func TestWhatIsTypedIsText(t *testing.T) {
	s := directorytest.Start(t)
	d := open(t, s, func(c *Config) { c.Filter = "(&(objectClass=person)(cn=%s))" })
	if _, err := d.Authenticate(t.Context(), "Luis (Gil)*", password("luis")); err != nil {
		t.Errorf("a name with a filter's characters = %v", err)
	}
}

func TestSettingsTheServerRefuses(t *testing.T) {
	s := directorytest.Start(t)
	for name, change := range map[string]func(*Config){
		"the reader's password":     func(c *Config) { c.BindPassword = "another" },
		"the base":                  func(c *Config) { c.BaseDN = "ou=nowhere,dc=example,dc=org" },
		"anonymous":                 func(c *Config) { c.BindDN, c.BindPassword = "", "" },
		"a subject that is missing": func(c *Config) { c.SubjectAttribute = "employeeNumber" },
		"a subject of two values":   func(c *Config) { c.SubjectAttribute = "memberOf" },
	} {
		_, err := open(t, s, change).Authenticate(t.Context(), "ana.ruiz@example.org", password("ana"))
		if !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v, want ErrUnavailable", name, err)
			continue
		}
		for _, hidden := range []string{password("reader"), password("ana"), "ana.ruiz"} {
			if strings.Contains(err.Error(), hidden) {
				t.Errorf("%s: the error gives %q away: %v", name, hidden, err)
			}
		}
	}
}

func TestEncrypted(t *testing.T) {
	s := directorytest.Start(t)
	startTLS := func(c *Config) { c.StartTLS = true }
	ldaps := func(c *Config) { c.URL = "ldaps://" + s.Encrypted }
	for name, scheme := range map[string]func(*Config){"StartTLS": startTLS, "ldaps": ldaps} {
		for file, want := range map[string]error{s.Authority: nil, s.Stranger: ErrUnavailable, "": ErrUnavailable} {
			d := open(t, s, func(c *Config) { scheme(c); c.CAFile = file })
			got, err := d.Authenticate(t.Context(), "ana.ruiz@example.org", password("ana"))
			if !errors.Is(err, want) || (got.Subject != "") != (want == nil) {
				t.Errorf("%s, trusting %q: %+v, %v, want %v", name, file, got, err, want)
			}
		}
		if _, err := open(t, s, func(c *Config) { scheme(c); c.CAFile = s.Authority }).
			Authenticate(t.Context(), "ana.ruiz@example.org", "another"); !errors.Is(err, ErrRefused) {
			t.Errorf("%s, wrong password: %v", name, err)
		}
	}
}

func TestServerDown(t *testing.T) {
	d, err := New(settingsOf(directorytest.Free(t)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Authenticate(t.Context(), "ana.ruiz@example.org", password("ana")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Authenticate = %v, want ErrUnavailable", err)
	}
}

// impostor accepts connections and hands each to serve.
func impostor(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return listener.Addr().String()
}

func TestServerNeverAnswers(t *testing.T) {
	address := impostor(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	for name, change := range map[string]func(*Config){
		"bind":     func(*Config) {},
		"search":   func(c *Config) { c.BindDN, c.BindPassword = "", "" },
		"StartTLS": func(c *Config) { c.StartTLS = true },
		"ldaps":    func(c *Config) { c.URL = "ldaps://" + address },
	} {
		cfg := settingsOf(address)
		change(&cfg)
		d, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		began := time.Now()
		_, err = d.Authenticate(ctx, "ana.ruiz@example.org", password("ana"))
		cancel()
		if !errors.Is(err, ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 3*time.Second {
			t.Errorf("%s: %v after %s, want ErrUnavailable at the deadline", name, err, time.Since(began))
		}
	}
}

func TestServerThatSendsTooMuch(t *testing.T) {
	address := impostor(t, func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 1<<10))
		// A message of 2 GB begins, with a text of nearly as much.
		_, _ = conn.Write([]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x04, 0x84, 0x7f, 0, 0, 0})
		for {
			if _, err := conn.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
	d, err := New(settingsOf(address))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Authenticate(t.Context(), "ana.ruiz@example.org", password("ana")); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "too much") {
		t.Errorf("Authenticate = %v, want ErrUnavailable for its size", err)
	}
}
