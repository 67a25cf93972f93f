package transfer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/fault"
)

// headFields are what a file may say of a plan beside what is typed of a new one.
var headFields = []Field{"notice", "on_track_from", "delayed_from", "cadence_months"}

// writeHead writes what the file says of the plan itself. Of a new plan the rest was typed.
func (w *writer) writeHead(ctx context.Context) error {
	list := append(w.of(Head, false), w.of(Head, true)...)
	if len(list) == 0 {
		return nil
	}
	head := *list[0]
	if w.founded {
		cells := map[Field]string{}
		for _, f := range headFields {
			if head.cells[f] != "" {
				cells[f] = head.cells[f]
			}
		}
		head.cells = cells
	}
	for _, i := range list {
		i.id = w.planID
	}
	given, err := rowsOf([]*item{&head})
	if err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, editHead, w.planID, given, w.at); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return nil
}

// writePoints writes planned values, and notes of which indicators they are.
func (w *writer) writePoints(ctx context.Context) error {
	list := append(w.of(Point, true), w.of(Point, false)...)
	if len(list) == 0 {
		return nil
	}
	if err := w.nameAgain(ctx, Point); err != nil {
		return err
	}
	if _, err := w.run(ctx, writePoints, list); err != nil {
		return fmt.Errorf("write planned values: %w", err)
	}
	codes, err := w.codes(ctx, `SELECT code, id FROM indicators WHERE plan_id = $1`, w.planID)
	for _, i := range list {
		i.id = codes[i.cells["indicator"]]
	}
	return err
}

