package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Patience gives up a wait for a free connection after so long. Whoever asked is told to come back, and requests do
// not pile up behind connections that hang.
func Patience(most time.Duration) func(*pgxpool.Config) {
	return func(cfg *pgxpool.Config) {
		limit := &patience{most: most}
		if other := cfg.ConnConfig.Tracer; other != nil {
			cfg.ConnConfig.Tracer = multitracer.New(limit, other)
			return
		}
		cfg.ConnConfig.Tracer = limit
	}
}

// patience bounds waits where pgxpool lets a context be changed: it has no setting for them.
type patience struct{ most time.Duration }

type giveUpKey struct{}

// TraceAcquireStart implements pgxpool.AcquireTracer.
func (p *patience) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	ctx, cancel := context.WithTimeout(ctx, p.most)
	return context.WithValue(ctx, giveUpKey{}, cancel)
}

// TraceAcquireEnd implements pgxpool.AcquireTracer.
func (*patience) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireEndData) {
	if cancel, ok := ctx.Value(giveUpKey{}).(context.CancelFunc); ok {
		cancel()
	}
}

// TraceQueryStart implements pgx.QueryTracer, as every tracer must.
func (*patience) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (*patience) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
