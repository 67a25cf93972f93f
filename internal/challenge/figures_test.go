package challenge_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
)

func madrid(t *testing.T) *time.Location {
	t.Helper()
	place, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	return place
}

// On paper: seven retos received from 15 January to 31 March 2026, seen on 10 April. Answers after 0, 3, 10 and 31 days
// (in Madrid): median (3+10)/2 = 6.5 and mean 44/4 = 11. Three of these four in time; one more is overdue and one still
// within time: 3/5. One was withdrawn without an answer. Decided: admitted, implemented twice and discarded: 2/4, and 2/7.
func TestFiguresAsOnPaper(t *testing.T) {
	place := madrid(t)
	day := func(month time.Month, d int) date.Date { return date.New(2026, month, d) }
	at := func(month time.Month, d, hour, minute int) time.Time {
		return time.Date(2026, month, d, hour, minute, 0, 0, place).UTC()
	}
	facts := []challenge.Fact{
		{SubmittedOn: day(1, 31), State: challenge.Implemented, UnitID: 1, Unit: "Norte", AnswerDueOn: day(2, 28), AnsweredAt: at(1, 31, 23, 59)},
		// After midnight in Madrid, which is still the day before in UTC.
		{SubmittedOn: day(2, 1), State: challenge.Implemented, UnitID: 1, Unit: "Norte", AnswerDueOn: day(2, 3), AnsweredAt: at(2, 4, 0, 30)},
		{SubmittedOn: day(2, 28), State: challenge.Admitted, UnitID: 2, Unit: "Sur", AnswerDueOn: day(3, 10), AnsweredAt: at(3, 10, 23, 59)},
		{SubmittedOn: day(3, 1), State: challenge.Discarded, Area: "Centro de día", AnswerDueOn: day(4, 1), AnsweredAt: at(4, 1, 0, 0)},
		{SubmittedOn: day(3, 2), State: challenge.Received, Area: "CENTRO  de dia", AnswerDueOn: day(4, 9)},
		{SubmittedOn: day(3, 31), State: challenge.Analysis, AnswerDueOn: day(4, 10)},
		{SubmittedOn: day(3, 31), State: challenge.Withdrawn, AnswerDueOn: day(4, 1)},
	}
	f := challenge.Figure(facts, day(1, 15), day(3, 31), day(4, 10), place)
	got := fmt.Sprintf("%d %v | median %v mean %v | %d answered, %d in time, %d overdue, %d within, %d alone | %d decided, %d implemented | %v %v %v",
		f.Received, f.Yearly, f.Median.Decimal, f.Mean.Decimal, f.Answered, f.InTime, f.Overdue, f.Within, f.LeftAlone, f.Decided, f.Implemented,
		f.ShareInTime().Decimal, f.ShareImplemented().Decimal, f.ShareOfDecided().Decimal)
	if want := "7 false | median 6.5 mean 11 | 4 answered, 3 in time, 1 overdue, 1 within, 1 alone | 4 decided, 2 implemented | 0.6 0.285714285714 0.5"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	times := ""
	for _, m := range f.Times {
		times += fmt.Sprintf("%s/%s:%d ", m.From, m.Until, m.Count)
	}
	if want := "2026-01-15/2026-01-31:1 2026-02-01/2026-02-28:2 2026-03-01/2026-03-31:4 "; times != want {
		t.Errorf("times %s, want %s", times, want)
	}
	places := ""
	for _, p := range f.Places {
		places += fmt.Sprintf("%s:%d ", p.Name, p.Count)
	}
	if want := ":2 Centro de día:2 Norte:2 Sur:1 "; places != want {
		t.Errorf("places %s, want %s", places, want)
	}
	if len(f.States) != 6 || f.States[0] != (challenge.FigureCount{State: challenge.Received, Count: 1}) || f.States[3].Count != 2 {
		t.Errorf("states %+v", f.States)
	}
}

func TestFiguresOfNothing(t *testing.T) {
	f := challenge.Figure(nil, date.New(2026, 2, 1), date.New(2026, 2, 28), today, time.UTC)
	if f.Median.Valid || f.Mean.Valid || f.ShareInTime().Valid || f.ShareImplemented().Valid || f.ShareOfDecided().Valid || len(f.Times) != 1 || len(f.States) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestLongTimesAreToldByYears(t *testing.T) {
	for _, c := range []struct {
		from, until date.Date
		want        int
		yearly      bool
	}{
		{date.New(2024, 1, 1), date.New(2026, 12, 31), 36, false},
		{date.New(2024, 1, 31), date.New(2027, 1, 1), 4, true},
		{date.New(1900, 1, 1), date.New(2200, 12, 31), 301, true},
		{date.New(2024, 2, 29), date.New(2024, 2, 29), 1, false},
	} {
		f := challenge.Figure(nil, c.from, c.until, today, time.UTC)
		last := f.Times[len(f.Times)-1]
		if len(f.Times) != c.want || f.Yearly != c.yearly || f.Times[0].From != c.from || last.Until != c.until {
			t.Errorf("%s to %s: %d, yearly %v, ends %s", c.from, c.until, len(f.Times), f.Yearly, last.Until)
		}
	}
}

func TestFactsAreThoseBetweenTwoDays(t *testing.T) {
	s := fill(t)
	first := func() (d date.Date) {
		t.Helper()
		err := db.ReadTx(t.Context(), s.Pool, func(tx pgx.Tx) (err error) {
			d, err = challenge.FirstDay(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := first(); !d.IsZero() {
		t.Errorf("without retos the first day is %s", d)
	}
	for n, d := range []date.Date{date.New(2026, 1, 31), date.New(2026, 2, 1), date.New(2026, 2, 28), date.New(2026, 3, 1)} {
		s.put(kept{code: codeOf(n), author: s.ana.ID, submitted: d, unit: s.north, answered: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)})
	}
	err := db.ReadTx(t.Context(), s.Pool, func(tx pgx.Tx) error {
		facts, err := challenge.Facts(t.Context(), tx, date.New(2026, 2, 1), date.New(2026, 2, 28))
		if len(facts) != 2 || facts[0].Unit != "Norte" || facts[1].SubmittedOn != date.New(2026, 2, 28) || facts[0].AnsweredAt.IsZero() {
			t.Errorf("%+v", facts)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := first(); d != date.New(2026, 1, 31) {
		t.Errorf("the first day is %s", d)
	}
}
