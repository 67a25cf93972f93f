package main

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/bench"
	"hito/internal/db"
)

// statement is what was sent to the database.
type statement struct {
	sql  string
	args []any
}

// recording gathers the statements of a visit whose context carries it.
type recording struct{ statements []statement }

type recordingKey struct{}

// tracer writes what is sent into the recording of its context, where there is one.
type tracer struct{}

// TraceQueryStart implements pgx.QueryTracer.
func (tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	frame := strings.HasPrefix(data.SQL, "begin") || strings.HasPrefix(data.SQL, "commit")
	if r, ok := ctx.Value(recordingKey{}).(*recording); ok && !frame {
		r.statements = append(r.statements, statement{data.SQL, data.Args})
	}
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// record returns the statements that a page sends, those around its transaction left out.
func (s *site) record(ctx context.Context, path string) ([]statement, error) {
	var r recording
	_, err := s.visit(context.WithValue(ctx, recordingKey{}, &r), path)
	return r.statements, err
}

// replay sends statements again in a transaction like the page's, and lets their rows arrive
// without decoding them.
func (s *site) replay(ctx context.Context, statements []statement) error {
	return db.ReadTx(ctx, s.pool, func(tx pgx.Tx) error {
		for _, one := range statements {
			rows, err := tx.Query(ctx, one.sql, one.args...)
			if err != nil {
				return err
			}
			for rows.Next() {
				_ = rows.RawValues()
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	})
}

// reads tells what statements read of each table, how many measurements the plan with a slug has and
// how many there are in all.
func (s *site) reads(ctx context.Context, slug string, statements []statement) (tables map[string]bench.Reads, own, all int, err error) {
	tables = map[string]bench.Reads{}
	err = db.ReadTx(ctx, s.pool, func(tx pgx.Tx) error {
		for _, one := range statements {
			read, err := bench.Explain(ctx, tx, one.sql, one.args...)
			if err != nil {
				return err
			}
			merge(tables, read)
		}
		own, all, err = bench.CountMeasurements(ctx, tx, slug)
		return err
	})
	return tables, own, all, err
}
