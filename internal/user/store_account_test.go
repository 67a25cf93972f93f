package user_test

import (
	"errors"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

// proof is the form that somebody fills in with the right password.
func (w *world) proof() user.Proof { return user.Proof{Key: w.key(), Password: password} }

// as signs somebody in and returns them in that session, and what its browser keeps.
func (w *world) as(name string) (access.Actor, string) {
	w.Helper()
	s, token := w.signIn(name)
	s.User.Origin = home.Origin
	return s.User, token
}

func (w *world) asAna() (access.Actor, string) {
	w.Helper()
	return w.as("Ana")
}

func TestSecurity01ChangingThePasswordEndsTheOtherSessions(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.person("Berta", access.Staff)
	_, before := w.signIn("Ana")
	actor, own := w.asAna()
	_, bertas := w.signIn("Berta")
	link, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	w.must(w.ChangePassword(t.Context(), actor, w.proof(), "ana@ejemplo.es", another))
	w.alive("her own", own, true)
	w.alive("her other one", before, false)
	w.alive("Berta's", bertas, true)
	_, err = w.OpenLink(t.Context(), link)
	w.expect("a link that waits for another password", err, user.ErrLink)
	w.try("the old password", home, "Ana", password, user.ErrCredentials)
	w.try("the new password", home, "Ana", another, nil)
	w.try("Berta's password", home, "Berta", password, nil)
}

func TestSecurity01ChangingThePasswordNeedsTheCurrentOne(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	actor, own := w.asAna()
	_, beside := w.signIn("Ana")
	for _, current := range []string{"", another, password + " "} {
		w.invalid("with "+current, w.ChangePassword(t.Context(), actor, user.Proof{Key: w.key(), Password: current}, "ana@ejemplo.es", another), "current")
	}
	w.invalid("a weak one", w.ChangePassword(t.Context(), actor, w.proof(), "ana@ejemplo.es", "123456789012"), "password")
	w.invalid("made of the e-mail", w.ChangePassword(t.Context(), actor, w.proof(), "zarrabeitia@ejemplo.es", "zarrabeitia1"), "password")
	w.expect("by nobody", w.ChangePassword(t.Context(), access.Actor{ID: actor.ID}, w.proof(), "ana@ejemplo.es", another), fault.SignIn)
	w.alive("her own session", own, true)
	w.alive("her other session", beside, true)
	w.try("the password", home, "Ana", password, nil)
}

// Whoever has got hold of a session must not be able to guess the password in it either.
func TestSecurity02TheCurrentPasswordIsGuessedAtTenTimes(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	actor, _ := w.asAna()
	for range 5 {
		w.invalid("wrong", w.ChangePassword(t.Context(), actor, user.Proof{Key: w.key(), Password: another}, "ana@ejemplo.es", another), "current")
		w.try("a wrong sign-in, which counts with them", home, "Ana", another, user.ErrCredentials)
	}
	w.expect("the eleventh, right", w.ChangePassword(t.Context(), actor, w.proof(), "ana@ejemplo.es", another), fault.TooMany)
	w.pass(15 * time.Minute)
	w.expect("when the window is over", w.ChangePassword(t.Context(), actor, w.proof(), "ana@ejemplo.es", another), nil)
}

// The form that comes again proves itself with a password that is no longer the current one.
func TestSecurity18TheFormThatChangesThePasswordAnswersTwiceTheSame(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	actor, own := w.asAna()
	form := w.proof()
	for time := range 3 {
		if err := w.ChangePassword(t.Context(), actor, form, "ana@ejemplo.es", another); err != nil {
			t.Errorf("time %d: %v", time+1, err)
		}
	}
	if n := ask[int](w, `SELECT repeats FROM submissions WHERE key = $1`, form.Key); n != 2 {
		t.Errorf("%d repeats are counted", n)
	}
	if n := ask[int](w, `SELECT count(*) FROM audit_events WHERE action = 'user.set_password'`); n != 1 {
		t.Errorf("told %d times", n)
	}
	w.alive("the session", own, true)
	w.invalid("another form with the old password", w.ChangePassword(t.Context(), actor, w.proof(), "ana@ejemplo.es", "nube parra lluvia farol"), "current")
	w.try("the new password", home, "Ana", another, nil)
}

func TestSecurity18AccountFormsNeedAKeyOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	actor, _ := w.asAna()
	used := w.proof()
	_, err := w.ChangeEmail(t.Context(), actor, used, "nueva@ejemplo.es", false)
	w.must(err)
	w.expect("the key of another form", w.ChangePassword(t.Context(), actor, used, "nueva@ejemplo.es", another), fault.BadInput)
	for _, key := range []string{"", "short", "k2345678901234567890\x00"} {
		_, err = w.ChangeEmail(t.Context(), actor, user.Proof{Key: key, Password: password}, "otra@ejemplo.es", false)
		w.expect("the key "+key, err, fault.BadInput)
		_, err = w.ChangeEmail(t.Context(), actor, user.Proof{Key: key, Password: another}, "otra@ejemplo.es", false)
		if err == nil {
			t.Errorf("the key %q and a wrong password are acknowledged", key)
		}
	}
}

