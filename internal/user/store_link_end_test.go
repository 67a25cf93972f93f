package user_test

import (
	"testing"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

// Links wait in mailboxes. Each of these says that one of them, or a browser, may be somebody else's.
func TestSecurity05PendingLinksDieWithWhatTheyWereMadeFor(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(w *world, actor access.Actor, tokens map[user.LinkKind]string) error
		left string
	}{
		"a new password": {act: func(w *world, actor access.Actor, _ map[user.LinkKind]string) error {
			return w.ChangePassword(w.Context(), actor, w.proof(), "ana@ejemplo.es", another)
		}},
		"the answer to a reset": {act: func(w *world, _ access.Actor, tokens map[user.LinkKind]string) error {
			_, err := w.AnswerLink(w.Context(), other, tokens[user.Reset], chosen)
			return err
		}},
		"the answer to a link asked for": {act: func(w *world, _ access.Actor, tokens map[user.LinkKind]string) error {
			_, err := w.AnswerLink(w.Context(), other, tokens[user.Forgotten], chosen)
			return err
		}},
		"an address that an administrator corrects": {act: func(w *world, actor access.Actor, _ map[user.LinkKind]string) error {
			return w.Update(w.Context(), berta, w.key(), actor.ID, 0, user.Draft{Email: "otra@ejemplo.es", Name: "Ana", Role: access.Staff})
		}},
		"a new address": {act: func(w *world, actor access.Actor, _ map[user.LinkKind]string) error {
			_, err := w.ChangeEmail(w.Context(), actor, w.proof(), "otra@ejemplo.es", false)
			return err
		}},
		"a new address that is confirmed": {act: func(w *world, _ access.Actor, tokens map[user.LinkKind]string) error {
			return w.ConfirmEmail(w.Context(), home, tokens[user.NewEmail])
		}},
		"being disabled": {act: func(w *world, actor access.Actor, _ map[user.LinkKind]string) error {
			return w.Disable(w.Context(), berta, w.key(), actor.ID)
		}},
		"the end of all sessions, but not what an administrator gave": {act: func(w *world, actor access.Actor, _ map[user.LinkKind]string) error {
			return w.EndAllSessions(w.Context(), berta, w.key(), actor.ID)
		}, left: "invitation reset"},
		"nothing that is a new name": {act: func(w *world, actor access.Actor, _ map[user.LinkKind]string) error {
			return w.Update(w.Context(), berta, w.key(), actor.ID, 0, user.Draft{Email: "ANA@ejemplo.es", Name: "Ana Gil", Role: access.Director})
		}, left: "email forgot invitation reset"},
	} {
		w := newWorld(t)
		w.demand()
		ana := w.person("Ana", access.Staff)
		w.person("Berta", access.Admin)
		w.person("Dora", access.Staff)
		actor, _ := w.asAna()
		tokens := w.links(actor)
		doras, err := w.Forgot(t.Context(), home, "dora@ejemplo.es")
		w.must(err)
		if err := c.act(w, actor, tokens); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		left := ask[string](w, `SELECT coalesce(string_agg(kind, ' ' ORDER BY kind), '') FROM links WHERE user_id = $1`, ana.ID)
		if left != c.left {
			t.Errorf("%s: left are %q, want %q", name, left, c.left)
		}
		open := 0
		for _, token := range tokens {
			if _, err := w.OpenLink(t.Context(), token); err == nil {
				open++
			}
		}
		if want := ask[int](w, `SELECT count(*) FROM links WHERE user_id = $1`, ana.ID); open != want {
			t.Errorf("%s: %d links open, want %d", name, open, want)
		}
		_, err = w.OpenLink(t.Context(), doras)
		w.expect(name+": somebody else's", err, nil)
	}
}

// links makes one of every kind for a person with a password.
func (w *world) links(actor access.Actor) map[user.LinkKind]string {
	w.Helper()
	tokens := map[user.LinkKind]string{}
	var err error
	w.exec(`UPDATE users SET password_hash = NULL WHERE id = $1`, actor.ID)
	tokens[user.Invitation], _, err = w.NewLink(w.Context(), command, w.key(), actor.ID)
	w.must(err)
	w.exec(`UPDATE users SET password_hash = $2 WHERE id = $1`, actor.ID, hashOfPassword())
	tokens[user.Reset], _, err = w.NewLink(w.Context(), command, w.key(), actor.ID)
	w.must(err)
	tokens[user.Forgotten], err = w.Forgot(w.Context(), home, emailOf(actor.Name))
	w.must(err)
	tokens[user.NewEmail], err = w.ChangeEmail(w.Context(), actor, w.proof(), "nueva@ejemplo.es", true)
	w.must(err)
	if n := ask[int](w, `SELECT count(*) FROM links WHERE user_id = $1`, actor.ID); n != 4 {
		w.Fatalf("%d links are made", n)
	}
	return tokens
}

