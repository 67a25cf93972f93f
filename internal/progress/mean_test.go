package progress_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/progress"
)

// indicator returns the item of an indicator; progress "" is missing data.
func indicator(weight, p, expected string) progress.Item {
	return progress.IndicatorItem(dec(weight), null(p), dec(expected), false)
}

func cancelled(item progress.Item) progress.Item {
	item.LeftOut = true
	return item
}

func TestMeanOf(t *testing.T) {
	for _, c := range []struct {
		name               string
		items              []progress.Item
		progress, expected string // "": none
		weights            string
		coverage           progress.Coverage
	}{
		{"nothing", nil, "", "", "0", progress.Coverage{}},
		{"one", []progress.Item{indicator("1", "0.4", "0.7")}, "0.4", "0.7", "1", progress.Coverage{WithData: 1, Total: 1}},
		{"equal weights", []progress.Item{indicator("1", "0.8", "0.5"), indicator("1", "0.6", "0.7")}, "0.7", "0.6", "2", progress.Coverage{WithData: 2, Total: 2}},
		{"weights", []progress.Item{indicator("3", "0.8", "0.4"), indicator("1", "0.4", "0.8")}, "0.7", "0.5", "4", progress.Coverage{WithData: 2, Total: 2}},
		{"fractional weights", []progress.Item{indicator("0.75", "0.8", "0.4"), indicator("0.25", "0.4", "0.8")}, "0.7", "0.5", "1", progress.Coverage{WithData: 2, Total: 2}},
		{"missing counts as 0", []progress.Item{indicator("1", "0.8", "0.5"), indicator("1", "", "0.5")}, "0.4", "0.5", "2", progress.Coverage{WithData: 1, Total: 2}},
		{"all missing", []progress.Item{indicator("1", "", "0.5"), indicator("2", "", "0.5")}, "0", "0.5", "3", progress.Coverage{WithData: 0, Total: 2}},
		{"zero is a value", []progress.Item{indicator("1", "0", "0.5")}, "0", "0.5", "1", progress.Coverage{WithData: 1, Total: 1}},
		{"above 1 counts as 1", []progress.Item{indicator("1", "1.2", "1.5"), indicator("1", "0.5", "0.5")}, "0.75", "0.75", "2", progress.Coverage{WithData: 2, Total: 2}},
		{"below 0 counts as 0", []progress.Item{indicator("1", "-0.1", "-0.5"), indicator("1", "0.5", "0.5")}, "0.25", "0.25", "2", progress.Coverage{WithData: 2, Total: 2}},
		{"weight 0 is left out", []progress.Item{indicator("0", "1", "1"), indicator("2", "0.5", "0.6")}, "0.5", "0.6", "2", progress.Coverage{WithData: 1, Total: 1}},
		{"a negative weight too", []progress.Item{indicator("-2", "1", "1"), indicator("2", "0.5", "0.6")}, "0.5", "0.6", "2", progress.Coverage{WithData: 1, Total: 1}},
		{"cancelled is left out", []progress.Item{cancelled(indicator("1", "1", "1")), indicator("1", "0.5", "0.6"), cancelled(indicator("1", "", "1"))}, "0.5", "0.6", "1", progress.Coverage{WithData: 1, Total: 1}},
		{"all weights 0", []progress.Item{indicator("0", "1", "1"), indicator("0.000", "0.5", "0.6")}, "", "", "0", progress.Coverage{}},
		{"all cancelled", []progress.Item{cancelled(indicator("1", "1", "1"))}, "", "", "0", progress.Coverage{}},
		{"thirds that make 1", []progress.Item{indicator("1", "0.333333333333333333333333", "1"), indicator("1", "0.666666666666666666666667", "1")}, "0.5", "1", "2", progress.Coverage{WithData: 2, Total: 2}},
		{"rounded at digit 24", []progress.Item{indicator("1", "1", "0"), indicator("1", "1", "0"), indicator("1", "0", "1")}, "0.666666666666666666666667", "0.333333333333333333333333", "3", progress.Coverage{WithData: 3, Total: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := progress.MeanOf(c.items)
			equalText(t, "progress", got.Progress, c.progress)
			equalText(t, "expected", got.Expected, c.expected)
			equal(t, "sum of weights", got.WeightSum, dec(c.weights))
			if got.Coverage != c.coverage {
				t.Errorf("coverage = %+v, want %+v", got.Coverage, c.coverage)
			}
			if got.Empty() != (c.progress == "") {
				t.Errorf("empty = %v", got.Empty())
			}
		})
	}
}

