package transfer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
)

// Queue is the queue of imports: a long one holds back nothing else.
const Queue = "import"

// MostAttempts is how often a large import is begun again before it is given up.
const MostAttempts = 3

// Task is the job that carries an import on: it reads one that is to be read, and writes one that is to be applied.
type Task struct {
	ImportID int64 `json:"import_id"`
}

// Kind names the job in the queue.
func (Task) Kind() string { return "import" }

// InsertOpts put the job where imports are carried out.
func (Task) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: Queue, MaxAttempts: MostAttempts}
}

// inserter puts jobs in; it needs no connection of its own.
var inserter = sync.OnceValues(func() (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(nil), &river.Config{Schema: db.QueueSchema, Logger: slog.New(slog.DiscardHandler)})
})

// enqueue has an import carried on once the caller's transaction is committed.
func enqueue(ctx context.Context, tx pgx.Tx, id int64) error {
	jobs, err := inserter()
	if err != nil {
		return fmt.Errorf("prepare the queue of imports: %w", err)
	}
	if _, err := jobs.InsertTx(ctx, tx, Task{id}, nil); err != nil {
		return fmt.Errorf("queue import %d: %w", id, err)
	}
	return nil
}

// CarryOn reads an import that is to be read, or writes one that is to be applied, in one transaction: however often it
// is begun and wherever, it is done once. What stands against it in the file or in the plan is told in the import.
func (s Store) CarryOn(ctx context.Context, id int64) error {
	var state State
	if err := s.Slow.QueryRow(ctx, `SELECT state FROM imports WHERE id = $1`, id).Scan(&state); err != nil {
		return fmt.Errorf("carry on import %d: %w", id, db.Translate(err))
	}
	var err error
	switch state {
	case StateReading:
		err = s.readAlone(ctx, id)
	case StateApplying:
		err = s.applyAlone(ctx, id)
	default: // it was carried out, or nobody wants it any more
	}
	if sentence := explained(err); sentence != "" {
		return s.GiveUp(ctx, id, sentence)
	}
	if err != nil {
		return fmt.Errorf("carry on import %d: %w", id, err)
	}
	return nil
}

// explained says in words why an import cannot be carried on; blank where another attempt may help.
func explained(err error) string {
	var invalid fault.Invalid
	switch {
	case err == nil:
		return ""
	case errors.As(err, &invalid):
		return sentences(invalid)
	case errors.Is(err, ErrStale):
		return "El plan ha cambiado desde que se comparó el fichero: se ha vuelto a comparar. Revise las diferencias y aplique otra vez."
	case errors.Is(err, fault.Forbidden), errors.Is(err, fault.SignIn):
		return "Ya no se puede escribir en el plan: está cerrado, o quien lo pidió ya no puede hacerlo."
	default:
		return ""
	}
}

// GiveUp ends what is under way with an import: nothing of it was written. Why is a Spanish sentence.
func (s Store) GiveUp(ctx context.Context, id int64, why string) error {
	_, err := s.Slow.Exec(ctx, `
		UPDATE imports
		   SET state = CASE state WHEN 'reading' THEN 'failed' ELSE 'ready' END, failure = $2, applied_by = NULL, done = 0, total = 0,
		       version = version + 1
		 WHERE id = $1 AND state IN ('reading', 'applying')`, id, why)
	if err != nil {
		return fmt.Errorf("give up import %d: %w", id, db.Translate(err))
	}
	return nil
}

// applier is the person who asked for an import to be applied, as they are by now.
func applier(ctx context.Context, tx pgx.Tx, id int64) (access.Actor, error) {
	if id == 0 {
		return access.Actor{Kind: access.Command}, nil
	}
	actor := access.Actor{Kind: access.Person, ID: id}
	var disabled bool
	err := tx.QueryRow(ctx, `SELECT name, role, disabled_at IS NOT NULL FROM users WHERE id = $1`, id).Scan(&actor.Name, &actor.Role, &disabled)
	if err == nil && disabled {
		err = fault.Forbidden
	}
	return actor, err
}
