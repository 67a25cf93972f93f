package source

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// reasonChanged is why a value that stands on the day is corrected.
const reasonChanged = "El recuento de retos ha cambiado."

// Confirm records the value that was proposed of an indicator. Shown is the number on the page and basis the revision
// that stood on the day: where either is another by now, or the source is, the error is fault.Conflict. What cannot be
// recorded is fault.Invalid at "value".
func (s Store) Confirm(ctx context.Context, e Edit, shown, basis int) error {
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: e.Key, Action: "source.confirm", UserID: e.Actor.ID}, func(tx pgx.Tx) (string, error) {
		p, err := plan.Share(ctx, tx, access.Plans(e.Actor), e.Slug)
		if err != nil {
			return "", err
		}
		if err := access.Require(e.Actor, access.WritePlan, p.Target()); err != nil {
			return "", err
		}
		today := s.Today()
		k, err := hold(ctx, tx, p.ID, e.ID, today)
		if err != nil {
			return "", err
		}
		if k == nil || k.Version != e.Version || k.Number != shown || k.Basis != basis {
			return "", fmt.Errorf("the proposal is not the one shown: %w", fault.Conflict)
		}
		if err := k.check(today); err != nil {
			return "", err
		}
		return "", s.record(ctx, tx, e.Actor, *k)
	})
	if err != nil {
		return fmt.Errorf("confirm the retos of indicator %d of %q: %w", e.ID, e.Slug, err)
	}
	return nil
}

// check refuses what would be no measurement.
func (p Proposal) check(today date.Date) error {
	switch {
	case !p.Begun(today):
		return fault.Invalid{"value": "El recuento empieza más adelante: todavía no hay nada que registrar."}
	case p.Cancelled():
		return fault.Invalid{"value": "El indicador está anulado: ya no se registran valores."}
	case p.Same():
		return fault.Invalid{"value": "El valor actual ya es ese: no hay nada que registrar."}
	default:
		return nil
	}
}

// record appends the proposed value, with its events.
func (s Store) record(ctx context.Context, tx pgx.Tx, by access.Actor, p Proposal) error {
	e := indicator.Entry{
		IndicatorID: p.IndicatorID, MeasuredOn: p.Day, Value: decimal.NewNullDecimal(decimal.NewFromInt(int64(p.Number))),
		Comment: p.Words(p.Number, p.Day), Basis: p.Basis,
	}
	if p.Basis > 0 {
		e.Reason = reasonChanged
	}
	a, err := indicator.Append(ctx, tx, p.PlanID, indicator.Author{UserID: by.ID, At: s.Now()}, []indicator.Entry{e})
	if err != nil {
		return err
	}
	if m, clashed := a.Clashes[0]; clashed {
		return indicator.Clash{Standing: m}
	}
	for n := range a.Events {
		a.Events[n].Actor = by
	}
	return audit.Record(ctx, tx, a.Events...)
}

// system is the program when it acts by itself.
var system = access.Actor{Kind: access.System}

// Refresh records the values of all automatic sources of plans in force that are others by now, each in a transaction of
// its own. However often and wherever it runs at the same time, each is recorded once. A value that a person recorded,
// or withdrew, on that day stays. One that fails does not keep the others waiting.
func (s Store) Refresh(ctx context.Context, today date.Date) (written int, err error) {
	due, err := s.due(ctx, today)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, p := range due {
		if ctx.Err() != nil {
			break
		}
		switch wrote, err := s.refresh(ctx, p, today); {
		case err != nil:
			failed = append(failed, fmt.Errorf("record the retos of %s in %q: %w", p.Code, p.Slug, err))
		case wrote:
			written++
		}
	}
	return written, errors.Join(append(failed, ctx.Err())...)
}

// automatic is a source whose values the program records.
type automatic struct {
	Slug string // of the plan
	Code string
	ID   int64 // of the indicator
}

// due are the automatic sources whose value the program would record. It takes one query.
func (s Store) due(ctx context.Context, today date.Date) (list []automatic, err error) {
	err = db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			WITH `+tallies+`
			SELECT p.slug, i.code, s.indicator_id AS id`+changed+`
			   AND s.automatic AND t.recorded_by IS NULL
			 ORDER BY s.plan_id, s.indicator_id`, pgx.NamedArgs{"today": today})
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[automatic])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("automatic sources that are due: %w", err)
	}
	return list, nil
}

// refresh looks again at a source that was due, with its plan and itself held, and tells whether it wrote.
func (s Store) refresh(ctx context.Context, due automatic, today date.Date) (wrote bool, err error) {
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		p, err := plan.Share(ctx, tx, access.Plans(system), due.Slug)
		if err != nil {
			return err
		}
		k, err := hold(ctx, tx, p.ID, due.ID, today)
		if err != nil || k == nil || !k.Automatic || p.State != plan.Active || k.StandingBy != 0 || k.check(today) != nil {
			return err
		}
		wrote = true
		return s.record(ctx, tx, system, *k)
	})
	return wrote && err == nil, err
}
