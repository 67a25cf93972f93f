package user_test

import (
	"testing"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

// Another's password, as whoever answers a link sets it.
const otherHash = `'$argon2id$other'`

// ownChanges are what people change of their own account after giving the password.
func ownChanges(w *world, actor access.Actor) map[string]func() error {
	proof := w.proof()
	return map[string]func() error{
		"the password": func() error { return w.ChangePassword(w.Context(), actor, proof, "ana@ejemplo.es", another) },
		"the address": func() error {
			_, err := w.ChangeEmail(w.Context(), actor, proof, "nueva@ejemplo.es", false)
			return err
		},
		"the address, with a link": func() error {
			_, err := w.ChangeEmail(w.Context(), actor, proof, "nueva@ejemplo.es", true)
			return err
		},
		"the recovery codes": func() error {
			codes, err := w.RenewRecoveryCodes(w.Context(), actor, proof)
			if len(codes) > 0 {
				w.Errorf("refused, but shown: %q", codes)
			}
			return err
		},
		"the second factor": func() error { return w.DisableFactor(w.Context(), actor, proof) },
	}
}

// Whoever has given the right password has not changed anything yet: what others do in that moment counts.
func TestSecurity06AChangeOfOnesOwnIsRefusedWhenTheAccountChangedMeanwhile(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile string
		signIn    bool // it is the session that is over, else the password no longer proves anything
	}{
		"disabled":              {meanwhile: `UPDATE users SET disabled_at = created_at`},
		"disabled and put out":  {meanwhile: `WITH ended AS (DELETE FROM sessions) UPDATE users SET disabled_at = created_at, version = version + 1`},
		"another password":      {meanwhile: `UPDATE users SET password_hash = ` + otherHash},
		"no password any more":  {meanwhile: `UPDATE users SET password_hash = NULL`},
		"signed out":            {meanwhile: `DELETE FROM sessions`, signIn: true},
		"of another's session":  {meanwhile: `UPDATE sessions SET user_id = (SELECT max(id) FROM users)`, signIn: true},
		"signed in once more":   {meanwhile: `WITH ended AS (DELETE FROM sessions) ` + anotherSession, signIn: true},
		"signed out by a reset": {meanwhile: `WITH ended AS (DELETE FROM sessions) UPDATE users SET password_hash = ` + otherHash},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.demand()
			ana := w.person("Ana", access.Staff)
			w.person("Berta", access.Staff)
			for what := range ownChanges(w, ana) {
				w.exec(`DELETE FROM sessions`)
				w.exec(`UPDATE users SET disabled_at = NULL, password_hash = $1, totp_secret = NULL`, hashOfPassword())
				w.exec(`DELETE FROM recovery_codes`)
				actor, _ := w.asAna()
				w.enrol(ana.ID)
				change := ownChanges(w, actor)[what]
				wrote, err := w.meanwhile(c.meanwhile, change)
				if c.signIn {
					w.expect(what, err, fault.SignIn)
				} else {
					w.invalid(what, err, "current")
				}
				if wrote {
					t.Errorf("%s: refused, but written", what)
				}
				// The form that comes again is no repeat of something that was done.
				if err := change(); err == nil {
					t.Errorf("%s: the same form again is acknowledged", what)
				}
			}
		})
	}
}

const anotherSession = `INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
	SELECT sha256('another'), id, true, false, '', '', created_at, created_at, created_at + interval '1 hour' FROM users WHERE name = 'Ana'`

func TestSecurity06ASecondFactorIsNotSetUpInASessionThatEndedMeanwhile(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile string
		want      error
	}{
		"signed out":           {`DELETE FROM sessions`, fault.SignIn},
		"disabled and put out": {`WITH ended AS (DELETE FROM sessions) UPDATE users SET disabled_at = created_at`, fault.SignIn},
		"set up elsewhere":     {`UPDATE users SET totp_secret = repeat('A', 32)`, fault.Conflict},
	} {
		w := newWorld(t)
		w.demand()
		w.person("Ana", access.Staff)
		s, _ := w.signIn("Ana")
		wrote, err := w.meanwhile(c.meanwhile, func() error {
			_, err := w.EnableFactor(t.Context(), s, home, password, secret, w.code(0))
			return err
		})
		w.expect(name, err, c.want)
		if wrote {
			t.Errorf("%s: refused, but written", name)
		}
	}
}

