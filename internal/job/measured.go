package job

import (
	"context"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"hito/internal/measure"
)

// measured gives every job a name for its slow statements, and a span where traces are wanted.
func (cfg Config) measured() rivertype.Middleware {
	return river.WorkerMiddlewareFunc(func(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
		ctx = measure.With(ctx, &measure.Work{Name: func() string { return "job " + job.Kind }})
		if cfg.Spans == nil {
			return work(ctx)
		}
		ctx, span := cfg.Spans.Start(ctx, "job "+job.Kind, trace.WithSpanKind(trace.SpanKindConsumer))
		defer span.End()
		err := work(ctx)
		if err != nil {
			span.SetStatus(codes.Error, "") // its text may hold what people typed
		}
		return err
	})
}
