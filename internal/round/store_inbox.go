package round

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/date"
)

// Line is an entry in somebody's inbox, with what whoever sends its value has to know. Last is the newest value on or
// before the round's day.
type Line struct {
	Slug, PlanTitle string // of the plan
	RoundID         int64
	RoundTitle      string
	RoundOn         date.Date // the day of the values
	DueOn           date.Date
	Note            string
	Entry
	Code, Title   string
	UnitOfMeasure string
	Decimals      int32
	Target        decimal.Decimal
	Last          decimal.NullDecimal
	LastOn        date.Date
}

// Key returns the entry's name among all.
func (l Line) Key() Key { return Key{l.RoundID, l.IndicatorID} }

// Inbox returns what the open rounds of plans in force ask of the units of an actor: what is urgent first, and then in
// the plans' order. Whoever keeps plans also finds what no unit answers for. It takes one query.
func Inbox(ctx context.Context, tx pgx.Tx, a access.Actor) ([]Line, error) {
	rows, err := tx.Query(ctx, `
		SELECT p.slug, p.title AS plan_title, r.id AS round_id, r.title AS round_title, r.measured_on AS round_on, r.due_on, r.note,
		       `+entryColumns+`,
		       i.code, i.title, i.unit_of_measure, i.decimals, i.target, m.value AS last, m.measured_on AS last_on
		  FROM rounds r
		  JOIN plans p ON p.id = r.plan_id`+entriesOf+around+`
		 WHERE r.closed_at IS NULL AND r.cancelled_at IS NULL AND p.state = 'active'
		   AND (EXISTS (
		          SELECT FROM indicator_units iu
		           WHERE iu.plan_id = e.plan_id AND iu.indicator_id = e.indicator_id AND iu.unit_id = ANY($1))
		        OR $2 AND NOT EXISTS (SELECT FROM indicator_units iu WHERE iu.plan_id = e.plan_id AND iu.indicator_id = e.indicator_id))
		 ORDER BY r.due_on, p.id, o.position, i.position`, a.Units, keeps(a))
	if err != nil {
		return nil, fmt.Errorf("inbox of person %d: %w", a.ID, err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowToStructByName[Line])
	if err != nil {
		return nil, fmt.Errorf("inbox of person %d: %w", a.ID, err)
	}
	return lines, nil
}

func keeps(a access.Actor) bool { return access.Can(a, access.WritePlan, access.Target{Active: true}) }

// Waiting is an open round with its plan.
type Waiting struct {
	Slug, PlanTitle string
	Round
}

// OpenRounds returns the open rounds of plans in force to whoever keeps plans, the most urgent first, and nothing to
// others. It takes one query.
func OpenRounds(ctx context.Context, tx pgx.Tx, a access.Actor) ([]Waiting, error) {
	if !keeps(a) {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT p.slug, p.title AS plan_title, `+columns+`, t.*
		  FROM rounds r
		  JOIN plans p ON p.id = r.plan_id
		 CROSS JOIN LATERAL (`+tallyOf+`) t
		 WHERE r.closed_at IS NULL AND r.cancelled_at IS NULL AND p.state = 'active'
		 ORDER BY r.due_on, p.id`)
	if err != nil {
		return nil, fmt.Errorf("open rounds: %w", err)
	}
	open, err := pgx.CollectRows(rows, pgx.RowToStructByName[Waiting])
	if err != nil {
		return nil, fmt.Errorf("open rounds: %w", err)
	}
	return open, nil
}
