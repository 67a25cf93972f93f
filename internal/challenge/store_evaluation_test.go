package challenge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/setting"
)

func opinion(comment string, scores ...string) challenge.EvaluationDraft {
	d := challenge.EvaluationDraft{Scores: map[string]string{}, Comment: comment}
	for n, k := range setting.DefaultChallenges().Criteria {
		if n < len(scores) {
			d.Scores[k.Key] = scores[n]
		}
	}
	return d
}

// opinions is what is kept of a reto: "assigned 1 «Sí» map[impact:4]".
func (w *cases) opinions(code string) string {
	w.Helper()
	var told []string
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) error {
		list, err := challenge.Evaluations(w.Context(), tx, w.as("technician", code).ID)
		for _, e := range list {
			told = append(told, fmt.Sprintf("%s %d «%s» %v", e.Name, e.Version, e.Comment, e.Scores))
		}
		return err
	}))
	return strings.Join(told, "; ")
}

func TestTwoPeopleEvaluateAndEdit(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	w.must(w.Evaluate(t.Context(), w.change("technician", code), 0, opinion("Difícil", "4", "", "2")))
	if got, want := w.happened(code), `technician challenge.evaluate {"scored": 2, "revision": 1, "commented": true}`; got != want {
		t.Errorf("happened %s, want %s", got, want)
	}
	w.must(w.Evaluate(t.Context(), w.change("assigned", code), 0, opinion("", "5", "5", "5", "5", "5", "5", "5")))
	w.is(w.Evaluate(t.Context(), w.change("technician", code), 0, opinion("", "1")), fault.Conflict)
	w.must(w.Evaluate(t.Context(), w.change("technician", code), 1, opinion("", "3", "3")))
	w.is(w.Evaluate(t.Context(), w.change("technician", code), 1, opinion("", "1")), fault.Conflict)
	want := "assigned 1 «» map[alignment:5 cost:5 impact:5 legal:5 scalability:5 technical:5 urgency:5]; technician 2 «» map[alignment:3 impact:3]"
	if got := w.opinions(code); got != want {
		t.Errorf("opinions\n%s\nwant\n%s", got, want)
	}
	if got := w.happened(code); !strings.Contains(got, `"revision": 1, "commented": true} {"scored": 2, "revision": 2, "commented": false}`) {
		t.Errorf("happened %s", got)
	}
	if c := w.as("technician", code); c.Version != 1 || w.told(code) != "" {
		t.Errorf("the reto itself is changed: version %d, told %q", c.Version, w.told(code))
	}
}

func TestARepeatedEvaluationIsWrittenOnce(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Received, nil)
	c := w.change("director", code)
	w.must(w.Evaluate(t.Context(), c, 0, opinion("", "4")))
	w.must(w.Evaluate(t.Context(), c, 0, opinion("", "4")))
	if got := w.opinions(code); got != "director 1 «» map[impact:4]" {
		t.Errorf("opinions %s", got)
	}
}

func TestWhoEvaluatesInWhichState(t *testing.T) {
	w := openCases(t)
	kinds := map[string]error{"visitor": fault.NotFound, "stranger": fault.NotFound, "admin": fault.NotFound,
		"author": fault.Forbidden, "colleague": fault.Forbidden, "follower": fault.Forbidden}
	w.people["colleague"] = access.Actor{Kind: access.Person, ID: w.people["colleague"].ID, Role: access.Staff, Units: []int64{w.unit}}
	for _, state := range challenge.States {
		code := w.reto(state, nil)
		for who := range w.people {
			want, refused := kinds[who]
			if !refused && !slices.Contains([]challenge.State{challenge.Received, challenge.Analysis, challenge.Waiting, challenge.Admitted}, state) {
				want = fault.Conflict
			}
			before := w.written()
			err := w.Evaluate(t.Context(), w.change(who, code), 0, opinion("", "4"))
			if want == nil {
				w.must(err)
				continue
			}
			t.Log(state, who)
			w.is(err, want)
			if w.written() != before {
				t.Errorf("%s in %s: what is refused is written", who, state)
			}
		}
	}
	w.wrong(w.Evaluate(t.Context(), w.change("technician", w.reto(challenge.Analysis, nil)), 0, opinion("", "7")), "score_impact", "Elija")
}

