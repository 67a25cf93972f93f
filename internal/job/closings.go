package job

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"hito/internal/date"
	"hito/internal/snapshot"
)

// closings is the job that closes the follow-ups which the plans' cadences ask for.
type closings struct{}

// Kind names the job in the queue.
func (closings) Kind() string { return "close_due_snapshots" }

// mostAttempts lets a failing job give way to that of the next hour.
const mostAttempts = 5

// InsertOpts allow one such job at a time, whoever puts it in.
func (closings) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		MaxAttempts: mostAttempts,
		UniqueOpts: river.UniqueOpts{ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
			rivertype.JobStateRetryable, rivertype.JobStateScheduled,
		}},
	}
}

// closingsEveryHour looks at the start too: a server may have been off when a day fell due.
func closingsEveryHour() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Hour),
		func() (river.JobArgs, *river.InsertOpts) { return closings{}, nil },
		&river.PeriodicJobOpts{ID: closings{}.Kind(), RunOnStart: true})
}

type closingsWorker struct {
	river.WorkerDefaults[closings]
	store snapshot.Store
	today func() date.Date
}

// Work closes what is due.
func (w *closingsWorker) Work(ctx context.Context, _ *river.Job[closings]) error {
	_, err := w.store.CloseDue(ctx, w.today())
	return err
}
