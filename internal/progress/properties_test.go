package progress_test

import (
	"math/big"
	"reflect"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/progress"
)

// number draws decimals of up to 19 digits, many of them small, round or equal.
func number() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		coefficient := rapid.OneOf(rapid.Int64Range(-12, 12), rapid.Int64Range(-100_000, 100_000), rapid.Int64()).Draw(t, "coefficient")
		return decimal.New(coefficient, rapid.Int32Range(-6, 3).Draw(t, "exponent"))
	})
}

func maybe(of *rapid.Generator[decimal.Decimal]) *rapid.Generator[decimal.NullDecimal] {
	return rapid.Custom(func(t *rapid.T) decimal.NullDecimal {
		d := of.Draw(t, "number")
		return decimal.NullDecimal{Decimal: d, Valid: rapid.IntRange(0, 4).Draw(t, "present") > 0}
	})
}

func rule() *rapid.Generator[progress.Rule] {
	return rapid.SampledFrom([]progress.Rule{progress.Reach, progress.MaintainAtLeast, progress.MaintainAtMost})
}

// anyGoal draws a goal of 1 to 400 days with up to five planned points in or near them.
func anyGoal() *rapid.Generator[progress.Goal] {
	return rapid.Custom(func(t *rapid.T) progress.Goal {
		start := date.Date(rapid.Int32Range(738_000, 739_000).Draw(t, "start"))
		end := start + date.Date(rapid.Int32Range(0, 399).Draw(t, "length"))
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) progress.Point {
			on := rapid.Int32Range(int32(start)-20, int32(end)+20).Draw(t, "on")
			return progress.Point{On: date.Date(on), Value: number().Draw(t, "value")}
		}), 0, 5).Draw(t, "points")
		return progress.Goal{
			Rule: rule().Draw(t, "rule"), Baseline: maybe(number()).Draw(t, "baseline"), Target: number().Draw(t, "target"),
			Start: start, End: end, Points: points, Steps: rapid.Bool().Draw(t, "steps"),
		}
	})
}

// reaching draws a goal whose target is not its baseline.
func reaching() *rapid.Generator[progress.Goal] {
	return rapid.Custom(func(t *rapid.T) progress.Goal {
		g := anyGoal().Draw(t, "goal")
		g.Rule = progress.Reach
		if g.Target.Equal(baselineOf(g)) {
			g.Target = g.Target.Add(decimal.New(1, -2))
		}
		return g
	})
}

func baselineOf(g progress.Goal) decimal.Decimal {
	if !g.Baseline.Valid {
		return decimal.Zero
	}
	return g.Baseline.Decimal
}

func dayNear(t *rapid.T, g progress.Goal, label string) date.Date {
	return date.Date(rapid.Int32Range(int32(g.Start)-30, int32(g.End)+30).Draw(t, label))
}

func value(d decimal.Decimal) decimal.NullDecimal { return decimal.NewNullDecimal(d) }

func TestReachIsTheRoundedRational(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, v := reaching().Draw(t, "goal"), number().Draw(t, "value")
		b := baselineOf(g)
		want := rounded(new(big.Rat).Quo(v.Sub(b).Rat(), g.Target.Sub(b).Rat()))
		if got := g.Progress(value(v)); !got.Valid || !got.Decimal.Equal(want) {
			t.Fatalf("progress = %s, want %s", got.Decimal, want)
		}
	})
}

func TestProgressIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGoal().Draw(t, "goal")
		values := []decimal.Decimal{number().Draw(t, "v"), number().Draw(t, "w")}
		slices.SortFunc(values, decimal.Decimal.Cmp)
		low, high := g.Progress(value(values[0])).Decimal, g.Progress(value(values[1])).Decimal
		if g.Direction() == progress.Decrease || g.Rule == progress.MaintainAtMost {
			low, high = high, low
		}
		if low.GreaterThan(high) {
			t.Fatalf("%s gives more than %s", values[0], values[1])
		}
	})
}

func TestMirroredGoalsAreJudgedAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, v := reaching().Draw(t, "goal"), number().Draw(t, "value")
		m := g
		m.Baseline, m.Target, m.Points = value(baselineOf(g).Neg()), g.Target.Neg(), slices.Clone(g.Points)
		for i := range m.Points {
			m.Points[i].Value = m.Points[i].Value.Neg()
		}
		on := dayNear(t, g, "on")
		if p, q := g.Progress(value(v)), m.Progress(value(v.Neg())); !p.Decimal.Equal(q.Decimal) {
			t.Fatalf("progress %s, mirrored %s", p.Decimal, q.Decimal)
		}
		if e, f := g.Expected(on), m.Expected(on); !e.Equal(f) {
			t.Fatalf("expected %s, mirrored %s", e, f)
		}
		if x, y := g.ExpectedValue(on), m.ExpectedValue(on); !x.Equal(y.Neg()) {
			t.Fatalf("expected value %s, mirrored %s", x, y)
		}
		if g.Direction() == m.Direction() {
			t.Fatalf("both go %s", g.Direction())
		}
	})
}

func TestGoingBackIsWhatIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, v := reaching().Draw(t, "goal"), number().Draw(t, "value")
		back := g
		back.Baseline, back.Target = value(g.Target), baselineOf(g)
		sum := g.Progress(value(v)).Decimal.Add(back.Progress(value(v)).Decimal)
		if sum.Sub(dec("1")).Abs().GreaterThan(decimal.New(1, -progress.Digits)) {
			t.Fatalf("there and back make %s", sum)
		}
	})
}

func TestMaintainStaysWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, v := anyGoal().Draw(t, "goal"), number().Draw(t, "value")
		if g.Rule == progress.Reach {
			g.Rule = progress.MaintainAtLeast
		}
		p := g.Progress(value(v)).Decimal
		if p.IsNegative() || p.GreaterThan(dec("1")) {
			t.Fatalf("progress = %s", p)
		}
		kept := v.Cmp(g.Target) >= 0
		if g.Rule == progress.MaintainAtMost {
			kept = v.Cmp(g.Target) <= 0
		}
		if kept && !p.Equal(dec("1")) {
			t.Fatalf("kept, yet %s", p)
		}
		if !kept && v.IsNegative() && !p.IsZero() {
			t.Fatalf("a negative value that misses gives %s", p)
		}
	})
}

func TestExpectedStaysWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGoal().Draw(t, "goal")
		on := dayNear(t, g, "on")
		e := g.Expected(on)
		if e.IsNegative() || e.GreaterThan(dec("1")) {
			t.Fatalf("expected = %s", e)
		}
		if on < g.Start && !e.IsZero() || on >= max(g.Start, g.End) && !e.Equal(dec("1")) {
			t.Fatalf("expected on %s of %s…%s = %s", on, g.Start, g.End, e)
		}
	})
}

func TestExpectedIsTheProgressOfTheExpectedValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := reaching().Draw(t, "goal")
		on := dayNear(t, g, "on")
		got, want := g.Expected(on), progress.Clamp(g.Progress(value(g.ExpectedValue(on))).Decimal)
		// the value is rounded at digit 24, which the distance of the goal may magnify
		unit := decimal.New(1, -progress.Digits)
		slack := unit.Add(unit.DivRound(g.Target.Sub(baselineOf(g)).Abs(), 2*progress.Digits))
		if got.Sub(want).Abs().GreaterThan(slack) {
			t.Fatalf("expected %s, but its value stands for %s", got, want)
		}
	})
}

func TestExpectedIsMonotoneForMonotonePlans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := reaching().Draw(t, "goal")
		var dates, values []decimal.Decimal
		for _, p := range g.Points {
			dates = append(dates, decimal.NewFromInt32(int32(p.On)))
			values = append(values, p.Value)
		}
		values = append(values, baselineOf(g), g.Target)
		slices.SortFunc(dates, decimal.Decimal.Cmp)
		slices.SortFunc(values, decimal.Decimal.Cmp)
		if g.Direction() == progress.Decrease {
			slices.Reverse(values)
		}
		g.Baseline, g.Target = value(values[0]), values[len(values)-1]
		for i := range g.Points {
			g.Points[i] = progress.Point{On: date.Date(dates[i].IntPart()), Value: values[i+1]}
		}
		on, later := dayNear(t, g, "on"), dayNear(t, g, "later")
		if on > later {
			on, later = later, on
		}
		if g.Expected(on).GreaterThan(g.Expected(later)) {
			t.Fatalf("expected falls from %s on %s to %s on %s", g.Expected(on), on, g.Expected(later), later)
		}
	})
}

func TestAPointOnTheStraightLineChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		straight := anyGoal().Draw(t, "goal")
		_, total := progress.Days(straight.Start, straight.End, straight.Start)
		slope, origin := number().Draw(t, "slope"), number().Draw(t, "origin")
		at := func(on date.Date) decimal.Decimal {
			return origin.Add(slope.Mul(decimal.NewFromInt(int64(on-straight.Start) + 1)))
		}
		straight.Rule, straight.Points, straight.Steps = progress.Reach, nil, false
		straight.Baseline, straight.Target = value(origin), at(straight.Start+date.Date(total)-1)
		pointed := straight
		for range rapid.IntRange(1, 4).Draw(t, "points") {
			on := dayNear(t, straight, "point")
			pointed.Points = append(pointed.Points, progress.Point{On: on, Value: at(on)})
		}
		on := dayNear(t, straight, "on")
		if e, f := straight.Expected(on), pointed.Expected(on); !e.Equal(f) {
			t.Fatalf("expected %s, with points %s", e, f)
		}
		if x, y := straight.ExpectedValue(on), pointed.ExpectedValue(on); !x.Equal(y) {
			t.Fatalf("expected value %s, with points %s", x, y)
		}
		if want := progress.LinearShare(straight.Start, straight.End, on); !slope.IsZero() && !straight.Expected(on).Equal(want) {
			t.Fatalf("expected %s, linear share %s", straight.Expected(on), want)
		}
	})
}

func TestThePlannedLineGoesThroughItsPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := reaching().Draw(t, "goal")
		held := map[date.Date]decimal.Decimal{}
		for _, p := range g.Points {
			if p.On >= g.Start && p.On < g.End {
				held[p.On] = p.Value
			}
		}
		for on, want := range held {
			if got := g.ExpectedValue(on); !got.Equal(want) {
				t.Fatalf("expected value on %s = %s, want %s", on, got, want)
			}
		}
	})
}

func TestTheOrderOfPointsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := reaching().Draw(t, "goal")
		slices.SortFunc(g.Points, func(a, b progress.Point) int { return int(a.On - b.On) })
		g.Points = slices.CompactFunc(g.Points, func(a, b progress.Point) bool { return a.On == b.On })
		shuffled := g
		shuffled.Points = rapid.Permutation(g.Points).Draw(t, "shuffled")
		on := dayNear(t, g, "on")
		if e, f := g.Expected(on), shuffled.Expected(on); !e.Equal(f) {
			t.Fatalf("expected %s, shuffled %s", e, f)
		}
		if x, y := g.ExpectedValue(on), shuffled.ExpectedValue(on); !x.Equal(y) {
			t.Fatalf("expected value %s, shuffled %s", x, y)
		}
	})
}

func TestExplanationsTellWhatIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, v := anyGoal().Draw(t, "goal"), maybe(number()).Draw(t, "value")
		x := g.Explain(v)
		if !reflect.DeepEqual(x.Progress, g.Progress(v)) {
			t.Fatalf("explained %+v, progress %+v", x.Progress, g.Progress(v))
		}
		if x.Numerator.Valid != x.Denominator.Valid {
			t.Fatalf("half a fraction: %+v", x)
		}
		if x.Numerator.Valid && !x.Numerator.Decimal.DivRound(x.Denominator.Decimal, progress.Digits).Equal(x.Progress.Decimal) {
			t.Fatalf("%s / %s is not %s", x.Numerator.Decimal, x.Denominator.Decimal, x.Progress.Decimal)
		}
		on := dayNear(t, g, "on")
		if y := g.ExplainExpected(on); !y.Expected.Equal(g.Expected(on)) || !y.Value.Equal(g.ExpectedValue(on)) {
			t.Fatalf("explained %+v", y)
		}
	})
}