func TestMeanOfMeans(t *testing.T) {
	share := dec("0.71")
	inner := progress.ObjectiveMean([]progress.Item{indicator("1", "0.8", "0.5"), indicator("1", "", "0.7"), indicator("0", "1", "1")}, share)
	none := progress.ObjectiveMean(nil, share)
	out := progress.ObjectiveMean([]progress.Item{indicator("1", "1", "1")}, share)
	plan := progress.MeanOf([]progress.Item{inner.Item(dec("3"), false), none.Item(dec("1"), false), out.Item(dec("1"), true)})
	equalText(t, "progress", plan.Progress, "0.3")    // (3 × 0.4 + 1 × 0) / 4
	equalText(t, "expected", plan.Expected, "0.6275") // (3 × 0.6 + 1 × 0.71) / 4
	if want := (progress.Coverage{WithData: 1, Total: 2}); plan.Coverage != want {
		t.Errorf("coverage = %+v, want %+v", plan.Coverage, want)
	}
}

func TestObjectiveMean(t *testing.T) {
	share := dec("0.71")
	for name, items := range map[string][]progress.Item{
		"without indicators":  nil,
		"only left-out ones":  {cancelled(indicator("1", "1", "1"))},
		"only of no weight":   {indicator("0", "1", "1")},
		"cancelled or no use": {cancelled(indicator("1", "1", "1")), indicator("0", "", "1")},
	} {
		got := progress.ObjectiveMean(items, share)
		equalText(t, name+": progress", got.Progress, "0")
		equalText(t, name+": expected", got.Expected, "0.71")
		if got.Coverage != (progress.Coverage{}) || !got.Empty() {
			t.Errorf("%s: %+v", name, got)
		}
	}
	got := progress.ObjectiveMean([]progress.Item{indicator("1", "", "0.2")}, share)
	equalText(t, "one without data: progress", got.Progress, "0")
	equalText(t, "one without data: expected", got.Expected, "0.2")
	if got.Empty() {
		t.Error("an objective with an indicator that has no data is not empty")
	}
}

func TestClamp(t *testing.T) {
	for in, want := range map[string]string{
		"-3": "0", "-0.000000000000000000000001": "0", "0": "0", "0.000000000000000000000001": "0.000000000000000000000001",
		"0.5": "0.5", "0.999999999999999999999999": "0.999999999999999999999999", "1": "1", "1.0": "1", "1.000000000000000000000001": "1", "12": "1",
	} {
		equal(t, "Clamp("+in+")", progress.Clamp(dec(in)), dec(want))
	}
}

func TestLeftOutFromTheDayOfTheCancellation(t *testing.T) {
	cancelledOn := day("2022-06-15")
	for on, want := range map[date.Date]bool{cancelledOn - 1: false, cancelledOn: true, cancelledOn + 1: true} {
		if progress.LeftOut(cancelledOn, on) != want {
			t.Errorf("left out on %s = %v, want %v", on, !want, want)
		}
	}
	if progress.LeftOut(0, day("2022-06-15")) {
		t.Error("what was never cancelled is left out")
	}
}

func TestIndicatorItem(t *testing.T) {
	with := progress.IndicatorItem(dec("2"), null("0"), dec("0.5"), true)
	if with.Coverage != (progress.Coverage{WithData: 1, Total: 1}) || !with.LeftOut {
		t.Errorf("item = %+v", with)
	}
	equal(t, "weight", with.Weight, dec("2"))
	equal(t, "expected", with.Expected, dec("0.5"))
	without := progress.IndicatorItem(dec("2"), decimal.NullDecimal{}, dec("0.5"), false)
	if without.Coverage != (progress.Coverage{WithData: 0, Total: 1}) || without.LeftOut || without.Progress.Valid {
		t.Errorf("item = %+v", without)
	}
}
