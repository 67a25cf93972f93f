package job

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"hito/internal/source"
)

// sources is the job that records the values of indicators that count retos by themselves.
type sources struct{}

// Kind names the job in the queue.
func (sources) Kind() string { return "count_challenges" }

// InsertOpts allow one such job at a time, whoever puts it in.
func (sources) InsertOpts() river.InsertOpts { return closings{}.InsertOpts() }

// sourcesEveryHour looks at the start too: a day may have passed while no server ran.
func sourcesEveryHour() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Hour),
		func() (river.JobArgs, *river.InsertOpts) { return sources{}, nil },
		&river.PeriodicJobOpts{ID: sources{}.Kind(), RunOnStart: true})
}

type sourcesWorker struct {
	river.WorkerDefaults[sources]
	store source.Store
}

// Work records what has changed.
func (w *sourcesWorker) Work(ctx context.Context, _ *river.Job[sources]) error {
	_, err := w.store.Refresh(ctx, w.store.Today())
	return err
}
