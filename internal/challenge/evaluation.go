package challenge

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/setting"
)

// Bounds of a score. 5 is always the favourable end.
const (
	LowestScore  = 1
	HighestScore = 5
)

// scoreDigits is how many decimals a mean is worked out with.
const scoreDigits = 20

// Evaluation is what one person thinks of a reto.
type Evaluation struct {
	UserID      int64
	Name        string
	Scores      map[string]int // by the key of the criterion; those that were not answered are missing
	Comment     string
	EvaluatedAt time.Time
	Version     int
}

// Given is what a criterion was given: the sum of the scores, and by how many.
type Given struct{ Sum, Count int }

// AllGiven are what each criterion was given, by its key. They are all that the means of a reto come from.
type AllGiven map[string]Given

// GivenBy adds up evaluations.
func GivenBy(list []Evaluation) AllGiven {
	all := AllGiven{}
	for _, e := range list {
		for key, score := range e.Scores {
			t := all[key]
			all[key] = Given{t.Sum + score, t.Count + 1}
		}
	}
	return all
}

// Mean is the mean of those who scored a criterion, from 1 to 5; null where nobody did.
func (t Given) Mean() decimal.NullDecimal {
	if t.Count == 0 {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.NewFromInt(int64(t.Sum)).DivRound(decimal.NewFromInt(int64(t.Count)), scoreDigits))
}

// LeftOut tells why a criterion does not count in the mean of its axis.
type LeftOut string

// Reasons; blank for a criterion that counts.
const (
	Counted    LeftOut = ""
	Unscored   LeftOut = "unscored"
	WeighsZero LeftOut = "weighs_zero"
)

// Scored is a criterion with what it was given.
type Scored struct {
	setting.Criterion
	Given
	LeftOut LeftOut
}

// AxisMean is the weighted mean of the criteria of an axis: Value is Sum over Weights, null where none counts.
type AxisMean struct {
	Value   decimal.NullDecimal
	Sum     decimal.Decimal // of weight times mean
	Weights decimal.Decimal
}

// Assessment is what the evaluations of a reto come to. The axes go from 1 to 5.
type Assessment struct {
	Criteria    []Scored // in the order of the setting
	Impact      AxisMean
	Feasibility AxisMean
	Retired     map[string]Given // scores by criteria that are none any more
}

// Assess applies the rule: a criterion is the mean of those who scored it, and an axis the mean of its criteria by their
// weights, of those alone that somebody scored and that weigh something.
func Assess(criteria []setting.Criterion, t AllGiven) Assessment {
	a := Assessment{Criteria: make([]Scored, len(criteria)), Retired: AllGiven{}}
	for key, given := range t {
		if !slices.ContainsFunc(criteria, func(k setting.Criterion) bool { return k.Key == key }) {
			a.Retired[key] = given
		}
	}
	for n, k := range criteria {
		s := Scored{Criterion: k, Given: t[k.Key]}
		switch {
		case s.Count == 0:
			s.LeftOut = Unscored
		case !k.Weight.IsPositive():
			s.LeftOut = WeighsZero
		}
		a.Criteria[n] = s
	}
	a.Impact, a.Feasibility = a.mean(setting.Impact), a.mean(setting.Feasibility)
	return a
}

// mean divides once, at the end: everything is brought to a common denominator, so that nothing is rounded before.
func (a Assessment) mean(axis setting.Axis) AxisMean {
	common := decimal.New(1, 0)
	counted := slices.DeleteFunc(slices.Clone(a.Criteria), func(s Scored) bool { return s.Axis != axis || s.LeftOut != Counted })
	for _, s := range counted {
		common = common.Mul(decimal.NewFromInt(int64(s.Count)))
	}
	var m AxisMean
	sum := decimal.Zero // times common
	for _, s := range counted {
		share := common.DivRound(decimal.NewFromInt(int64(s.Count)), 0) // whole: it is a factor
		sum = sum.Add(s.Weight.Mul(decimal.NewFromInt(int64(s.Sum))).Mul(share))
		m.Weights = m.Weights.Add(s.Weight)
	}
	if len(counted) > 0 {
		m.Sum = sum.DivRound(common, scoreDigits)
		m.Value = decimal.NewNullDecimal(sum.DivRound(common.Mul(m.Weights), scoreDigits))
	}
	return m
}

// Effort is what feasibility lacks: 6 − feasibility, from 1 to 5; null where that is.
func (a Assessment) Effort() decimal.NullDecimal {
	if !a.Feasibility.Value.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.New(LowestScore+HighestScore, 0).Sub(a.Feasibility.Value.Decimal))
}

// Placed tells whether the reto has a place on the map: both axes have a mean.
func (a Assessment) Placed() bool { return a.Impact.Value.Valid && a.Feasibility.Value.Valid }

// Return is the impact for each unit of effort, by which retos are ranked; zero for one that is not Placed.
func (a Assessment) Return() decimal.Decimal {
	if !a.Placed() {
		return decimal.Zero
	}
	return a.Impact.Value.Decimal.DivRound(a.Effort().Decimal, scoreDigits)
}

// Quadrant is a quarter of the map of impact and effort.
type Quadrant string

// Quadrants. From 3 on, impact and effort are high.
const (
	DoNow      Quadrant = "do_now"     // much impact, little effort
	BigProject Quadrant = "big"        // much of both
	FillIn     Quadrant = "fill_in"    // little of both
	BetterNot  Quadrant = "better_not" // little impact, much effort
)

// Quadrant tells in which quarter of the map a reto lies that is Placed.
func (a Assessment) Quadrant() Quadrant {
	middle := decimal.New(LowestScore+HighestScore, 0).Div(decimal.New(2, 0))
	much, hard := a.Impact.Value.Decimal.GreaterThanOrEqual(middle), a.Effort().Decimal.GreaterThanOrEqual(middle)
	switch {
	case much && !hard:
		return DoNow
	case much:
		return BigProject
	case !hard:
		return FillIn
	default:
		return BetterNot
	}
}

// EvaluationOf finds what a person thinks of a reto, the zero Evaluation for nothing yet.
func EvaluationOf(list []Evaluation, userID int64) Evaluation {
	if n := slices.IndexFunc(list, func(e Evaluation) bool { return e.UserID == userID }); n >= 0 {
		return list[n]
	}
	return Evaluation{}
}

// scoredBy counts the criteria that an evaluation scores.
func (e Evaluation) scoredBy(criteria []setting.Criterion) int {
	count := 0
	for _, k := range criteria {
		if e.Scores[k.Key] != 0 {
			count++
		}
	}
	return count
}

// Evaluators counts who scored at least one of the criteria.
func Evaluators(criteria []setting.Criterion, list []Evaluation) int {
	count := 0
	for _, e := range list {
		if e.scoredBy(criteria) > 0 {
			count++
		}
	}
	return count
}