// Forms in two tabs come one after the other.
func TestTwoFormsOfOnePersonAtOnceBothGoThrough(t *testing.T) {
	w := newWorld(t)
	w.enrol(w.person("Ana", access.Staff).ID)
	ana, _ := w.asAna()
	renew, ask := w.proof(), w.proof()
	errs := w.atOnce(allPeople,
		func() error { _, err := w.RenewRecoveryCodes(t.Context(), ana, renew); return err },
		func() error { _, err := w.ChangeEmail(t.Context(), ana, ask, "nueva@ejemplo.es", true); return err },
	)
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

func TestChangeEmail(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	actor, _ := w.asAna()
	for typed, field := range map[string]string{"": "email", "ana": "email", "a@b@c.es": "email", "ana\x00@ejemplo.es": "email"} {
		_, err := w.ChangeEmail(t.Context(), actor, w.proof(), typed, false)
		w.invalid(typed, err, field)
	}
	_, err := w.ChangeEmail(t.Context(), actor, user.Proof{Key: w.key(), Password: another}, "nueva@ejemplo.es", false)
	w.invalid("with a wrong password", err, "current")
	token, err := w.ChangeEmail(t.Context(), actor, w.proof(), " Nueva@Ejemplo.es ", false)
	if token != "" || err != nil {
		t.Errorf("at once: %q, %v", token, err)
	}
	if email := ask[string](w, `SELECT email FROM users WHERE id = $1`, ana.ID); email != "nueva@ejemplo.es" {
		t.Errorf("kept: %s", email)
	}
	form := w.proof()
	token, err = w.ChangeEmail(t.Context(), actor, form, "otra@ejemplo.es", true)
	if token == "" || err != nil {
		t.Errorf("with a link: %q, %v", token, err)
	}
	again, err := w.ChangeEmail(t.Context(), actor, form, "otra@ejemplo.es", true)
	if again != "" || err != nil {
		t.Errorf("the repeat: %q, %v", again, err)
	}
	_, err = w.OpenLink(t.Context(), token)
	w.expect("the link of the first time", err, nil)
}

func TestSecurity04EnablingASecondFactor(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Admin)
	s, own := w.signIn("Ana")
	_, beside := w.signIn("Ana")
	if s.Full() {
		t.Fatal("an administrator without a second factor may act")
	}
	_, err := w.EnableFactor(t.Context(), s, home, password, secret, "000000")
	w.expect("a wrong code", err, user.ErrCode)
	for _, wrong := range []string{"", "short", secret + "A", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq"} {
		_, err = w.EnableFactor(t.Context(), s, home, password, wrong, w.code(0))
		w.expect("the secret "+wrong, err, fault.BadInput)
	}
	codes, err := w.EnableFactor(t.Context(), s, home, password, secret, w.code(0))
	if err != nil || len(codes) != 10 {
		t.Fatalf("%d codes, %v", len(codes), err)
	}
	w.alive("her other session", beside, false)
	if s := w.resume(own); !s.Full() || !s.HasFactor {
		t.Errorf("her own session: %+v", s)
	}
	_, err = w.EnableFactor(t.Context(), s, home, password, secret, w.code(30*time.Second))
	w.expect("again", err, fault.Conflict)

	s, token := w.signIn("Ana")
	_, err = w.Confirm(t.Context(), home, token, s, w.code(0))
	w.expect("the code that set it up", err, user.ErrCode)
	_, err = w.Confirm(t.Context(), home, token, s, codes[9])
	w.expect("one of the recovery codes", err, nil)
}

