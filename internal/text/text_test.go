package text_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"hito/internal/text"
)

func TestLineKeepsWhatPeopleWrite(t *testing.T) {
	for typed, want := range map[string]string{
		"":                                 "",
		"  Unidad\u00a0 de\t\nInnovación ": "Unidad de Innovación",
		"Innovacio\u0301n":                 "Innovación",
		"80\u202f% en «plazo» — 1.º":       "80 % en «plazo» — 1.º",
		"uno\u2028dos\vtres":               "uno dos tres",
		"Ελλάδα, Україна, 日本, العربية": "Ελλάδα, Україна, 日本, العربية",
		"Tiếng Việt e\u0302\u0301":     "Tiếng Việt ế",
		"हिन्दी น้ำ שָׁלוֹם":           "हिन्दी น้ำ שָׁלוֹם",
		"Equipo 👩🏽‍⚕️ 🏳️‍🌈 ❤️‍🔥 🧑‍🧑‍🧒": "Equipo 👩🏽‍⚕️ 🏳️‍🌈 ❤️‍🔥 🧑‍🧑‍🧒",
		"1️⃣ ☎︎ ℹ️ ©️ ‼️":              "1️⃣ ☎︎ ℹ️ ©️ ‼️",
		"a+b=c; <b>&amp; '--' \"":      "a+b=c; <b>&amp; '--' \"",
	} {
		if got, err := text.Line(typed); got != want || err != nil {
			t.Errorf("Line(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestLinesKeepTheirShape(t *testing.T) {
	for typed, want := range map[string]string{
		"\r\n \t\r\nuno  \r\n\r\n  dos\u00a0\rtres\v cuatro\f\n": "uno\n\n  dos\ntres\n cuatro",
		"- a\n\t- b\n":              "- a\n\t- b",
		"col\tcol":                  "col\tcol",
		"dos  espacios":             "dos  espacios",
		"uno\u2028dos\u2029tres":    "uno\ndos\ntres",
		" \n\t\n":                   "",
		"Innovacio\u0301n\r\nAnexo": "Innovación\nAnexo",
	} {
		if got, err := text.Lines(typed); got != want || err != nil {
			t.Errorf("Lines(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestSecurity14TextsThatHideSomethingAreRefused(t *testing.T) {
	for typed, want := range map[string]text.Refused{
		"a\xff": text.Broken, "a\xed\xa0\x80": text.Broken, "Innovaci\ufffdn": text.Broken,
		"a\x00": text.Hidden, "a\x1b[31m": text.Hidden, "a\x7f": text.Hidden, "a\u0085": text.Hidden, "a\u009b": text.Hidden, "\b": text.Hidden,
		"a\u202eb": text.Hidden, "a\u2066b": text.Hidden, "a\u200eb": text.Hidden, "a\u200f": text.Hidden, "\u061ca": text.Hidden, "a\u202a": text.Hidden,
		"a\u200bb": text.Hidden, "a\u2060b": text.Hidden, "\ufeffa": text.Hidden, "a\u00adb": text.Hidden, "a\u2063b": text.Hidden,
		"a\u200db": text.Hidden, "👩\u200d": text.Hidden, "\u200d👩": text.Hidden, "a\u200d👩": text.Hidden, "👩\u200d\u200d👩": text.Hidden, "a\u200cb": text.Hidden,
		"a\ufe0f": text.Hidden, "☎\ufe0f\ufe0f": text.Hidden, "葛\U000e0100": text.Hidden, "a\u034fb": text.Hidden, "\u3164": text.Hidden, "\u115f": text.Hidden, "\u2800": text.Hidden,
		"🏴\U000e0067\U000e007f": text.Hidden, "a\ufff9b": text.Hidden, "\u180e": text.Hidden,
		"Z" + strings.Repeat("\u0335", 5): text.Stacked, "Z" + strings.Repeat("\u0300\u0323", 500): text.Stacked, "\u0301a": text.Stacked, "a \u0301": text.Stacked,
		"\ue000": text.Unknown, "\U0010fffd": text.Unknown, "\U000f0000": text.Unknown, "\ufdd0": text.Unknown, "\U0001ffff": text.Unknown, "\u0378": text.Unknown,
	} {
		if got, err := text.Line(typed); !errors.Is(err, want) || got != "" {
			t.Errorf("Line(%q) = %q, %v; want %v", typed, got, err, want)
		}
		if got, err := text.Lines("uno\n" + typed); !errors.Is(err, want) || got != "" {
			t.Errorf("Lines(%q) = %q, %v; want %v", typed, got, err, want)
		}
	}
}

func TestFourMarksAreALetter(t *testing.T) {
	if _, err := text.Line("Z" + strings.Repeat("\u0335", 4) + "Z" + strings.Repeat("\u0335", 4)); err != nil {
		t.Error(err)
	}
}

// typed draws what may come from any keyboard, file or attacker.
func typed() *rapid.Generator[string] {
	odd := rapid.SampledFrom([]string{
		" ", "\t", "\r\n", "\r", "\n", "\v", "\u00a0", "\u2003", "\u2028", "\u0085", "e\u0301", "\u0301", "\u0323", "ñ", "N\u0303", "Å", "ﬁ", "가", "\u1100\u1161",
		"\u202e", "\u200b", "\u200d", "👩", "🏽", "\ufe0f", "⚕", "\x00", "\xff", "\u037e", "½", "º", "İ", "ẞ", "Σ", "´", "-", "a", "B", "\u2000", "\u2126",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOf(rapid.OneOf(odd, rapid.StringN(0, 4, -1))).Draw(t, "pieces"), "")
	})
}

func TestTakenTextHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { holds(t, typed().Draw(t, "typed")) })
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// holds checks what every answer promises, whatever was typed.
func holds(t failer, s string) {
	t.Helper()
	line, err := text.Line(s)
	lines, linesErr := text.Lines(s)
	if (err == nil) != (linesErr == nil) {
		t.Fatalf("Line and Lines disagree on %q: %v, %v", s, err, linesErr)
	}
	key := text.Fold(s)
	if again := text.Fold(key); again != key || !utf8.ValidString(key) || strings.TrimSpace(key) != key {
		t.Fatalf("Fold(%q) = %q, folded again %q", s, key, again)
	}
	if err != nil {
		if line != "" || lines != "" || !errors.As(err, new(text.Refused)) {
			t.Fatalf("%q was refused with %q, %q, %v", s, line, lines, err)
		}
		return
	}
	clean(t, line, " ")
	clean(t, lines, "\n\t")
	if again, err := text.Line(line); again != line || err != nil {
		t.Fatalf("Line(%q) = %q, again %q, %v", s, line, again, err)
	}
	if again, err := text.Lines(lines); again != lines || err != nil {
		t.Fatalf("Lines(%q) = %q, again %q, %v", s, lines, again, err)
	}
	if text.Fold(line) != text.Fold(s) {
		t.Fatalf("%q and its line fold to %q and %q", s, text.Fold(s), text.Fold(line))
	}
}

func clean(t failer, s, allowed string) {
	t.Helper()
	if !norm.NFC.IsNormalString(s) || !utf8.ValidString(s) {
		t.Fatalf("%q is not composed text", s)
	}
	if strings.Trim(s, "\n") != s || strings.Contains(s, " \n") || allowed == " " && (strings.TrimSpace(s) != s || strings.Contains(s, "  ")) {
		t.Fatalf("%q is not trimmed", s)
	}
	for _, r := range s {
		if !unicode.IsGraphic(r) && r != '\u200d' && !strings.ContainsRune(allowed, r) {
			t.Fatalf("%q holds %U", s, r)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "Unidad de Innovación", "e\u0301\u0301\u0301\u0301\u0301", "👩🏽‍⚕️", "a\r\n\tb \r", "\u202eabc", "\xff\x00", "´`^", "ẞİŉ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { holds(t, s) })
}
