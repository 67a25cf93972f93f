package transfer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Store keeps imports and carries them out. Slow is where those run that take long, so that pages do not wait for them.
type Store struct {
	Pool, Slow *pgxpool.Pool
	Now        func() time.Time
	Today      func() date.Date // where the organisation is
	AtOnce     bool             // large imports are carried out while their caller waits, who has no queue
}

// Pasted is the name of what came as text, and not as a file.
const Pasted = "Texto pegado"

// Decision is what a person makes of an import before it is applied. SaveAs is the name under which the meanings of
// the columns are kept; blank keeps none.
type Decision struct {
	Settings Settings
	Head     plan.Creation // of a new plan
	SaveAs   string
}

// SavedMapping is what the columns of somebody's files mean, under a name.
type SavedMapping struct {
	ID      int64
	Name    string
	Columns map[string]Field // by ColumnKey
}

// Touched tells what was changed since an import wrote it, so that the import cannot be undone: Spanish phrases, at most
// MostTouched of them. It is ErrTouched.
type Touched struct{ What []string }

// MostTouched is how many things Touched names.
const MostTouched = 20

// Error tells it without naming anything.
func (Touched) Error() string { return ErrTouched.Error() }

// Unwrap makes it ErrTouched.
func (Touched) Unwrap() error { return ErrTouched }

// kept is an import with what only the store needs of it.
type kept struct {
	Import
	planID       int64
	slug         string
	basis        int64
	appliedBy    int64
	appliedEvent int64
	units        []int64
}

// keptColumns lists what scanKept reads, from imports under the alias i.
const keptColumns = `i.id, i.mode, i.state, i.name, i.size, i.settings, i.head, i.understood, i.counts, i.reason, i.done, i.total, i.failure,
	i.created_at, coalesce((SELECT u.name FROM users u WHERE u.id = i.created_by), ''),
	coalesce(i.applied_at, '0001-01-01'), coalesce((SELECT u.name FROM users u WHERE u.id = i.applied_by), ''),
	coalesce(i.undone_at, '0001-01-01'), coalesce((SELECT u.name FROM users u WHERE u.id = i.undone_by), ''), i.version,
	coalesce(i.plan_id, 0), coalesce((SELECT p.slug FROM plans p WHERE p.id = i.plan_id), ''), i.basis,
	coalesce(i.applied_by, 0), coalesce(i.applied_event, 0), i.units`

func scanKept(row pgx.CollectableRow) (k kept, err error) {
	return k, row.Scan(&k.ID, &k.Mode, &k.State, &k.Name, &k.Size, &k.Settings, &k.Head, &k.Understood, &k.Counts, &k.Reason,
		&k.Done, &k.Total, &k.Failure, &k.CreatedAt, &k.CreatedBy, &k.AppliedAt, &k.AppliedBy, &k.UndoneAt, &k.UndoneBy, &k.Version,
		&k.planID, &k.slug, &k.basis, &k.appliedBy, &k.appliedEvent, &k.units)
}

// find reads an import for an actor who may write its plan, or make a new one; for anybody else it is fault.NotFound. How
// is blank or "FOR UPDATE OF i".
func find(ctx context.Context, tx pgx.Tx, actor access.Actor, id int64, how string) (kept, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+keptColumns+`
		  FROM imports i
		 WHERE i.id = $1 `+how, id)
	k, err := pgx.CollectExactlyOneRow(rows, scanKept)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !k.seenBy(actor) {
		err = fault.NotFound
	}
	return k, err
}

// seenBy tells whether an actor knows of an import. That its plan is closed by now hides nothing.
func (k kept) seenBy(actor access.Actor) bool {
	if k.planID == 0 {
		return access.Can(actor, access.CreatePlan, access.Target{})
	}
	return access.Can(actor, access.WritePlan, access.Target{})
}

// take reads an import that is about to change, in the version that was shown, and keeps others from it. Another version,
// or a state in which nobody decides on it, is fault.Conflict.
func take(ctx context.Context, tx pgx.Tx, actor access.Actor, id int64, version int, states ...State) (kept, error) {
	k, err := find(ctx, tx, actor, id, "FOR UPDATE OF i")
	if err != nil {
		return kept{}, err
	}
	for _, s := range states {
		if k.State == s && k.Version == version {
			return k, nil
		}
	}
	return kept{}, fmt.Errorf("it is %s at version %d: %w", k.State, k.Version, fault.Conflict)
}

// patient lets the statements of a transaction take their time, and what they sort some memory: those of a large import take
// more than those of pages.
func patient(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		SET LOCAL statement_timeout = '10min';
		SET LOCAL work_mem = '64MB';
		SET LOCAL idle_in_transaction_session_timeout = '10min'`)
	return err
}

// byIndex has rows looked up by indexes in a transaction that fills tables which were small, or empty, when plans were
// made for them. The plans by which foreign keys are checked are such: without them each new row would be looked for among
// all others, until the statistics are taken anew. And tables are joined as wholes: statistics that know nothing of this
// import promise one row of a table, for which all of another would be gone through, ten thousand times.
func byIndex(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		SET LOCAL enable_seqscan = off;
		SET LOCAL enable_nestloop = off;
		DISCARD PLANS`)
	return err
}

// progress tells other connections how far an import has come. It never waits long: while nothing is free to tell it, or
// somebody else holds the import, nobody is told.
func (s Store) progress(ctx context.Context, id int64, done, total int) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, _ = s.Slow.Exec(ctx, `UPDATE imports SET done = $2, total = $3 WHERE id = $1`, id, done, total)
}
