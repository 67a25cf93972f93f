package dashboard

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
)

// told is a board of two objectives with an indicator in the first and two in the second, of which
// the first and the last share a result.
func told() Board {
	shared, own := indicator.Result{ID: 1, Title: "Shared"}, indicator.Result{ID: 2, Title: "Own"}
	of := func(id int64, code string, results ...indicator.Result) Indicator {
		return Indicator{Indicator: indicator.Indicator{ID: id, Code: code}, Results: results}
	}
	b := Board{On: date.New(2022, 11, 30), Objectives: []Objective{
		{Indicators: []Indicator{of(10, "I.1", shared, own)}},
		{Indicators: []Indicator{of(20, "I.2"), of(30, "I.3", shared)}},
	}}
	b.Objectives[0].Code, b.Objectives[1].Code = "O.1", "O.2"
	return b
}

func story(t *testing.T, code string) Story {
	t.Helper()
	s, err := tell(told(), code)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStoryFindsItsIndicatorAndObjective(t *testing.T) {
	if s := story(t, "I.3"); s.Indicator.ID != 30 || s.Of.Code != "O.2" {
		t.Errorf("I.3 is indicator %d of %s", s.Indicator.ID, s.Of.Code)
	}
	for _, code := range []string{"", "I.9", "i.1", "I.1 "} {
		if _, err := tell(told(), code); !errors.Is(err, fault.NotFound) {
			t.Errorf("%q: error %v, want not found", code, err)
		}
	}
}

func TestNeighboursFollowThePlansOrder(t *testing.T) {
	cases := map[string][2]string{"I.1": {"", "I.2"}, "I.2": {"I.1", "I.3"}, "I.3": {"I.2", ""}}
	codeOf := func(i *Indicator) string {
		if i == nil {
			return ""
		}
		return i.Code
	}
	for code, want := range cases {
		before, after := story(t, code).Neighbours()
		if got := [2]string{codeOf(before), codeOf(after)}; got != want {
			t.Errorf("%s stands between %q, want %q", code, got, want)
		}
	}
}

func TestPreviousClosingIsTheNewestBeforeTheBoard(t *testing.T) {
	s := story(t, "I.1")
	if got := s.PreviousClosing(); got != nil {
		t.Errorf("a story without closings has a previous one: %+v", got)
	}
	s.Closings = []Closing{{ID: 3, TakenOn: s.On}, {ID: 2, TakenOn: s.On - 1}, {ID: 1, TakenOn: s.On - 90}}
	if got := s.PreviousClosing(); got == nil || got.ID != 2 {
		t.Errorf("previous closing %+v, want the second", got)
	}
}

func TestFrozenStoryHoldsWhatWasKnownAtTheClosing(t *testing.T) {
	closed := time.Date(2022, 12, 5, 10, 0, 0, 0, time.UTC)
	value := func(revision int, recorded time.Time) indicator.Measurement {
		return indicator.Measurement{MeasuredOn: date.New(2022, 11, 1), Revision: revision, Value: decimal.NewNullDecimal(decimal.NewFromInt(1)), RecordedAt: recorded}
	}
	s := story(t, "I.1")
	s.History = []indicator.Measurement{value(3, closed.Add(time.Second)), value(2, closed), value(1, closed.Add(-time.Hour))}
	live := s.asFrozen()
	if len(live.History) != 3 || live.Later != 0 || live.Results != nil {
		t.Errorf("a live story was changed: %+v", live)
	}
	s.Frozen = &SnapshotRef{ID: 7, ClosedAt: closed}
	frozen := s.asFrozen()
	if len(frozen.History) != 2 || frozen.History[0].Revision != 2 || frozen.Later != 1 {
		t.Errorf("history %+v with %d later, want the two that were known and one later", frozen.History, frozen.Later)
	}
	want := map[string][]string{"Shared": {"I.1", "I.3"}, "Own": {"I.1"}}
	if len(frozen.Results) != len(want) {
		t.Fatalf("%d results, want %d", len(frozen.Results), len(want))
	}
	for _, r := range frozen.Results {
		if !slices.Equal(r.Indicators, want[r.Title]) {
			t.Errorf("%s serves %v, want %v", r.Title, r.Indicators, want[r.Title])
		}
	}
}

func TestResultsOfLaterDatesAreNotThereYet(t *testing.T) {
	on := date.New(2022, 11, 30)
	results := []indicator.Result{{Title: "none"}, {Title: "same", AchievedOn: on}, {Title: "later", AchievedOn: on + 1}, {Title: "before", AchievedOn: on - 1}}
	var got []string
	for _, r := range achieved(results, on) {
		got = append(got, r.Title)
	}
	if want := []string{"none", "same", "before"}; !slices.Equal(got, want) {
		t.Errorf("results %v, want %v", got, want)
	}
}
