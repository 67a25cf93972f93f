package user_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/user"
)

func TestSecurity01PasswordsThatAreRefused(t *testing.T) {
	for password, about := range map[string][]string{
		// Length, in characters of any kind.
		"":                               nil,
		"corto":                          nil,
		"ñandú-kiwi1":                    nil,
		"ñandúñandúñ":                    nil,
		norm.NFD.String("ñandú-kíwí7"):   nil,
		strings.Repeat("é-kiwi ", 19):    nil,
		"x9!" + strings.Repeat("K", 126): nil,
		// Common, repeated, or in the order of the keys.
		"passwordpassword": nil, "123456789012": nil, "contraseña123": nil, "qwertyuiop12": nil, "hito-demo-2022": nil, "Contraseña2026": nil,
		"aaaaaaaaaaaa": nil, "abcabcabcabc": nil, "abcdefghijkl": nil, "111111111111": nil, "qwertyuiopasdf": nil, "administrador1": nil,
		"P@ssw0rd1234": nil, "iloveyou1234": nil, "ayuntamiento1": nil, "bienvenido2026": nil, "hitohitohito": nil, "1qaz2wsx3edc": nil,
		"1 2 3 4 5 6 7 8 9": nil, "a-b-c-d-e-f-g-h-i-j": nil, "q.w.e.r.t.y.u.i.o.p": nil, "c o n t r a s e ñ a 2 0 2 6": nil,
		"            ": nil, "ññññññññññññ": nil, strings.Repeat("a", 128): nil, strings.Repeat("password", 16): nil,
		"ñandúñandúñandú": nil, "éèéèéèéèéèéè": nil, "日本日本日本日本日本日本": nil, "cordobaCÓRDOBA": nil, "1212 2121 1212 12": nil,
		// Made of what is known of the person.
		"anaruizgil2026":      {"Ana Ruiz Gil", "ana.ruiz@ejemplo.es"},
		"ana.ruiz@ejemplo.es": {"Ana Ruiz Gil", "ana.ruiz@ejemplo.es"},
		"RuizGilAna123":       {"Ana Ruiz Gil", "ana.ruiz@ejemplo.es"},
		"zarrabeitia1":        {"Zarrabeitia", "z@ejemplo.es"},
		"ejemplozarrabeitia":  {"Zarrabeitia", "z@ejemplo.es"},
		"nunez--PÉREZ--1":     {"Nuria Núñez Pérez", "nuria@ejemplo.es"},
		// What cannot be kept or typed again.
		"cuatro palabras\x00 sin nada": nil,
		"cuatro palabras \xff sin":     nil,
	} {
		err := user.CheckPassword(password, about...)
		if err == nil {
			t.Errorf("%q is taken", password)
		} else if text := err.Error(); !strings.HasSuffix(text, ".") || password != "" && strings.Contains(text, password) {
			t.Errorf("%q is refused with %q", password, text)
		}
	}
}

func TestSecurity01PasswordsThatAreTaken(t *testing.T) {
	exactly := func(n int, text string) string { return string([]rune(strings.Repeat(text, n))[:n]) }
	for _, password := range []string{
		"mesa verde salta lluvia", "el gato duerme bajo la parra", "Tres tristes cangrejos, un farol", "ñandú café güisqui pingüino",
		"caballo correcto pila grapa", "sopa-lenteja-tuerca-nube", "Kx7#mQ2!vB9z", "x4Tq pL9w zR", "日本語のパスワードですよ", "🦊🍋🚲🪁🌵🧦🎲🪢🥁🪐🧭🛶",
		"  cuatro palabras con espacios  ", `'; DROP TABLE users;-- "kiwi"`, "<b>limón</b> & farola",
		"la ventana de ana ruge de noche", "mariana compra ciruelas",
	} {
		if err := user.CheckPassword(password, "Ana Ruiz Gil", "ana.ruiz@ejemplo.es"); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
	twelve, longest := "kq8ñ-Zw3x!7v", exactly(128, "farol kiwi tuerca nube lluvia parra cangrejo, ")
	if err := user.CheckPassword(twelve); err != nil || len([]rune(twelve)) != 12 {
		t.Errorf("12 characters: %v", err)
	}
	if err := user.CheckPassword(longest); err != nil || len([]rune(longest)) != 128 {
		t.Errorf("128 characters: %v", err)
	}
	if err := user.CheckPassword(norm.NFD.String(exactly(128, "ñandú güisqui camión café lápiz árbol "))); err != nil {
		t.Errorf("128 characters, as another keyboard types them: %v", err)
	}
}

// Whatever is typed is judged without harm and only by its length when that is wrong.
func TestCheckPasswordTakesAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.StringN(0, 140, -1).Draw(t, "password")
		err := user.CheckPassword(password, rapid.String().Draw(t, "name"))
		if n := len([]rune(norm.NFC.String(password))); (n < 12 || n > 128) && err == nil {
			t.Fatalf("%d characters are taken", n)
		}
	})
}

