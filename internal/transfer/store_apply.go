package transfer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/plan"
)

const (
	applyAtOnce   = 2_000 // values and things of the structure that are written while the person waits
	valuesAtOnce  = 50_000
	longestReason = 1000
)

// Apply writes what an import would change, all of it in one transaction and once: a small one while the caller waits, a
// large one by a job. Reason tells why values are corrected, and is needed where any is; without it, and where there is
// nothing to write, it is fault.Invalid at "reason" and "import", as is what is wrong with the head of a new plan, at its
// fields. Where the plan has changed meanwhile in a way that matters, the file is compared with it again and it is
// ErrStale. Other errors are those of Decide.
func (s Store) Apply(ctx context.Context, actor access.Actor, key string, id int64, version int, reason string) error {
	err := act(ctx, s.Pool, actor, key, "import.apply", id, func(tx pgx.Tx) error {
		k, err := take(ctx, tx, actor, id, version, StateReady)
		if err != nil {
			return err
		}
		if err := k.aim(ctx, tx, actor); err != nil {
			return err
		}
		if err := k.ask(ctx, tx, reason); err != nil {
			return err
		}
		if k.Counts.Of(Created)+k.Counts.Of(Changed) > applyAtOnce && !s.AtOnce {
			return s.applyLater(ctx, tx, actor, k)
		}
		if err := patient(ctx, tx); err != nil {
			return err
		}
		return s.apply(ctx, tx, actor, k, nobody)
	})
	if errors.Is(err, ErrStale) {
		return errors.Join(err, s.compareAgain(ctx, actor, id, version))
	}
	return err
}

// ask refuses what cannot be applied, before anything is written.
func (k *kept) ask(ctx context.Context, tx pgx.Tx, reason string) error {
	var c draft.Check
	k.Reason = c.Lines("reason", reason, longestReason)
	if k.Reason == "" && k.Counts[Measurement][Changed] > 0 {
		c.Refuse("reason", "Escriba por qué se corrigen valores que ya constan: queda en su historial.")
	}
	if !k.Counts.Applicable() {
		c.Refuse("import", "No hay nada que aplicar: el plan ya está como dice el fichero.")
	}
	if err := c.Err(); err != nil {
		return err
	}
	if k.planID != 0 {
		return nil
	}
	p, err := k.Head.Check()
	if err != nil {
		return err
	}
	var taken bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM plans WHERE slug = $1)`, p.Slug).Scan(&taken); err != nil {
		return fmt.Errorf("look for the slug: %w", err)
	}
	if taken {
		return fault.Invalid{"slug": "Ya hay un plan con esta dirección."}
	}
	return nil
}

// applyLater leaves a large import to a job, which writes it in the name of who asked for it.
func (s Store) applyLater(ctx context.Context, tx pgx.Tx, actor access.Actor, k kept) error {
	_, err := tx.Exec(ctx, `
		UPDATE imports
		   SET state = 'applying', reason = $2, applied_by = nullif($3::bigint, 0), failure = '', done = 0, total = $4, version = version + 1
		 WHERE id = $1`, k.ID, k.Reason, actor.ID, k.Counts.Of(Created)+k.Counts.Of(Changed))
	if err != nil {
		return fmt.Errorf("note that it is to be applied: %w", err)
	}
	return enqueue(ctx, tx, k.ID)
}

// applyAlone applies an import in a transaction of its own. Where the plan has changed, it compares again instead.
func (s Store) applyAlone(ctx context.Context, id int64) error {
	err := db.Tx(ctx, s.Slow, func(tx pgx.Tx) error {
		k, _, err := s.carry(ctx, tx, id, StateApplying)
		if err != nil || k.ID == 0 {
			return err
		}
		actor, err := applier(ctx, tx, k.appliedBy)
		if err != nil {
			return err
		}
		return s.apply(ctx, tx, actor, k, func(done, total int) { s.progress(ctx, id, done, total) })
	})
	if !errors.Is(err, ErrStale) {
		return err
	}
	again := db.Tx(ctx, s.Slow, func(tx pgx.Tx) error {
		k, content, err := s.carry(ctx, tx, id, StateApplying)
		if err != nil || k.ID == 0 {
			return err
		}
		if err := s.read(ctx, tx, k, content, nobody); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE imports SET failure = $2 WHERE id = $1`, id, explained(ErrStale))
		return err
	})
	return again
}

// compareAgain compares an import with a plan that has changed: at once where it is small, else by a job.
func (s Store) compareAgain(ctx context.Context, actor access.Actor, id int64, version int) error {
	return db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		k, err := take(ctx, tx, actor, id, version, StateReady)
		if errors.Is(err, fault.Conflict) {
			return nil // somebody else has gone on with it
		}
		if err != nil {
			return err
		}
		content, err := s.begin(ctx, tx, k)
		if err != nil {
			return err
		}
		return s.readOrQueue(ctx, tx, k, content)
	})
}

