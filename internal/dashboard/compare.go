package dashboard

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"hito/internal/progress"
)

// Group is what became of an indicator or an objective between two moments. Each one is in a single group.
type Group string

// Groups.
const (
	Rose     Group = "rose"     // its progress is higher
	Fell     Group = "fell"     // its progress is lower
	Added    Group = "added"    // it was not there
	Removed  Group = "removed"  // it is no longer there
	Dropped  Group = "dropped"  // it was cancelled
	Restored Group = "restored" // it was cancelled and counts again
	Altered  Group = "altered"  // something else of it changed
	Same     Group = "same"     // nothing changed
)

// Groups lists the groups in the order in which people read them.
var Groups = []Group{Rose, Fell, Added, Dropped, Restored, Removed, Altered, Same}

// Field is a part of an indicator or an objective that may be changed.
type Field string

// Fields that a comparison looks at.
const (
	FieldCode      Field = "code"
	FieldTitle     Field = "title"
	FieldObjective Field = "objective"
	FieldRule      Field = "rule"
	FieldBaseline  Field = "baseline"
	FieldTarget    Field = "target"
	FieldWeight    Field = "weight"
	FieldDates     Field = "dates"
	FieldPlanned   Field = "planned"
	FieldUnit      Field = "unit"
	FieldUnits     Field = "units"
	FieldLines     Field = "lines"
)

// Comparison is what differs between two boards of one plan.
type Comparison struct {
	From, To   Board
	Objectives []ObjectiveDifference // in the plan's order, those that are no longer there last
	Indicators []IndicatorDifference // likewise
}

// Difference is what became of one thing.
type Difference struct {
	Group  Group
	Points decimal.NullDecimal // that its progress gained, a fraction of 1; invalid unless there is a progress on both sides
	Edited []Field
}

// IndicatorDifference is an indicator at both moments; one side is nil where it was not there.
type IndicatorDifference struct {
	Difference
	From, To *Indicator
}

// ObjectiveDifference is an objective at both moments; one side is nil where it was not there.
type ObjectiveDifference struct {
	Difference
	From, To *Objective
}

// ID is the indicator's.
func (d IndicatorDifference) ID() int64 { return cmp.Or(d.To, d.From).ID }

// NewValue tells whether the indicator has another value, or none any more, or one from another day.
func (d IndicatorDifference) NewValue() bool {
	return d.From == nil || d.To == nil || !same(d.From.Value, d.To.Value) || d.From.MeasuredOn != d.To.MeasuredOn
}

// Compare tells what became of each objective and indicator, known by their identifiers, between two boards of one
// plan. Compared the other way round, everything is mirrored.
func Compare(from, to Board) Comparison {
	c := Comparison{From: from, To: to}
	pair(from.Objectives, to.Objectives, func(o *Objective) int64 { return o.ID }, func(was, is *Objective) {
		c.Objectives = append(c.Objectives, ObjectiveDifference{compareObjectives(was, is), was, is})
	})
	pair(from.Indicators(), to.Indicators(), func(i *Indicator) int64 { return i.ID }, func(was, is *Indicator) {
		c.Indicators = append(c.Indicators, IndicatorDifference{compareIndicators(was, is), was, is})
	})
	return c
}

// pair hands out the members of two lists that have the same identifier together: those of the second in its order,
// then those of the first alone.
func pair[T any](from, to []T, id func(*T) int64, each func(was, is *T)) {
	before := make(map[int64]*T, len(from))
	for n := range from {
		before[id(&from[n])] = &from[n]
	}
	for n := range to {
		each(before[id(&to[n])], &to[n])
		delete(before, id(&to[n]))
	}
	for n := range from {
		if before[id(&from[n])] != nil {
			each(&from[n], nil)
		}
	}
}

// side is what decides the group of something at one moment.
type side struct {
	there    bool
	status   progress.Status
	progress decimal.NullDecimal
}

// differenceOf finds the group of something of which nothing is known but its figures.
func differenceOf(was, is side) Difference {
	switch {
	case !was.there:
		return Difference{Group: Added}
	case !is.there:
		return Difference{Group: Removed}
	case was.status != Cancelled && is.status == Cancelled:
		return Difference{Group: Dropped}
	case was.status == Cancelled && is.status != Cancelled:
		return Difference{Group: Restored}
	}
	d := Difference{Group: Same}
	if was.progress.Valid && is.progress.Valid {
		d.Points = decimal.NewNullDecimal(is.progress.Decimal.Sub(was.progress.Decimal))
	}
	gained := is.progress.Decimal.Sub(was.progress.Decimal) // without data counts as 0, as in every mean
	switch {
	case is.status == Cancelled || progress.Same(is.progress.Decimal, was.progress.Decimal):
		if was.status != is.status {
			d.Group = Altered
		}
	case gained.IsPositive():
		d.Group = Rose
	default:
		d.Group = Fell
	}
	return d
}