// A confidential author who evaluates the reto that was assigned to them does so as anybody else would: a blank in the
// events would tell who wrote it.
func TestAConfidentialAuthorWhoEvaluatesLeavesNoBlankInEvents(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"assignee_id": w.people["author"].ID})
	w.must(w.Evaluate(t.Context(), w.change("author", code), 0, opinion("", "4")))
	if got := w.happened(code); !strings.HasPrefix(got, "author challenge.evaluate") {
		t.Errorf("happened %s", got)
	}
}

func (w *cases) criteria(change func(*setting.Challenges)) []setting.Criterion {
	w.Helper()
	s := setting.DefaultChallenges()
	change(&s)
	w.must(db.Tx(w.Context(), w.Pool, func(tx pgx.Tx) error {
		_, err := setting.Put(w.Context(), tx, setting.Change{Name: setting.ChallengesName, Value: s})
		return err
	}))
	return s.Criteria
}

func TestScoresOfRetiredCriteriaStayAndDoNotCount(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	w.must(w.Evaluate(t.Context(), w.change("technician", code), 0, opinion("", "4", "1")))
	w.criteria(func(s *setting.Challenges) { s.Criteria = append(s.Criteria[:1:1], s.Criteria[2:]...) })
	w.must(w.Evaluate(t.Context(), w.change("technician", code), 1, opinion("", "2", "5", "3")))
	if got := w.opinions(code); got != "technician 2 «» map[alignment:1 impact:2 technical:3]" {
		t.Errorf("opinions %s", got)
	}
}

func (w *cases) ratings(who string, criteria []setting.Criterion) (list []challenge.Rated, err error) {
	err = db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		list, err = challenge.Ratings(w.Context(), tx, w.people[who], criteria)
		return err
	})
	return list, err
}

func TestRatingsAreOfWhatIsPendingOrRunning(t *testing.T) {
	w := openCases(t)
	criteria := setting.DefaultChallenges().Criteria
	var open []string
	for _, state := range challenge.States {
		if code := w.reto(state, nil); state.Open() {
			open = append([]string{code}, open...)
		}
	}
	rated := open[len(open)-2]
	w.must(w.Evaluate(t.Context(), w.change("technician", rated), 0, opinion("", "4", "", "2")))
	w.must(w.Evaluate(t.Context(), w.change("director", rated), 0, opinion("", "5")))
	list, err := w.ratings("director", criteria)
	w.must(err)
	if len(list) != len(open)+1 { // and the one that another was merged into
		t.Fatalf("%d are listed, want %d", len(list), len(open)+1)
	}
	for _, r := range list {
		want := "map[] 0"
		if r.Code == rated {
			want = "map[impact:{9 2} technical:{2 1}] 2"
		}
		if got := fmt.Sprintf("%v %d", r.Given, r.Evaluators); got != want || r.Unit != "Unidad de Programas" || r.UnitID != w.unit || !r.State.Open() {
			t.Errorf("%+v, want %s", r, want)
		}
	}
	if list, err = w.ratings("technician", criteria[1:2]); err != nil || list[len(list)-2].Evaluators != 0 {
		t.Errorf("who scored none of the criteria counts: %v", err)
	}
	for who, kind := range map[string]error{
		"visitor": fault.SignIn, "author": fault.Forbidden, "assigned": fault.Forbidden, "colleague": fault.Forbidden, "admin": fault.Forbidden,
	} {
		t.Log(who)
		_, err := w.ratings(who, criteria)
		w.is(err, kind)
	}
}
