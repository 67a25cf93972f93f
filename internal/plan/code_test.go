package plan_test

import (
	"strings"
	"testing"

	"hito/internal/plan"
)

func TestNextCode(t *testing.T) {
	for used, want := range map[string]string{
		"":                               "O.E.1",
		"O.E.1 O.E.2 O.E.12":             "O.E.13",
		"O.E.3 O.E.1 O.E.2":              "O.E.4",
		"1 2 3":                          "4",
		"OE-01 OE-02":                    "OE-03",
		"OE-09":                          "OE-10",
		"A1 A2 B1":                       "B2",
		"O.E.1 transversal":              "O.E.2",
		"uno dos":                        "O.E.1",
		"O.999999":                       "O.1000000",
		strings.Repeat("9", 32):          "",
		strings.Repeat("x", 31) + "9":    "",
		"I.1.1 I.1.2 I.2.1 I.2.2 I.2.10": "I.2.11",
	} {
		if got := plan.NextCode(strings.Fields(used), "O.E.1"); got != want {
			t.Errorf("after %q: %q, want %q", used, got, want)
		}
	}
}