// edited is a field, and whether it changed.
type edited struct {
	field   Field
	changed bool
}

// edit notes which fields changed. What was the same so far was altered then.
func (d *Difference) edit(all ...edited) {
	for _, e := range all {
		if e.changed {
			d.Edited = append(d.Edited, e.field)
		}
	}
	if len(d.Edited) > 0 && d.Group == Same {
		d.Group = Altered
	}
}

func compareObjectives(was, is *Objective) Difference {
	sideOf := func(o *Objective) side {
		if o == nil {
			return side{}
		}
		return side{true, o.Status, o.Progress}
	}
	d := differenceOf(sideOf(was), sideOf(is))
	if was != nil && is != nil {
		d.edit(
			edited{FieldWeight, !was.Weight.Equal(is.Weight)},
			edited{FieldTitle, was.Title != is.Title},
			edited{FieldCode, was.Code != is.Code},
			edited{FieldLines, !sameNames(was.Lines, is.Lines)},
		)
	}
	return d
}

func compareIndicators(was, is *Indicator) Difference {
	sideOf := func(i *Indicator) side {
		if i == nil {
			return side{}
		}
		return side{true, i.Status, i.Progress}
	}
	d := differenceOf(sideOf(was), sideOf(is))
	if was != nil && is != nil {
		if d.Group == Same && !same(was.Value, is.Value) {
			d.Group = Altered
		}
		d.edit(
			edited{FieldTarget, !was.Target.Equal(is.Target)},
			edited{FieldBaseline, !same(was.Baseline, is.Baseline)},
			edited{FieldRule, was.Rule != is.Rule},
			edited{FieldPlanned, was.PlannedInSteps != is.PlannedInSteps || !slices.EqualFunc(was.Points, is.Points, samePoint)},
			edited{FieldDates, was.StartsOn != is.StartsOn || was.EndsOn != is.EndsOn},
			edited{FieldWeight, !was.Weight.Equal(is.Weight)},
			edited{FieldUnit, was.UnitOfMeasure != is.UnitOfMeasure},
			edited{FieldTitle, was.Title != is.Title},
			edited{FieldCode, was.Code != is.Code},
			edited{FieldUnits, !sameNames(was.Units, is.Units)},
			edited{FieldObjective, was.ObjectiveID != is.ObjectiveID},
		)
	}
	return d
}

func samePoint(a, b progress.Point) bool { return a.On == b.On && a.Value.Equal(b.Value) }

func same(a, b decimal.NullDecimal) bool { return a.Valid == b.Valid && a.Decimal.Equal(b.Decimal) }

// sameNames compares two lists whatever their order.
func sameNames(a, b []string) bool {
	return slices.Equal(a, b) || slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// InGroup returns the indicators of some groups, group by group in the order given, all but the unchanged without any.
func (c Comparison) InGroup(groups ...Group) []IndicatorDifference {
	var found []IndicatorDifference
	for _, g := range orChanged(groups) {
		for _, d := range c.Indicators {
			if d.Group == g {
				found = append(found, d)
			}
		}
	}
	return found
}

// Counts returns how many indicators there are in each group.
func (c Comparison) Counts() map[Group]int {
	counts := make(map[Group]int, len(Groups))
	for _, d := range c.Indicators {
		counts[d.Group]++
	}
	return counts
}

func orChanged(groups []Group) []Group {
	if len(groups) > 0 {
		return groups
	}
	return slices.DeleteFunc(slices.Clone(Groups), func(g Group) bool { return g == Same })
}

// NewLimits tells whether the plan judges by other limits between the statuses.
func (c Comparison) NewLimits() bool {
	was, is := c.From.Plan, c.To.Plan
	return !was.OnTrackFrom.Equal(is.OnTrackFrom) || !was.DelayedFrom.Equal(is.DelayedFrom)
}

// NewDates tells whether the plan has another start or end.
func (c Comparison) NewDates() bool {
	was, is := c.From.Plan, c.To.Plan
	return was.StartsOn != is.StartsOn || was.EndsOn != is.EndsOn
}

// Later is the board of the later moment, the second one where both are of a day.
func (c Comparison) Later() Board {
	if c.From.On > c.To.On {
		return c.From
	}
	return c.To
}
