package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Reads is what statements read of one table. Unbounded tells that some scan was not led by an index
// to the rows of one plan, or to single rows of a table that all plans share.
type Reads struct {
	Table     string
	Rows      int
	Unbounded bool
}

// shared are the tables whose rows no single plan owns; they are read by their keys.
var shared = []string{"plans", "units"}

// node is a step of an execution plan as EXPLAIN tells it.
type node struct {
	Relation  string  `json:"Relation Name"`
	IndexCond string  `json:"Index Cond"`
	Recheck   string  `json:"Recheck Cond"`
	Rows      float64 `json:"Actual Rows"`
	Filtered  float64 `json:"Rows Removed by Filter"`
	Rechecked float64 `json:"Rows Removed by Index Recheck"`
	Loops     float64 `json:"Actual Loops"`
	Plans     []node
}

// Explain carries out a statement and tells what it reads, by table in alphabetical order. Rows are
// those that its scans gave and those that they threw away, which EXPLAIN rounds for each turn of a loop.
func Explain(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]Reads, error) {
	var text []byte
	if err := tx.QueryRow(ctx, `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) `+sql, args...).Scan(&text); err != nil {
		return nil, fmt.Errorf("explain a statement: %w", err)
	}
	var explained []struct{ Plan node }
	if err := json.Unmarshal(text, &explained); err != nil {
		return nil, fmt.Errorf("read an explanation: %w", err)
	}
	tables := map[string]Reads{}
	for _, e := range explained {
		e.Plan.add(tables)
	}
	return slices.SortedFunc(maps.Values(tables), func(x, y Reads) int { return strings.Compare(x.Table, y.Table) }), nil
}

func (n node) add(tables map[string]Reads) {
	if n.Relation != "" {
		led := n.IndexCond + n.Recheck
		rows := int((n.Rows + n.Filtered + n.Rechecked) * n.Loops)
		bound := strings.Contains(led, "plan_id") || led != "" && slices.Contains(shared, n.Relation)
		r := tables[n.Relation]
		r.Table, r.Rows, r.Unbounded = n.Relation, r.Rows+rows, r.Unbounded || rows > 0 && !bound // nothing to read is no harm
		tables[n.Relation] = r
	}
	for _, below := range n.Plans {
		below.add(tables)
	}
}

// CountMeasurements returns how many measurements the plan with a slug has, and how many there are in all.
func CountMeasurements(ctx context.Context, tx pgx.Tx, slug string) (own, all int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT (SELECT count(*)
		          FROM measurements m
		          JOIN plans p ON p.id = m.plan_id
		         WHERE p.slug = $1),
		       (SELECT count(*) FROM measurements)`, slug).Scan(&own, &all)
	if err != nil {
		return 0, 0, fmt.Errorf("count the measurements of %q: %w", slug, err)
	}
	return own, all, nil
}