// A form without a session, as a program would send it, changes nothing even with the right password.
func TestSecurity06AnAccountIsChangedOnlyInASessionThatStands(t *testing.T) {
	w := newWorld(t)
	w.demand()
	ana := w.person("Ana", access.Staff)
	w.person("Berta", access.Staff)
	actor, token := w.asAna()
	bertas, _ := w.as("Berta")
	w.enrol(ana.ID)
	without, anothers := actor, actor
	without.Session, anothers.Session = 0, bertas.Session
	for name, who := range map[string]access.Actor{"in no session": without, "in another's session": anothers} {
		for what, change := range ownChanges(w, who) {
			w.expect(what+" "+name, change(), fault.SignIn)
		}
	}
	w.must(w.SignOut(t.Context(), home, token))
	for what, change := range ownChanges(w, actor) {
		w.expect(what+", signed out", change(), fault.SignIn)
	}
	if n := ask[int](w, `SELECT count(*) FROM submissions`); n != 0 {
		t.Errorf("%d forms are kept as carried out", n)
	}
}

// A wrong current password costs what a wrong sign-in does: a new hash is made only for whoever gave the right one.
func TestSecurity01AWrongCurrentPasswordMakesNoSecondHash(t *testing.T) {
	w := newWorld(t)
	w.hashed(w.person("Ana", access.Staff).ID)
	actor, _ := w.asAna()
	for _, c := range []struct {
		current string
		least   float64
	}{{another, 1}, {"", 1}, {password, 2}} {
		form := user.Proof{Key: w.key(), Password: c.current}
		var err error
		made := hashes(func() { err = w.ChangePassword(t.Context(), actor, form, "ana@ejemplo.es", another) })
		if made < c.least || made > c.least+0.5 {
			t.Errorf("with %q: %.2f hashes are made", c.current, made)
		}
		if c.current != password {
			w.invalid("with "+c.current, err, "current")
		} else {
			w.expect("with the right one", err, nil)
		}
	}
}

// In a full session somebody may have found the browser open.
func TestSecurity04ASecondFactorInAFullSessionNeedsThePassword(t *testing.T) {
	w := newWorld(t)
	w.demand(access.Admin)
	w.person("Ana", access.Staff)
	s, _ := w.signIn("Ana")
	_, beside := w.signIn("Ana")
	tables := []string{"users", "recovery_codes", "sessions"}
	before := compact(w.dump(tables...))
	told := len(w.events())
	for _, wrong := range []string{"", another, password + " "} {
		codes, err := w.EnableFactor(t.Context(), s, home, wrong, secret, w.code(0))
		w.invalid("with "+wrong, err, "current")
		if len(codes) > 0 {
			t.Errorf("with %q: shown %q", wrong, codes)
		}
	}
	if compact(w.dump(tables...)) != before {
		t.Error("refused, but written")
	}
	if got := compact(w.actions(told)); got != `["session.refuse","session.refuse","session.refuse"]` {
		t.Errorf("told: %s", got)
	}
	w.alive("her other session", beside, true)
	_, err := w.EnableFactor(t.Context(), s, home, password, secret, w.code(0))
	w.expect("with the right one", err, nil)
}

// It is guessed at no more often there than at the door.
func TestSecurity02ThePasswordForASecondFactorIsGuessedAtTenTimes(t *testing.T) {
	w := newWorld(t)
	w.demand()
	w.person("Ana", access.Staff)
	s, _ := w.signIn("Ana")
	for range 10 {
		_, err := w.EnableFactor(t.Context(), s, home, another, secret, w.code(0))
		w.invalid("wrong", err, "current")
	}
	_, err := w.EnableFactor(t.Context(), s, home, password, secret, w.code(0))
	w.expect("the eleventh, right", err, fault.TooMany)
}

// The password was given a moment ago, or there is none: it is not asked for.
func TestASecondFactorThatMustBeSetUpNeedsNoPassword(t *testing.T) {
	w := newWorld(t)
	w.demand(access.Admin)
	w.person("Ana", access.Admin)
	s, token := w.signIn("Ana")
	if !s.MustEnrol() {
		t.Fatalf("signed in as %+v", s)
	}
	codes, err := w.EnableFactor(t.Context(), s, home, "", secret, w.code(0))
	if err != nil || len(codes) != 10 || !w.resume(token).Full() {
		t.Errorf("%d codes, %v", len(codes), err)
	}

	w.identify(w.person("Berta", access.Staff).ID, outside("Berta"))
	w.exec(`UPDATE users SET password_hash = NULL WHERE name = 'Berta'`)
	started, err := w.SignInExternal(t.Context(), home, outside("Berta"), user.Admission{})
	w.must(err)
	_, err = w.EnableFactor(t.Context(), w.resume(started.Token), home, "", secret, w.code(0))
	w.expect("whoever has none", err, nil)
}