// It went to somebody else's mailbox.
func TestSecurity05AnInvitationDiesWhenItsAddressIsCorrected(t *testing.T) {
	w := newWorld(t)
	id, token := w.invite("Carla")
	edit := func(name, email string) {
		t.Helper()
		w.must(w.Update(t.Context(), command, w.key(), id, 0, user.Draft{Email: email, Name: name, Role: access.Staff}))
	}
	edit("Carla Gil", "carla@ejemplo.es")
	_, err := w.OpenLink(t.Context(), token)
	w.expect("with another name", err, nil)
	edit("Carla Gil", "carla.gil@ejemplo.es")
	_, err = w.OpenLink(t.Context(), token)
	w.expect("with another address", err, user.ErrLink)
	_, err = w.AnswerLink(t.Context(), home, token, chosen)
	w.expect("answered", err, user.ErrLink)
	_, err = w.SignInExternal(t.Context(), home, outside("Carla"), user.Admission{Invitation: token})
	w.expect("answered with an account of the organisation", err, user.ErrNoAccount)
	if u, err := w.Find(t.Context(), command, id); err != nil || u.Invited || !u.Pending() {
		t.Errorf("the list shows %+v, %v", u, err)
	}
	again, kind, err := w.NewLink(t.Context(), command, w.key(), id)
	if err != nil || kind != user.Invitation {
		t.Fatalf("%s, %v", kind, err)
	}
	_, err = w.AnswerLink(t.Context(), home, again, chosen)
	w.expect("a new one", err, nil)
}

// Between looking an address up and making its link, the account may have become another's business.
func TestSecurity05NoLinkIsMadeForAnAccountThatChangedMeanwhile(t *testing.T) {
	for name, change := range map[string]string{
		"another address": `WITH unlinked AS (DELETE FROM links) UPDATE users SET email = 'otra@ejemplo.es'`,
		"disabled":        `WITH unlinked AS (DELETE FROM links) UPDATE users SET disabled_at = created_at`,
		"no password":     `UPDATE users SET password_hash = NULL`,
	} {
		w := newWorld(t)
		w.person("Ana", access.Staff)
		var token string
		wrote, err := w.meanwhile(change, func() (err error) {
			token, err = w.Forgot(t.Context(), home, "ana@ejemplo.es")
			return err
		})
		if wrote || token != "" || err != nil {
			t.Errorf("%s: %q is made, written %v, %v", name, token, wrote, err)
		}
	}
}

func TestSecurity05LinksOfDisabledPeopleAreDead(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	asked, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	given, _, err := w.NewLink(t.Context(), command, w.key(), ana.ID)
	w.must(err)
	dead := func(when string) {
		t.Helper()
		for _, token := range []string{asked, given} {
			_, err = w.OpenLink(t.Context(), token)
			w.expect("opened "+when, err, user.ErrLink)
			_, err = w.AnswerLink(t.Context(), home, token, chosen)
			w.expect("answered "+when, err, user.ErrLink)
		}
	}
	w.exec(`UPDATE users SET disabled_at = created_at`) // the links are still there
	dead("while they stand")
	w.exec(`UPDATE users SET disabled_at = NULL`)
	w.must(w.Disable(t.Context(), command, w.key(), ana.ID))
	token, _, err := w.NewLink(t.Context(), command, w.key(), ana.ID)
	w.expect("giving another", err, fault.Conflict)
	if token != "" {
		t.Errorf("it is %q", token)
	}
	if token, err := w.Forgot(t.Context(), home, "ana@ejemplo.es"); token != "" || err != nil {
		t.Errorf("asking for one: %q, %v", token, err)
	}
	dead("while she is away")
	w.must(w.Enable(t.Context(), command, w.key(), ana.ID))
	dead("when she is back")
}
