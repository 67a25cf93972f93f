package plan_test

import (
	"strings"
	"testing"

	"hito/internal/date"
	"hito/internal/plan"
)

func TestCancellationCheck(t *testing.T) {
	p := plan.Plan{StartsOn: date.New(2026, 1, 1), EndsOn: date.New(2027, 12, 31)}
	within, before, after := date.New(2026, 3, 14), date.New(2025, 6, 1), date.New(2028, 6, 1)
	for name, c := range map[string]struct {
		on, reason string
		today      date.Date
		wrong      string
	}{
		"today":                        {"14/3/2026", "Motivo", within, ""},
		"the first day":                {"2026-01-01", "Motivo", within, ""},
		"the last day":                 {"31/12/2027", "Motivo", within, ""},
		"before the plan":              {"31/12/2025", "Motivo", within, "cancelled_on"},
		"after the plan":               {"1/1/2028", "Motivo", within, "cancelled_on"},
		"today, before the plan":       {"1/6/2025", "Motivo", before, ""},
		"yesterday, before the plan":   {"31/5/2025", "Motivo", before, "cancelled_on"},
		"today, when it is over":       {"1/6/2028", "Motivo", after, ""},
		"tomorrow, when it is over":    {"2/6/2028", "Motivo", after, "cancelled_on"},
		"no day":                       {"", "Motivo", within, "cancelled_on"},
		"no reason":                    {"14/3/2026", " \n", within, "cancel_reason"},
		"a long reason":                {"14/3/2026", strings.Repeat("a", 2001), within, "cancel_reason"},
		"what is not seen in it":       {"14/3/2026", "a\u202eb", within, "cancel_reason"},
		"neither a day nor a reason":   {"31/2/2026", "", within, "cancel_reason cancelled_on"},
		"a day that no database keeps": {"9999-12-31", "Motivo", within, "cancelled_on"},
	} {
		on, reason, err := plan.Cancellation{On: c.on, Reason: c.reason}.Check(p, c.today)
		if got := wrongFields(err); got != c.wrong {
			t.Errorf("%s: wrong at %q, want %q", name, got, c.wrong)
		}
		if c.wrong == "" && (on.IsZero() || reason != "Motivo") {
			t.Errorf("%s: %s, %q", name, on, reason)
		}
	}
}
