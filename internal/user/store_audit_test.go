package user_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/user"
)

// twoPeople is a world with those of whom the table tells.
func twoPeople(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.exec(`INSERT INTO units (name) VALUES ('Calidad')`)
	w.person("Ana", access.Staff)
	w.person("Berta", access.Admin)
	return w
}

func TestSecurity19EachWriteLeavesItsEvent(t *testing.T) {
	for name, c := range tellings() {
		t.Run(name, func(t *testing.T) {
			w := twoPeople(t)
			before := 0
			w.must(c.act(w, func() { before = len(w.events()) }))
			if got := w.events()[before:]; !slices.Equal(got, c.want) {
				t.Errorf("told:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			for _, e := range ask[[]string](w, `SELECT array_agg(at::text || ' ' || request_id) FROM audit_events WHERE actor_kind <> 'system' AND actor_kind <> 'command'`) {
				if !strings.HasSuffix(e, " "+home.RequestID) {
					t.Errorf("an event at %s of no request", e)
				}
			}
			verdict, err := audit.Verify(t.Context(), w.Pool, audit.Head{})
			if err != nil || verdict.Broken != 0 {
				t.Errorf("the chain: %+v, %v", verdict, err)
			}
		})
	}
}

// A method of the store that is neither in the table nor known to write nothing fails here.
func TestSecurity19TheTableTellsOfEveryMethod(t *testing.T) {
	reads := []string{"CountRecoveryCodes", "Find", "FindByEmail", "OpenLink", "People", "Refused", "Resume", "Sessions"}
	for method := range reflect.TypeFor[user.Store]().Methods() {
		covered := slices.Contains(reads, method.Name)
		for name := range tellings() {
			before, _, _ := strings.Cut(name, "/")
			covered = covered || before == method.Name
		}
		if !covered {
			t.Errorf("nothing is said of %s", method.Name)
		}
	}
}

// Nothing that lets somebody in, and nothing that an unknown person typed, stands in the audit.
func TestSecurity19TheAuditHoldsNoSecrets(t *testing.T) {
	w := twoPeople(t)
	canaries := map[string]string{"password": password, "new password": another, "unknown e-mail": "cantarranas", "secret": secret, "hash": "argon2id", "key": "form0000"}
	note := func(what, value string, err error) string {
		t.Helper()
		if err != nil || value == "" {
			t.Fatalf("%s: %q, %v", what, value, err)
		}
		canaries[what] = value
		return value
	}
	for _, email := range []string{"cantarranas@ejemplo.es", "ana@ejemplo.es"} {
		for _, typed := range []string{another, "cantarranas"} {
			_, err := w.SignIn(t.Context(), home, email, typed)
			w.expect("refused", err, user.ErrCredentials)
		}
		_, err := w.Forgot(t.Context(), home, email+".cantarranas")
		w.must(err)
	}
	for range 9 {
		_, _ = w.SignIn(t.Context(), home, "cantarranas@ejemplo.es", another) // up to the limit, which is told
	}
	_, token := w.signIn("Ana")
	note("session", token, nil)
	s := w.resume(token)
	code := note("code", w.code(0), nil)
	codes, err := w.EnableFactor(t.Context(), s, home, password, secret, code)
	w.must(err)
	note("recovery code", codes[0], nil)
	w.pass(time.Minute)
	s, token = w.signIn("Ana")
	_, err = w.Confirm(t.Context(), home, note("waiting session", token, nil), s, note("wrong code", "918273", nil))
	w.expect("a wrong code", err, user.ErrCode)
	confirmed, err := w.Confirm(t.Context(), home, token, s, codes[0])
	note("confirmed session", confirmed.Token, err)
	actor := w.resume(confirmed.Token).Actor()
	actor.Origin = home.Origin
	renewed, err := w.RenewRecoveryCodes(t.Context(), actor, w.proof())
	note("renewed code", renewed[0], err)
	link, err := w.ChangeEmail(t.Context(), actor, w.proof(), "nueva@ejemplo.es", true)
	w.must(w.ConfirmEmail(t.Context(), home, note("address link", link, err)))
	w.must(w.ChangePassword(t.Context(), actor, w.proof(), "nueva@ejemplo.es", another))
	reset, err := w.Forgot(t.Context(), home, "nueva@ejemplo.es")
	answered, err := w.AnswerLink(t.Context(), home, note("reset link", reset, err), user.Answer{Password: note("third password", "nube parra lluvia farol", nil)})
	note("answered session", answered.Token, err)
	_, invitation, err := w.Invite(t.Context(), berta, w.key(), carla)
	note("invitation", invitation, err)
	external, err := w.SignInExternal(t.Context(), home, outside("Otra"), user.Admission{Invitation: invitation})
	note("external session", external.Token, err)
	_, err = w.SignInWith(t.Context(), home, "ldap:casa", "cantarranas", func(context.Context) (user.External, user.Admission, error) {
		return user.External{}, user.Admission{}, errors.Join(user.ErrCredentials, errors.New(another))
	})
	w.expect("the directory", err, user.ErrCredentials)

	dump := w.dump("audit_events", "audit_personal")
	if n := len(w.events()); n < 25 {
		t.Errorf("only %d events are told: this proves little", n)
	}
	for table, content := range dump {
		for what, canary := range canaries {
			if strings.Contains(strings.ToLower(content), strings.ToLower(canary)) {
				t.Errorf("%s holds the %s %q", table, what, canary)
			}
		}
		for _, kept := range ask[[]string](w, `SELECT array_agg(encode(token_hash, 'hex')) FROM sessions`) {
			if table == "audit_personal" && strings.Contains(content, kept) {
				t.Errorf("%s holds the hash of a session", table)
			}
		}
	}
}
