package transfer

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/table"
	"hito/internal/text"
	"hito/internal/unit"
)

// teller is told how many rows are done, of how many; 0 where that is not known.
type teller func(done, total int)

func nobody(int, int) {}

// readAlone reads an import in a transaction of its own. Another server that reads it already is waited for, and leaves
// nothing to do.
func (s Store) readAlone(ctx context.Context, id int64) error {
	return db.Tx(ctx, s.Slow, func(tx pgx.Tx) error {
		k, content, err := s.carry(ctx, tx, id, StateReading)
		if err != nil || k.ID == 0 {
			return err
		}
		return s.read(ctx, tx, k, content, func(done, total int) { s.progress(ctx, id, done, total) })
	})
}

// carry takes an import that a job carries on, with its file, while no other job does; its number is 0 where there is
// nothing to do any more. Its row stays free for those who look, and for progress.
func (s Store) carry(ctx context.Context, tx pgx.Tx, id int64, state State) (kept, []byte, error) {
	if err := patient(ctx, tx); err != nil {
		return kept{}, nil, err
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('hito import', $1))`, id); err != nil {
		return kept{}, nil, fmt.Errorf("wait for others: %w", err)
	}
	k, err := find(ctx, tx, access.Actor{Kind: access.System}, id, "")
	if err != nil || k.State != state {
		return kept{}, nil, err
	}
	content, err := contentOf(ctx, tx, id)
	return k, content, err
}

func contentOf(ctx context.Context, tx pgx.Tx, id int64) (content []byte, err error) {
	if err := tx.QueryRow(ctx, `SELECT content FROM imports WHERE id = $1`, id).Scan(&content); err != nil {
		return nil, fmt.Errorf("take the file: %w", err)
	}
	return content, nil
}

// read finds out what a file says, compares it with the plan and leaves the import ready. What is wrong with the file is
// fault.Invalid at "file".
func (s Store) read(ctx context.Context, tx pgx.Tx, k kept, content []byte, tell teller) error {
	has, basis, err := s.existing(ctx, tx, k)
	if err != nil {
		return err
	}
	if err := clearFindings(ctx, tx, k.ID); err != nil {
		return err
	}
	f, err := opened(k.Name, content)
	if err != nil {
		return unreadable(err)
	}
	u, err := s.stage(ctx, tx, k, f, has, tell)
	if err != nil {
		return unreadable(err)
	}
	k.Head = completed(k.Head, u)
	if k.Mode == NewPlan {
		has.Plan = headPlan(k.Head)
	}
	changes := Compare(has, u, k.Mode)
	counts, err := s.judge(ctx, tx, k, has, changes)
	if err != nil {
		return err
	}
	return s.ready(ctx, tx, k, u, counts, basis)
}

func opened(name string, content []byte) (*table.File, error) {
	if name == Pasted {
		return table.Paste(string(content))
	}
	return table.Open(name, content)
}

// unreadable makes what is wrong with a file a fault.Invalid.
func unreadable(err error) error {
	var refused table.Refused
	var ill text.Refused
	switch {
	case errors.As(err, &refused):
		return fault.Invalid{"file": refused.Error()}
	case errors.As(err, &ill):
		return fault.Invalid{"file": ill.Error()}
	}
	return err
}

// existing reads what the plan has, with the number of the newest event of it or of any unit before that: whatever is
// written from then on has a higher one.
func (s Store) existing(ctx context.Context, tx pgx.Tx, k kept) (has Existing, basis int64, err error) {
	has.Today, has.Plan = s.Today(), headPlan(k.Head)
	if k.planID != 0 {
		if basis, err = newestEvent(ctx, tx, k.planID); err != nil {
			return has, 0, err
		}
		if has.Plan, err = plan.Find(ctx, tx, access.Scope{All: true}, k.slug); err != nil {
			return has, 0, err
		}
		if has.Records, err = Records(ctx, tx, k.planID); err != nil {
			return has, 0, err
		}
	}
	rows, _ := tx.Query(ctx, `
		SELECT id, name, aliases, version
		  FROM units
		 ORDER BY id`)
	if has.Units, err = pgx.CollectRows(rows, pgx.RowToStructByName[unit.Unit]); err != nil {
		return has, 0, fmt.Errorf("read the units: %w", err)
	}
	return has, basis, nil
}

func newestEvent(ctx context.Context, tx pgx.Tx, planID int64) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		SELECT greatest(0, (SELECT e.id
		                      FROM audit_events e
		                     WHERE e.plan_id BETWEEN $1 AND $1
		                     ORDER BY e.plan_id, e.id DESC
		                     LIMIT 1),
		                   (SELECT max(e.id) FROM audit_events e WHERE e.object_type = 'unit'))`, planID).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("newest event of plan %d: %w", planID, err)
	}
	return id, nil
}

// headPlan is the plan that a head describes so far: what is wrong with it is told when it is applied.
func headPlan(d plan.Creation) plan.Plan {
	p, _ := d.Check()
	return p
}

// completed fills what was left blank of a new plan by what the file says of it.
func completed(d plan.Creation, u Understood) plan.Creation {
	for _, r := range u.Records {
		if r.Kind != Head {
			continue
		}
		if d.Title == "" { // else the address is that of the title
			d.Slug = cmp.Or(d.Slug, r.Cells["slug"])
		}
		d.Title, d.Body = cmp.Or(d.Title, r.Cells["title"]), cmp.Or(d.Body, r.Cells["body"])
		d.StartsOn, d.EndsOn = cmp.Or(d.StartsOn, r.Cells["starts_on"]), cmp.Or(d.EndsOn, r.Cells["ends_on"])
		d.GeneralObjective, d.Summary = cmp.Or(d.GeneralObjective, r.Cells["general_objective"]), cmp.Or(d.Summary, r.Cells["summary"])
	}
	return d
}

// clearFindings removes what an earlier comparison found.
func clearFindings(ctx context.Context, tx pgx.Tx, id int64) error {
	for _, table := range []string{"import_values", "import_indicators", "import_changes"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE import_id = $1`, id); err != nil {
			return fmt.Errorf("clear %s: %w", table, err)
		}
	}
	return nil
}

// ready notes what was found. An import that was discarded meanwhile is fault.Conflict.
func (s Store) ready(ctx context.Context, tx pgx.Tx, k kept, u Understood, counts Counts, basis int64) error {
	u.Records = nil
	noted, err := tx.Exec(ctx, `
		UPDATE imports
		   SET state = 'ready', settings = @settings, head = @head, understood = @understood, counts = @counts, basis = @basis,
		       done = 0, total = 0, failure = '', applied_by = NULL, version = version + 1
		 WHERE id = @id AND state IN ('reading', 'applying')`, pgx.NamedArgs{
		"id": k.ID, "settings": k.Settings, "head": k.Head, "understood": u, "counts": counts, "basis": basis,
	})
	if err == nil && noted.RowsAffected() == 0 {
		err = fault.Conflict
	}
	if err != nil {
		return fmt.Errorf("note what was found: %w", err)
	}
	return nil
}