// codes reads the numbers of things by what they are called.
func (w *writer) codes(ctx context.Context, sql string, args ...any) (map[string]int64, error) {
	rows, _ := w.tx.Query(ctx, sql, args...)
	found := map[string]int64{}
	var code string
	var id int64
	_, err := pgx.ForEachRow(rows, []any{&code, &id}, func() error {
		found[code] = id
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for what codes mean: %w", err)
	}
	return found, nil
}

// listOf splits a list of a cell. A name that has a ";" in it is found where the list is read against names.
func listOf(cell string) []string {
	var list []string
	for part := range strings.SplitSeq(cell, ";") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// resolve reads the list of a cell by what things are called. One that is not there is fault.Conflict.
func resolve(cell string, known map[string]int64) ([]int64, error) {
	parts := listOf(cell)
	var ids []int64
	for len(parts) > 0 {
		taken := 0
		for n := len(parts); n > 0 && taken == 0; n-- { // "Infancia; Familia" may be one name
			if id, found := known[strings.Join(parts[:n], "; ")]; found {
				ids, taken = append(ids, id), n
			}
		}
		if taken == 0 {
			return nil, fmt.Errorf("nothing is called %q: %w", parts[0], fault.Conflict)
		}
		parts = parts[taken:]
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// link is how one kind of thing of a plan names several of another in a cell.
type link struct {
	kind          Kind
	field         Field
	table, of, to string
	known         string // the numbers of what is named, by what it is called; its one argument is the plan
}

const (
	linesByCode     = `SELECT code, id FROM strategic_lines WHERE plan_id = $1`
	unitsByName     = `SELECT name, id FROM units WHERE $1::bigint IS NOT NULL`
	standardsByCode = `
		SELECT f.code || ' ' || s.code, s.id
		  FROM standards s
		  JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
		 WHERE s.plan_id = $1
		 UNION ALL
		SELECT code, min(id)
		  FROM standards
		 WHERE plan_id = $1
		 GROUP BY code
		HAVING count(*) = 1`
)

var links = []link{
	{Line, "standards", "line_standards", "line_id", "standard_id", standardsByCode},
	{Objective, "lines", "objective_lines", "objective_id", "line_id", linesByCode},
	{Objective, "standards", "objective_standards", "objective_id", "standard_id", standardsByCode},
	{Indicator, "units", "indicator_units", "indicator_id", "unit_id", unitsByName},
	{Indicator, "standards", "indicator_standards", "indicator_id", "standard_id", standardsByCode},
}

// writeLinks makes what things name exactly what their cells say.
func (w *writer) writeLinks(ctx context.Context) error {
	for _, l := range links {
		if err := w.writeLink(ctx, l); err != nil {
			return fmt.Errorf("write %s: %w", l.table, err)
		}
	}
	return nil
}

func (w *writer) writeLink(ctx context.Context, l link) error {
	pairs, err := w.pairs(ctx, l.kind, l.field, l.known)
	if err != nil || len(pairs.all) == 0 {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM `+l.table+` WHERE plan_id = $1 AND `+l.of+` = ANY($2)`, w.planID, pairs.all)
	batch.Queue(`
		INSERT INTO `+l.table+` (plan_id, `+l.of+`, `+l.to+`)
		SELECT $1, a, b
		  FROM unnest($2::bigint[], $3::bigint[]) AS pair (a, b)
		 ORDER BY a, b`, w.planID, pairs.of, pairs.to)
	return w.tx.SendBatch(ctx, batch).Close()
}

// paired are the numbers of all things that say a list, and each with each that it names.
type paired struct{ all, of, to []int64 }

func (w *writer) pairs(ctx context.Context, k Kind, f Field, knownBy string) (p paired, err error) {
	var said []*item
	for _, i := range w.items {
		_, is := i.cells[f]
		if _, was := i.named[f]; (is || was) && i.kind == k {
			said = append(said, i)
		}
	}
	if len(said) == 0 {
		return p, nil
	}
	known, err := w.codes(ctx, knownBy, w.planID)
	if err != nil {
		return p, err
	}
	for _, i := range said {
		ids, was := i.named[f]
		if !was {
			if ids, err = resolve(i.cells[f], known); err != nil {
				return p, err
			}
		}
		p.all = append(p.all, i.id)
		for _, id := range ids {
			p.of, p.to = append(p.of, i.id), append(p.to, id)
		}
	}
	return p, nil
}

// serveIndicators links results to the indicators that they name; new links come after what each of those has.
func (w *writer) serveIndicators(ctx context.Context) error {
	pairs, err := w.pairs(ctx, Result, "indicators", `SELECT code, id FROM indicators WHERE plan_id = $1`)
	if err != nil || len(pairs.all) == 0 {
		return err
	}
	_, err = w.tx.Exec(ctx, `
		WITH said AS MATERIALIZED (
			SELECT *
			  FROM unnest($3::bigint[], $4::bigint[]) WITH ORDINALITY AS s (result_id, indicator_id, nth)
		), gone AS (
			DELETE FROM result_indicators x
			 WHERE x.plan_id = $1 AND x.result_id = ANY($2)
			   AND NOT EXISTS (SELECT FROM said s WHERE s.result_id = x.result_id AND s.indicator_id = x.indicator_id)
		)
		INSERT INTO result_indicators (plan_id, indicator_id, result_id, position)
		SELECT $1, s.indicator_id, s.result_id,
		       coalesce((SELECT max(x.position)
		                   FROM result_indicators x
		                  WHERE x.plan_id = $1 AND x.indicator_id = s.indicator_id), 0)
		       + row_number() OVER (PARTITION BY s.indicator_id ORDER BY s.nth)
		  FROM said s
		 ORDER BY s.nth
		ON CONFLICT ON CONSTRAINT result_indicators_pkey DO NOTHING`, w.planID, pairs.all, pairs.of, pairs.to)
	if err != nil {
		return fmt.Errorf("link results: %w", err)
	}
	return nil
}

// raiseVersions counts the change of what is edited along with a part of it: an indicator with its planned values, a
// framework with its standards, the plan with its periods.
func (w *writer) raiseVersions(ctx context.Context) error {
	var standards, frameworks, indicators []int64
	counted := map[int64]bool{}
	for _, i := range w.items {
		switch i.kind {
		case Framework:
			frameworks = append(frameworks, i.id)
		case Standard:
			standards = append(standards, i.id)
		case Indicator:
			counted[i.id] = true
		default:
		}
	}
	for _, i := range w.items {
		if i.kind == Point && !counted[i.id] {
			indicators, counted[i.id] = append(indicators, i.id), true
		}
	}
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE indicators SET version = version + 1 WHERE plan_id = $1 AND id = ANY($2)`, w.planID, indicators)
	batch.Queue(`
		UPDATE frameworks f
		   SET version = version + 1
		 WHERE f.plan_id = $1 AND NOT f.id = ANY($3)
		   AND EXISTS (SELECT FROM standards s WHERE s.plan_id = f.plan_id AND s.framework_id = f.id AND s.id = ANY($2))`, w.planID, standards, frameworks)
	if w.has(Period) && !w.has(Head) {
		batch.Queue(`UPDATE plans SET version = version + 1, updated_at = $2 WHERE id = $1`, w.planID, w.at)
	}
	return w.tx.SendBatch(ctx, batch).Close()
}

// has tells whether anything of a kind is written.
func (w *writer) has(k Kind) bool {
	return slices.ContainsFunc(w.items, func(i *item) bool { return i.kind == k })
}
