package job

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/riverqueue/river"

	"hito/internal/access"
	"hito/internal/backup"
)

// Backups says how the database is backed up by itself.
type Backups struct {
	Source     backup.Source
	Dir        string // "" makes none
	Every      time.Duration
	Keep       int // how many are kept
	Recipients []age.Recipient
}

// backups is the job that makes a back-up when one is due.
type backups struct{}

// backupsQueue keeps a long back-up from holding back other jobs.
const backupsQueue = "backups"

// backupWithin is how long one back-up may take; until then it is not taken for one of a dead server.
const backupWithin = time.Hour

// backupsLook is how often it is looked whether a back-up is due, at the longest: what failed is tried again then.
const backupsLook = 15 * time.Minute

// Kind names the job in the queue.
func (backups) Kind() string { return "make_backup" }

// InsertOpts allow one such job at a time, so that of several servers one makes the back-up. It is not tried again by
// itself: the next look is.
func (backups) InsertOpts() river.InsertOpts {
	opts := closings{}.InsertOpts()
	opts.Queue, opts.MaxAttempts = backupsQueue, 1
	return opts
}

// backupsWhenDue looks at the start too. When the last one was made is told by the folder, so that neither restarts nor
// another server make one too many or too few.
func (b Backups) backupsWhenDue() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(min(b.Every, backupsLook)),
		func() (river.JobArgs, *river.InsertOpts) { return backups{}, nil },
		&river.PeriodicJobOpts{ID: backups{}.Kind(), RunOnStart: true})
}

type backupsWorker struct {
	river.WorkerDefaults[backups]
	settings Backups
	now      func() time.Time
	log      *slog.Logger
}

// Timeout is how long one back-up may take.
func (w *backupsWorker) Timeout(*river.Job[backups]) time.Duration { return backupWithin }

// Work makes a back-up if one is due, and removes the oldest once it is made. A failure is logged, told in the audit, and
// tried again at the next look.
func (w *backupsWorker) Work(ctx context.Context, _ *river.Job[backups]) error {
	now := w.now()
	due, err := backup.Due(w.settings.Dir, w.settings.Every, now)
	if err == nil && due {
		err = w.make(ctx, now)
	}
	if err == nil || ctx.Err() != nil { // cut off by a stop: the next start looks again
		return err
	}
	w.log.ErrorContext(ctx, "the scheduled back-up failed", "folder", w.settings.Dir, "err", err)
	if told := w.settings.Source.RecordFailure(ctx, access.Actor{Kind: access.System}, now); told != nil {
		w.log.WarnContext(ctx, "the failure of the back-up is not in the audit", "err", told)
	}
	return err
}

func (w *backupsWorker) make(ctx context.Context, now time.Time) error {
	if err := os.MkdirAll(w.settings.Dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of back-ups: %w", err)
	}
	path := filepath.Join(w.settings.Dir, backup.FileName(now))
	m, err := w.settings.Source.WriteFile(ctx, path, false, w.settings.Recipients...)
	if err != nil {
		return err
	}
	if err := w.settings.Source.Record(ctx, access.Actor{Kind: access.System}, now, m); err != nil {
		return err
	}
	removed, err := backup.Prune(w.settings.Dir, w.settings.Keep, path, now)
	w.log.InfoContext(ctx, "backed up", "file", path, "rows", m.Rows(), "removed", len(removed))
	return err
}
