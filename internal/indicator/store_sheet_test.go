package indicator_test

import (
	"crypto/rand"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/indicator"
)

// sheet loads the sheet of the fictitious plan on a day.
func (s shelf) sheet(actor access.Actor, on date.Date) (loaded indicator.Sheet) {
	s.Helper()
	err := db.ReadTx(s.Context(), s.Pool, func(tx pgx.Tx) (err error) {
		loaded, err = indicator.LoadSheet(s.Context(), tx, actor, indicator.SheetAsk{Slug: example, On: on, Today: today})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return loaded
}

// The sheet and the cuadro de mando never tell different figures.
func TestASheetSaysWhatTheBoardDoes(t *testing.T) {
	s := openShelf(t)
	for _, on := range []date.Date{today, today - 400, today + 300} {
		var b dashboard.Board
		err := db.ReadTx(t.Context(), s.Pool, func(tx pgx.Tx) (err error) {
			b, err = dashboard.LoadState(t.Context(), tx, access.Plans(s.technician), example, on)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		rows := s.sheet(s.technician, on).Rows
		var left []dashboard.Indicator
		for _, i := range b.Indicators() {
			if i.Status != dashboard.Cancelled {
				left = append(left, i)
			}
		}
		if len(rows) != len(left) || len(rows) < 15 {
			t.Fatalf("%s: %d rows for %d indicators", on, len(rows), len(left))
		}
		for n, r := range rows {
			want, got := left[n], r.Judge(b.Plan, r.Value, on)
			if r.Code != want.Code || r.MeasuredOn != want.MeasuredOn || got.Status != want.Status || !got.Expected.Equal(want.Expected) ||
				got.Progress.Valid != want.Progress.Valid || !got.Progress.Decimal.Equal(want.Progress.Decimal) {
				t.Errorf("%s: %s has %+v on %s; the board says %s: %s, %s, %s", on, r.Code, got, r.MeasuredOn, want.Code, want.Progress.Decimal, want.Expected, want.Status)
			}
		}
	}
}

// Whoever saves the same sheet at the same time: each day has one value, and the others are told.
func TestSheetsSavedAtOnceStoreEachRowOnce(t *testing.T) {
	s := openShelf(t)
	const people = 6
	typed := rowsOf(s.sheet(s.technician, today))
	results := make([]indicator.SheetResult, people)
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() {
			var err error
			if results[n], err = s.SaveSheet(t.Context(), s.technician, rand.Text(), example, typed, today); err != nil {
				t.Errorf("save %d: %v", n, err)
			}
		})
	}
	all.Wait()
	saved, clashes := 0, 0
	for _, r := range results {
		saved += r.Saved()
		for _, row := range r.Rows {
			if row.Clash != nil {
				clashes++
			}
		}
	}
	if saved != len(typed) || clashes != len(typed)*(people-1) {
		t.Errorf("%d rows were saved and %d clashed, of %d by %d people", saved, clashes, len(typed), people)
	}
}

// rowsOf types 1 into every row of a sheet.
func rowsOf(s indicator.Sheet) []indicator.TypedRow {
	var typed []indicator.TypedRow
	for _, r := range s.Rows {
		typed = append(typed, indicator.TypedRow{IndicatorID: r.ID, Typed: indicator.Typed{Value: "1", MeasuredOn: s.On.String(), ResultTitle: "Acta"}})
	}
	return typed
}

func TestASheetThatComesTwiceIsToldTheSame(t *testing.T) {
	s := openShelf(t)
	typed := rowsOf(s.sheet(s.technician, today))
	typed[0].Value, typed[1].Value = "doce", ""
	key := rand.Text()
	var before indicator.SheetResult
	for n := range 2 {
		got, err := s.SaveSheet(t.Context(), s.technician, key, example, typed, today)
		if err != nil {
			t.Fatal(err)
		}
		if got.Saved() != len(typed)-2 || got.Left() != 2 || len(got.Rows[0].Problems) != 1 || got.Rows[0].Value != "doce" {
			t.Errorf("time %d: %d saved, %d left", n+1, got.Saved(), got.Left())
		}
		if n > 0 && !got.At.Equal(before.At) {
			t.Errorf("saved at %s, and then at %s", before.At, got.At)
		}
		before = got
	}
}

// A row that was wrong when the sheet was saved may be right by the time that the same form comes again: it is not
// saved then, and whoever wrote it is told.
func TestARepeatTellsWhatItDidNotSave(t *testing.T) {
	s := openShelf(t)
	typed := rowsOf(s.sheet(s.technician, today))[:2]
	typed[1].MeasuredOn = (today + 1).String()
	key := rand.Text()
	for n, today := range []date.Date{today, today + 1} {
		got, err := s.SaveSheet(t.Context(), s.technician, key, example, typed, today)
		if err != nil {
			t.Fatal(err)
		}
		if got.Saved() != 1 || got.Left() != 1 || len(got.Rows[1].Problems) != 1 {
			t.Errorf("time %d: %d saved, %d left, %v", n+1, got.Saved(), got.Left(), got.Rows[1].Problems)
		}
	}
}

// Whoever names the same evidence at the same time means one result.
func TestEvidenceNamedAtOnceIsOneResult(t *testing.T) {
	s := openShelf(t)
	typed := rowsOf(s.sheet(s.technician, today))
	for round := range 5 {
		title := "Informe " + rand.Text()
		var all sync.WaitGroup
		for n := range typed[:8] {
			all.Go(func() {
				row := typed[n]
				row.ResultTitle, row.MeasuredOn, row.Basis = title, (today - date.Date(round) - 1000).String(), 0
				result, err := s.SaveSheet(t.Context(), s.technician, rand.Text(), example, []indicator.TypedRow{row}, today)
				if err != nil || result.Saved() != 1 {
					t.Errorf("save %d: %d saved, %v", n, result.Saved(), err)
				}
			})
		}
		all.Wait()
		var results, links, version int
		err := s.Pool.QueryRow(t.Context(), `
			SELECT count(DISTINCT r.id), count(*), max(r.version)
			  FROM results r
			  JOIN result_indicators x ON x.plan_id = r.plan_id AND x.result_id = r.id
			 WHERE r.title = $1`, title).Scan(&results, &links, &version)
		if err != nil || results != 1 || links != 8 || version != 8 {
			t.Errorf("%d results with %d links, version %d: %v", results, links, version, err)
		}
	}
}
