package number_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/number"
	"hito/internal/text"
)

const places = 6

// figure draws what the grammar can hold: 15 digits and six decimals, small ones more often.
func figure() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		whole := rapid.OneOf(rapid.Int64Range(0, 2000), rapid.Int64Range(0, 999_999_999_999_999)).Draw(t, "whole")
		decimals := rapid.IntRange(0, places).Draw(t, "decimals")
		fraction := rapid.Int64Range(0, decimal.New(1, int32(decimals)).IntPart()-1).Draw(t, "fraction")
		d := decimal.New(whole, 0).Add(decimal.New(fraction, int32(-decimals)))
		if rapid.Bool().Draw(t, "negative") {
			return d.Neg()
		}
		return d
	})
}

// written writes d with its thousands and decimals apart as asked.
func written(d decimal.Decimal, thousands, comma string) string {
	digits, negative := strings.CutPrefix(d.String(), "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if thousands != "" {
		for at := len(whole) - 3; at > 0; at -= 3 {
			whole = whole[:at] + thousands + whole[at:]
		}
	}
	if fraction != "" {
		whole += comma + fraction
	}
	if negative {
		return "\u2212" + whole
	}
	return whole
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := figure().Draw(t, "figure")
		for _, style := range [][2]string{{"", "."}, {"", ","}, {".", ","}, {" ", ","}, {"\u00a0", ","}, {"\u202f", "."}} {
			s := written(d, style[0], style[1])
			got, err := number.Parse(s, places)
			var both number.Ambiguous
			switch {
			case errors.As(err, &both):
				if !both.Thousands.Equal(d) && !both.Decimals.Equal(d) {
					t.Fatalf("%q of %s reads %s or %s", s, d, both.Thousands, both.Decimals)
				}
			case err != nil || !got.Equal(d):
				t.Fatalf("%q of %s reads %s, %v", s, d, got, err)
			}
		}
	})
}

func TestAFormReadsBackWhatItShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := figure().Draw(t, "figure")
		if got, err := number.Parse(number.Format(d), places); err != nil || !got.Equal(d) {
			t.Fatalf("%s is shown %q and reads %s, %v", d, number.Format(d), got, err)
		}
	})
}

func TestWhatAnAmbiguityOffersIsTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`-?[1-9][0-9]{0,2}[.,][0-9]{3}`).Draw(t, "typed")
		_, err := number.Parse(s, places)
		_, advice, _ := strings.Cut(err.Error(), "Escriba ")
		first, rest, _ := strings.Cut(advice, " si son millares, sin separarlos, o ")
		second, _, _ := strings.Cut(rest, " si son decimales")
		for _, offered := range []string{first, second} {
			if _, err := number.Parse(offered, places); err != nil {
				t.Fatalf("%q is answered %q, and %q is refused: %v", s, advice, offered, err)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.234,5", "1 234,5", "1.234", "-0", "80 %", "1e400", "NaN", "1,234,567.8", "\u22125", "0x1p4", "１", strings.Repeat("9", 16), ",000"} {
		f.Add(s, 2)
	}
	bound := decimal.New(1, 15)
	f.Fuzz(func(t *testing.T, s string, places int) {
		got, err := number.ParsePercent(s, places)
		if err != nil {
			if !errors.As(err, new(text.Refused)) || !got.IsZero() {
				t.Fatalf("%q: %s, %v", s, got, err)
			}
			return
		}
		if got.Abs().GreaterThanOrEqual(bound) || places < 0 && !got.IsInteger() || places >= 0 && places < 100 && !got.Equal(got.Truncate(int32(places))) {
			t.Fatalf("%q reads %s", s, got)
		}
		if again, err := number.Parse(number.Format(got), places); err != nil || !again.Equal(got) {
			t.Fatalf("%q reads %s, is shown %q and reads %s, %v", s, got, number.Format(got), again, err)
		}
	})
}
