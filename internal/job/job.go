// Package job does what happens by itself, in the background of a running server: its queue is River on PostgreSQL,
// so that what is in it survives restarts and is done once, however many servers there are.
package job

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/snapshot"
)

// Config is what the jobs need from outside.
type Config struct {
	Pool     *pgxpool.Pool // of their own, as asking the queue must not keep pages waiting
	Now      func() time.Time
	Location *time.Location // in which days begin and end
	Logger   *slog.Logger

	poll time.Duration // between looks at the queue; 0 is the usual
}

const (
	// The queue is polled: a listener would hold one of few connections for good, and nothing in it is urgent.
	pollInterval = 5 * time.Second

	// A job that a server which died had begun is begun again after this time, well beyond the longest one.
	rescueAfter = 15 * time.Minute
	jobTimeout  = 5 * time.Minute

	// How long jobs under way may go on at a stop, before they are cut off. They begin again at the next start.
	softStop = 3 * time.Second
)

// Runner works off the queue until it is stopped.
type Runner struct{ client *river.Client[pgx.Tx] }

// Start begins to work off the queue. Whoever starts it stops it before the pool is closed.
func Start(ctx context.Context, cfg Config) (*Runner, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &closingsWorker{
		store: snapshot.Store{Pool: cfg.Pool, Now: cfg.Now},
		today: func() date.Date { return date.Of(cfg.Now().In(cfg.Location)) },
	})
	client, err := river.NewClient(riverpgxv5.New(cfg.Pool), &river.Config{
		Schema:               db.QueueSchema,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}},
		Workers:              workers,
		PeriodicJobs:         []*river.PeriodicJob{closingsEveryHour()},
		PollOnly:             true,
		FetchPollInterval:    cmp.Or(cfg.poll, pollInterval),
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		SoftStopTimeout:      softStop,
		ReindexerIndexNames:  []string{}, // only the owner of the tables may, and they stay small
		Logger:               slog.New(quiet{cfg.Logger.Handler()}),
		ErrorHandler:         teller{cfg.Logger},
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the background jobs: %w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("start the background jobs: %w", err)
	}
	return &Runner{client}, nil
}

// Stop waits for jobs under way, cuts off those that take long, and returns when nothing runs any more or ctx ends.
func (r *Runner) Stop(ctx context.Context) error {
	if err := r.client.Stop(ctx); err != nil {
		return fmt.Errorf("stop the background jobs: %w", err)
	}
	return nil
}
