package user_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

// invite makes somebody who has yet to choose a password.
func (w *world) invite(name string) (id int64, token string) {
	w.Helper()
	id, token, err := w.Invite(w.Context(), command, w.key(), user.Draft{Email: emailOf(name), Name: name, Role: access.Staff})
	w.must(err)
	return id, token
}

var command = access.Actor{Kind: access.Command}

var chosen = user.Answer{Password: another}

func TestAnInvitationIsAnsweredWithAPassword(t *testing.T) {
	w := newWorld(t)
	id, token := w.invite("Carla")
	l, err := w.OpenLink(t.Context(), token)
	l.ExpiresAt = l.ExpiresAt.UTC()
	if want := (user.Link{Kind: user.Invitation, UserID: id, Name: "Carla", Email: "carla@ejemplo.es", ExpiresAt: w.now().Add(7 * 24 * time.Hour)}); err != nil || l != want {
		t.Errorf("opened: %+v, %v; want %+v", l, err, want)
	}
	for range 3 { // programs open links in e-mails
		_, err = w.OpenLink(t.Context(), token)
		w.expect("opened again", err, nil)
	}
	// Name and e-mail are the administrator's affair.
	started, err := w.AnswerLink(t.Context(), home, token, user.Answer{Name: "Otra", Email: "otra@ejemplo.es", Password: another})
	w.must(err)
	if s := w.resume(started.Token); s.User.ID != id || s.User.Name != "Carla" || s.Email != "carla@ejemplo.es" || s.User.Role != access.Staff || !s.Full() {
		t.Errorf("signed in as %+v", s)
	}
	_, err = w.AnswerLink(t.Context(), home, token, chosen)
	w.expect("answered again", err, user.ErrLink)
	_, err = w.OpenLink(t.Context(), token)
	w.expect("opened afterwards", err, user.ErrLink)
	w.try("with the password", home, "Carla", another, nil)
}

func TestSecurity05OfTwoAnswersAtOnceOneCounts(t *testing.T) {
	w := newWorld(t)
	_, token := w.invite("Carla")
	answer := func(password string) func() error {
		return func() error {
			_, err := w.AnswerLink(t.Context(), home, token, user.Answer{Password: password})
			return err
		}
	}
	errs := w.atOnce(allLinks, answer(another), answer("nube parra lluvia farol"))
	if countOf(errs, nil) != 1 || countOf(errs, user.ErrLink) != 1 {
		t.Fatalf("%v", errs)
	}
	if n := ask[int](w, `SELECT count(*) FROM audit_events WHERE action = 'user.set_password'`); n != 1 {
		t.Errorf("told %d times", n)
	}
	if n := ask[int](w, `SELECT count(*) FROM sessions`); n != 1 {
		t.Errorf("%d sessions have begun", n)
	}
}

func TestSecurity05LinksEndAtTheirInstant(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	for name, c := range map[string]struct {
		lasts time.Duration
		make  func() (string, error)
	}{
		"invitation":       {7 * 24 * time.Hour, func() (string, error) { _, token := w.invite("Carla"); return token, nil }},
		"reset, asked for": {time.Hour, func() (string, error) { return w.Forgot(t.Context(), home, "ana@ejemplo.es") }},
		"reset, given": {24 * time.Hour, func() (string, error) {
			token, _, err := w.NewLink(t.Context(), command, w.key(), 1)
			return token, err
		}},
		"confirms an address":  {24 * time.Hour, func() (string, error) { return w.askEmail("nueva@ejemplo.es") }},
		"confirms another one": {24 * time.Hour, func() (string, error) { return w.askEmail("novena@ejemplo.es") }},
	} {
		token, err := c.make()
		if err != nil || token == "" {
			t.Errorf("%s: %q, %v", name, token, err)
			continue
		}
		w.pass(c.lasts - time.Microsecond)
		_, err = w.OpenLink(t.Context(), token)
		w.expect(name+", a moment before its end", err, nil)
		w.pass(time.Microsecond)
		_, err = w.OpenLink(t.Context(), token)
		w.expect(name+", at its end", err, user.ErrLink)
		_, err = w.AnswerLink(t.Context(), home, token, chosen)
		w.expect(name+", answered", err, user.ErrLink)
		w.expect(name+", confirmed", w.ConfirmEmail(t.Context(), home, token), user.ErrLink)
	}
}

