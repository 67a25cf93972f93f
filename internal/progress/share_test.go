package progress_test

import (
	"testing"

	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/progress"
)

func TestSharesAreTheFiguresThatMeansCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGoal().Draw(t, "goal")
		v := number().Draw(t, "value")
		if got, want := g.Counted(v).Decimal(), progress.Clamp(g.Progress(value(v)).Decimal); !got.Equal(want) {
			t.Fatalf("counted %s, want %s", got, want)
		}
		on := dayNear(t, g, "on")
		if got, want := g.ExpectedShare(on).Decimal(), g.Expected(on); !got.Equal(want) {
			t.Fatalf("expected %s, want %s", got, want)
		}
		if got, want := progress.ElapsedShare(g.Start, g.End, on).Decimal(), progress.LinearShare(g.Start, g.End, on); !got.Equal(want) {
			t.Fatalf("elapsed %s, want %s", got, want)
		}
	})
}

func TestTallyIsTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := date.Date(738_500)
		var tally progress.Tally
		var list []progress.Item
		for range rapid.IntRange(0, 8).Draw(t, "indicators") {
			g, v, w := anyGoal().Draw(t, "goal"), maybe(number()).Draw(t, "value"), weight().Draw(t, "weight")
			i := progress.IndicatorItem(w, g.Progress(v), g.Expected(on), false)
			list = append(list, i)
			exact, ok := progress.WeightOf(w)
			if !ok {
				t.Fatalf("weight %s is not exact", w)
			}
			var reached progress.Share
			if v.Valid {
				reached = g.Counted(v.Decimal)
			}
			tally.Add(exact, reached, g.ExpectedShare(on), i.Coverage)
		}
		want := progress.MeanOf(list)
		if tally.Coverage != want.Coverage || tally.Empty() != want.Empty() {
			t.Fatalf("tally %+v, want %+v", tally, want)
		}
		reached, expected := tally.Mean()
		if !reached.Decimal().Equal(want.Progress.Decimal) || !expected.Decimal().Equal(want.Expected.Decimal) {
			t.Fatalf("%s of %s, want %+v", reached.Decimal(), expected.Decimal(), want)
		}
	})
}

func TestWeightsThatAreTooFineOrTooHeavy(t *testing.T) {
	for text, want := range map[string]bool{"0.0001": true, "1000": true, "-3": true, "1.500000": true, "0.00001": false, "2.00001": false, "10000": false, "1e19": false} {
		if _, exact := progress.WeightOf(dec(text)); exact != want {
			t.Errorf("weight %s: exact %v, want %v", text, exact, want)
		}
	}
}