// The search for patterns must not grow without bound: a form would be a way to take the machine.
func TestSecurity01TheLongestPasswordsAreJudgedAtOnce(t *testing.T) {
	for _, part := range []string{"a", "ab", "p@ssw0rd", "4@8({[<3691!|1$5+7%2", "qwerty", "1234567890", "abcdefghijklmnop", "20/11/2022", "ñ", "🦊", "contraseñahito"} {
		password := string([]rune(strings.Repeat(part, 128))[:128])
		began := time.Now()
		_ = user.CheckPassword(password, "Ana Ruiz Gil", "ana.ruiz@ejemplo.es") // what it answers is not the matter here
		if took := time.Since(began); took > time.Second {
			t.Errorf("%q… takes %v", part, took)
		}
	}
}

func TestSecurity01HashesAreArgon2idWithEnoughMemory(t *testing.T) {
	const password = "mesa verde salta lluvia"
	hash, err := user.HashPassword(t.Context(), password)
	if err != nil || !regexp.MustCompile(`^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[^$]{22}\$[^$]{43}$`).MatchString(hash) {
		t.Fatalf("%q, %v", hash, err)
	}
	params, salt, key, err := argon2id.DecodeHash(hash)
	if err != nil || params.Memory < 47104 || params.Iterations < 1 || params.Parallelism < 1 || len(salt) < 16 || len(key) < 32 {
		t.Errorf("made with %+v, %d bytes of salt, %v", params, len(salt), err)
	}
	// Where there is no account, as much work is done.
	nobodys, _, _, err := argon2id.DecodeHash(user.NobodysHash)
	if err != nil || *nobodys != *params {
		t.Errorf("nobody's hash is made with %+v, %v; want %+v", nobodys, err, params)
	}
	for _, c := range []struct {
		password, hash string
		want           bool
	}{{password, hash, true}, {password + " ", hash, false}, {"", hash, false}, {password, "", false}, {"", "", false}} {
		if got, err := user.Matches(t.Context(), c.password, c.hash); got != c.want || err != nil {
			t.Errorf("%q matches %.20q: %v, %v", c.password, c.hash, got, err)
		}
	}
}

// Keyboards send ñ as one character or as n and a mark, and people do not know which.
func TestAPasswordMatchesHoweverItsLettersAreComposed(t *testing.T) {
	const typed = "ñandú camión güisqui Ångström 각나다"
	composed, apart := norm.NFC.String(typed), norm.NFD.String(typed)
	if composed == apart {
		t.Fatal("the two are the same: this proves nothing")
	}
	w := newWorld(t)
	w.person("Ana", access.Staff)
	for _, c := range []struct{ set, given string }{{composed, apart}, {apart, composed}, {apart, apart}} {
		w.exec(`UPDATE users SET password_hash = $1`, hashOfPassword())
		actor, _ := w.asAna()
		w.must(w.ChangePassword(t.Context(), actor, w.proof(), "ana@ejemplo.es", c.set))
		w.try("the same, typed otherwise", home, "Ana", c.given, nil)
		w.try("without its marks", home, "Ana", "nandu camion guisqui Angstrom 각나다", user.ErrCredentials)
	}
}

// Hashes are made a few at a time, and whoever has gone away is not waited for.
func TestSecurity01HashingWaitsForItsTurn(t *testing.T) {
	var taken int64
	for user.HashTurns.TryAcquire(1) {
		taken++
	}
	defer func() { user.HashTurns.Release(taken) }()
	if taken < 1 || taken > 64 {
		t.Errorf("%d hashes may be made at a time", taken)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := user.HashPassword(ctx, "mesa verde salta lluvia"); !errors.Is(err, context.Canceled) {
		t.Errorf("hashing while all turns are taken: %v", err)
	}
	if _, err := user.Matches(ctx, "mesa verde salta lluvia", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("comparing while all turns are taken: %v", err)
	}
}