func TestSecurity04RenewedRecoveryCodesReplaceTheOld(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	actor, _ := w.asAna()
	_, err := w.RenewRecoveryCodes(t.Context(), actor, w.proof())
	w.expect("without a second factor", err, fault.Conflict)
	old := w.enrol(ana.ID)
	_, err = w.RenewRecoveryCodes(t.Context(), actor, user.Proof{Key: w.key(), Password: another})
	w.invalid("with a wrong password", err, "current")
	form := w.proof()
	codes, err := w.RenewRecoveryCodes(t.Context(), actor, form)
	if err != nil || len(codes) != 10 {
		t.Fatalf("%d codes, %v", len(codes), err)
	}
	_, err = w.RenewRecoveryCodes(t.Context(), actor, form)
	w.expect("the form again", err, nil)
	s, token := w.signIn("Ana")
	_, err = w.Confirm(t.Context(), home, token, s, old[0])
	w.expect("an old code", err, user.ErrCode)
	_, err = w.Confirm(t.Context(), home, token, s, codes[0])
	w.expect("a code of the first answer", err, nil)
}

// The page shows what comes back: codes that were not kept would be noted down for nothing.
func TestARepeatedRenewalShowsNoCodesThatDoNotWork(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	actor, _ := w.asAna()
	w.enrol(ana.ID)
	form := w.proof()
	_, err := w.RenewRecoveryCodes(t.Context(), actor, form)
	w.must(err)
	again, err := w.RenewRecoveryCodes(t.Context(), actor, form)
	w.must(err)
	for _, code := range again {
		if n := ask[int](w, `SELECT count(*) FROM recovery_codes WHERE code_hash = $1`, user.RecoveryHash(code)); n != 1 {
			t.Fatalf("the repeat shows %q, which does not work", code)
		}
	}
}

func TestSecurity04DisablingASecondFactor(t *testing.T) {
	w := newWorld(t)
	w.demand(access.Admin)
	ana, berta := w.person("Ana", access.Staff), w.person("Berta", access.Admin)
	actor, own := w.asAna()
	_, beside := w.signIn("Ana")
	boss, _ := w.as("Berta")
	w.enrol(ana.ID)
	w.enrol(berta.ID)
	w.invalid("with a wrong password", w.DisableFactor(t.Context(), actor, user.Proof{Key: w.key(), Password: another}), "current")
	w.must(w.DisableFactor(t.Context(), actor, w.proof()))
	w.alive("her other session", beside, false)
	if s := w.resume(own); s.HasFactor || !s.Full() {
		t.Errorf("her own session: %+v", s)
	}
	if left, err := w.CountRecoveryCodes(t.Context(), actor); left != 0 || err != nil {
		t.Errorf("%d recovery codes are left, %v", left, err)
	}
	w.expect("where the role needs one", w.DisableFactor(t.Context(), boss, w.proof()), fault.Forbidden)
	if !ask[bool](w, `SELECT totp_secret IS NOT NULL FROM users WHERE id = $1`, berta.ID) {
		t.Error("it is gone all the same")
	}
}

