package indicator

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/audit"
	"hito/internal/date"
)

// Appended is what came of entries.
type Appended struct {
	Events  []audit.Event       // with their time and plan; the caller fills in the actor and records them last
	Clashes map[int]Measurement // by the index of an entry that was left out: what stands at its date
}

// Append records entries of a plan in the caller's transaction, which holds the plan (plan.Share or plan.Lock).
// Entries whose date has another revision by now are left out and returned as clashes, by their index, with what
// stands there; a clash with a date that has nothing has revision 0. All others are written by a fixed number of
// statements. An entry that withdraws where there is nothing, one that replaces without a reason, and two entries for
// a date of one indicator are errors of the caller.
func Append(ctx context.Context, tx pgx.Tx, planID int64, by Author, entries []Entry) (Appended, error) {
	if err := fit(entries); err != nil {
		return Appended{}, err
	}
	before, err := standing(ctx, tx, planID, entries)
	if err != nil {
		return Appended{}, err
	}
	a := Appended{Clashes: map[int]Measurement{}}
	var fresh []Entry
	for n, e := range entries {
		if m := before[e.place()]; m.Revision != e.Basis {
			a.Clashes[n] = m
		} else {
			fresh = append(fresh, e)
		}
	}
	written, err := insert(ctx, tx, planID, by, fresh)
	if err != nil {
		return Appended{}, err
	}
	if len(written) < len(fresh) {
		if err := a.outrun(ctx, tx, planID, entries, written); err != nil {
			return Appended{}, err
		}
	}
	var kept []Entry
	for _, e := range fresh {
		if written[e.place()] {
			kept = append(kept, e)
			a.Events = append(a.Events, eventOf(e, before[e.place()]))
		}
	}
	shown, err := appendEvidence(ctx, tx, planID, kept)
	if err != nil {
		return Appended{}, err
	}
	a.Events = append(a.Events, shown...)
	for n := range a.Events {
		a.Events[n].At, a.Events[n].PlanID = by.At, planID
	}
	return a, nil
}

// outrun notes as clashes the entries that somebody else was faster with, while this transaction was under way.
func (a *Appended) outrun(ctx context.Context, tx pgx.Tx, planID int64, entries []Entry, written map[place]bool) error {
	now, err := standing(ctx, tx, planID, entries)
	if err != nil {
		return err
	}
	for n, e := range entries {
		if _, known := a.Clashes[n]; !known && !written[e.place()] {
			a.Clashes[n] = now[e.place()]
		}
	}
	return nil
}

// place is where a measurement stands: one indicator, one day.
type place struct {
	indicatorID int64
	measuredOn  date.Date
}

func (e Entry) place() place { return place{e.IndicatorID, e.MeasuredOn} }

// fit refuses what no form of ours can ask for.
func fit(entries []Entry) error {
	seen := map[place]bool{}
	for _, e := range entries {
		switch {
		case e.MeasuredOn.IsZero():
			return fmt.Errorf("entry of indicator %d without a date", e.IndicatorID)
		case seen[e.place()]:
			return fmt.Errorf("two entries of indicator %d for %s", e.IndicatorID, e.MeasuredOn)
		case e.Basis > 0 && e.Reason == "":
			return fmt.Errorf("entry of indicator %d replaces the value of %s without a reason", e.IndicatorID, e.MeasuredOn)
		case e.Basis <= 0 && !e.Value.Valid:
			return fmt.Errorf("entry of indicator %d withdraws nothing on %s", e.IndicatorID, e.MeasuredOn)
		}
		seen[e.place()] = true
	}
	return nil
}

