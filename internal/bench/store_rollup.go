package bench

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/indicator"
)

// Total is how many indicators of all plans have reached their target on a day, are on their way, or have no value yet.
type Total struct{ Reached, UnderWay, NoData int }

// RollUp counts them over all plans, live and in one statement. It is no page of Hito, whose rules of progress are in Go:
// what is measured is how long it takes to find the value in force of every indicator that there is.
func RollUp(ctx context.Context, pool *pgxpool.Pool, on date.Date) (Total, error) {
	rows, _ := pool.Query(ctx, `
		SELECT count(*) FILTER (WHERE reached) AS reached,
		       count(*) FILTER (WHERE NOT reached) AS under_way,
		       count(*) FILTER (WHERE reached IS NULL) AS no_data
		  FROM (SELECT CASE WHEN i.rule = 'maintain_at_most' OR i.rule = 'reach' AND i.baseline > i.target
		                    THEN m.value <= i.target
		                    ELSE m.value >= i.target END AS reached
		          FROM indicators i
		          LEFT JOIN LATERAL (
		               SELECT x.value
		                 FROM measurements x
		                WHERE x.plan_id = i.plan_id AND x.indicator_id = i.id AND x.measured_on <= $1 AND x.value IS NOT NULL
		                  AND `+indicator.Stands+`
		                ORDER BY x.measured_on DESC, x.revision DESC
		                LIMIT 1) m ON true) of`, on)
	total, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Total])
	if err != nil {
		return Total{}, fmt.Errorf("roll up all plans: %w", err)
	}
	return total, nil
}
