package snapshot_test

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/db"
	"hito/internal/indicator"
	"hito/internal/snapshot"
)

// While whole sheets are saved, follow-ups are closed: each freezes every sheet whole or not at all, and its series,
// which is read by itself, ends where its figures are.
func TestAFollowUpFreezesSheetsWhole(t *testing.T) {
	w := open(t)
	values := indicator.Store{Pool: w.pool, Now: w.store.Now}
	var sheet indicator.Sheet
	err := db.ReadTx(t.Context(), w.pool, func(tx pgx.Tx) (err error) {
		sheet, err = indicator.LoadSheet(t.Context(), tx, w.actor, indicator.SheetAsk{Slug: slug, On: today, Today: today})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const writers, sheets, closings = 3, 5, 12
	save := func(value int) error {
		var typed []indicator.TypedRow
		for _, r := range sheet.Rows {
			typed = append(typed, indicator.TypedRow{IndicatorID: r.ID, BasisOn: today, Typed: indicator.Typed{
				Value: strconv.Itoa(value), MeasuredOn: today.String(), Reason: "Otra vez", Basis: value - 1,
			}})
		}
		_, err := values.SaveSheet(t.Context(), w.actor, rand.Text(), slug, typed, today)
		return err
	}
	if err := save(1); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range writers { // of those who save a revision of the sheet, one is first
		all.Go(func() {
			for value := 2; value < 2+sheets; value++ {
				if err := save(value); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ids := make([]int64, closings)
	for n := range ids {
		all.Go(func() {
			var err error
			if ids[n], err = w.close(snapshot.Draft{Title: fmt.Sprint("Entre hojas ", n), TakenOn: today.String()}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for _, id := range ids {
		var b dashboard.Board
		err := db.ReadTx(t.Context(), w.pool, func(tx pgx.Tx) (err error) {
			b, err = dashboard.LoadFrozen(t.Context(), tx, access.Scope{All: true}, slug, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		frozen := map[string]int{}
		for _, i := range b.Indicators() {
			if i.MeasuredOn == today {
				frozen[i.Value.Decimal.String()]++
			}
		}
		for value, n := range frozen {
			seen[value] = true
			if n != len(sheet.Rows) {
				t.Errorf("follow-up %d has %d of the %d rows of sheet %s", id, n, len(sheet.Rows), value)
			}
		}
		for _, m := range b.Series {
			if m.On == today && m.Progress.Decimal.Sub(b.Progress.Decimal).Abs().GreaterThan(decimal.New(1, -9)) {
				t.Errorf("follow-up %d: the series ends at %s and the figure is %s", id, m.Progress.Decimal, b.Progress.Decimal)
			}
		}
	}
	if len(seen) == 0 {
		t.Error("no follow-up has anything of the sheets")
	}
}