// apply writes an import in the caller's transaction and records its events last.
func (s Store) apply(ctx context.Context, tx pgx.Tx, actor access.Actor, k kept, tell teller) error {
	w := &writer{tx: tx, importID: k.ID, at: s.Now().UTC().Truncate(time.Microsecond), actor: actor, tell: tell}
	if err := s.enter(ctx, w, &k); err != nil {
		return err
	}
	if err := byIndex(ctx, tx); err != nil {
		return err
	}
	if k.Mode != Values {
		if err := w.writeStructure(ctx); err != nil {
			return err
		}
	}
	if err := w.writeValues(ctx, k); err != nil {
		return err
	}
	return w.finish(ctx, k)
}

// enter takes the plan that an import is for, or makes it, and sees that what was compared still holds.
func (s Store) enter(ctx context.Context, w *writer, k *kept) error {
	if k.planID == 0 {
		if err := access.Require(w.actor, access.CreatePlan, access.Target{}); err != nil {
			return err
		}
		p, err := k.Head.Check()
		if err != nil {
			return err
		}
		doc, err := plan.Create(ctx, w.tx, plan.Document{Plan: p})
		k.planID, k.slug, w.planID, w.founded = doc.ID, doc.Slug, doc.ID, true
		return err
	}
	p, err := plan.Lock(ctx, w.tx, w.actor, access.WritePlan, k.slug)
	if err != nil {
		return err
	}
	w.planID = p.ID
	newest, err := newestEvent(ctx, w.tx, p.ID)
	if err != nil || newest == k.basis {
		return err
	}
	return s.compareOnce(ctx, w.tx, *k)
}

// compareOnce compares again what was compared with an earlier state of the plan. It is ErrStale where anything that would
// be written comes out differently.
func (s Store) compareOnce(ctx context.Context, tx pgx.Tx, k kept) error {
	before, err := findings(ctx, tx, k.ID)
	if err != nil {
		return err
	}
	content, err := s.begin(ctx, tx, k)
	if err != nil {
		return err
	}
	if err := s.read(ctx, tx, k, content, nobody); err != nil {
		return err
	}
	after, err := findings(ctx, tx, k.ID)
	if err == nil && after != before {
		err = ErrStale
	}
	return err
}

// findings sums up what a comparison would write, and what it asks, such as whether to make a unit, so that two of them
// can be told apart.
func findings(ctx context.Context, tx pgx.Tx, id int64) (sum string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT concat_ws('/', (
		       SELECT sum(hashtextextended(position || '/' || outcome || '/' || coalesce(object_id, 0) || '/' || change::text, 0)::numeric)
		         FROM import_changes
		        WHERE import_id = $1 AND outcome IN ('new', 'changed')), (
		       SELECT sum(hashtextextended(concat_ws('/', v.position, v.outcome, v.code, i.indicator_id, v.measured_on, v.value, v.basis, v.comment), 0)::numeric)
		         FROM import_values v
		         LEFT JOIN import_indicators i ON i.import_id = v.import_id AND i.code = v.code
		        WHERE v.import_id = $1 AND v.outcome IN ('new', 'changed')), (
		       SELECT md5(concat(jsonb_path_query_array(understood, '$.questions[*].key'), jsonb_path_query_array(understood, '$.questions[*].chosen')))
		         FROM imports
		        WHERE id = $1))`, id).Scan(&sum)
	if err != nil {
		return "", fmt.Errorf("sum up what was found: %w", err)
	}
	return sum, nil
}

// finish notes that an import is applied, and what it made, and records all events.
func (w *writer) finish(ctx context.Context, k kept) error {
	if err := w.note(ctx); err != nil {
		return err
	}
	noted, err := w.tx.Exec(ctx, `
		UPDATE imports
		   SET state = 'applied', plan_id = @plan, reason = @reason, applied_at = @at, applied_by = nullif(@actor::bigint, 0),
		       units = coalesce(@units::bigint[], '{}'), failure = '', done = total, version = version + 1
		 WHERE id = @id AND state IN ('ready', 'applying')`, pgx.NamedArgs{
		"id": w.importID, "plan": w.planID, "reason": k.Reason, "at": w.at, "actor": w.actor.ID, "units": w.units,
	})
	if err == nil && noted.RowsAffected() == 0 {
		err = fault.Conflict
	}
	if err != nil {
		return fmt.Errorf("note that it is applied: %w", err)
	}
	w.tellAll(audit.Event{
		Action: "import.apply", Object: audit.Object{Type: "import", ID: w.importID},
		After: map[string]any{"name": k.Name, "mode": k.Mode, "reason": k.Reason, "made": k.Counts.Of(Created), "altered": k.Counts.Of(Changed)},
	})
	if err := audit.Record(ctx, w.tx, w.events...); err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `
		UPDATE imports
		   SET applied_event = (SELECT max(id) FROM audit_events WHERE object_type = 'import' AND object_id = $1 AND action = 'import.apply')
		 WHERE id = $1`, w.importID)
	return err
}