func TestPeopleSeeThemselvesAndAdministratorsEverybody(t *testing.T) {
	w := newWorld(t)
	ana, berta := w.person("Ana", access.Staff), w.person("Berta", access.Admin)
	for _, c := range []struct {
		who  access.Actor
		id   int64
		want error
	}{
		{ana, ana.ID, nil}, {ana, berta.ID, fault.NotFound}, {ana, 999, fault.NotFound}, {berta, ana.ID, nil}, {berta, 999, fault.NotFound},
		{access.Actor{ID: ana.ID}, ana.ID, fault.NotFound}, {access.Actor{}, 0, fault.NotFound}, {command, ana.ID, nil},
	} {
		_, err := w.Find(t.Context(), c.who, c.id)
		w.expect("finding", err, c.want)
	}
	u, err := w.FindByEmail(t.Context(), berta, "ana@ejemplo.es")
	if err != nil || u.ID != ana.ID || !u.HasPassword || u.Pending() {
		t.Errorf("by e-mail: %+v, %v", u, err)
	}
	_, err = w.FindByEmail(t.Context(), berta, "nadie@ejemplo.es")
	w.expect("by an e-mail of nobody", err, fault.NotFound)
}

func TestPeopleAreListedAsTheQueryAsks(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO units (name) VALUES ('Calidad')`)
	for name, role := range map[string]access.Role{"dora": access.Staff, "Ana": access.Admin, "Berta": access.Technician, "Carla": access.Staff} {
		w.person(name, role)
	}
	w.exec(`UPDATE users SET disabled_at = created_at WHERE name = 'dora'`)
	w.exec(`UPDATE users SET password_hash = NULL WHERE name = 'Carla'`)
	w.exec(`UPDATE users SET password_hash = NULL WHERE name = 'Berta'`)
	w.exec(`INSERT INTO identities (issuer, subject, user_id, created_at) SELECT 'i', 's', id, created_at FROM users WHERE name = 'Berta'`)
	w.exec(`INSERT INTO user_units (user_id, unit_id) SELECT id, 1 FROM users WHERE name IN ('Ana', 'dora')`)
	w.signIn("Ana")
	for _, c := range []struct {
		q     user.Query
		want  string
		total int
	}{
		{user.Query{Limit: 10}, `["Ana","Berta","Carla","dora"]`, 4},
		{user.Query{Limit: 2, Offset: 1}, `["Berta","Carla"]`, 4},
		{user.Query{Limit: 10, Text: "AR"}, `["Carla"]`, 1},
		{user.Query{Limit: 10, Text: "DORA@ejem"}, `["dora"]`, 1},
		{user.Query{Limit: 10, Text: "%"}, `[]`, 0},
		{user.Query{Limit: 10, Role: access.Staff}, `["Carla","dora"]`, 2},
		{user.Query{Limit: 10, State: "active"}, `["Ana","Berta"]`, 2},
		{user.Query{Limit: 10, State: "disabled"}, `["dora"]`, 1},
		{user.Query{Limit: 10, State: "pending"}, `["Carla"]`, 1},
		{user.Query{Limit: 10, UnitID: 1}, `["Ana","dora"]`, 2},
		{user.Query{Limit: 10, UnitID: 1, State: "active", Role: access.Admin, Text: "a"}, `["Ana"]`, 1},
	} {
		list, total, err := w.People(t.Context(), command, c.q)
		names := []string{}
		for _, u := range list {
			names = append(names, u.Name)
		}
		if err != nil || compact(names) != c.want || total != c.total {
			t.Errorf("%+v: %v of %d, %v; want %s of %d", c.q, names, total, err, c.want, c.total)
		}
	}
	if u, err := w.FindByEmail(t.Context(), command, "ana@ejemplo.es"); err != nil || !u.SeenAt.Equal(w.now()) || compact(u.Units) != `["Calidad"]` {
		t.Errorf("Ana: %+v, %v", u, err)
	}
}
