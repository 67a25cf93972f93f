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
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/trace"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/mail"
	"hito/internal/notice"
	"hito/internal/snapshot"
	"hito/internal/source"
	"hito/internal/transfer"
)

// Config is what the jobs need from outside.
type Config struct {
	Pool     *pgxpool.Pool // of their own, as asking the queue must not keep pages waiting
	Now      func() time.Time
	Location *time.Location // in which days begin and end
	Logger   *slog.Logger
	Mail     *mail.Sender // nil where no server is configured: e-mails that wait go on waiting
	Spans    trace.Tracer // nil where no traces are wanted
	Backups  Backups

	poll  time.Duration   // between looks at the queue; 0 is the usual
	waits []time.Duration // between attempts at an e-mail; nil are the usual
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
		today: cfg.today,
	})
	river.AddWorker(workers, cfg.mails())
	river.AddWorker(workers, &sourcesWorker{store: source.Store{Pool: cfg.Pool, Now: cfg.Now, Today: cfg.today}})
	river.AddWorker(workers, &importsWorker{store: transfer.Store{Pool: cfg.Pool, Slow: cfg.Pool, Now: cfg.Now, Today: cfg.today}})
	river.AddWorker(workers, &backupsWorker{settings: cfg.Backups, now: cfg.Now, log: cfg.Logger})
	client, err := river.NewClient(riverpgxv5.New(cfg.Pool), &river.Config{
		Schema:               db.QueueSchema,
		Queues:               cfg.queues(),
		Workers:              workers,
		Middleware:           []rivertype.Middleware{cfg.measured()},
		PeriodicJobs:         cfg.periodic(),
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

// today is the day where the organisation is.
func (cfg Config) today() date.Date { return date.Of(cfg.Now().In(cfg.Location)) }

// mails sends e-mails. It is there without a server too, as it says how long one may be under way.
func (cfg Config) mails() *mailsWorker {
	w := &mailsWorker{store: notice.Store{Pool: cfg.Pool, Now: cfg.Now}, sender: cfg.Mail, log: cfg.Logger, waits: cfg.waits}
	if w.waits == nil {
		w.waits = mailWaits
	}
	return w
}

// periodic are the jobs that come by themselves.
func (cfg Config) periodic() []*river.PeriodicJob {
	jobs := []*river.PeriodicJob{closingsEveryHour(), sourcesEveryHour()}
	if cfg.Backups.Dir != "" {
		jobs = append(jobs, cfg.Backups.backupsWhenDue())
	}
	return jobs
}

// queues are worked off side by side, so that a slow mail server or a large import holds back nothing else.
func (cfg Config) queues() map[string]river.QueueConfig {
	queues := map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}, transfer.Queue: {MaxWorkers: 1}}
	if cfg.Backups.Dir != "" {
		queues[backupsQueue] = river.QueueConfig{MaxWorkers: 1}
	}
	if cfg.Mail != nil {
		queues[notice.MailQueue] = river.QueueConfig{MaxWorkers: 1}
	}
	return queues
}

// Stop waits for jobs under way, cuts off those that take long, and returns when nothing runs any more or ctx ends.
func (r *Runner) Stop(ctx context.Context) error {
	if err := r.client.Stop(ctx); err != nil {
		return fmt.Errorf("stop the background jobs: %w", err)
	}
	return nil
}
