package challenge_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/challenge"
	"hito/internal/setting"
)

func criterion(key string, axis setting.Axis, weight string) setting.Criterion {
	return setting.Criterion{Key: key, Name: key, Axis: axis, Weight: decimal.RequireFromString(weight)}
}

// given are evaluations from rows of scores by criterion, 0 for one that was not answered.
func given(keys []string, rows ...[]int) []challenge.Evaluation {
	var list []challenge.Evaluation
	for n, row := range rows {
		e := challenge.Evaluation{UserID: int64(n + 1), Scores: map[string]int{}}
		for k, score := range row {
			if score != 0 {
				e.Scores[keys[k]] = score
			}
		}
		list = append(list, e)
	}
	return list
}

func shown(d decimal.NullDecimal) string {
	if !d.Valid {
		return "-"
	}
	return d.Decimal.Round(6).String()
}

func TestAssess(t *testing.T) {
	criteria := []setting.Criterion{
		criterion("a", setting.Impact, "1"), criterion("b", setting.Impact, "2"), criterion("zero", setting.Impact, "0"),
		criterion("f", setting.Feasibility, "1"), criterion("g", setting.Feasibility, "0.5"),
	}
	keys := []string{"a", "b", "zero", "f", "g", "gone"}
	for name, c := range map[string]struct {
		rows                        [][]int
		impact, feasibility, effort string
		leftOut                     string
		quadrant                    challenge.Quadrant
		placed                      bool
	}{
		"nobody":                   {nil, "-", "-", "-", "unscored unscored unscored unscored unscored", "", false},
		"one, all":                 {[][]int{{5, 5, 5, 5, 5}}, "5", "5", "1", "  weighs_zero  ", challenge.DoNow, true},
		"weights":                  {[][]int{{1, 4, 1, 2, 5}}, "3", "3", "3", "  weighs_zero  ", challenge.BigProject, true},
		"a third":                  {[][]int{{1, 1, 0, 3, 0}, {1, 1, 0, 3, 0}, {2, 0, 0, 0, 0}}, "1.111111", "3", "3", "  unscored  unscored", challenge.BetterNot, true},
		"means of those who did":   {[][]int{{5, 0, 0, 1, 0}, {0, 2, 0, 0, 4}}, "3", "2", "4", "  unscored  ", challenge.BigProject, true},
		"only what weighs nothing": {[][]int{{0, 0, 5, 4, 0}}, "-", "4", "2", "unscored unscored weighs_zero  unscored", "", false},
		"only impact":              {[][]int{{4, 0, 0, 0, 0}}, "4", "-", "-", " unscored unscored unscored unscored", "", false},
		"a retired criterion":      {[][]int{{2, 2, 0, 4, 4, 1}}, "2", "4", "2", "  unscored  ", challenge.FillIn, true},
	} {
		a := challenge.Assess(criteria, challenge.GivenBy(given(keys, c.rows...)))
		leftOut := ""
		for n, s := range a.Criteria {
			if n > 0 {
				leftOut += " "
			}
			leftOut += string(s.LeftOut)
		}
		got := []string{shown(a.Impact.Value), shown(a.Feasibility.Value), shown(a.Effort()), leftOut, fmt.Sprint(a.Placed())}
		want := []string{c.impact, c.feasibility, c.effort, c.leftOut, fmt.Sprint(c.placed)}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if c.placed && a.Quadrant() != c.quadrant {
			t.Errorf("%s lies in %s, want %s", name, a.Quadrant(), c.quadrant)
		}
		if name == "a retired criterion" && (len(a.Retired) != 1 || a.Retired["gone"] != challenge.Given{Sum: 1, Count: 1}) {
			t.Errorf("retired: %v", a.Retired)
		}
	}
}

func TestEvaluatorsAreThoseWhoScoreWhatCounts(t *testing.T) {
	criteria := []setting.Criterion{criterion("a", setting.Impact, "1"), criterion("b", setting.Impact, "0")}
	list := given([]string{"a", "b", "gone"}, []int{1}, []int{0, 5}, []int{0, 0, 5}, nil)
	if n := challenge.Evaluators(criteria, list); n != 2 {
		t.Errorf("%d evaluators, want 2", n)
	}
	if e := challenge.EvaluationOf(list, 2); e.Scores["b"] != 5 || challenge.EvaluationOf(list, 9).UserID != 0 {
		t.Errorf("found %+v", e)
	}
}

