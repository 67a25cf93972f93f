package measure

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
)

// Queue is how much waits: jobs by River's state, those done left out, and e-mails by theirs.
type Queue struct {
	Jobs  map[string]int64
	Mails map[string]int64
}

// LoadQueue counts what waits. It takes one query.
func LoadQueue(ctx context.Context, pool *pgxpool.Pool) (Queue, error) {
	q := Queue{Jobs: map[string]int64{}, Mails: map[string]int64{}}
	rows, _ := pool.Query(ctx, `
		SELECT true AS job, state::text, count(*)
		  FROM `+db.QueueSchema+`.river_job
		 WHERE state <> 'completed'
		 GROUP BY state
		UNION ALL
		SELECT false, state, count(*)
		  FROM mails
		 WHERE state NOT IN ('sent', 'dropped')
		 GROUP BY state`)
	var job bool
	var state string
	var count int64
	_, err := pgx.ForEachRow(rows, []any{&job, &state, &count}, func() error {
		if job {
			q.Jobs[state] = count
		} else {
			q.Mails[state] = count
		}
		return nil
	})
	if err != nil {
		return q, fmt.Errorf("count what waits: %w", err)
	}
	return q, nil
}
