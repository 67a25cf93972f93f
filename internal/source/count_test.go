package source_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/source"
)

// Of one history each: what counts it as of the hundredth day, where the span is from day 10 to day 50.
func TestWhatCounts(t *testing.T) {
	w := open(t)
	const none = "-"
	for name, c := range map[string]struct{ history, want string }{
		"on the first day of the span":        {"received 10", "received"},
		"on the last day":                     {"received 50", "received"},
		"a day too early":                     {"received 9", none},
		"a day too late":                      {"received 51", none},
		"withdrawn":                           {"received 20, withdrawn 21", "received"},
		"discarded":                           {"received 20, discarded 25", "received"},
		"merged":                              {"received 20, merged 25", none},
		"merged once the span was over":       {"received 20, merged 60", "received"},
		"admitted":                            {"received 20, analysis 21, admitted 50", "received admitted"},
		"admitted too late":                   {"received 20, analysis 21, admitted 51", "received"},
		"admitted, of an older reto":          {"received 1, analysis 2, admitted 10", "admitted"},
		"admitted before the span":            {"received 1, analysis 2, admitted 9, analysis 11, admitted 12", none},
		"discarded after it was admitted":     {"received 20, analysis 21, admitted 22, discarded 30", "received"},
		"discarded once the span was over":    {"received 20, analysis 21, admitted 22, discarded 51", "received admitted"},
		"withdrawn after it was admitted":     {"received 20, analysis 21, admitted 22, withdrawn 30", "received"},
		"merged after it was admitted":        {"received 20, analysis 21, admitted 22, merged 30", none},
		"back in analysis":                    {"received 20, analysis 21, admitted 22, analysis 30", "received"},
		"admitted again":                      {"received 20, analysis 21, admitted 22, analysis 30, admitted 40", "received admitted"},
		"discarded and admitted after all":    {"received 20, discarded 21, analysis 30, admitted 31", "received admitted"},
		"in a project":                        {"received 20, analysis 21, admitted 22, project 30", "received admitted project"},
		"the project is back":                 {"received 20, analysis 21, admitted 22, project 30, admitted 31", "received admitted"},
		"a project without being admitted":    {"received 20, project 30", "received admitted project"},
		"piloted":                             {"received 20, analysis 21, admitted 22, project 30, pilot 31", "received admitted project pilot"},
		"implemented straight away":           {"received 20, analysis 21, admitted 22, implemented 40", "received admitted implemented"},
		"implemented, and a project again":    {"received 20, analysis 21, admitted 22, project 25, implemented 40, project 45", "received admitted project"},
		"implemented by way of all":           {"received 20, analysis 21, admitted 22, project 25, pilot 30, implemented 40", "received admitted project pilot implemented"},
		"several steps on one day":            {"received 20, analysis 20, admitted 20, discarded 20", "received"},
		"waiting":                             {"received 20, analysis 21, waiting 22", "received"},
		"half in the span, implemented later": {"received 20, analysis 21, admitted 22, project 25, implemented 51", "received admitted project"},
	} {
		got := ""
		w.aside(func() {
			w.reto(history(t, c.history))
			for _, what := range source.All {
				w.counts(what, 10, 50, false)
				if w.proposal(w.today).Number == 1 {
					got += " " + string(what)
				}
			}
		})
		if got == "" {
			got = " " + none
		}
		if got[1:] != c.want {
			t.Errorf("%s: %s, want %s", name, got[1:], c.want)
		}
	}
}

// The number is that of the day asked about: what came later changes nothing.
func TestTheNumberAsOfADay(t *testing.T) {
	w := open(t)
	w.reto(history(t, "received 10, analysis 12, admitted 20, discarded 40"))
	w.reto(history(t, "received 15, merged 30"))
	id := w.reto(history(t, "received 20, analysis 22, admitted 30, project 35"))
	for _, c := range []struct {
		counts source.Counts
		today  int
		want   int
	}{
		{source.Received, 5, 0}, {source.Received, 10, 1}, {source.Received, 29, 3}, {source.Received, 30, 2}, {source.Received, 300, 2},
		{source.Admitted, 19, 0}, {source.Admitted, 20, 1}, {source.Admitted, 39, 2}, {source.Admitted, 40, 1}, {source.Project, 34, 0}, {source.Project, 35, 1},
	} {
		w.counts(c.counts, 10, 90, false)
		if p := w.proposal(day(c.today)); p.Number != c.want || p.Day != min(day(c.today), day(90)) {
			t.Errorf("%s as of day %d: %d on %s, want %d", c.counts, c.today, p.Number, p.Day, c.want)
		}
	}
	p := w.proposal(day(50))
	if len(p.Challenges) != 1 || p.Challenges[0] != id || p.Reached[0] != day(35) {
		t.Errorf("counted %v on %v, want %d on day 35", p.Challenges, p.Reached, id)
	}
}

// counted is the rule as docs/progress.md tells it, of one reto.
func counted(c source.Counts, steps []step, from, until int) bool {
	var reached int // the first day of the state, or of a later one for what is admitted
	last := ""
	ladder := []string{"admitted", "project", "pilot", "implemented"}
	for _, s := range steps {
		if s.on > until {
			break
		}
		last = s.to
		if reached == 0 && (s.to == string(c) || c == source.Admitted && slices.Contains(ladder, s.to)) {
			reached = s.on
		}
	}
	if reached < from || reached == 0 {
		return false
	}
	if c == source.Received {
		return last != "merged"
	}
	return slices.Index(ladder, last) >= slices.Index(ladder, string(c))
}

// Whatever happened to retos, the database counts as the rule says, and the same on a later day on which nothing has.
func TestTheNumberFollowsTheRule(t *testing.T) {
	w := open(t)
	states := []string{"analysis", "waiting", "admitted", "project", "pilot", "implemented", "discarded", "merged", "withdrawn"}
	check := func(t *rapid.T) {
		var histories [][]step
		for range rapid.IntRange(0, 4).Draw(t, "retos") {
			steps := []step{{"received", rapid.IntRange(1, 60).Draw(t, "on")}}
			for range rapid.IntRange(0, 6).Draw(t, "moves") {
				before := steps[len(steps)-1]
				to := rapid.SampledFrom(states).Draw(t, "to")
				if before.to == "merged" || to == before.to {
					break
				}
				steps = append(steps, step{to, before.on + rapid.IntRange(0, 15).Draw(t, "later")})
			}
			histories = append(histories, steps)
			w.reto(steps)
		}
		from := rapid.IntRange(1, 60).Draw(t, "from")
		to := from + rapid.IntRange(0, 60).Draw(t, "length")
		today := rapid.IntRange(from, 200).Draw(t, "today")
		c := rapid.SampledFrom(source.All).Draw(t, "counts")
		w.counts(c, from, to, false)
		want := 0
		for _, steps := range histories {
			if counted(c, steps, from, min(to, today)) {
				want++
			}
		}
		got := w.proposal(day(today)).Number
		if got != want {
			t.Fatalf("%d %s from %d to %d as of %d, want %d: %v", got, c, from, to, today, want, histories)
		}
		quiet := true
		later := today + rapid.IntRange(1, 30).Draw(t, "days more")
		for _, steps := range histories {
			for _, s := range steps {
				quiet = quiet && (s.on <= min(to, today) || s.on > min(to, later))
			}
		}
		if again := w.proposal(day(later)).Number; quiet && again != got {
			t.Fatalf("%d as of day %d, and %d as of day %d, with nothing between them", got, today, again, later)
		}
	}
	rapid.Check(t, func(t *rapid.T) { w.aside(func() { check(t) }) })
}