// drawn are criteria of both axes and evaluations of them, with gaps.
func drawn(t *rapid.T) ([]setting.Criterion, []challenge.Evaluation) {
	var criteria []setting.Criterion
	var keys []string
	for n := range rapid.IntRange(1, 8).Draw(t, "criteria") {
		axis := rapid.SampledFrom([]setting.Axis{setting.Impact, setting.Feasibility}).Draw(t, "axis")
		weight := decimal.New(rapid.Int64Range(0, 30000).Draw(t, "weight"), -4)
		keys = append(keys, fmt.Sprintf("k%d", n))
		criteria = append(criteria, setting.Criterion{Key: keys[n], Axis: axis, Weight: weight})
	}
	rows := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 5), len(keys), len(keys)), 0, 30).Draw(t, "scores")
	return criteria, given(keys, rows...)
}

func TestMeansLieBetweenTheLowestAndTheHighestScore(t *testing.T) {
	low, high := decimal.New(1, 0), decimal.New(5, 0)
	rapid.Check(t, func(t *rapid.T) {
		criteria, list := drawn(t)
		a := challenge.Assess(criteria, challenge.GivenBy(list))
		values := []decimal.NullDecimal{a.Impact.Value, a.Feasibility.Value, a.Effort()}
		for _, s := range a.Criteria {
			values = append(values, s.Mean())
		}
		for _, v := range values {
			if v.Valid && (v.Decimal.LessThan(low) || v.Decimal.GreaterThan(high)) {
				t.Fatalf("%s is out of range", v.Decimal)
			}
		}
		if a.Feasibility.Value.Valid != a.Effort().Valid || a.Placed() && a.Return().LessThanOrEqual(decimal.Zero) {
			t.Fatalf("%+v", a)
		}
	})
}

func TestEvaluatorsWhoAgreeAreTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		criteria, _ := drawn(t)
		score := rapid.IntRange(1, 5).Draw(t, "score")
		scores := map[string]int{}
		for _, k := range criteria {
			scores[k.Key] = score
		}
		people := rapid.IntRange(1, 40).Draw(t, "people")
		list := make([]challenge.Evaluation, people)
		for n := range list {
			list[n].Scores = scores
		}
		for _, m := range []challenge.AxisMean{
			challenge.Assess(criteria, challenge.GivenBy(list)).Impact, challenge.Assess(criteria, challenge.GivenBy(list)).Feasibility,
		} {
			if m.Value.Valid && !m.Value.Decimal.Equal(decimal.NewFromInt(int64(score))) {
				t.Fatalf("all say %d, and the mean is %s", score, m.Value.Decimal)
			}
		}
	})
}

// Whoever gives each criterion its mean changes nothing; nor does one who scores nothing, nor the order of people.
func TestWhoeverGivesTheMeanChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		criteria, list := drawn(t)
		before := challenge.Assess(criteria, challenge.GivenBy(list))
		mean := map[string]int{}
		for _, s := range before.Criteria {
			if s.Count > 0 && s.Sum%s.Count == 0 {
				mean[s.Key] = s.Sum / s.Count
			}
		}
		more := append([]challenge.Evaluation{{Scores: mean}, {Scores: map[string]int{}}}, list...)
		after := challenge.Assess(criteria, challenge.GivenBy(more))
		if shown(before.Impact.Value) != shown(after.Impact.Value) || shown(before.Feasibility.Value) != shown(after.Feasibility.Value) {
			t.Fatalf("%+v\nbecomes\n%+v", before, after)
		}
	})
}

func TestTheUnitOfWeightsDoesNotMatterAndMoreIsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		criteria, list := drawn(t)
		before := challenge.Assess(criteria, challenge.GivenBy(list))
		for n := range criteria {
			criteria[n].Weight = criteria[n].Weight.Mul(decimal.New(7, 0))
		}
		if after := challenge.Assess(criteria, challenge.GivenBy(list)); shown(before.Impact.Value) != shown(after.Impact.Value) {
			t.Fatalf("weights times 7: %s becomes %s", shown(before.Impact.Value), shown(after.Impact.Value))
		}
		for _, e := range list {
			for key, score := range e.Scores {
				e.Scores[key] = min(score+1, 5)
			}
		}
		after := challenge.Assess(criteria, challenge.GivenBy(list))
		if before.Impact.Value.Valid && after.Impact.Value.Decimal.LessThan(before.Impact.Value.Decimal) {
			t.Fatalf("better scores make it worse: %s", shown(after.Impact.Value))
		}
	})
}
