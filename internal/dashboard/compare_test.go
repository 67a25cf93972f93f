package dashboard

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

var (
	compareStart = date.New(2026, time.January, 1)
	compareOn    = date.New(2026, time.June, 30)
)

func number(text string) decimal.NullDecimal {
	if text == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

// counter is an indicator from 0 to 10 with a value, blank for none.
func counter(id int64, value string, changes ...func(*Indicator)) Indicator {
	i := Indicator{
		Indicator: indicator.Indicator{
			ID: id, ObjectiveID: 1, Code: "I." + string(rune('0'+id)), Title: "Uno", Rule: progress.Reach,
			Baseline: number("0"), Target: decimal.NewFromInt(10), Weight: decimal.NewFromInt(1),
		},
		Value: number(value),
	}
	for _, change := range changes {
		change(&i)
	}
	return i
}

func boardOf(on date.Date, objectives []plan.Objective, indicators ...Indicator) Board {
	p := plan.Plan{
		StartsOn: compareStart, EndsOn: date.New(2026, time.December, 31),
		OnTrackFrom: decimal.RequireFromString("0.9"), DelayedFrom: decimal.RequireFromString("0.7"),
	}
	return Build(p, nil, objectives, indicators, on)
}

func oneObjective(changes ...func(*plan.Objective)) []plan.Objective {
	o := plan.Objective{ID: 1, Code: "O.1", Title: "Objetivo", Weight: decimal.NewFromInt(1)}
	for _, change := range changes {
		change(&o)
	}
	return []plan.Objective{o, {ID: 2, Code: "O.2", Title: "Otro", Weight: decimal.NewFromInt(1)}}
}

func TestCompareIndicators(t *testing.T) {
	none := Indicator{}
	cancelled := func(i *Indicator) { i.CancelledOn, i.CancelReason = compareOn-1, "Ya no procede" }
	for name, c := range map[string]struct {
		was, is Indicator
		group   Group
		edited  []Field
	}{
		"rose":                    {counter(1, "2"), counter(1, "3"), Rose, nil},
		"fell":                    {counter(1, "3"), counter(1, "2"), Fell, nil},
		"the same":                {counter(1, "2"), counter(1, "2"), Same, nil},
		"first value":             {counter(1, ""), counter(1, "2"), Rose, nil},
		"first value, 0":          {counter(1, ""), counter(1, "0"), Altered, nil},
		"value withdrawn":         {counter(1, "2"), counter(1, ""), Fell, nil},
		"below the baseline":      {counter(1, ""), counter(1, "-2"), Fell, nil},
		"beyond the target":       {counter(1, "10"), counter(1, "12"), Rose, nil},
		"new":                     {none, counter(1, "2"), Added, nil},
		"removed":                 {counter(1, "2"), none, Removed, nil},
		"cancelled":               {counter(1, "2"), counter(1, "9", cancelled), Dropped, nil},
		"restored":                {counter(1, "2", cancelled), counter(1, "2"), Restored, nil},
		"cancelled on both sides": {counter(1, "2", cancelled), counter(1, "3", cancelled), Altered, nil},
		"another name and code": {
			counter(1, "2"), counter(1, "2", func(i *Indicator) { i.Title, i.Code = "Dos", "I.9" }), Altered, []Field{FieldTitle, FieldCode},
		},
		"another target": {
			counter(1, "2"), counter(1, "2", func(i *Indicator) { i.Target = decimal.NewFromInt(20) }), Fell, []Field{FieldTarget},
		},
		"a target written otherwise": {counter(1, "2"), counter(1, "2.00", func(i *Indicator) { i.Target = decimal.RequireFromString("10.0") }), Same, nil},
		"rule, baseline, weight": {
			counter(1, "2"), counter(1, "2", func(i *Indicator) {
				i.Rule, i.Baseline, i.Weight = progress.MaintainAtLeast, number(""), decimal.NewFromInt(3)
			}), Same, []Field{FieldBaseline, FieldRule, FieldWeight},
		},
		"dates and points": {
			counter(1, "2"), counter(1, "2", func(i *Indicator) {
				i.EndsOn, i.Points = compareOn+90, []progress.Point{{On: compareOn, Value: decimal.NewFromInt(1)}}
			}), Altered, []Field{FieldPlanned, FieldDates},
		},
		"units in another order": {
			counter(1, "2", func(i *Indicator) { i.Units = []string{"A", "B"} }), counter(1, "2", func(i *Indicator) { i.Units = []string{"B", "A"} }), Same, nil,
		},
		"another objective": {counter(1, "2"), counter(1, "2", func(i *Indicator) { i.ObjectiveID = 2 }), Altered, []Field{FieldObjective}},
	} {
		side := func(i Indicator) []Indicator {
			if i.ID == 0 {
				return nil
			}
			return []Indicator{i}
		}
		got := Compare(boardOf(compareOn, oneObjective(), side(c.was)...), boardOf(compareOn, oneObjective(), side(c.is)...)).Indicators
		if len(got) != 1 {
			t.Errorf("%s: %d differences", name, len(got))
			continue
		}
		want := c.group
		if want == Same && len(c.edited) > 0 {
			want = Altered
		}
		if got[0].Group != want || !slices.Equal(got[0].Edited, c.edited) {
			t.Errorf("%s: %s %v, want %s %v", name, got[0].Group, got[0].Edited, want, c.edited)
		}
	}
}

func TestCompareObjectives(t *testing.T) {
	was := boardOf(compareOn, oneObjective(), counter(1, "2"))
	is := boardOf(compareOn+1, oneObjective(func(o *plan.Objective) { o.Title, o.Lines = "Otro título", []string{"1"} }), counter(1, "5"))
	got := Compare(was, is).Objectives
	if len(got) != 2 || got[0].Group != Rose || !got[0].Points.Decimal.Equal(decimal.RequireFromString("0.3")) ||
		!slices.Equal(got[0].Edited, []Field{FieldTitle, FieldLines}) || got[1].Group != Same {
		t.Errorf("%+v", got)
	}
	dropped := boardOf(compareOn, oneObjective(func(o *plan.Objective) { o.CancelledOn = compareOn }), counter(1, "2"))
	c := Compare(was, dropped)
	if c.Objectives[0].Group != Dropped || c.Indicators[0].Group != Dropped {
		t.Errorf("a cancelled objective: %s, its indicator: %s", c.Objectives[0].Group, c.Indicators[0].Group)
	}
}

func TestACommonDayMakesTheSecondTheLater(t *testing.T) {
	early, late := boardOf(compareOn, oneObjective()), boardOf(compareOn+1, oneObjective())
	same := boardOf(compareOn, oneObjective(), counter(1, "1"))
	if Compare(early, late).Later().On != late.On || Compare(late, early).Later().On != late.On || Compare(early, same).Later().Size() != 1 {
		t.Error("the later moment is another one")
	}
}

// anyBoard draws a board of a few indicators, any of which may be missing, edited, cancelled or without a value.
func anyBoard(t *rapid.T, label string) Board {
	objectives := oneObjective(func(o *plan.Objective) {
		if rapid.IntRange(0, 5).Draw(t, label+" objective cancelled") == 0 {
			o.CancelledOn = compareOn - 3
		}
	})
	var indicators []Indicator
	for id := int64(1); id <= 6; id++ {
		if rapid.IntRange(0, 4).Draw(t, label+" missing") == 0 {
			continue
		}
		value := rapid.SampledFrom([]string{"", "0", "2", "5", "10", "12", "-1"}).Draw(t, label+" value")
		indicators = append(indicators, counter(id, value, func(i *Indicator) {
			i.ObjectiveID = rapid.Int64Range(1, 2).Draw(t, label+" objective")
			i.Target = decimal.NewFromInt(rapid.SampledFrom([]int64{10, 20}).Draw(t, label+" target"))
			i.Title = rapid.SampledFrom([]string{"Uno", "Dos"}).Draw(t, label+" title")
			if rapid.IntRange(0, 4).Draw(t, label+" cancelled") == 0 {
				i.CancelledOn = compareOn - 5
			}
		}))
	}
	return boardOf(compareOn+date.Date(rapid.IntRange(0, 60).Draw(t, label+" day")), objectives, indicators...)
}

var mirrored = map[Group]Group{
	Rose: Fell, Fell: Rose, Added: Removed, Removed: Added, Dropped: Restored, Restored: Dropped, Altered: Altered, Same: Same,
}

func TestComparingIsMirrored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyBoard(t, "a"), anyBoard(t, "b")
		there, back := Compare(a, b), Compare(b, a)
		returned := map[int64]IndicatorDifference{}
		for _, d := range back.Indicators {
			returned[d.ID()] = d
		}
		if len(there.Indicators) != len(returned) {
			t.Fatalf("%d indicators there and %d back", len(there.Indicators), len(returned))
		}
		for _, d := range there.Indicators {
			r := returned[d.ID()]
			if r.Group != mirrored[d.Group] || !slices.Equal(r.Edited, d.Edited) || r.NewValue() != d.NewValue() || !r.Points.Decimal.Equal(d.Points.Decimal.Neg()) {
				t.Fatalf("%d: %+v there, %+v back", d.ID(), d.Difference, r.Difference)
			}
		}
		for n, d := range there.Objectives { // both boards have the same ones
			if r := back.Objectives[n]; r.Group != mirrored[d.Group] {
				t.Fatalf("objective %d: %s there, %s back", n, d.Group, r.Group)
			}
		}
	})
}

func TestEveryIndicatorIsInOneGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyBoard(t, "a"), anyBoard(t, "b")
		c := Compare(a, b)
		ids := map[int64]bool{}
		for _, i := range append(a.Indicators(), b.Indicators()...) {
			ids[i.ID] = true
		}
		var listed []int64
		total := 0
		for _, g := range Groups {
			for _, d := range c.InGroup(g) {
				listed = append(listed, d.ID())
			}
			total += c.Counts()[g]
		}
		slices.Sort(listed)
		if len(listed) != len(ids) || total != len(ids) || len(slices.Compact(listed)) != len(ids) {
			t.Fatalf("%d indicators, %d listed, %d counted", len(ids), len(listed), total)
		}
		if changed := len(c.InGroup()); changed != total-c.Counts()[Same] {
			t.Fatalf("%d changed of %v", changed, c.Counts())
		}
	})
}

func TestComparedWithItselfNothingChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBoard(t, "b")
		c := Compare(b, b)
		if len(c.InGroup()) != 0 || c.NewLimits() || c.NewDates() || slices.ContainsFunc(c.Objectives, func(d ObjectiveDifference) bool { return d.Group != Same }) {
			t.Fatalf("%v", c.Counts())
		}
	})
}
