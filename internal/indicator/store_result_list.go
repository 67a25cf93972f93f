package indicator

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/fault"
)

// keptResult lists the columns of a KeptResult, from the table results under the alias r.
const keptResult = `r.id, r.title, r.description, r.achieved_on, r.url, r.version, r.withdraw_reason,
	coalesce(r.withdrawn_at, '0001-01-01') AS withdrawn_at,
	ARRAY(SELECT i.code
	        FROM result_indicators x
	        JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
	       WHERE x.plan_id = r.plan_id AND x.result_id = r.id
	       ORDER BY i.code) AS indicators,
	(SELECT coalesce(jsonb_agg(` + servedJSON + ` ORDER BY o.position, i.position), '[]')
	   FROM result_indicators x
	   JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
	   JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
	  WHERE x.plan_id = r.plan_id AND x.result_id = r.id) AS serves,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'media_type', f.media_type, 'size', f.size, 'added_at', f.added_at) ORDER BY f.id), '[]')
	   FROM result_files f
	  WHERE f.plan_id = r.plan_id AND f.result_id = r.id AND f.withdrawn_at IS NULL) AS files`

// servedJSON gives, inside a query with indicators as i and objectives as o, the JSON of a Served.
const servedJSON = `jsonb_build_object('id', i.id, 'code', i.code, 'title', i.title, 'objective', o.code,
	'units', (SELECT coalesce(jsonb_agg(iu.unit_id), '[]')
	            FROM indicator_units iu
	           WHERE iu.plan_id = i.plan_id AND iu.indicator_id = i.id))`

// FindResult returns a result of a plan, withdrawn or not, or fault.NotFound.
func FindResult(ctx context.Context, tx pgx.Tx, planID, id int64) (KeptResult, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+keptResult+`
		  FROM results r
		 WHERE r.plan_id = $1 AND r.id = $2`, planID, id)
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[KeptResult])
	if errors.Is(err, pgx.ErrNoRows) {
		err = fault.NotFound
	}
	if err != nil {
		return KeptResult{}, fmt.Errorf("find result %d: %w", id, err)
	}
	return r, nil
}

// ResultQuery narrows the results of a plan. Text is looked for word by word in titles and descriptions, letter case
// and accents aside.
type ResultQuery struct {
	Text                 string
	Objective, Indicator string // codes; blank for any
	Withdrawn            bool   // those that were withdrawn, and no others
	Limit, Offset        int
}

// ListResults returns a page of the results of a plan, newest first and those without a day last, and how many there
// are on all pages. Beyond the last page there are none.
func ListResults(ctx context.Context, tx pgx.Tx, planID int64, q ResultQuery) ([]KeptResult, int, error) {
	rows, _ := tx.Query(ctx, `
		WITH words AS MATERIALIZED (
		       SELECT `+db.Folded("word")+` AS word
		         FROM unnest(@words::text[]) word)
		SELECT count(*) OVER () AS total, `+keptResult+`
		  FROM results r
		 CROSS JOIN LATERAL (
		       SELECT CASE WHEN cardinality(@words::text[]) > 0 THEN `+db.Folded("r.title || ' ' || r.description")+` END AS text
		       OFFSET 0) searched
		 WHERE r.plan_id = @plan_id AND (r.withdrawn_at IS NOT NULL) = @withdrawn
		   AND NOT EXISTS (SELECT FROM words WHERE strpos(searched.text, word) = 0)
		   AND (@objective = '' AND @indicator = '' OR EXISTS (
		       SELECT
		         FROM result_indicators x
		         JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
		         JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		        WHERE x.plan_id = r.plan_id AND x.result_id = r.id
		          AND @objective IN ('', o.code) AND @indicator IN ('', i.code)))
		 ORDER BY r.achieved_on DESC NULLS LAST, r.id DESC
		 LIMIT @limit OFFSET @offset`, pgx.NamedArgs{
		"plan_id": planID, "words": strings.Fields(q.Text), "withdrawn": q.Withdrawn,
		"objective": q.Objective, "indicator": q.Indicator, "limit": q.Limit, "offset": q.Offset,
	})
	type counted struct {
		Total int
		KeptResult
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[counted])
	if err != nil {
		return nil, 0, fmt.Errorf("list results of plan %d: %w", planID, err)
	}
	if len(found) == 0 {
		return nil, 0, nil
	}
	list := make([]KeptResult, len(found))
	for n, one := range found {
		list[n] = one.KeptResult
	}
	return list, found[0].Total, nil
}

// Servables returns the objectives of a plan that have indicators, with these, in the plan's order.
func Servables(ctx context.Context, tx pgx.Tx, planID int64) ([]Servable, error) {
	rows, _ := tx.Query(ctx, `
		SELECT o.code, o.title, jsonb_agg(`+servedJSON+` ORDER BY i.position) AS indicators
		  FROM objectives o
		  JOIN indicators i ON i.plan_id = o.plan_id AND i.objective_id = o.id
		 WHERE o.plan_id = $1
		 GROUP BY o.id, o.code, o.title, o.position
		 ORDER BY o.position`, planID)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Servable])
	if err != nil {
		return nil, fmt.Errorf("list what results of plan %d may serve: %w", planID, err)
	}
	return list, nil
}

// findServed returns those of these indicators that are in a plan.
func findServed(ctx context.Context, tx pgx.Tx, planID int64, ids []int64) ([]Served, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+servedJSON+`
		  FROM indicators i
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		 WHERE i.plan_id = $1 AND i.id = ANY($2)
		 ORDER BY o.position, i.position`, planID, ids)
	served, err := pgx.CollectRows(rows, pgx.RowTo[Served])
	if err != nil {
		return nil, fmt.Errorf("find %d indicators of plan %d: %w", len(ids), planID, err)
	}
	return served, nil
}
