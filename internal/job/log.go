package job

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// quiet leaves out what the queue says while all goes well.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

// teller logs jobs that fail. They are tried again.
type teller struct{ log *slog.Logger }

func (t teller) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	if ctx.Err() == nil { // else it was cut off by a stop
		t.log.WarnContext(ctx, "a background job failed", "kind", job.Kind, "attempt", job.Attempt, "err", err)
	}
	return nil
}

func (t teller) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	t.log.ErrorContext(ctx, "a background job broke down", "kind", job.Kind, "attempt", job.Attempt, "panic", value, "trace", trace)
	return nil
}
