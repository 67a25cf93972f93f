package text_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/text"
)

func TestEmail(t *testing.T) {
	long := strings.Repeat("a", 63)
	for typed, want := range map[string]string{
		"\tAna.Perez@Montilla.ES\u00a0": "ana.perez@montilla.es",
		"o'brien+hito@sub.example.com":  "o'brien+hito@sub.example.com",
		"ana@coruña.es":                 "ana@xn--corua-rta.es",
		"ana@CORUN\u0303A.es":           "ana@xn--corua-rta.es",
		"ana@xn--corua-rta.es":          "ana@xn--corua-rta.es",
		"ana@ejemplo。es":                "ana@ejemplo.es",
		"ana@4pm.es":                    "ana@4pm.es",
		"a@" + long + "." + long + "." + long + "." + strings.Repeat("a", 57) + ".es": "a@" + long + "." + long + "." + long + "." + strings.Repeat("a", 57) + ".es",
	} {
		if got, err := text.Email(typed); got != want || err != nil {
			t.Errorf("Email(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestEmailRefused(t *testing.T) {
	long := strings.Repeat("a", 63)
	for typed, want := range map[string]text.Refused{
		"": text.EmailMissing, " \n": text.EmailMissing, "ana": text.EmailNoAt, "ana.montilla.es": text.EmailNoAt,
		"a@b.es@c.es": text.EmailMany, "a@b.es, c@d.es": text.EmailMany, "a@@b.es": text.EmailMany,
		"Ana <ana@b.es>": text.EmailExtra, "<ana@b.es>": text.EmailExtra, `"ana"@b.es`: text.EmailExtra, "ana(x)@b.es": text.EmailExtra,
		"ana perez@b.es": text.EmailExtra, "ana@b.es\r\nBcc: x": text.EmailExtra, "ana@b .es": text.EmailExtra, "mailto:ana@b.es": text.EmailExtra,
		"ana@[127.0.0.1]": text.EmailExtra, `ana\@b.es`: text.EmailExtra, "ana@b.es;": text.EmailExtra,
		"@b.es": text.EmailLocal, "año@b.es": text.EmailLocal, ".ana@b.es": text.EmailLocal, "ana.@b.es": text.EmailLocal, "a..b@b.es": text.EmailLocal, "аna@b.es": text.EmailLocal,
		"ana@": text.EmailDomain, "ana@localhost": text.EmailDomain, "ana@b..es": text.EmailDomain, "ana@.es": text.EmailDomain, "ana@b.es.": text.EmailDomain, "ana@-b.es": text.EmailDomain,
		"ana@b_c.es": text.EmailDomain, "ana@127.0.0.1": text.EmailDomain, "ana@b.123": text.EmailDomain, "ana@" + long + "a.es": text.EmailDomain, "ana@xn--a.es": text.EmailDomain, "ana@a/b.es": text.EmailDomain,
		"a\x00@b.es": text.Hidden, "a@b\u200b.es": text.Hidden, "a@b\u202e.es": text.Hidden, "a\xff@b.es": text.Broken, "a\r\x01@b.es": text.Hidden,
		strings.Repeat("a", 65) + "@b.es": text.EmailLong, "aa@" + long + "." + long + "." + long + "." + strings.Repeat("a", 57) + ".es": text.EmailLong,
		strings.Repeat("a@", 5000): text.EmailLong,
	} {
		if got, err := text.Email(typed); !errors.Is(err, want) || got != "" {
			t.Errorf("Email(%.40q) = %q, %v; want %v", typed, got, err, want)
		}
	}
}

// The Kelvin sign is the one letter outside ASCII that lowers into it and composes to a letter of it.
func TestEmailComposesBeforeItLooks(t *testing.T) {
	if got, err := text.Email("\u212Aiko@b.es"); got != "kiko@b.es" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

var plain = regexp.MustCompile("^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([a-z0-9-]{1,63}\\.)+[a-z0-9-]{1,63}$")

func usable(t failer, s string) {
	t.Helper()
	got, err := text.Email(s)
	if err != nil {
		if got != "" || !errors.As(err, new(text.Refused)) {
			t.Fatalf("Email(%q) = %q, %v", s, got, err)
		}
		return
	}
	if len(got) > 254 || !plain.MatchString(got) {
		t.Fatalf("Email(%q) = %q", s, got)
	}
	if again, err := text.Email(got); again != got || err != nil {
		t.Fatalf("Email(%q) = %q, again %q, %v", s, got, again, err)
	}
}

func TestAddressesAreUsable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.OneOf(rapid.SampledFrom([]string{"ana", "A.", "ñ", "XN--", "-", "..", "é", "日本", "ß", "\u200d"}), rapid.StringN(0, 3, -1))
		join := func(name string) string { return strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(t, name), "") }
		usable(t, join("local")+"@"+join("domain")+"."+join("top"))
	})
}

func TestAnyPlainAddressIsTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[a-z0-9_+-]{1,12}(\.[a-z0-9]{1,8}){0,2}@[a-z][a-z0-9]{0,9}\.([a-z0-9]{1,10}\.){0,2}[a-z]{2,6}`).Draw(t, "address")
		if got, err := text.Email(strings.ToUpper(s)); got != s || err != nil {
			t.Fatalf("Email(%q) = %q, %v", s, got, err)
		}
	})
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"ana@montilla.es", "Ana <ana@b.es>", "ana@CORUÑA.es", "a@xn--corua-rta.es", "a@b.es\r\nBcc: c@d.es", "a@1.2.3.4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { usable(t, s) })
}