// askEmail asks to change Ana's address and returns the link that confirms it.
func (w *world) askEmail(email string) (string, error) {
	w.Helper()
	ana, _ := w.asAna()
	return w.ChangeEmail(w.Context(), ana, w.proof(), email, true)
}

func TestSecurity05ANewLinkTakesThePlaceOfTheOld(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	id, first := w.invite("Carla")
	second, kind, err := w.NewLink(t.Context(), command, w.key(), id)
	if err != nil || kind != user.Invitation {
		t.Fatalf("%s, %v", kind, err)
	}
	asked, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	askedAgain, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	given, _, err := w.NewLink(t.Context(), command, w.key(), ana.ID)
	w.must(err)
	givenAgain, kind, err := w.NewLink(t.Context(), command, w.key(), ana.ID)
	if err != nil || kind != user.Reset {
		t.Fatalf("%s, %v", kind, err)
	}
	oldEmail, err := w.askEmail("una@ejemplo.es")
	w.must(err)
	newEmail, err := w.askEmail("otra@ejemplo.es")
	w.must(err)
	for old, name := range map[string]string{first: "invitation", asked: "one asked for", given: "reset", oldEmail: "address"} {
		_, err := w.OpenLink(t.Context(), old)
		w.expect("the old "+name, err, user.ErrLink)
	}
	for token, name := range map[string]string{second: "invitation", askedAgain: "one asked for", givenAgain: "reset", newEmail: "address"} {
		_, err := w.OpenLink(t.Context(), token)
		w.expect("the new "+name, err, nil)
	}
}

// Whoever knows an address can ask for links as often as the limit lets them: what an administrator gave still works.
func TestSecurity05ALinkThatAnybodyAsksForReplacesNoneThatWasGiven(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	given, _, err := w.NewLink(t.Context(), command, w.key(), ana.ID)
	w.must(err)
	asked, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	for token, kind := range map[string]user.LinkKind{given: user.Reset, asked: user.Forgotten} {
		if l, err := w.OpenLink(t.Context(), token); l.Kind != kind || err != nil {
			t.Errorf("%s: %+v, %v", kind, l, err)
		}
	}
	again, _, err := w.NewLink(t.Context(), command, w.key(), ana.ID)
	w.must(err)
	_, err = w.OpenLink(t.Context(), asked)
	w.expect("the one asked for, when another is given", err, nil)
	_, err = w.AnswerLink(t.Context(), home, again, chosen)
	w.expect("the one given", err, nil)
}

func TestSecurity03TheSetUpLinkMakesTheFirstAdministrator(t *testing.T) {
	w := newWorld(t)
	old, err := w.SetUpLink(t.Context())
	w.must(err)
	token, err := w.SetUpLink(t.Context())
	w.must(err)
	_, err = w.OpenLink(t.Context(), old)
	w.expect("the earlier one", err, user.ErrLink)
	l, err := w.OpenLink(t.Context(), token)
	if err != nil || l.Kind != user.SetUp || l.UserID != 0 || l.Name != "" || l.Email != "" || !l.ExpiresAt.Equal(w.now().Add(24*time.Hour)) {
		t.Fatalf("%+v, %v", l, err)
	}
	started, err := w.AnswerLink(t.Context(), home, token, user.Answer{Name: " Ana  Ruiz ", Email: "Ana@Ejemplo.es", Password: password})
	w.must(err)
	if s := w.resume(started.Token); s.User.Role != access.Admin || s.User.Name != "Ana Ruiz" || s.Email != "ana@ejemplo.es" || !s.MustEnrol() {
		t.Errorf("signed in as %+v", s)
	}
	_, err = w.AnswerLink(t.Context(), home, token, user.Answer{Name: "Berta", Email: "berta@ejemplo.es", Password: password})
	w.expect("again", err, user.ErrLink)
	if again, err := w.SetUpLink(t.Context()); again != "" || err != nil {
		t.Errorf("a link although there is somebody: %q, %v", again, err)
	}
}

