package measure

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Tracer is told by pgx of every statement.
type Tracer struct {
	Slow   time.Duration // from which a statement is logged; 0 logs none
	Logger *slog.Logger
	Spans  trace.Tracer // nil where no traces are wanted
}

// mostText is how much of a statement is told, in characters.
const mostText = 200

// statement is one that is under way, or a batch of them.
type statement struct {
	start time.Time
	text  func() string // made for slow ones and spans alone
	count int
	rows  int64
	span  trace.Span
}

type statementKey struct{}

func (t *Tracer) begin(ctx context.Context, count int, text func() string) context.Context {
	s := &statement{start: time.Now(), text: text, count: count}
	if t.Spans != nil && trace.SpanFromContext(ctx).IsRecording() {
		ctx, s.span = t.Spans.Start(ctx, "PostgreSQL", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
			attribute.String("db.system.name", "postgresql"), attribute.String("db.query.text", text())))
	}
	return context.WithValue(ctx, statementKey{}, s)
}

func (t *Tracer) end(ctx context.Context, rows int64, err error) {
	s, ok := ctx.Value(statementKey{}).(*statement)
	if !ok {
		return
	}
	s.rows += rows
	took := time.Since(s.start)
	work := workOf(ctx)
	work.add(s.count, took)
	if s.span != nil {
		finish(s, err)
	}
	if t.Slow > 0 && took >= t.Slow {
		t.log(ctx, work, s, took, err)
	}
}

// finish tells of a failure its code alone: what PostgreSQL says may hold values.
func finish(s *statement, err error) {
	s.span.SetAttributes(attribute.Int64("db.response.returned_rows", s.rows))
	if err != nil {
		s.span.SetStatus(codes.Error, "")
		s.span.SetAttributes(attribute.String("db.response.status_code", codeOf(err)))
	}
	s.span.End()
}

func (t *Tracer) log(ctx context.Context, work *Work, s *statement, took time.Duration, err error) {
	attrs := make([]slog.Attr, 0, 6)
	if work != nil {
		attrs = append(attrs, slog.String("id", work.ID), slog.String("route", work.Name()))
	}
	attrs = append(attrs, slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("rows", s.rows), slog.String("sql", s.text()))
	if err != nil {
		attrs = append(attrs, slog.String("code", codeOf(err)))
	}
	t.Logger.LogAttrs(ctx, slog.LevelWarn, "slow query", attrs...)
}

// codeOf is PostgreSQL's code of a failure, or what kind of failure it was.
func codeOf(err error) string {
	var known *pgconn.PgError
	switch {
	case errors.As(err, &known):
		return known.Code
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "deadline"
	}
	return "connection"
}

// oneLine is the text of a statement as it is told: parameters stand in it as $1.
func oneLine(sql string) string {
	text := strings.Join(strings.Fields(sql), " ")
	if runes := []rune(text); len(runes) > mostText {
		text = string(runes[:mostText-1]) + "…"
	}
	return text
}

// TraceQueryStart notes when a statement begins.
func (t *Tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return t.begin(ctx, 1, func() string { return oneLine(data.SQL) })
}

// TraceQueryEnd counts a statement whose last row was read.
func (t *Tracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	t.end(ctx, data.CommandTag.RowsAffected(), data.Err)
}

// TraceBatchStart notes when a batch begins; it is told by its first statement.
func (t *Tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	return t.begin(ctx, data.Batch.Len(), func() string {
		if data.Batch.Len() == 0 {
			return ""
		}
		return oneLine(data.Batch.QueuedQueries[0].SQL)
	})
}

// TraceBatchQuery adds the rows of a statement to its batch.
func (*Tracer) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	if s, ok := ctx.Value(statementKey{}).(*statement); ok {
		s.rows += data.CommandTag.RowsAffected()
	}
}

// TraceBatchEnd counts the statements of a batch.
func (t *Tracer) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchEndData) {
	t.end(ctx, 0, data.Err)
}

// TraceCopyFromStart notes when rows begin to go in.
func (t *Tracer) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceCopyFromStartData) context.Context {
	return t.begin(ctx, 1, func() string { return oneLine("copy " + data.TableName.Sanitize()) })
}

// TraceCopyFromEnd counts rows that went in.
func (t *Tracer) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceCopyFromEndData) {
	t.end(ctx, data.CommandTag.RowsAffected(), data.Err)
}
