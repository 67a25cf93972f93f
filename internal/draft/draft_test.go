package draft_test

import (
	"errors"
	"strings"
	"testing"

	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/fault"
)

// refused reads one field and returns its message.
func refused(t *testing.T, read func(*draft.Check)) string {
	t.Helper()
	var c draft.Check
	read(&c)
	err := c.Err()
	if err == nil {
		return ""
	}
	var wrong fault.Invalid
	if !errors.As(err, &wrong) || len(wrong) != 1 {
		t.Fatalf("%v, want a message at one field", err)
	}
	return wrong["f"]
}

// hostile is what no text may hold.
var hostile = map[string]string{
	"NUL": "a\x00b", "bell": "a\ab", "right-to-left": "a\u202eb", "isolate": "a\u2066b", "zero width": "a\u200bb",
	"long": strings.Repeat("a", 100_000), "marks": "a" + strings.Repeat("\u0301", 50),
}

func TestTextsAreRefusedAtTheirField(t *testing.T) {
	for name, typed := range hostile {
		for kind, read := range map[string]func(*draft.Check){
			"line":  func(c *draft.Check) { c.Line("f", typed, 100) },
			"lines": func(c *draft.Check) { c.Lines("f", typed, 100) },
			"code":  func(c *draft.Check) { c.Code("f", typed) },
			"url":   func(c *draft.Check) { c.URL("f", "https://e.org/"+typed) },
			"date":  func(c *draft.Check) { c.Date("f", typed) },
			"number": func(c *draft.Check) {
				c.Number("f", typed, 2)
			},
		} {
			if refused(t, read) == "" {
				t.Errorf("%s in a %s is taken", name, kind)
			}
		}
	}
	var c draft.Check
	if got := c.NeededLine("f", "  un   texto ", 8, ""); got != "un texto" || c.Err() != nil {
		t.Errorf("%q, %v", got, c.Err())
	}
	if got := refused(t, func(c *draft.Check) { c.NeededLine("f", " \t", 8, "Escriba algo.") }); got != "Escriba algo." {
		t.Errorf("a blank line: %q", got)
	}
	if got := refused(t, func(c *draft.Check) { c.Lines("f", "123456789", 8) }); got != "No puede tener más de 8 caracteres." {
		t.Errorf("a long text: %q", got)
	}
}

func TestNumbersAreReadOrRefused(t *testing.T) {
	for typed, want := range map[string]string{"1.234,5": "1234.5", "1234.5": "1234.5", "-0": "0", "−3": "-3", "1 234,50": "1234.5"} {
		var c draft.Check
		if got := c.NeededNumber("f", typed, 2); got.String() != want || c.Err() != nil {
			t.Errorf("%q: %s, %v", typed, got, c.Err())
		}
	}
	for _, typed := range []string{"", "x", "NaN", "Infinity", "1e400", "0x1p4", "1_000", strings.Repeat("9", 40), "1.234", "1,234", "1,234,5", "5%", "0,123"} {
		if refused(t, func(c *draft.Check) { c.NeededNumber("f", typed, 2) }) == "" {
			t.Errorf("%q is taken", typed)
		}
	}
	for _, typed := range []string{"-1", "1000,1", "0,00001", "NaN"} {
		if refused(t, func(c *draft.Check) { c.Weight("f", typed) }) == "" {
			t.Errorf("a weight of %q is taken", typed)
		}
	}
	var c draft.Check
	if w := c.Weight("f", ""); w.String() != "1" || c.Err() != nil {
		t.Errorf("a blank weight: %s, %v", w, c.Err())
	}
}

func TestDatesAreReadOrRefused(t *testing.T) {
	var c draft.Check
	for _, typed := range []string{"2022-11-30", "30/11/2022", "30 de noviembre de 2022"} {
		if got := c.NeededDate("f", typed); got != date.New(2022, 11, 30) || c.Err() != nil {
			t.Errorf("%q: %s, %v", typed, got, c.Err())
		}
	}
	if c.Date("f", " ") != 0 || c.Err() != nil {
		t.Error("a blank date is refused")
	}
	for _, typed := range []string{"", "31/2/2022", "2023-02-29", "1/1/0001", "9999-12-31", "1/1/22", "mañana", "2022-11-30T10:00"} {
		if refused(t, func(c *draft.Check) { c.NeededDate("f", typed) }) == "" {
			t.Errorf("%q is taken", typed)
		}
	}
	if refused(t, func(c *draft.Check) { c.Between("f", 5, 4) }) == "" || refused(t, func(c *draft.Check) { c.Between("f", 5, 5) }) != "" ||
		refused(t, func(c *draft.Check) { c.Between("f", 5, 0) }) != "" {
		t.Error("a span is judged wrongly")
	}
}

func TestCodesAddressesAndChoices(t *testing.T) {
	for _, typed := range []string{"", " ", "á", "-1", "a b", "a/b", "nuevo", "nueva", strings.Repeat("a", 33)} {
		if refused(t, func(c *draft.Check) { c.Code("f", typed) }) == "" {
			t.Errorf("the code %q is taken", typed)
		}
	}
	for _, typed := range []string{"javascript:alert(1)", "ejemplo.org", "https://", "ftp://e.org", "https://e.org/a b", "//e.org"} {
		if refused(t, func(c *draft.Check) { c.URL("f", typed) }) == "" {
			t.Errorf("the address %q is taken", typed)
		}
	}
	var c draft.Check
	if c.Code("f", " O.E.1 ") != "O.E.1" || c.URL("f", "") != "" || c.URL("f", " https://e.org/á ") != "https://e.org/á" || draft.OneOf(&c, "f", "b", "a", "b") != "b" || c.Err() != nil {
		t.Errorf("%v", c.Err())
	}
	if refused(t, func(c *draft.Check) { draft.OneOf(c, "f", "x", "a", "b") }) == "" {
		t.Error("a choice that is not offered is taken")
	}
}

func TestTheFirstMessageOfAFieldStays(t *testing.T) {
	if got := refused(t, func(c *draft.Check) { c.Refuse("f", "uno"); c.Refuse("f", "dos") }); got != "uno" {
		t.Error(got)
	}
}
