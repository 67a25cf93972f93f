package bench

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/cluster"
)

// MakeEmpty creates a database without plans on a private server and returns the address of the runtime role.
func MakeEmpty(ctx context.Context, server *cluster.Cluster, name string) (string, error) {
	return makeOnce(ctx, server, name, func(*pgx.Conn) error { return nil })
}

// Analyze takes the statistics of a database anew, as a server does by itself some minutes after much was written.
func Analyze(ctx context.Context, server *cluster.Cluster, name string) error {
	err := with(ctx, server.URL(name), func(conn *pgx.Conn) error { return exec(ctx, conn, `ANALYZE`) })
	if err != nil {
		return fmt.Errorf("take the statistics of %q: %w", name, err)
	}
	return nil
}

// Drop removes a database that one of these functions made.
func Drop(ctx context.Context, server *cluster.Cluster, name string) error {
	err := with(ctx, server.URL("postgres"), func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, `DROP DATABASE `+pgx.Identifier{name}.Sanitize()+` WITH (FORCE)`)
		return err
	})
	if err != nil {
		return fmt.Errorf("drop database %q: %w", name, err)
	}
	return nil
}

// perObjective is how many indicators an objective of a file has.
const perObjective = 10

// ImportFile writes a table of indicators as people bring it: separated text with Spanish figures, a line for each
// indicator and a column for each of so many months before today's.
func ImportFile(today date.Date, indicators, months int) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = ';'
	row := []string{"Código del indicador", "Código del objetivo", "Objetivo específico", "Indicador", "Descripción del indicador", "Unidad de medida", "Decimales", "Valor inicial", "Meta"}
	for m := range months {
		row = append(row, monthOf(today, months, m).String())
	}
	if err := w.Write(row); err != nil {
		return nil, fmt.Errorf("write the headings: %w", err)
	}
	for n := range indicators {
		objective := n / perObjective
		row = append(row[:0], fmt.Sprintf("I%d.%d", objective+1, n%perObjective+1), fmt.Sprintf("O%d", objective+1), fmt.Sprintf("Mejorar la atención en los centros, parte %d", objective+1),
			fmt.Sprintf("Indicador número %d: personas atendidas en los centros municipales", n+1), "Qué se mide y por qué, en una frase corta.", "personas", "1", "0", "100")
		for m := range months {
			value := valueOf(n, m)
			row = append(row, fmt.Sprintf("%d,%d", value/10, value%10))
		}
		if err := w.Write(row); err != nil {
			return nil, fmt.Errorf("write indicator %d: %w", n, err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func monthOf(today date.Date, months, m int) date.Date {
	return today.AddMonths(m - months).EndOfMonth()
}

// valueOf is a value in tenths.
func valueOf(indicator, month int) int { return (indicator*7 + month*13) % 1000 }

// CopyValues writes by COPY the rows that an import of such a file makes in the measurements, into a plan that has its
// indicators and no values, and tells how many they are and how long it took.
func CopyValues(ctx context.Context, pool *pgxpool.Pool, slug string, today date.Date, months int) (rows int64, took time.Duration, err error) {
	type key struct{ PlanID, ID int64 }
	found, err := pool.Query(ctx, `
		SELECT i.plan_id, i.id
		  FROM plans p
		  JOIN indicators i ON i.plan_id = p.id
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		 WHERE p.slug = $1
		 ORDER BY i.id`, slug)
	if err != nil {
		return 0, 0, fmt.Errorf("find the indicators of %q: %w", slug, err)
	}
	keys, err := pgx.CollectRows(found, pgx.RowToStructByPos[key])
	if err != nil {
		return 0, 0, fmt.Errorf("find the indicators of %q: %w", slug, err)
	}
	err = db.Tx(ctx, pool, func(tx pgx.Tx) error {
		// As an import does: nothing has taken the statistics of what was just made.
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = off; DISCARD PLANS`); err != nil {
			return err
		}
		start := time.Now()
		rows, err = tx.CopyFrom(ctx, pgx.Identifier{"measurements"},
			[]string{"plan_id", "indicator_id", "measured_on", "revision", "value", "comment", "reason", "recorded_at", "recorded_by"},
			pgx.CopyFromSlice(len(keys)*months, func(n int) ([]any, error) {
				k := keys[n/months]
				return []any{k.PlanID, k.ID, monthOf(today, months, n%months), 1, decimal.New(int64(valueOf(n/months, n%months)), -1), "", "", start, nil}, nil
			}))
		took = time.Since(start)
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("copy values into %q: %w", slug, err)
	}
	return rows, took, nil
}
