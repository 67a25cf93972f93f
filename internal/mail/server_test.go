package mail

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"hito/internal/mail/mailtest"
)

const password = "a secret / with + signs"

func TestOffLoopbackEverythingIsEncrypted(t *testing.T) {
	for _, scheme := range []string{"smtp", "smtps"} {
		s := mailtest.Start(t, mailtest.Behaviour{StartTLS: true, SMTPS: scheme == "smtps", User: "hito", Password: password})
		if err := far(t, s, scheme, mailtest.Host, password).Send(t.Context(), letter); err != nil {
			t.Fatalf("%s: %v", scheme, err)
		}
		if m := s.Await(t, 1)[0]; !m.Encrypted || m.User != "hito" {
			t.Errorf("%s: %+v", scheme, m)
		}
	}
}

func TestOffLoopbackNothingGoesToAServerThatCouldBeAnother(t *testing.T) {
	inClear := mailtest.Behaviour{User: "hito", Password: password}
	offers, smtps := inClear, inClear
	offers.StartTLS, smtps.SMTPS = true, true
	for name, c := range map[string]struct {
		behave       mailtest.Behaviour
		scheme, host string
		trusted      bool
		want         string
	}{
		"no STARTTLS":              {inClear, "smtp", mailtest.Host, true, "STARTTLS"},
		"an unknown authority":     {offers, "smtp", mailtest.Host, false, "certificate"},
		"another's certificate":    {offers, "smtp", "mail.elsewhere.example", true, "certificate"},
		"smtps, unknown authority": {smtps, "smtps", mailtest.Host, false, "certificate"},
		"smtps, another's":         {smtps, "smtps", "mail.elsewhere.example", true, "certificate"},
		"smtps in clear":           {inClear, "smtps", mailtest.Host, true, "tls"},
	} {
		s := mailtest.Start(t, c.behave)
		sends := far(t, s, c.scheme, c.host, password)
		if !c.trusted {
			sends.server.tls.RootCAs = nil
		}
		err := sends.Send(t.Context(), letter)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(s.Messages()) != 0 {
			t.Errorf("%s: %v, want %q; %d messages", name, err, c.want, len(s.Messages()))
		}
		leaves(t, s)
	}
}

// leaves checks that no connection stays open.
func leaves(t *testing.T, s *mailtest.Server) {
	t.Helper()
	for range 200 {
		if s.Connections() == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d connections stay open", s.Connections())
}

// A server on this machine often has a certificate that names another, and nobody stands between.
func TestOnLoopbackAnyServerWillDo(t *testing.T) {
	for _, c := range []struct {
		behave mailtest.Behaviour
		scheme string
	}{{mailtest.Behaviour{}, "smtp"}, {mailtest.Behaviour{StartTLS: true}, "smtp"}, {mailtest.Behaviour{SMTPS: true}, "smtps"}} {
		for _, mechanisms := range []string{"PLAIN LOGIN", "PLAIN", "LOGIN"} {
			c.behave.User, c.behave.Password, c.behave.Auth = "hito", password, mechanisms
			s := mailtest.Start(t, c.behave)
			if err := near(t, s, c.scheme, password).Send(t.Context(), letter); err != nil {
				t.Errorf("%+v: %v", c.behave, err)
				continue
			}
			m := s.Await(t, 1)[0]
			if m.User != "hito" || !strings.HasPrefix(mechanisms, m.Mechanism) || m.Encrypted != (c.behave.StartTLS || c.behave.SMTPS) {
				t.Errorf("%+v: %+v", c.behave, m)
			}
		}
	}
}

func TestWhoSendsIsProved(t *testing.T) {
	asks := mailtest.Behaviour{User: "hito", Password: password}
	for name, c := range map[string]struct {
		behave   mailtest.Behaviour
		password string
		want     string
	}{
		"another password":    {asks, "another", "535"},
		"no password":         {asks, "", "530"},
		"the server asks not": {mailtest.Behaviour{}, password, "AUTH"},
		"in no way we know":   {mailtest.Behaviour{User: "hito", Auth: "GSSAPI"}, password, "mechanism"},
	} {
		s := mailtest.Start(t, c.behave)
		err := near(t, s, "smtp", c.password).Send(t.Context(), letter)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), password) || strings.Contains(err.Error(), letter.To) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		leaves(t, s)
	}
}

func TestAServerThatHangsIsLeft(t *testing.T) {
	for _, command := range []string{"", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "."} {
		s := mailtest.Start(t, mailtest.Behaviour{StartTLS: true, User: "hito", Password: password, Answers: map[string]string{command: ""}})
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		began := time.Now()
		err := near(t, s, "smtp", password).Send(ctx, letter)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 2*time.Second {
			t.Errorf("at %q: %v after %s, want an end at the deadline", command, err, time.Since(began))
		}
		leaves(t, s)
	}
}

func TestAServerThatIsDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	sends := with(t, "smtp", listener.Addr().String(), "")
	if err := sends.Send(t.Context(), letter); err == nil || !strings.Contains(err.Error(), "connection refused") || strings.Contains(err.Error(), letter.To) {
		t.Errorf("Send = %v", err)
	}
}
