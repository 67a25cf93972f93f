package user_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

func TestSignInBeginsASession(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO units (name) VALUES ('Calidad'), ('Personas')`)
	ana := w.person("Ana", access.Staff)
	w.exec(`INSERT INTO user_units SELECT $1, id FROM units`, ana.ID)
	started, err := w.SignIn(t.Context(), home, "ana@ejemplo.es", password)
	w.must(err)
	if !started.Full() || started.User.ID != ana.ID || started.Email != "ana@ejemplo.es" || !started.ExpiresAt.Equal(w.now().Add(12*time.Hour)) {
		t.Errorf("begun: %+v", started.Session)
	}
	s := w.resume(started.Token)
	want := access.Actor{Kind: access.Person, ID: ana.ID, Name: "Ana", Role: access.Staff, Units: []int64{1, 2}, Session: s.ID}
	if !s.Full() || compact(s.Actor()) != compact(want) || s.Email != "ana@ejemplo.es" || !s.LastSeenAt.Equal(w.now()) {
		t.Errorf("resumed: %+v as %+v", s, s.Actor())
	}
	again, err := w.SignIn(t.Context(), home, "ana@ejemplo.es", password)
	if err != nil || again.Token == started.Token {
		t.Errorf("a second sign-in gets the token of the first, %v", err)
	}
	w.alive("the first browser", started.Token, true)
}

// hashed gives somebody a hash that takes as long as those of real people.
func (w *world) hashed(id int64) {
	w.Helper()
	hash, err := user.HashPassword(w.Context(), password)
	w.must(err)
	w.exec(`UPDATE users SET password_hash = $2 WHERE id = $1`, id, hash)
}

// refusedAlike are all the ways in which a sign-in is refused, of which nobody may learn which it was.
func refusedAlike(w *world) map[string][2]string {
	ana, berta, carla := w.person("Ana", access.Staff), w.person("Berta", access.Staff), w.person("Carla", access.Staff)
	w.hashed(ana.ID)
	w.exec(`UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = $1), disabled_at = created_at WHERE id = $2`, ana.ID, berta.ID)
	w.exec(`UPDATE users SET password_hash = NULL WHERE id = $1`, carla.ID)
	return map[string][2]string{
		"wrong password":        {"ana@ejemplo.es", another},
		"blank password":        {"ana@ejemplo.es", ""},
		"unknown account":       {"nadie@ejemplo.es", password},
		"blank account":         {"", ""},
		"disabled":              {"berta@ejemplo.es", password},
		"disabled and wrong":    {"berta@ejemplo.es", another},
		"invited":               {"carla@ejemplo.es", password},
		"invited, blank":        {"carla@ejemplo.es", ""},
		"another way of typing": {" ana@ejemplo.es", password},
	}
}

// hashes returns how many of Argon2id's blocks of memory something took, which tells how many hashes it made:
// a clock would tell the same, but not always.
func hashes(do func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc-before.TotalAlloc) / float64(user.Hashing.Memory*1024)
}

func TestSecurity02AllRefusalsLookAndCostTheSame(t *testing.T) {
	w := newWorld(t)
	text := ""
	for name, typed := range refusedAlike(w) {
		var err error
		made := hashes(func() { _, err = w.SignIn(t.Context(), home, typed[0], typed[1]) })
		if made < 1 || made > 1.5 {
			t.Errorf("%s: %.2f hashes are made", name, made)
		}
		w.expect(name, err, user.ErrCredentials)
		if text != "" && err.Error() != text {
			t.Errorf("%s says %q, others %q", name, err, text)
		}
		text = err.Error()
	}
	if n := ask[int](w, `SELECT count(*) FROM sessions`); n != 0 {
		t.Errorf("%d sessions have begun", n)
	}
	if _, err := w.SignIn(t.Context(), home, "ana@ejemplo.es", password); err != nil {
		t.Errorf("the right password: %v", err)
	}
}

func TestSignInRefusesWhatCannotBeAnEmail(t *testing.T) {
	w := newWorld(t)
	for _, typed := range []string{"\x00", "ana@ejemplo.es\x00", "\xff"} {
		if _, err := w.SignIn(t.Context(), home, typed, password); !errors.Is(err, fault.BadInput) && !errors.Is(err, user.ErrCredentials) {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

// What changes while a password is compared counts.
func TestSignInSeesWhatChangedWhileThePasswordWasCompared(t *testing.T) {
	for name, change := range map[string]string{
		"disabled":       `UPDATE users SET disabled_at = created_at`,
		"other password": `UPDATE users SET password_hash = '$argon2id$other'`,
		"second factor":  `UPDATE users SET totp_secret = '` + secret + `'`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.person("Ana", access.Staff)
			w.withTurnsTaken(func() {
				done := make(chan error)
				go func() {
					_, err := w.SignIn(t.Context(), home, "ana@ejemplo.es", password)
					done <- err
				}()
				w.awaitAttempts(1)
				w.exec(change)
				user.HashTurns.Release(1)
				w.expect("the sign-in", <-done, user.ErrCredentials)
				w.must(user.HashTurns.Acquire(t.Context(), 1))
			})
			if n := ask[int](w, `SELECT count(*) FROM sessions`); n != 0 {
				t.Errorf("%d sessions have begun", n)
			}
		})
	}
}

// withTurnsTaken runs something while no hash can be made.
func (w *world) withTurnsTaken(do func()) {
	w.Helper()
	var taken int64
	for user.HashTurns.TryAcquire(1) {
		taken++
	}
	defer func() { user.HashTurns.Release(taken) }()
	do()
}

// awaitAttempts returns once so many attempts have been counted in all.
func (w *world) awaitAttempts(many int) {
	w.Helper()
	for range 2000 {
		if ask[int](w, `SELECT coalesce(sum(count), 0) FROM attempts`) >= 3*many { // by account, by address, by both
			return
		}
		time.Sleep(time.Millisecond)
	}
	w.Errorf("fewer than %d attempts are counted", many)
}

// Whoever goes away while waiting for the turn leaves nothing behind but the attempt.
func TestSignInEndsWithItsRequest(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.withTurnsTaken(func() {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := w.SignIn(ctx, home, "ana@ejemplo.es", password)
			done <- err
		}()
		w.awaitAttempts(1)
		cancel()
		w.expect("the sign-in", <-done, context.Canceled)
	})
	if n := len(w.events()); n != 0 {
		t.Errorf("%d events are told", n)
	}
}
