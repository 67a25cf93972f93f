package user_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"hito/internal/user"
)

// Where a password is just enough, one character less is not. What is left to guess is counted by hand: kq8zwx is six
// letters of no word, a common word two, an own word or a repetition one.
func TestSecurity01PasswordsAtTheBorder(t *testing.T) {
	for _, c := range []struct {
		what, refused, taken string
	}{
		{"a common word", "ayuntamiento-kq8zw", "ayuntamiento-kq8zwx"},
		{"the word in capitals", "AYUNTAMIENTO KQ8ZW", "AYUNTAMIENTO KQ8ZWX"},
		{"the word with marks", "Contraséña kq8zw", "Contraséña kq8zwx"},
		{"the word with digits for letters", "4yunt4m13nt0 kq8zw", "4yunt4m13nt0 kq8zwx"},
		{"the word with signs for letters", "p@$$w0rd kq8zw", "p@$$w0rd kq8zwx"},
		{"the word in the middle", "kq8 ayuntamiento zw", "kq8 ayuntamiento zwx"},
		{"the word, spelt", "k q 8 p a s s w o r d z w", "k q 8 p a s s w o r d z w x"},
		{"a word and a year", "ayuntamiento 2026 kq8", "ayuntamiento 2026 kq8z"},
		{"years", "1998 2026 kq8 ...", "1998 2026 kq8z ..."},
		{"letters in their order", "abcdefghij qk8zw", "abcdefghij qk8zwx"},
		{"letters against it", "jihgfedcba kq8zw", "jihgfedcba kq8zwx"},
		{"one letter again and again", "vvvvvvvvvv kq8zw", "vvvvvvvvvv kq8zwx"},
		{"keys in their order", "asdfghjkl kq8zw", "asdfghjkl kq8zwx"},
		{"keys against it", "lkjhgfdsa kq8zw", "lkjhgfdsa kq8zwx"},
		{"a repetition", "kq8zwxkq8zwx", "kq8zwxvkq8zwxv"},
		{"two repetitions", "kq8zwkq8zwkq8zw", "kq8zwxkq8zwxkq8zwx"},
		{"an own word", "zarrabeitia kq8zwx", "zarrabeitia kq8zwxv"},
		{"an own word with marks", "Zárrabeitia kq8zwx", "Zárrabeitia kq8zwxv"},
		{"two own words", "zarrabeitia.nuria kq8zw", "zarrabeitia.nuria kq8zwx"},
		{"an own word and a common one", "zarrabeitia enero kq8z", "zarrabeitia enero kq8zw"},
		{"letters alone, and what stands between", "k--q--8--z--w--x--v", "k--q--8--z--w--x--v--y"},
		{"letters of another writing", "ж-щ-ю-э-ф-ъ-ы", "ж-щ-ю-э-ф-ъ-ы-ц"},
	} {
		about := []string{"Nuria Zarrabeitia", "nz@ejemplo.es"}
		own := []string{"nuria", "zarrabeitia", "nz", "ejemplo", "es"}
		if got := user.Worth(c.refused, own); got != 7 || user.CheckPassword(c.refused, about...) == nil {
			t.Errorf("%s: %q is worth %d, want 7 and refused", c.what, c.refused, got)
		}
		if got, err := user.Worth(c.taken, own), user.CheckPassword(c.taken, about...); got != 8 || err != nil {
			t.Errorf("%s: %q is worth %d, want 8 and taken: %v", c.what, c.taken, got, err)
		}
	}
}

// What is no word costs what it has of characters: nothing is found where there is nothing.
func TestNothingIsFoundInRandomLetters(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "-_.": 0, "a": 1, "ab": 2, "abc": 2, "aa": 1 + 1, "aaa": 2, "aba": 3, "kqz8": 4, "qwe": 2, "qw": 2, "20": 2, "202": 3, "2026": 2,
		"2126": 4, "20266": 3, "ñ": 1, "n\u0303": 1, "日本語": 3, "🦊🍋": 2, "ñandú": 5,
	} {
		if got := user.Worth(text, nil); got != want {
			t.Errorf("%q is worth %d, want %d", text, got, want)
		}
	}
}

var (
	someWords = rapid.SampledFrom([]string{
		"password", "contraseña", "Ayuntamiento", "qwerty", "1234567890", "abcdefgh", "zyxwvu", "2026", "1998", "dragon", "hito", "m0nkey", "tequiero", "P@ssw0rd", "lkjhgf",
	})
	anything = rapid.OneOf(someWords, rapid.StringOfN(rapid.RuneFrom([]rune("abkqzwxñé08 -.")), 0, 12, -1))
)

