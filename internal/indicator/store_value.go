package indicator

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Clash refuses a value whose date has another revision by now than the one it was made from. It is a fault.Conflict.
type Clash struct {
	Standing Measurement // what the date has; revision 0 for nothing
}

// Error says which revision stands.
func (c Clash) Error() string {
	return fmt.Sprintf("%s has revision %d by now", c.Standing.MeasuredOn, c.Standing.Revision)
}

// Unwrap makes it a conflict.
func (Clash) Unwrap() error { return fault.Conflict }

// Record writes the value that somebody typed of an indicator, or corrects one. Besides the errors of Typed.Check, a
// date that has another revision by now is a Clash; an unknown plan or indicator, or a plan that the actor may not
// read, is fault.NotFound; an indicator whose value the actor may not record is fault.Forbidden or fault.SignIn.
func (s Store) Record(ctx context.Context, actor access.Actor, key, slug, code string, t Typed, today date.Date) error {
	return s.write(ctx, actor, "measurement.record", key, slug, code, t.Of, func(i Indicator) (Entry, error) {
		return t.Check(i, today)
	})
}

// Withdraw takes back the value of a date, which was shown in the revision t.Basis; of t, the reason is needed, a
// fault.Invalid of the field "reason" else. Other errors are those of Record.
func (s Store) Withdraw(ctx context.Context, actor access.Actor, key, slug, code string, on date.Date, t Typed) error {
	return s.write(ctx, actor, "measurement.withdraw", key, slug, code, t.Of, func(i Indicator) (Entry, error) {
		var c draft.Check
		e := Entry{IndicatorID: i.ID, MeasuredOn: on, Basis: t.Basis, Reason: checkReason(&c, t.Reason, "Escriba por qué se retira el valor.")}
		return e, c.Err()
	})
}

// write appends one entry, once however often its form comes.
func (s Store) write(ctx context.Context, actor access.Actor, action, key, slug, code string, of int64, check func(Indicator) (Entry, error)) error {
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: action, UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		p, err := plan.Share(ctx, tx, access.Plans(actor), slug)
		if err != nil {
			return "", err
		}
		i, err := measurable(ctx, tx, actor, p, code, of)
		if err != nil {
			return "", err
		}
		e, err := check(i)
		if err != nil {
			return "", err
		}
		return "", appendOne(ctx, tx, actor, p.ID, Author{UserID: actor.ID, At: s.Now()}, e)
	})
	if err != nil {
		return fmt.Errorf("%s of indicator %q of %q: %w", action, code, slug, err)
	}
	return nil
}

// appendOne writes an entry that changes something, with its events.
func appendOne(ctx context.Context, tx pgx.Tx, actor access.Actor, planID int64, by Author, e Entry) error {
	before, err := standing(ctx, tx, planID, []Entry{e})
	if err != nil {
		return err
	}
	if m := before[e.place()]; m.Revision == e.Basis && e.repeats(m) {
		return fault.Invalid{"value": "Ya consta así: cambie el valor o el comentario."}
	}
	a, err := Append(ctx, tx, planID, by, []Entry{e})
	if err != nil {
		return err
	}
	if m, clashed := a.Clashes[0]; clashed {
		return Clash{m}
	}
	for n := range a.Events {
		a.Events[n].Actor = actor
	}
	return audit.Record(ctx, tx, a.Events...)
}

// repeats tells an entry that would change nothing of a measurement.
func (e Entry) repeats(m Measurement) bool {
	return m.Revision > 0 && e.Value.Valid == m.Value.Valid && e.Value.Decimal.Equal(m.Value.Decimal) && e.Comment == m.Comment &&
		e.Evidence == Evidence{}
}

// measurable finds the indicator of a plan whose value an actor may record, by its number or, where that is 0, by its
// code, with what its values are checked by. It is cancelled where its objective is.
func measurable(ctx context.Context, tx pgx.Tx, actor access.Actor, p plan.Plan, code string, id int64) (Indicator, error) {
	var i Indicator
	on := p.Target()
	err := tx.QueryRow(ctx, `
		SELECT i.id, i.code, i.title, i.unit_of_measure, i.decimals, least(i.cancelled_on, o.cancelled_on), `+unitsOfIndicator+`
		  FROM indicators i
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		 WHERE i.plan_id = $1 AND CASE WHEN $3::bigint = 0 THEN i.code = $2 ELSE i.id = $3 END`, p.ID, code, id).Scan(&i.ID, &i.Code, &i.Title, &i.UnitOfMeasure, &i.Decimals, &i.CancelledOn, &on.Units)
	if err != nil {
		return Indicator{}, fmt.Errorf("find indicator %q: %w", code, db.Translate(err))
	}
	return i, access.Require(actor, access.RecordValue, on)
}

// CodeOf returns the code that an indicator has now, by its number; without it the error is fault.NotFound.
func (s Store) CodeOf(ctx context.Context, slug string, id int64) (code string, err error) {
	err = s.Pool.QueryRow(ctx, `
		SELECT i.code
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = $1 AND i.id = $2`, slug, id).Scan(&code)
	if err != nil {
		return "", fmt.Errorf("code of indicator %d of %q: %w", id, slug, db.Translate(err))
	}
	return code, nil
}

// unitsOfIndicator gives, inside a query with indicators as i, the numbers of the units that answer for one.
const unitsOfIndicator = `ARRAY(SELECT iu.unit_id FROM indicator_units iu WHERE iu.plan_id = i.plan_id AND iu.indicator_id = i.id)`

// Recordable returns the indicators of a plan whose values an actor may record, by their numbers. It takes one query,
// and none for those who may record nothing anywhere.
func Recordable(ctx context.Context, tx pgx.Tx, p plan.Plan, actor access.Actor) (map[int64]bool, error) {
	if p.Target().Closed || !access.Can(actor, access.ReportValues, p.Target()) {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT i.id, `+unitsOfIndicator+`
		  FROM indicators i
		 WHERE i.plan_id = $1`, p.ID)
	if err != nil {
		return nil, fmt.Errorf("indicators that can be recorded: %w", err)
	}
	may := map[int64]bool{}
	on := p.Target()
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&id, &on.Units}, func() error {
		if access.Can(actor, access.RecordValue, on) {
			may[id] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("indicators that can be recorded: %w", err)
	}
	return may, nil
}