func TestSecurity03TheSetUpWorksOnlyWhileThereIsNobody(t *testing.T) {
	w := newWorld(t)
	token, err := w.SetUpLink(t.Context())
	w.must(err)
	w.person("Berta", access.Staff) // as hito user add does in the meantime
	_, err = w.AnswerLink(t.Context(), home, token, user.Answer{Name: "Ana", Email: "ana@ejemplo.es", Password: password})
	w.expect("the set-up", err, user.ErrLink)
	if n := ask[int](w, `SELECT count(*) FROM users`); n != 1 {
		t.Errorf("%d people", n)
	}
}

func TestSecurity03OfTwoSetUpsAtOnceOneCounts(t *testing.T) {
	w := newWorld(t)
	token, err := w.SetUpLink(t.Context())
	w.must(err)
	answer := func(name string) func() error {
		return func() error {
			_, err := w.AnswerLink(t.Context(), home, token, user.Answer{Name: name, Email: emailOf(name), Password: password})
			return err
		}
	}
	errs := w.atOnce(allLinks, answer("Ana"), answer("Berta"))
	if countOf(errs, nil) != 1 || countOf(errs, user.ErrLink) != 1 {
		t.Errorf("%v", errs)
	}
	if n := ask[int](w, `SELECT count(*) FROM users WHERE role = 'admin'`); n != 1 {
		t.Errorf("%d administrators", n)
	}
}

