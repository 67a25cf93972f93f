package board

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

func TestOwnNumbersOfEveryRule(t *testing.T) {
	b := dashboard.Board{
		On:   date.New(2022, 11, 30),
		Plan: plan.Plan{StartsOn: date.New(2021, 7, 1), EndsOn: date.New(2023, 6, 30), OnTrackFrom: number("0.9"), DelayedFrom: number("0.7")},
	}
	of := func(rule progress.Rule, baseline, target, value string) dashboard.Indicator {
		i := dashboard.Indicator{Indicator: indicator.Indicator{Code: "I.1", Rule: rule, Baseline: decimal.NewNullDecimal(number(baseline)), Target: number(target)}}
		if value != "" {
			i.Value = decimal.NewNullDecimal(number(value))
		}
		return i
	}
	const linear = "días transcurridos ÷ días del plazo = 518 ÷ 730 = 70,96 %"
	cases := []struct {
		indicator           dashboard.Indicator
		progressed, expects string
	}{
		{of(progress.Reach, "0", "3", "1"), "(1 − 0) ÷ (3 − 0) = 1 ÷ 3 = 33,33 %", linear},
		{of(progress.Reach, "60", "10", "66"), "(66 − 60) ÷ (10 − 60) = 6 ÷ (−50) = −12,00 %", linear},
		{of(progress.Reach, "0", "3", ""), "sin ningún valor medido", linear},
		{of(progress.MaintainAtLeast, "1", "1", "1"), "el valor actual (1) respeta la meta (1): progreso = 100 %", "100 %: se mantiene desde el principio"},
		{of(progress.MaintainAtLeast, "4", "4", "3"), "3 ÷ 4 = 75,00 %", "100 %: se mantiene"},
		{of(progress.MaintainAtMost, "45", "45", "60"), "45 ÷ 60 = 75,00 %", "100 %: se mantiene"},
	}
	for _, c := range cases {
		plain := strings.NewReplacer("\u00a0", " ")
		progressed, expects := OwnNumbers(b, c.indicator)
		if got := plain.Replace(progressed); !strings.HasPrefix(got, c.progressed) {
			t.Errorf("progress of %+v: %q, want %q", c.indicator.Goal(0, 0), got, c.progressed)
		}
		if got := plain.Replace(expects); !strings.HasPrefix(got, c.expects) {
			t.Errorf("expected of %+v: %q, want %q", c.indicator.Goal(0, 0), got, c.expects)
		}
	}
	p := ExplainIndicators(b, []dashboard.Indicator{cases[0].indicator}, "la lista")
	if len(p.Inputs) != 1 || p.Inputs[0][0] != "I.1" || !strings.Contains(p.Inputs[0][1], "1 ÷ 3") || p.Of != "la lista" {
		t.Errorf("explanation %+v", p)
	}
}