// standing reads the newest revision, withdrawn or not, at the places of entries; places without one are left out.
func standing(ctx context.Context, tx pgx.Tx, planID int64, entries []Entry) (map[place]Measurement, error) {
	ids, days := make([]int64, len(entries)), make([]date.Date, len(entries))
	for n, e := range entries {
		ids[n], days[n] = e.IndicatorID, e.MeasuredOn
	}
	rows, err := tx.Query(ctx, `
		SELECT e.indicator_id, m.measured_on, m.revision, m.value, m.comment, m.reason, m.recorded_at,
		       coalesce(m.recorded_by, 0), coalesce(u.name, '')
		  FROM unnest($2::bigint[], $3::date[]) AS e (indicator_id, measured_on)
		 CROSS JOIN LATERAL (
		       SELECT x.*
		         FROM measurements x
		        WHERE x.plan_id = $1 AND x.indicator_id = e.indicator_id AND x.measured_on = e.measured_on
		        ORDER BY x.revision DESC
		        LIMIT 1) m
		  LEFT JOIN users u ON u.id = m.recorded_by`, planID, ids, days)
	if err != nil {
		return nil, fmt.Errorf("read what stands: %w", err)
	}
	found := map[place]Measurement{}
	var id int64
	var m Measurement
	_, err = pgx.ForEachRow(rows, []any{&id, &m.MeasuredOn, &m.Revision, &m.Value, &m.Comment, &m.Reason, &m.RecordedAt, &m.RecordedBy, &m.Recorder}, func() error {
		found[place{id, m.MeasuredOn}] = m
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what stands: %w", err)
	}
	return found, nil
}

// insert writes entries and tells which of them nobody else was faster with. All who write do so in the same order,
// so that no two wait for each other.
func insert(ctx context.Context, tx pgx.Tx, planID int64, by Author, entries []Entry) (map[place]bool, error) {
	ids, days, bases := make([]int64, len(entries)), make([]date.Date, len(entries)), make([]int, len(entries))
	values, comments, reasons := make([]decimal.NullDecimal, len(entries)), make([]string, len(entries)), make([]string, len(entries))
	for n, e := range entries {
		ids[n], days[n], bases[n], values[n], comments[n], reasons[n] = e.IndicatorID, e.MeasuredOn, e.Basis, e.Value, e.Comment, e.Reason
	}
	rows, err := tx.Query(ctx, `
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment, reason, recorded_at, recorded_by)
		SELECT @plan_id, e.indicator_id, e.measured_on, e.basis + 1, e.value, e.comment, e.reason, @at, nullif(@user_id::bigint, 0)
		  FROM unnest(@ids::bigint[], @days::date[], @bases::int[], @values::numeric[], @comments::text[], @reasons::text[])
		       AS e (indicator_id, measured_on, basis, value, comment, reason)
		 ORDER BY e.indicator_id, e.measured_on
		ON CONFLICT ON CONSTRAINT measurements_pkey DO NOTHING
		RETURNING indicator_id, measured_on`, pgx.NamedArgs{
		"plan_id": planID, "at": by.At, "user_id": by.UserID,
		"ids": ids, "days": days, "bases": bases, "values": values, "comments": comments, "reasons": reasons,
	})
	if err != nil {
		return nil, fmt.Errorf("append measurements: %w", err)
	}
	written := map[place]bool{}
	var at place
	_, err = pgx.ForEachRow(rows, []any{&at.indicatorID, &at.measuredOn}, func() error {
		written[at] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("append measurements: %w", err)
	}
	return written, nil
}

// told is a measurement as events tell it. Who recorded it is the event's actor.
type told struct {
	MeasuredOn date.Date           `json:"measured_on"`
	Value      decimal.NullDecimal `json:"value"`
	Comment    string              `json:"comment"`
	Reason     string              `json:"reason"`
	Revision   int                 `json:"revision"`
}

// eventOf tells an entry that was written over what stood before.
func eventOf(e Entry, before Measurement) audit.Event {
	event := audit.Event{
		Action: "measurement.record", Object: audit.Object{Type: "indicator", ID: e.IndicatorID},
		After: told{e.MeasuredOn, e.Value, e.Comment, e.Reason, e.Basis + 1},
	}
	if before.Revision > 0 {
		event.Action = "measurement.correct"
		event.Before = told{before.MeasuredOn, before.Value, before.Comment, before.Reason, before.Revision}
	}
	if !e.Value.Valid {
		event.Action = "measurement.withdraw"
	}
	return event
}
