package imports

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/transfer"
)

func TestColumnLetters(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 702: "ZZ", 703: "AAA"} {
		if got := columnLetters(n); got != want {
			t.Errorf("column %d is %q, want %q", n, got, want)
		}
	}
}

func TestColumnLettersTellColumnsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20_000).Draw(t, "column")
		back := 0
		for _, letter := range columnLetters(n) {
			back = back*26 + int(letter-'A') + 1
		}
		if back != n {
			t.Fatalf("%s is column %d, not %d", columnLetters(n), back, n)
		}
	})
}

func TestEnumerate(t *testing.T) {
	for want, words := range map[string][]string{
		"": nil, "uno": {"uno"}, "uno y dos": {"uno", "dos"}, "uno, dos y tres": {"uno", "dos", "tres"},
		"«Dirección» e «Innovación»": {"«Dirección»", "«Innovación»"},
	} {
		if got := enumerate(words); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRanges(t *testing.T) {
	many := make([]int, 15)
	for n := range many {
		many[n] = 2 * n
	}
	for want, lines := range map[string][]int{
		"":              nil,
		"3":             {3},
		"3 a 5, 9 y 20": {20, 3, 4, 5, 9, 9},
		"0, 2, 4, 6, 8, 10, 12, 14, 16, 18 y otras": many,
	} {
		if got := ranges(lines); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEveryFieldHasAName(t *testing.T) {
	for kind := range transfer.Columns {
		var names []string
		for _, field := range fieldsOf(kind) {
			name := fieldName(kind, field)
			if name == string(field) || strings.TrimSpace(name) == "" {
				t.Errorf("%s of %s has no name", field, kind)
			}
			if slices.Contains(names, name) {
				t.Errorf("two fields of %s are called %q", kind, name)
			}
			names = append(names, name)
		}
		if kindNames[kind][1] == "" || !slices.Contains(kindOrder, kind) {
			t.Errorf("%s has no name, or no place", kind)
		}
	}
}

func TestCellText(t *testing.T) {
	for _, c := range []struct {
		kind            transfer.Kind
		field           transfer.Field
		canonical, want string
	}{
		{transfer.Indicator, "target", "-1234.50", "−1234,5"},
		{transfer.Indicator, "target", "100", "100"},
		{transfer.Indicator, "target", "12345.125", "12.345,125"},
		{transfer.Indicator, "ends_on", "2022-11-30", "30/11/2022"},
		{transfer.Indicator, "rule", "maintain_at_most", "Mantener como mucho"},
		{transfer.Indicator, "steps", "si", "Sí"},
		{transfer.Head, "on_track_from", "0.9", "90 %"},
		{transfer.Head, "on_track_from", "0.875", "87,5 %"},
		{transfer.Indicator, "title", "2022-11-30", "2022-11-30"},
		{transfer.Indicator, "target", "", ""},
		{transfer.Indicator, "ends_on", "mañana", "mañana"},
		{"other", "other", "texto", "texto"},
	} {
		if got := spaced(cellText(c.kind, c.field, c.canonical)); got != c.want {
			t.Errorf("%s %q is shown as %q, want %q", c.field, c.canonical, got, c.want)
		}
	}
}

func TestNumbersAreWrittenWithTheirDecimals(t *testing.T) {
	for typed, want := range map[string]string{"5": "5", "5.0": "5", "0.125": "0,125", "-3.50": "−3,5", "1000000": "1.000.000"} {
		if got := number(decimal.RequireFromString(typed)); got != want {
			t.Errorf("%s is written %q, want %q", typed, got, want)
		}
	}
}

func TestStatesAndVerdictsAreTold(t *testing.T) {
	for _, s := range []transfer.State{
		transfer.StateReading, transfer.StateReady, transfer.StateFailed, transfer.StateApplying, transfer.StateApplied, transfer.StateUndone, transfer.StateDiscarded,
	} {
		if stateTags[s].Text == "" {
			t.Errorf("%s has no tag", s)
		}
	}
	for _, v := range verdictOrder {
		if verdictTags[v].Text == "" {
			t.Errorf("%s has no tag", v)
		}
	}
	for _, m := range modes {
		if modeNames[m] == "" || modeHints[m] == "" {
			t.Errorf("%s has no name", m)
		}
	}
}
