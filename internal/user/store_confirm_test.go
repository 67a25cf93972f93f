package user_test

import (
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

// waiting is somebody with a second factor who has given the password.
func waiting(w *world) (s user.Session, token string, codes []string) {
	w.Helper()
	ana := w.person("Ana", access.Admin)
	codes = w.enrol(ana.ID)
	s, token = w.signIn("Ana")
	return s, token, codes
}

func TestSecurity06ConfirmingChangesTheToken(t *testing.T) {
	w := newWorld(t)
	s, token, _ := waiting(w)
	w.pass(5 * time.Minute)
	confirmed, err := w.Confirm(t.Context(), home, token, s, w.code(0))
	w.must(err)
	if confirmed.Token == token || !confirmed.Full() || !confirmed.ExpiresAt.Equal(w.now().Add(12*time.Hour)) {
		t.Errorf("confirmed: %+v", confirmed.Session)
	}
	w.alive("the old token", token, false)
	if s := w.resume(confirmed.Token); !s.Full() || s.Actor().Role != access.Admin {
		t.Errorf("resumed: %+v", s)
	}
	if n := ask[int](w, `SELECT count(*) FROM sessions`); n != 1 {
		t.Errorf("%d sessions stand", n)
	}
}

func TestSecurity04WrongCodesConfirmNothing(t *testing.T) {
	w := newWorld(t)
	s, token, _ := waiting(w)
	for _, code := range []string{"", "000000", "aaaaa-aaaaa", w.code(2 * time.Minute), w.code(-2 * time.Minute), w.code(0) + "0", "\x00"} {
		_, err := w.Confirm(t.Context(), home, token, s, code)
		w.expect("with "+code, err, user.ErrCode)
	}
	if s := w.resume(token); s.Full() {
		t.Errorf("afterwards: %+v", s)
	}
	_, err := w.Confirm(t.Context(), home, token, s, w.code(30*time.Second))
	w.expect("with a clock that is fast", err, nil)
}

func TestSecurity04ACodeConfirmsOneSignIn(t *testing.T) {
	w := newWorld(t)
	s, token, _ := waiting(w)
	again, second := w.signIn("Ana")
	_, err := w.Confirm(t.Context(), home, token, s, w.code(0))
	w.must(err)
	for name, code := range map[string]string{"the same code": w.code(0), "the one before": w.code(-30 * time.Second)} {
		_, err = w.Confirm(t.Context(), home, second, again, code)
		w.expect(name, err, user.ErrCode)
	}
	w.pass(30 * time.Second)
	_, err = w.Confirm(t.Context(), home, second, again, w.code(0))
	w.expect("the next code", err, nil)
}

func TestSecurity04OfTwoAtOnceOneUsesTheCode(t *testing.T) {
	w := newWorld(t)
	_, _, codes := waiting(w)
	for _, code := range []string{w.code(0), codes[0]} {
		var sessions [2]user.Session
		var tokens [2]string
		for n := range 2 {
			sessions[n], tokens[n] = w.signIn("Ana")
		}
		errs := together(2, func(n int) error {
			_, err := w.Confirm(t.Context(), home, tokens[n], sessions[n], code)
			return err
		})
		if countOf(errs, nil) != 1 || countOf(errs, user.ErrCode) != 1 {
			t.Errorf("with %s: %v", code, errs)
		}
	}
}

func TestSecurity04ARecoveryCodeWorksOnceHoweverItIsTyped(t *testing.T) {
	w := newWorld(t)
	s, token, codes := waiting(w)
	_, err := w.Confirm(t.Context(), home, token, s, " "+strings.ToUpper(strings.Replace(codes[3], "-", " ", 1))+" ")
	w.must(err)
	if left, err := w.CountRecoveryCodes(t.Context(), s.User); left != 9 || err != nil {
		t.Errorf("%d are left, %v", left, err)
	}
	s, token = w.signIn("Ana")
	_, err = w.Confirm(t.Context(), home, token, s, codes[3])
	w.expect("the same again", err, user.ErrCode)
	_, err = w.Confirm(t.Context(), home, token, s, codes[4])
	w.expect("another", err, nil)
}

func TestAnothersRecoveryCodeIsWorthNothing(t *testing.T) {
	w := newWorld(t)
	s, token, _ := waiting(w)
	bertas := w.enrol(w.person("Berta", access.Admin).ID)
	_, err := w.Confirm(t.Context(), home, token, s, bertas[0])
	w.expect("with Berta's", err, user.ErrCode)
}

// A code is used up by a sign-in only: with a session that is over it stays good.
func TestACodeForASessionThatIsOverIsNotUsedUp(t *testing.T) {
	w := newWorld(t)
	s, token, codes := waiting(w)
	w.must(w.SignOut(t.Context(), home, token))
	for _, code := range []string{w.code(0), codes[0]} {
		_, err := w.Confirm(t.Context(), home, token, s, code)
		w.expect("signed out", err, fault.SignIn)
	}
	s, token = w.signIn("Ana")
	_, err := w.Confirm(t.Context(), home, token, s, codes[0])
	w.must(err)
	s, token = w.signIn("Ana")
	confirmed, err := w.Confirm(t.Context(), home, token, s, w.code(0))
	w.must(err)
	_, err = w.Confirm(t.Context(), home, confirmed.Token, confirmed.Session, codes[1])
	w.expect("a session that is confirmed already", err, fault.SignIn)
	w.alive("the confirmed one", confirmed.Token, true)
}

func TestSecurity04TheEleventhCodeEndsTheSession(t *testing.T) {
	w := newWorld(t)
	s, token, codes := waiting(w)
	for range 10 {
		_, err := w.Confirm(t.Context(), home, token, s, "000000")
		w.expect("a wrong code", err, user.ErrCode)
	}
	_, err := w.Confirm(t.Context(), home, token, s, w.code(0))
	w.expect("the eleventh, right", err, fault.TooMany)
	w.alive("the session", token, false)

	s, token = w.signIn("Ana") // whoever has the password may begin again, and gets no more attempts by it
	_, err = w.Confirm(t.Context(), home, token, s, codes[0])
	w.expect("in a new session", err, fault.TooMany)
	w.pass(15 * time.Minute)
	s, token = w.signIn("Ana")
	_, err = w.Confirm(t.Context(), home, token, s, w.code(0))
	w.expect("when the window is over", err, nil)
}

func TestConfirmRefusesWhoWasDisabledMeanwhile(t *testing.T) {
	w := newWorld(t)
	s, token, codes := waiting(w)
	w.exec(`UPDATE users SET disabled_at = created_at`)
	_, err := w.Confirm(t.Context(), home, token, s, codes[0])
	w.expect("disabled", err, fault.SignIn)
	if n := ask[int](w, `SELECT count(*) FROM recovery_codes`); n != 10 {
		t.Errorf("%d recovery codes are left", n)
	}
}

func TestConfirmNeedsASecondFactor(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	s, token := w.signIn("Ana")
	_, err := w.Confirm(t.Context(), home, token, s, "000000")
	w.expect("without one", err, user.ErrCode)
}
