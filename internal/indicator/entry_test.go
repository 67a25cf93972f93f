package indicator_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
)

func TestTypedValuesAreChecked(t *testing.T) {
	i := indicator.Indicator{ID: 7, Decimals: 2, CancelledOn: date.New(2026, 8, 1)}
	percent := i
	percent.UnitOfMeasure = "%"
	on := "31/7/2026"
	for name, c := range map[string]struct {
		of    indicator.Indicator
		typed indicator.Typed
		wrong []string
	}{
		"plain":               {i, indicator.Typed{Value: "1,25", MeasuredOn: on}, nil},
		"percent":             {percent, indicator.Typed{Value: "80 %", MeasuredOn: on}, nil},
		"percent of days":     {i, indicator.Typed{Value: "80 %", MeasuredOn: on}, []string{"value"}},
		"too fine":            {i, indicator.Typed{Value: "1,255", MeasuredOn: on}, []string{"value"}},
		"nothing":             {i, indicator.Typed{}, []string{"measured_on", "value"}},
		"cancelled":           {i, indicator.Typed{Value: "1", MeasuredOn: "1/8/2026"}, []string{"measured_on"}},
		"future":              {indicator.Indicator{}, indicator.Typed{Value: "1", MeasuredOn: "4/8/2026"}, []string{"measured_on"}},
		"correction":          {i, indicator.Typed{Value: "1", MeasuredOn: on, Basis: 1}, []string{"reason"}},
		"corrected":           {i, indicator.Typed{Value: "1", MeasuredOn: on, Basis: 1, Reason: "r"}, nil},
		"result":              {i, indicator.Typed{Value: "1", MeasuredOn: on, ResultTitle: "R"}, nil},
		"result without name": {i, indicator.Typed{Value: "1", MeasuredOn: on, ResultOn: "1/7/2026", ResultURL: "https://x.es"}, []string{"result_title"}},
		"all wrong": {i, indicator.Typed{Value: "x", MeasuredOn: "x", Comment: "\x00", Reason: "\x00", Basis: 1, ResultTitle: "\x00", ResultOn: "x", ResultURL: "x"},
			[]string{"comment", "measured_on", "reason", "result_on", "result_title", "result_url", "value"}},
	} {
		e, err := c.typed.Check(c.of, thisDay)
		var wrong fault.Invalid
		errors.As(err, &wrong)
		if got := slices.Sorted(maps.Keys(wrong)); !slices.Equal(got, c.wrong) {
			t.Errorf("%s: wrong are %v, want %v (%v)", name, got, c.wrong, wrong)
		}
		if name == "result" && e.Evidence.AchievedOn != date.New(2026, 7, 31) {
			t.Errorf("the result has the day %s, want the value's", e.Evidence.AchievedOn)
		}
	}
}

// A reason is one for what is replaced: a first value has none, whatever a form brings.
func TestAFirstValueHasNoReason(t *testing.T) {
	e, err := indicator.Typed{Value: "1", MeasuredOn: "31/7/2026", Reason: "De otra fecha"}.Check(indicator.Indicator{}, thisDay)
	if err != nil || e.Reason != "" {
		t.Errorf("the reason is %q, %v", e.Reason, err)
	}
}
