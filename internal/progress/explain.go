package progress

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Formula names how the progress of an indicator comes about.
type Formula string

// The formulas of the rules Reach, MaintainAtLeast and MaintainAtMost.
const (
	NoData          Formula = "no_data"           // no value, no figure
	Distance        Formula = "distance"          // (value − baseline) / (target − baseline)
	Met             Formula = "met"               // 1: the value keeps to the target
	Unmet           Formula = "unmet"             // 0: it does not, and a share of it makes no sense
	ValueOverTarget Formula = "value_over_target" // value / target
	TargetOverValue Formula = "target_over_value" // target / value
)

// Explanation tells how the progress of an indicator comes about, with its own numbers.
// Numerator and Denominator are valid where the formula divides; Progress is raw and Counted is
// what a mean takes of it: clamped to 0..1 (Clamped says that this changed it), 0 without data.
type Explanation struct {
	Rule                   Rule // the one in force
	Direction              Direction
	Formula                Formula
	Baseline               decimal.Decimal
	BaselineBlank          bool
	Target                 decimal.Decimal
	Value                  decimal.NullDecimal
	Numerator, Denominator decimal.NullDecimal
	Progress               decimal.NullDecimal
	Counted                decimal.Decimal
	Clamped                bool
}

// Explain returns the explanation of g.Progress(v).
func (g Goal) Explain(v decimal.NullDecimal) Explanation {
	x := Explanation{
		Rule: g.rule(), Direction: g.Direction(), Formula: g.formula(v),
		Baseline: g.baseline(), BaselineBlank: !g.Baseline.Valid, Target: g.Target,
		Value: v, Progress: g.Progress(v),
	}
	x.Counted, x.Clamped = counted(x.Progress)
	switch x.Formula {
	case Distance:
		x.Numerator = decimal.NewNullDecimal(v.Decimal.Sub(x.Baseline))
		x.Denominator = decimal.NewNullDecimal(x.Target.Sub(x.Baseline))
	case ValueOverTarget:
		x.Numerator, x.Denominator = v, decimal.NewNullDecimal(x.Target)
	case TargetOverValue:
		x.Numerator, x.Denominator = decimal.NewNullDecimal(x.Target), v
	case NoData, Met, Unmet: // nothing is divided
	}
	return x
}

// Schedule names how the expected progress of a goal moves.
type Schedule string

// The schedules of a goal.
const (
	Linear     Schedule = "linear"     // evenly over the days
	Planned    Schedule = "points"     // evenly between planned points
	Stepwise   Schedule = "steps"      // in a jump at each planned point
	Maintained Schedule = "maintained" // whole from the start
)

// ExpectedExplanation tells how an expected progress comes about. Elapsed of Total days of
// Start..End have passed, both ends counted. Within them, and unless the goal is Maintained, the
// planned line runs From one point To the next, of whose StretchTotal days StretchElapsed have
// passed (0 and 0 elsewhere); a stretch that begins at the start counts its first day. Value is the
// planned value; Clamped says that it lies outside baseline..target.
type ExpectedExplanation struct {
	Schedule                     Schedule
	Start, End, On               date.Date
	Elapsed, Total               int
	From, To                     Point
	StretchElapsed, StretchTotal int
	Value                        decimal.Decimal
	Expected                     decimal.Decimal
	Clamped                      bool
}

// ExplainExpected returns the explanation of g.Expected(on).
func (g Goal) ExplainExpected(on date.Date) ExpectedExplanation {
	x := ExpectedExplanation{
		Schedule: Maintained, Start: g.Start, End: g.End, On: on,
		Value: g.ExpectedValue(on), Expected: g.Expected(on),
	}
	x.Elapsed, x.Total = Days(g.Start, g.End, on)
	if g.rule() != Reach {
		return x
	}
	s := g.stretchAt(on)
	x.Schedule = s.schedule()
	if Started(g.Start, on) && on < g.End {
		x.From, x.To, x.StretchElapsed, x.StretchTotal = s.from, s.to, s.elapsed, s.total
		x.Clamped = !s.expected(g.baseline(), g.Target).Equal(x.Expected)
	}
	return x
}

func (s stretch) schedule() Schedule {
	switch {
	case s.steps:
		return Stepwise
	case s.planned:
		return Planned
	default:
		return Linear
	}
}

// Exclusion says why an item is left out of a mean.
type Exclusion string

// The reasons for which an item is left out, the first that applies.
const (
	Included   Exclusion = ""          // it is not
	Cancelled  Exclusion = "cancelled" // on the reference date or before
	ZeroWeight Exclusion = "zero_weight"
)

// Row tells what one item gives to a mean: Counted and Expected, the fractions in 0..1 that are
// taken, and the terms, those times the weight. Missing says that there was no data and 0 counted,
// Clamped that the raw progress lay outside 0..1. A row left out gives nothing: its terms are 0.
type Row struct {
	Weight                     decimal.Decimal
	Progress                   decimal.NullDecimal
	Counted, Expected          decimal.Decimal
	ProgressTerm, ExpectedTerm decimal.Decimal
	Missing, Clamped           bool
	LeftOut                    Exclusion
}

// MeanExplanation tells how a mean comes about: a row for each item, in the same order, and the
// sums of their terms, which over Mean.WeightSum give the mean.
type MeanExplanation struct {
	Mean                     Mean
	Rows                     []Row
	ProgressSum, ExpectedSum decimal.Decimal
}

// ExplainMean returns the explanation of MeanOf(items).
func ExplainMean(items []Item) MeanExplanation {
	s := newSums(len(items))
	rows := make([]Row, len(items))
	for i, item := range items {
		rows[i] = rowOf(item)
		s.add(item, rows[i])
	}
	return MeanExplanation{
		Mean: MeanOf(items), Rows: rows,
		ProgressSum: sumOf(s.progress), ExpectedSum: sumOf(s.expected),
	}
}

// ExplainObjective returns the explanation of ObjectiveMean(indicators, planShare).
func ExplainObjective(indicators []Item, planShare decimal.Decimal) MeanExplanation {
	x := ExplainMean(indicators)
	x.Mean = x.Mean.orEmptyObjective(planShare)
	return x
}

// rowOf decides what an item gives to a mean.
func rowOf(item Item) Row {
	row := Row{Weight: item.Weight, Progress: item.Progress, Missing: !item.Progress.Valid}
	row.Counted, row.Clamped = counted(item.Progress)
	row.Expected = Clamp(item.Expected)
	switch {
	case item.LeftOut:
		row.LeftOut = Cancelled
	case !item.Weight.IsPositive():
		row.LeftOut = ZeroWeight
	default:
		row.ProgressTerm, row.ExpectedTerm = row.Counted, row.Expected
		if compare(item.Weight, unit) != 0 { // most weights are 1
			row.ProgressTerm = item.Weight.Mul(row.Counted)
			row.ExpectedTerm = item.Weight.Mul(row.Expected)
		}
	}
	return row
}

// counted returns what a mean takes of a progress, and whether clamping changed it.
func counted(p decimal.NullDecimal) (taken decimal.Decimal, clamped bool) {
	if !p.Valid {
		return decimal.Zero, false
	}
	taken = Clamp(p.Decimal)
	return taken, !taken.Equal(p.Decimal)
}
