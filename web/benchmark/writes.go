package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/indicator"
	"hito/internal/snapshot"
)

const (
	sheetRounds    = 15
	snapshotRounds = 5
)

// writer records values of the generated plan of one size, as whoever runs the program.
type writer struct {
	site  *site
	slug  string
	size  int
	today date.Date
	day   date.Date // of the last values, each time an earlier one: a day takes one value
}

var byCommand = access.Actor{Kind: access.Command, Name: "benchmark"}

func (s sites) measureWrites(ctx context.Context, t *table) error {
	today := date.Of(time.Now())
	var opened, sheets, snapshots, comparisons []row
	for n, size := range sizes {
		w := &writer{site: s.alone[n], slug: size.Slug + "-1", size: size.Indicators, today: today, day: today}
		log.Printf("writing into a plan of %s indicators", thousands(size.Indicators))
		read, err := w.measureOpening(ctx)
		if err != nil {
			return err
		}
		saved, err := w.measureSheets(ctx)
		if err != nil {
			return err
		}
		closed, err := w.measureSnapshot(ctx)
		if err != nil {
			return err
		}
		compared, err := w.measureComparison(ctx)
		if err != nil {
			return err
		}
		opened = append(opened, read...)
		sheets, snapshots, comparisons = append(sheets, saved...), append(snapshots, closed), append(comparisons, compared)
	}
	t.add(opened...)
	t.add(sheets...)
	t.add(snapshots...)
	t.add(comparisons...)
	return nil
}

// sheetSizes are how many rows are saved at once into the plan of each size.
var sheetSizes = map[int][]int{21: {1, 21}, 1_000: {500}}

func (w *writer) measureSheets(ctx context.Context) ([]row, error) {
	var rows []row
	for _, size := range sheetSizes[w.size] {
		ids, err := w.indicators(ctx, size)
		if err != nil {
			return nil, err
		}
		times, err := measure(sheetRounds, func() error { return w.save(ctx, ids) })
		if err != nil {
			return nil, err
		}
		what := fmt.Sprintf("Saving a sheet of %s rows, with their audit events", thousands(size))
		if size == 1 {
			what = "Saving one measurement, with its audit event"
		}
		rows = append(rows, row{what, times[0].String(), "", unbounded})
	}
	return rows, nil
}

// indicators returns the numbers of the plan's first ones.
func (w *writer) indicators(ctx context.Context, most int) (ids []int64, err error) {
	err = db.ReadTx(ctx, w.site.pool, func(tx pgx.Tx) error {
		b, err := dashboard.LoadState(ctx, tx, access.Scope{All: true}, w.slug, w.today)
		if err != nil {
			return err
		}
		for _, i := range b.Indicators()[:most] {
			ids = append(ids, i.ID)
		}
		return nil
	})
	return ids, err
}

// save records one value of each indicator, for a day before the last one.
func (w *writer) save(ctx context.Context, ids []int64) error {
	if w.day--; w.day == w.day.EndOfMonth() {
		w.day-- // those have their generated values
	}
	typed := make([]indicator.TypedRow, len(ids))
	for n, id := range ids {
		typed[n] = indicator.TypedRow{IndicatorID: id, Typed: indicator.Typed{
			Value: fmt.Sprint(n), MeasuredOn: w.day.String(), Comment: "Recuento del registro municipal",
		}}
	}
	store := indicator.Store{Pool: w.site.pool, Now: time.Now}
	result, err := store.SaveSheet(ctx, byCommand, rand.Text(), w.slug, typed, w.today)
	if err != nil {
		return err
	}
	if result.Saved() != len(ids) {
		return fmt.Errorf("%d of %d rows were saved on %s", result.Saved(), len(ids), w.day)
	}
	return nil
}

func (w *writer) measureSnapshot(ctx context.Context) (row, error) {
	store := snapshot.Store{Pool: w.site.pool, Now: time.Now}
	times, err := measure(snapshotRounds, func() error {
		_, err := store.Close(ctx, byCommand, rand.Text(), w.slug, w.today, snapshot.Draft{Title: "Seguimiento " + rand.Text(), TakenOn: w.today.String()})
		return err
	})
	if err != nil {
		return row{}, err
	}
	return row{fmt.Sprintf("Taking a snapshot of %s indicators", thousands(w.size)), times[0].String(), "", unbounded}, nil
}

// measureComparison visits the page that compares the newest two snapshots.
func (w *writer) measureComparison(ctx context.Context) (row, error) {
	times, err := measure(snapshotRounds, func() error {
		_, err := w.site.visit(ctx, "/planes/"+w.slug+"/comparar")
		return err
	})
	if err != nil {
		return row{}, err
	}
	return row{fmt.Sprintf("The page that compares two snapshots of %s indicators", thousands(w.size)), times[0].String(), "", unbounded}, nil
}
