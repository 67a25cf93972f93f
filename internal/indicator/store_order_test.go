package indicator_test

import (
	"cmp"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
)

// deed is one thing that is recorded of an indicator in the property below.
type deed struct {
	on    date.Date
	value decimal.NullDecimal // invalid: withdrawn
}

// In whatever order measurements of different dates are recorded, corrections and withdrawals among them, each date
// has in the end what was last said of it, and every day the newest of the dates up to it that have a value.
func TestTheOrderOfRecordingChangesNoValue(t *testing.T) {
	o := openCounter(t)
	var planID, id int64
	err := o.pool.QueryRow(t.Context(), `
		SELECT p.id, i.id
		  FROM plans p
		  JOIN indicators i ON i.plan_id = p.id
		 WHERE p.slug = $1 AND NOT EXISTS (SELECT FROM measurements m WHERE m.plan_id = p.id AND m.indicator_id = i.id)
		 LIMIT 1`, slug).Scan(&planID, &id)
	if err != nil {
		t.Fatal(err)
	}
	const span = 12
	first := date.New(2026, time.June, 1)
	rapid.Check(t, func(t *rapid.T) {
		deeds := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) deed {
			d := deed{on: first + date.Date(rapid.IntRange(0, span-1).Draw(t, "day"))}
			if rapid.IntRange(0, 3).Draw(t, "withdraw") > 0 {
				d.value = decimal.NewNullDecimal(decimal.New(rapid.Int64Range(-1e6, 1e6).Draw(t, "value"), -2))
			}
			return d
		}), 1, 15).Draw(t, "deeds")
		batch := rapid.IntRange(1, 4).Draw(t, "batch")
		model := map[date.Date]decimal.NullDecimal{}
		revisions := map[date.Date]int{}
		tx, err := o.pool.Begin(o.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback(o.Context()) }()
		var entries []indicator.Entry
		flush := func() {
			a, err := indicator.Append(o.Context(), tx, planID, indicator.Author{UserID: o.actor.ID, At: now}, entries)
			if err != nil || len(a.Clashes) > 0 || len(a.Events) != len(entries) {
				t.Fatalf("append %+v: %v, clashes %v, %d events", entries, err, a.Clashes, len(a.Events))
			}
			entries = nil
		}
		for _, d := range deeds {
			if !d.value.Valid && revisions[d.on] == 0 {
				continue // there is nothing to withdraw
			}
			if len(entries) >= batch || slices.ContainsFunc(entries, func(e indicator.Entry) bool { return e.MeasuredOn == d.on }) {
				flush()
			}
			entries = append(entries, indicator.Entry{IndicatorID: id, MeasuredOn: d.on, Value: d.value, Basis: revisions[d.on], Reason: "Porque sí"})
			revisions[d.on]++
			model[d.on] = d.value
		}
		flush()
		for day := first - 1; day <= first+span; day++ {
			b, err := dashboard.LoadState(o.Context(), tx, access.Scope{All: true}, slug, day)
			if err != nil {
				t.Fatal(err)
			}
			want, since := newest(model, day)
			for _, i := range b.Indicators() {
				if i.ID == id && (valueText(i.Value) != valueText(want) || i.MeasuredOn != since) {
					t.Fatalf("on %s: %s of %s, want %s of %s", day, valueText(i.Value), i.MeasuredOn, valueText(want), since)
				}
			}
		}
	})
}

// newest is the value that a model has on a day.
func newest(model map[date.Date]decimal.NullDecimal, on date.Date) (value decimal.NullDecimal, since date.Date) {
	for _, day := range slices.SortedFunc(maps.Keys(model), cmp.Compare[date.Date]) {
		if day <= on && model[day].Valid {
			value, since = model[day], day
		}
	}
	return value, since
}