// However common words are put together, three are not enough.
func TestSecurity01ThreeCommonWordsAreNeverEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := ""
		for range 3 {
			password += rapid.StringMatching(`[ ._-]{0,3}`).Draw(t, "between") + someWords.Draw(t, "word")
		}
		if rapid.Bool().Draw(t, "capitals") {
			password = strings.ToUpper(password)
		}
		if user.CheckPassword(password) == nil {
			t.Fatalf("%q is taken", password)
		}
	})
}

// Joining guesses nothing that was not there, and what is there twice is guessed once.
func TestAPasswordIsWorthNoMoreThanItsParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anything.Draw(t, "a"), anything.Draw(t, "b")
		if whole, parts := user.Worth(a+b, nil), user.Worth(a, nil)+user.Worth(b, nil); whole > parts {
			t.Fatalf("%q is worth %d, its parts %d", a+b, whole, parts)
		}
		if twice, once := user.Worth(a+b+a+b, nil), user.Worth(a+b, nil); twice > once+1 {
			t.Fatalf("%q is worth %d, twice %d", a+b, once, twice)
		}
	})
}

func TestCaseAndMarksAreWorthNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := anything.Draw(t, "a") + anything.Draw(t, "b") + anything.Draw(t, "c")
		want := user.Worth(password, nil)
		for _, same := range []string{strings.ToUpper(password), norm.NFD.String(password), strings.NewReplacer("ñ", "n", "é", "e").Replace(password)} {
			if got := user.Worth(same, nil); got != want {
				t.Fatalf("%q is worth %d, %q %d", password, want, same, got)
			}
		}
	})
}

// A word in letters that the password has none of takes nothing away. Of other words this is not true: "kq8zwkq8z"
// becomes a repetition with "w", and "kq8 dra" a common word with "gon".
func TestAWordThatHasNothingToDoWithAPasswordSpoilsNothing(t *testing.T) {
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		password := anything.Draw(t, "a") + anything.Draw(t, "b") + rapid.StringOfN(rapid.RuneFrom([]rune("kqzwxvñ8")), 4, 12, -1).Draw(t, "c")
		word := rapid.StringOfN(rapid.RuneFrom([]rune("жщюэфъыцшм")), 1, 12, -1).Draw(t, "word")
		if user.CheckPassword(password) != nil {
			return
		}
		taken++
		if err := user.CheckPassword(password + word); err != nil {
			t.Fatalf("%q is taken, %q is not", password, password+word)
		}
		if whole, parts := user.Worth(password+word, nil), user.Worth(password, nil)+user.Worth(word, nil); whole != parts {
			t.Fatalf("%q is worth %d, its parts %d", password+word, whole, parts)
		}
	})
	if taken == 0 {
		t.Error("none of the passwords is taken: this proves nothing")
	}
}

// It runs while somebody waits, at a form that anybody may send who has a link.
func TestSecurity01AnyPasswordIsJudgedInAMoment(t *testing.T) {
	about := strings.Repeat("ana ruiz ", 13)
	judge := func(password string) time.Duration {
		least := time.Hour
		for n := 0; n < 3 && least > 100*time.Millisecond; n++ { // the machine may have been busy
			began := time.Now()
			_ = user.CheckPassword(password, about, "ana.ruiz@ejemplo.es") // what it answers is not the matter here
			least = min(least, time.Since(began))
		}
		return least
	}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]*rapid.Generator[rune]{
			rapid.Rune(), rapid.RuneFrom([]rune("ab")), rapid.RuneFrom([]rune("p@s$w0rd")), rapid.RuneFrom([]rune("각뷁한글")), rapid.RuneFrom([]rune("ǖṩ̣ΐﷺ\u0301\u0344")),
		}).Draw(t, "kind")
		password := rapid.StringOfN(kind, 128, 128, -1).Draw(t, "password")
		if took := judge(password); took > 500*time.Millisecond {
			t.Fatalf("%q takes %v", password, took)
		}
	})
	longest := time.Duration(0)
	for n := range 100 {
		longest = max(longest, judge(fmt.Sprintf("%0128d", n)))
	}
	if longest > 500*time.Millisecond {
		t.Errorf("digits take %v", longest)
	}
}
