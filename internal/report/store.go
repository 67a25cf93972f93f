package report

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Store writes reports. Now is the clock; Today is the day where the body is.
type Store struct {
	Pool  *pgxpool.Pool
	Now   func() time.Time
	Today func() date.Date
}

func (s Store) plans() plan.Store { return plan.Store{Pool: s.Pool, Now: s.Now} }

// FindDraft returns what is prepared of the report of a plan, the usual options where nobody has prepared any.
func FindDraft(ctx context.Context, tx pgx.Tx, planID int64) (Draft, error) {
	d := Draft{Options: Usual()}
	var kept Options
	err := tx.QueryRow(ctx, `
		SELECT d.options, d.version, d.updated_at, coalesce(u.name, '')
		  FROM report_drafts d
		  LEFT JOIN users u ON u.id = d.updated_by
		 WHERE d.plan_id = $1`, planID).Scan(&kept, &d.Version, &d.UpdatedAt, &d.UpdatedBy)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, nil
	}
	if err != nil {
		return d, fmt.Errorf("find the draft of the report of plan %d: %w", planID, err)
	}
	d.Options = kept
	return d, nil
}

// SaveDraft keeps what is prepared of the report of a plan. Version is the one that was shown, 0 for none; somebody
// else's change in the meantime is fault.Conflict. What is wrong with the options is as Check has it.
func (s Store) SaveDraft(ctx context.Context, actor access.Actor, key, slug string, version int, o Options) error {
	kept, err := o.Check()
	if err != nil {
		return err
	}
	c := plan.Change{Actor: actor, Key: key, Slug: slug, Action: "report.prepare", Needs: access.IssueReport}
	_, err = s.plans().Write(ctx, c, func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		before, err := FindDraft(ctx, tx, p.ID)
		if err != nil {
			return plan.Written{}, err
		}
		if before.Version != version {
			return plan.Written{}, fmt.Errorf("the draft is at version %d, not %d: %w", before.Version, version, fault.Conflict)
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO report_drafts (plan_id, options, updated_at, updated_by)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (plan_id) DO UPDATE
			   SET options = excluded.options, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
			       version = report_drafts.version + 1`, p.ID, kept, s.Now(), personOf(actor))
		return plan.Written{Object: audit.Object{Type: "report_draft", ID: p.ID}, Before: before.told(), After: kept.told()}, err
	})
	return err
}

func personOf(a access.Actor) pgtype.Int8 { return pgtype.Int8{Int64: a.ID, Valid: a.ID != 0} }
