package source

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/indicator"
)

// Store keeps which indicators count retos. Today is the day where the organisation is.
type Store struct {
	Pool  *pgxpool.Pool
	Now   func() time.Time
	Today func() date.Date
}

// counted are, in SQL, the retos that a source s counts as of d.day, each with the day from which it does: that of its
// first coming to the state. Only what had happened by d.day is looked at. Whoever is admitted without having stayed
// there counts as admitted by what came later. Received ones count whatever became of them, but merged ones, which count
// with the reto that they were merged into; others must not have ended otherwise nor gone back before the state.
const counted = `
	       SELECT c.id, c.submitted_on AS reached_on
	         FROM challenges c
	        WHERE s.counts = 'received' AND c.submitted_on BETWEEN s.from_on AND d.day
	          AND NOT EXISTS (SELECT
	                            FROM challenge_moves m
	                           WHERE m.challenge_id = c.id AND m.to_state = 'merged' AND m.moved_on <= d.day)
	       UNION ALL
	       SELECT f.challenge_id, f.reached_on
	         FROM (SELECT m.challenge_id, min(m.moved_on) AS reached_on
	                 FROM challenge_moves m
	                WHERE s.counts <> 'received' AND m.moved_on <= d.day
	                  AND m.to_state = ANY(CASE WHEN s.counts = 'admitted' THEN ` + ladder + ` ELSE ARRAY[s.counts] END)
	                GROUP BY m.challenge_id) f
	        WHERE f.reached_on >= s.from_on
	          AND array_position(` + ladder + `, s.counts) <= array_position(` + ladder + `,
	              (SELECT m.to_state
	                 FROM challenge_moves m
	                WHERE m.challenge_id = f.challenge_id AND m.moved_on <= d.day
	                ORDER BY m.id DESC
	                LIMIT 1))`

// ladder are the states from being admitted on, in their order.
const ladder = `'{admitted,project,pilot,implemented}'::text[]`

// listed is how many of the counted retos are named at most.
const listed = `50`

// proposed joins to sources s what they would give as of @today: d.day, the number and the retos in k, the newest value
// by then in n, and what stands on the day itself in t.
const proposed = sourced + `
	 CROSS JOIN LATERAL (
	       SELECT count(*) AS number,
	              (array_agg(r.id ORDER BY r.reached_on, r.id))[1:` + listed + `] AS challenges,
	              (array_agg(r.reached_on ORDER BY r.reached_on, r.id))[1:` + listed + `] AS reached
	         FROM (` + counted + `) r) k` + standing

const sourced = `
	  FROM indicator_sources s
	  JOIN plans p ON p.id = s.plan_id
	  JOIN indicators i ON i.plan_id = s.plan_id AND i.id = s.indicator_id
	  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
	 CROSS JOIN LATERAL (SELECT least(s.to_on, @today::date) AS day) d`

const standing = `
	  LEFT JOIN LATERAL (
	       SELECT x.value, x.measured_on
	         FROM measurements x
	        WHERE x.plan_id = s.plan_id AND x.indicator_id = s.indicator_id AND x.measured_on <= d.day AND x.value IS NOT NULL
	          AND ` + indicator.Stands + `
	        ORDER BY x.measured_on DESC
	        LIMIT 1) n ON true
	  LEFT JOIN LATERAL (
	       SELECT x.revision, x.value, x.recorded_by
	         FROM measurements x
	        WHERE x.plan_id = s.plan_id AND x.indicator_id = s.indicator_id AND x.measured_on = d.day
	        ORDER BY x.revision DESC
	        LIMIT 1) t ON true
	  LEFT JOIN users u ON u.id = t.recorded_by`

const proposalColumns = `s.plan_id, s.indicator_id, s.counts, s.from_on, s.to_on, s.automatic, s.version, p.slug, p.title AS plan_title,
	       i.code, i.title, least(i.cancelled_on, o.cancelled_on) AS cancelled_on, d.day, k.number, k.challenges, k.reached,
	       n.value, n.measured_on AS value_on, coalesce(t.revision, 0) AS basis, t.value AS standing,
	       coalesce(t.recorded_by, 0) AS standing_by, coalesce(u.name, '') AS standing_name`

// inForce tells sources of plans in force whose time has begun.
const inForce = `p.state = 'active' AND p.starts_on <= @today AND s.from_on <= @today`

// tallies counts the retos of sources in force, once for all those that count the same from the same day on, as most of a
// plan do. It is materialized, so that no plan of the query counts them anew for each.
const tallies = `tallies AS MATERIALIZED (
	       SELECT s.counts, s.from_on, d.day, (SELECT count(*) FROM (` + counted + `) r) AS number
	         FROM (SELECT DISTINCT s.counts, s.from_on, least(s.to_on, @today::date) AS day
	                 FROM indicator_sources s
	                 JOIN plans p ON p.id = s.plan_id
	                WHERE ` + inForce + `) s
	        CROSS JOIN LATERAL (SELECT s.day) d)`

// changed joins to sources s in force what is proposed of the tallies, without the retos, and keeps those that would change
// the value.
const changed = sourced + `
	  JOIN tallies k ON k.counts = s.counts AND k.from_on = s.from_on AND k.day = d.day` + standing + `
	 WHERE ` + inForce + ` AND coalesce(least(i.cancelled_on, o.cancelled_on) > d.day, true) AND n.value IS DISTINCT FROM k.number`

// Unconfirmed is, in SQL, the list of all that is Pending as of @today, as JSON.
const Unconfirmed = `(WITH ` + tallies + `
	SELECT coalesce(jsonb_agg(jsonb_build_object('slug', p.slug, 'plan_title', p.title, 'code', i.code, 'title', i.title)
	                ORDER BY p.starts_on DESC, p.id, o.position, i.position), '[]')` + changed + `
	   AND NOT s.automatic)`

// Find returns what an indicator would have by its source as of a day; nil where it counts no retos. It takes one query.
func Find(ctx context.Context, tx pgx.Tx, planID, indicatorID int64, today date.Date) (*Proposal, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+proposalColumns+proposed+`
		 WHERE s.plan_id = @plan_id AND s.indicator_id = @id`, pgx.NamedArgs{"plan_id": planID, "id": indicatorID, "today": today})
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[Proposal])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil // most indicators have none
	}
	if err != nil {
		return nil, fmt.Errorf("count the retos of indicator %d: %w", indicatorID, err)
	}
	return p, nil
}

// hold is Find once the source is the caller's until the transaction ends.
func hold(ctx context.Context, tx pgx.Tx, planID, indicatorID int64, today date.Date) (*Proposal, error) {
	_, err := tx.Exec(ctx, `
		SELECT
		  FROM indicator_sources
		 WHERE plan_id = $1 AND indicator_id = $2
		   FOR UPDATE`, planID, indicatorID)
	if err != nil {
		return nil, fmt.Errorf("hold the source of indicator %d: %w", indicatorID, err)
	}
	return Find(ctx, tx, planID, indicatorID, today)
}

// AllPending returns what waits to be confirmed as of a day.
func AllPending(ctx context.Context, tx pgx.Tx, today date.Date) (list []Pending, err error) {
	if err := tx.QueryRow(ctx, `SELECT `+Unconfirmed, pgx.NamedArgs{"today": today}).Scan(&list); err != nil {
		return nil, fmt.Errorf("proposals that wait: %w", err)
	}
	return list, nil
}
