// Package progress holds the rules by which a plan is judged: how far an indicator has come,
// how far it should have come, and what that means for objectives, lines and the plan.
//
// Everything here is pure: no clock, no database. Progress and expected values are fractions
// (0.6667, never 66.67), exact but for divisions, which keep Digits fractional digits and round
// half away from zero. Numbers are read to be of ordinary size: the database holds finite
// numerics of a few dozen digits. docs/progress.md tells the rules with worked examples.
package progress

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Rule says what an indicator is judged by.
type Rule string

// The rules an indicator can follow.
const (
	Reach           Rule = "reach"             // come from the baseline to the target, up or down
	MaintainAtLeast Rule = "maintain_at_least" // stay at the target or above
	MaintainAtMost  Rule = "maintain_at_most"  // stay at the target or below
)

// Direction says which way an indicator's value should go.
type Direction string

// The directions of a goal.
const (
	Increase Direction = "increase"
	Decrease Direction = "decrease"
	Maintain Direction = "maintain"
)

// Point is a planned point: the value an indicator should have at the close of a date.
type Point struct {
	On    date.Date       `json:"on"`
	Value decimal.Decimal `json:"value"`
}

// Goal is what an indicator is measured against. Start and End are its own dates, or else its
// plan's. Points are the planned points in any order; Steps makes the planned value jump at each
// of them instead of moving in a line between them.
type Goal struct {
	Rule       Rule
	Baseline   decimal.NullDecimal // blank counts as 0
	Target     decimal.Decimal
	Start, End date.Date
	Points     []Point
	Steps      bool
}

// DefaultRule returns the rule of an indicator that names none: MaintainAtLeast when the target
// equals the baseline (a blank one is 0), else Reach.
func DefaultRule(baseline decimal.NullDecimal, target decimal.Decimal) Rule {
	if compare(orZero(baseline), target) == 0 {
		return MaintainAtLeast
	}
	return Reach
}

// Direction returns Increase or Decrease for a goal to reach, else Maintain.
func (g Goal) Direction() Direction {
	if g.rule() != Reach {
		return Maintain
	}
	if compare(g.Target, g.baseline()) > 0 {
		return Increase
	}
	return Decrease
}

// Progress returns the raw progress that the value v stands for: a fraction that may be below 0 or
// above 1 for Reach, within 0..1 for the maintain rules, and invalid when v is.
func (g Goal) Progress(v decimal.NullDecimal) decimal.NullDecimal {
	if !v.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(g.evaluate(g.formula(v), v.Decimal))
}

// rule is the rule in force: reaching a target that equals the baseline would divide by zero, so it
// is judged by what DefaultRule gives such a goal.
func (g Goal) rule() Rule {
	switch g.Rule {
	case MaintainAtLeast, MaintainAtMost:
		return g.Rule
	default:
		return DefaultRule(g.Baseline, g.Target)
	}
}

func (g Goal) baseline() decimal.Decimal { return orZero(g.Baseline) }

func orZero(d decimal.NullDecimal) decimal.Decimal {
	if !d.Valid {
		return decimal.Zero
	}
	return d.Decimal
}

// formula chooses how the progress of v comes about; evaluate carries it out.
func (g Goal) formula(v decimal.NullDecimal) Formula {
	if !v.Valid {
		return NoData
	}
	rule := g.rule()
	if rule == Reach {
		return Distance
	}
	towards := compare(v.Decimal, g.Target)
	switch {
	case towards == 0, (towards > 0) == (rule == MaintainAtLeast):
		return Met
	case !v.Decimal.IsPositive() || !g.Target.IsPositive():
		return Unmet
	case rule == MaintainAtLeast:
		return ValueOverTarget
	default:
		return TargetOverValue
	}
}

func (g Goal) evaluate(f Formula, v decimal.Decimal) decimal.Decimal {
	switch f {
	case Met:
		return one
	case Distance, ValueOverTarget, TargetOverValue:
		return distance(g.operands(f, v))
	default:
		return decimal.Zero
	}
}

// operands returns what a formula that divides hands to distance.
func (g Goal) operands(f Formula, v decimal.Decimal) (reached, from, to decimal.Decimal) {
	switch f {
	case ValueOverTarget:
		return v, decimal.Zero, g.Target
	case TargetOverValue:
		return g.Target, decimal.Zero, v
	default:
		return v, g.baseline(), g.Target
	}
}
