package transfer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/indicator"
)

// valuesOf is of how many indicators the values are read at a time.
const valuesOf = 200

// EachValue gives the values of a plan that stand to fn, by the plan's order of indicators and then by their days, until
// fn fails. They are read some at a time, each time as they stand then: no transaction is open while fn works.
func EachValue(ctx context.Context, pool *pgxpool.Pool, planID int64, fn func(Value) error) error {
	rows, _ := pool.Query(ctx, `
		SELECT i.id
		  FROM indicators i
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		 WHERE i.plan_id = $1
		 ORDER BY o.position, i.position`, planID)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("indicators of plan %d: %w", planID, db.Translate(err))
	}
	for len(ids) > 0 {
		batch := ids[:min(valuesOf, len(ids))]
		ids = ids[len(batch):]
		list, err := standing(ctx, pool, planID, batch)
		if err != nil {
			return err
		}
		for _, v := range list {
			if err := fn(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func standing(ctx context.Context, pool *pgxpool.Pool, planID int64, ids []int64) ([]Value, error) {
	rows, _ := pool.Query(ctx, `
		SELECT i.code, x.measured_on, x.value, x.comment
		  FROM unnest($2::bigint[]) WITH ORDINALITY AS asked (id, nth)
		  JOIN indicators i ON i.plan_id = $1 AND i.id = asked.id
		  JOIN measurements x ON x.plan_id = i.plan_id AND x.indicator_id = i.id
		 WHERE x.value IS NOT NULL AND `+indicator.Stands+`
		 ORDER BY asked.nth, x.measured_on`, planID, ids)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v Value, err error) {
		return v, row.Scan(&v.Code, &v.On, &v.Value, &v.Comment)
	})
	if err != nil {
		return nil, fmt.Errorf("values of plan %d: %w", planID, db.Translate(err))
	}
	return list, nil
}