// Two links cannot be, but the command line makes a first administrator too: they come one after the other.
func TestSecurity03ASetUpBesideTheCommandLineMakesNoSecondAdministrator(t *testing.T) {
	w := newWorld(t)
	token, err := w.SetUpLink(t.Context())
	w.must(err)
	answered := make(chan error, 1)
	w.inTx(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('hito first administrator', 0))`); err != nil {
			return err
		}
		go func() {
			_, err := w.AnswerLink(t.Context(), home, token, user.Answer{Name: "Ana", Email: "ana@ejemplo.es", Password: password})
			answered <- err
		}()
		w.awaitBlocked(1)
		_, err := tx.Exec(ctx, `INSERT INTO users (email, name, role) VALUES ('berta@ejemplo.es', 'Berta', 'admin')`)
		return err
	})
	w.expect("the set-up", <-answered, user.ErrLink)
}

func TestAnAnswerThatIsWrongUsesNothingUp(t *testing.T) {
	w := newWorld(t)
	setUp, err := w.SetUpLink(t.Context())
	w.must(err)
	refused := func(what, token string, a user.Answer, fields ...string) {
		t.Helper()
		_, err := w.AnswerLink(t.Context(), home, token, a)
		w.invalid(what, err, fields...)
	}
	refused("nothing", setUp, user.Answer{}, "email", "name", "password")
	refused("a weak password", setUp, user.Answer{Name: "Ana Zarrabeitia", Email: "ana@ejemplo.es", Password: "zarrabeitia1"}, "password")
	refused("no e-mail", setUp, user.Answer{Name: "Ana", Email: "ana", Password: password}, "email")
	_, err = w.AnswerLink(t.Context(), home, setUp, user.Answer{Name: "Ana", Email: "ana@ejemplo.es", Password: password})
	w.expect("corrected", err, nil)

	_, token := w.invite("Zarrabeitia")
	for _, weak := range []string{"", "corta", "123456789012", "zarrabeitia1", "ejemplo-zarrabeitia"} {
		refused(weak, token, user.Answer{Password: weak}, "password")
	}
	_, err = w.AnswerLink(t.Context(), home, token, chosen)
	w.expect("corrected", err, nil)
}

func TestAResetEndsAllSessionsAndKeepsTheSecondFactor(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	_, token := w.signIn("Ana")
	w.person("Berta", access.Staff)
	_, bertas := w.signIn("Berta")
	w.enrol(ana.ID)
	link, err := w.Forgot(t.Context(), other, "ana@ejemplo.es")
	w.must(err)
	w.alive("before the answer", token, true)
	started, err := w.AnswerLink(t.Context(), other, link, chosen)
	w.must(err)
	w.alive("her other session", token, false)
	w.alive("somebody else's", bertas, true)
	if s := w.resume(started.Token); s.Full() || s.Confirmed {
		t.Errorf("the mailbox alone lets her in: %+v", s)
	}
	w.try("the old password", home, "Ana", password, user.ErrCredentials)
	w.try("the new password", home, "Ana", another, nil)
}

// Whoever locked themselves out by trying gets in by the link, and again afterwards.
func TestAResetEndsTheLimitOfItsAddress(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.fail(home, "Ana", 10)
	w.try("the eleventh", home, "Ana", password, fault.TooMany)
	link, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	_, err = w.AnswerLink(t.Context(), home, link, chosen)
	w.must(err)
	w.try("with the new password", home, "Ana", another, nil)
}

func TestForgotMakesALinkForWhomMayUseIt(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.invite("Carla")
	w.exec(`UPDATE users SET disabled_at = created_at WHERE id = $1`, w.person("Berta", access.Staff).ID)
	for _, name := range []string{"Nadie", "Carla", "Berta"} {
		if token, err := w.Forgot(t.Context(), home, emailOf(name)); token != "" || err != nil {
			t.Errorf("%s gets %q, %v", name, token, err)
		}
	}
	for range 11 { // how often is counted before: see AskReset
		if token, err := w.Forgot(t.Context(), other, "ana@ejemplo.es"); token == "" || err != nil {
			t.Errorf("Ana gets %q, %v", token, err)
		}
	}
	if kinds := ask[string](w, `SELECT string_agg(kind, ' ' ORDER BY kind) FROM links`); kinds != "forgot invitation" {
		t.Errorf("links wait: %s", kinds)
	}
}

// Whoever asks learns from the limit nothing of whether there is such an account.
func TestSecurity02AskingForLinksIsLimitedForKnownAndUnknown(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	for _, name := range []string{"Ana", "Nadie"} {
		for range 10 {
			w.expect("asking for "+name, w.AskReset(t.Context(), other, emailOf(name)), nil)
		}
		w.expect("the eleventh for "+name, w.AskReset(t.Context(), other, emailOf(name)), fault.TooMany)
		w.expect("for "+name+" from elsewhere", w.AskReset(t.Context(), home, emailOf(name)), nil)
	}
	if n := ask[int](w, `SELECT count(*) FROM links`); n != 0 {
		t.Errorf("%d links are made by asking alone", n)
	}
	w.try("signing in meanwhile", other, "Ana", password, nil)
	w.pass(15 * time.Minute)
	w.expect("when the window is over", w.AskReset(t.Context(), other, "ana@ejemplo.es"), nil)
}

func TestConfirmEmailTakesItsOwnKindOfLink(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	reset, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	w.expect("a reset", w.ConfirmEmail(t.Context(), home, reset), user.ErrLink)
	_, err = w.OpenLink(t.Context(), reset)
	w.expect("which is not used up by it", err, nil)

	token, err := w.askEmail("Nueva@Ejemplo.es")
	w.must(err)
	_, err = w.AnswerLink(t.Context(), home, token, chosen)
	w.expect("a password for it", err, user.ErrLink)
	if l, err := w.OpenLink(t.Context(), token); err != nil || l.Kind != user.NewEmail || l.Email != "nueva@ejemplo.es" || l.UserID != ana.ID {
		t.Errorf("opened: %+v, %v", l, err)
	}
	if email := ask[string](w, `SELECT email FROM users`); email != "ana@ejemplo.es" {
		t.Errorf("before it is confirmed the e-mail is %s", email)
	}
	w.must(w.ConfirmEmail(t.Context(), home, token))
	if email := ask[string](w, `SELECT email FROM users`); email != "nueva@ejemplo.es" {
		t.Errorf("afterwards the e-mail is %s", email)
	}
	w.expect("again", w.ConfirmEmail(t.Context(), home, token), user.ErrLink)
	w.try("the old password stays", home, "Nueva", password, nil)
}

func TestConfirmEmailTellsWhenSomebodyElseHasIt(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	token, err := w.askEmail("berta@ejemplo.es")
	w.must(err)
	w.person("Berta", access.Staff)
	w.invalid("taken meanwhile", w.ConfirmEmail(t.Context(), home, token), "email")
}

// invalid reports an error that is not fault.Invalid at just these fields.
func (w *world) invalid(what string, err error, fields ...string) {
	w.Helper()
	var wrong fault.Invalid
	if errors.As(err, &wrong); !slices.Equal(slices.Sorted(maps.Keys(wrong)), fields) {
		w.Errorf("%s: %v, wrong at %v; want %v", what, err, wrong, fields)
	}
}
