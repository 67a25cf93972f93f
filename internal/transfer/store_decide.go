package transfer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/draft"
	"hito/internal/fault"
)

// act does something to an import once, however often its form comes: on the pool of pages, or on that for what takes long.
func act(ctx context.Context, on *pgxpool.Pool, actor access.Actor, key, action string, id int64, fn func(pgx.Tx) error) error {
	_, err := db.Once(ctx, on, db.Submission{Key: key, Action: action, UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		return "", fn(tx)
	})
	if err != nil {
		return fmt.Errorf("%s %d: %w", action, id, err)
	}
	return nil
}

// Decide keeps what a person decided about an import and compares the file again: at once where it is small, else by a
// job. What is for a plan stays for it, and what is for a new one too. Another version than the one shown, or an import
// that is applied or under way, is fault.Conflict; an import that the actor does not know of fault.NotFound; a plan that is
// closed by now fault.Forbidden; what is wrong with the decision fault.Invalid.
func (s Store) Decide(ctx context.Context, actor access.Actor, key string, id int64, version int, d Decision) error {
	return act(ctx, s.Pool, actor, key, "import.update", id, func(tx pgx.Tx) error {
		k, err := take(ctx, tx, actor, id, version, StateReady, StateFailed)
		if err != nil {
			return err
		}
		if err := k.aim(ctx, tx, actor); err != nil {
			return err
		}
		if err := k.decide(d); err != nil {
			return err
		}
		saved, err := s.saveMapping(ctx, tx, actor, d)
		if err != nil {
			return err
		}
		content, err := s.begin(ctx, tx, k)
		if err != nil {
			return err
		}
		if err := s.readOrQueue(ctx, tx, k, content); err != nil {
			return err
		}
		after := map[string]any{"mode": k.Mode, "answers": len(d.Settings.Answers), "columns": len(d.Settings.Columns)}
		return audit.Record(ctx, tx, append(saved, s.event(actor, k, "import.update", after))...)
	})
}

// decide takes over what was decided.
func (k *kept) decide(d Decision) error {
	mode := d.Settings.Mode
	if mode == "" {
		mode = k.Mode
	}
	if (mode == NewPlan) != (k.Mode == NewPlan) || mode != NewPlan && mode != Update && mode != Structure && mode != Values {
		return fault.Invalid{"mode": "Elija una de las opciones."}
	}
	k.Mode, k.Settings, k.Head = mode, d.Settings, d.Head
	k.Settings.Mode = mode
	return nil
}

// begin notes that an import is to be read again, and returns its file.
func (s Store) begin(ctx context.Context, tx pgx.Tx, k kept) (content []byte, err error) {
	err = tx.QueryRow(ctx, `
		UPDATE imports
		   SET state = 'reading', mode = @mode, settings = @settings, head = @head, failure = '', done = 0, total = 0, version = version + 1
		 WHERE id = @id
		RETURNING content`, pgx.NamedArgs{"id": k.ID, "mode": k.Mode, "settings": k.Settings, "head": k.Head}).Scan(&content)
	if err != nil {
		return nil, fmt.Errorf("note the decision: %w", err)
	}
	return content, nil
}

// Discard leaves an import that was not applied. Errors are those of Decide.
func (s Store) Discard(ctx context.Context, actor access.Actor, key string, id int64, version int) error {
	return act(ctx, s.Pool, actor, key, "import.discard", id, func(tx pgx.Tx) error {
		k, err := take(ctx, tx, actor, id, version, StateReading, StateReady, StateFailed)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			UPDATE imports
			   SET state = 'discarded', failure = '', version = version + 1
			 WHERE id = $1`, id)
		if err != nil {
			return fmt.Errorf("note it: %w", err)
		}
		return s.record(ctx, tx, actor, k, "import.discard", map[string]any{"name": k.Name})
	})
}

// longestMapping is how many letters the name of a mapping may have.
const longestMapping = 100

// saveMapping keeps the meanings of columns under a name, in the place of those that it had.
func (s Store) saveMapping(ctx context.Context, tx pgx.Tx, actor access.Actor, d Decision) ([]audit.Event, error) {
	var c draft.Check
	name := c.Line("save_as", d.SaveAs, longestMapping)
	if err := c.Err(); err != nil || name == "" {
		return nil, err
	}
	columns := d.Settings.Columns
	if columns == nil {
		columns = map[string]Field{}
	}
	event := audit.Event{At: s.Now(), Actor: actor, Action: "mapping.save", Object: audit.Object{Type: "mapping"}, After: map[string]any{"name": name}}
	err := tx.QueryRow(ctx, `
		INSERT INTO import_mappings (name, columns, created_at, created_by)
		VALUES (@name, @columns, @now, nullif(@actor::bigint, 0))
		ON CONFLICT ON CONSTRAINT import_mappings_name_unique
		DO UPDATE SET columns = excluded.columns, created_at = excluded.created_at, created_by = excluded.created_by
		RETURNING id`, pgx.NamedArgs{"name": name, "columns": columns, "now": s.Now(), "actor": actor.ID}).Scan(&event.Object.ID)
	if err != nil {
		return nil, fmt.Errorf("keep the meanings of columns: %w", err)
	}
	return []audit.Event{event}, nil
}

// Mappings returns what was kept about columns, by name.
func (s Store) Mappings(ctx context.Context) ([]SavedMapping, error) {
	rows, _ := s.Pool.Query(ctx, `
		SELECT id, name, columns
		  FROM import_mappings
		 ORDER BY lower(name), id`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[SavedMapping])
	if err != nil {
		return nil, fmt.Errorf("list what columns mean: %w", db.Translate(err))
	}
	return list, nil
}

// DropMapping forgets what was kept about columns. Whoever makes plans may; one that is not there is fault.NotFound.
func (s Store) DropMapping(ctx context.Context, actor access.Actor, key string, id int64) error {
	if err := access.Require(actor, access.CreatePlan, access.Target{}); err != nil {
		return fmt.Errorf("mapping.delete %d: %w", id, err)
	}
	return act(ctx, s.Pool, actor, key, "mapping.delete", id, func(tx pgx.Tx) error {
		var name string
		if err := tx.QueryRow(ctx, `DELETE FROM import_mappings WHERE id = $1 RETURNING name`, id).Scan(&name); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: "mapping.delete", Object: audit.Object{Type: "mapping", ID: id}, Before: map[string]any{"name": name},
		})
	})
}
