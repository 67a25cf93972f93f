package mail

import (
	"testing"

	"hito/internal/mail/mailtest"
)

func TestReachTellsHow(t *testing.T) {
	account := mailtest.Behaviour{StartTLS: true, User: "hito", Password: password}
	smtps := account
	smtps.SMTPS = true
	for name, c := range map[string]struct {
		behave           mailtest.Behaviour
		scheme, password string
		far              bool
		want             Reached
	}{
		"near, in clear, no account": {mailtest.Behaviour{}, "smtp", "", false, Reached{}},
		"near, in clear, an account": {mailtest.Behaviour{User: "hito", Password: password}, "smtp", password, false, Reached{SignedIn: true}},
		"near, encrypted, not asked": {mailtest.Behaviour{StartTLS: true}, "smtp", "", false, Reached{Encrypted: true}},
		"far, STARTTLS":              {account, "smtp", password, true, Reached{Encrypted: true, SignedIn: true}},
		"far, smtps":                 {smtps, "smtps", password, true, Reached{Encrypted: true, SignedIn: true}},
	} {
		s := mailtest.Start(t, c.behave)
		sends := near(t, s, c.scheme, c.password)
		if c.far {
			sends = far(t, s, c.scheme, mailtest.Host, c.password)
		}
		how, err := sends.Reach(t.Context())
		if err != nil || how != c.want || len(s.Messages()) != 0 {
			t.Errorf("%s: %+v, %v, want %+v; %d messages", name, how, err, c.want, len(s.Messages()))
		}
		leaves(t, s)
	}
}

func TestReachTellsThatTheAccountIsNotTaken(t *testing.T) {
	for name, behave := range map[string]mailtest.Behaviour{
		"another password": {StartTLS: true, User: "hito", Password: "another"},
		"no accounts":      {StartTLS: true},
	} {
		s := mailtest.Start(t, behave)
		if how, err := far(t, s, "smtp", mailtest.Host, password).Reach(t.Context()); err == nil {
			t.Errorf("%s: reached as %+v", name, how)
		}
		leaves(t, s)
	}
}
