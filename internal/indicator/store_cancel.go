package indicator

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// cancellation is since when an indicator does not count any more, and why, as events tell it.
type cancellation struct {
	On     date.Date `json:"cancelled_on"`
	Reason string    `json:"cancel_reason"`
}

// Cancel leaves an indicator out of every mean from a day on, by plan.Cancellation.Check. One that is cancelled already
// is fault.Conflict.
func (s Store) Cancel(ctx context.Context, e Edit, today date.Date, typed plan.Cancellation) error {
	return s.alter(ctx, e, "indicator.cancel", func(tx pgx.Tx, p plan.Plan, old Kept) (before, after any, err error) {
		if !old.CancelledOn.IsZero() {
			return nil, nil, fault.Conflict
		}
		on, reason, err := typed.Check(p, today)
		if err != nil {
			return nil, nil, err
		}
		c := cancellation{on, reason}
		return nil, c, setCancellation(ctx, tx, p.ID, e.ID, c)
	})
}

// Restore makes a cancelled indicator count again. One that is not cancelled is fault.Conflict.
func (s Store) Restore(ctx context.Context, e Edit) error {
	return s.alter(ctx, e, "indicator.restore", func(tx pgx.Tx, p plan.Plan, old Kept) (before, after any, err error) {
		if old.CancelledOn.IsZero() {
			return nil, nil, fault.Conflict
		}
		return cancellation{old.CancelledOn, old.CancelReason}, nil, setCancellation(ctx, tx, p.ID, e.ID, cancellation{})
	})
}

func setCancellation(ctx context.Context, tx pgx.Tx, planID, id int64, c cancellation) error {
	_, err := tx.Exec(ctx, `
		UPDATE indicators
		   SET cancelled_on = $3, cancel_reason = $4, version = version + 1
		 WHERE plan_id = $1 AND id = $2`, planID, id, c.On, c.Reason)
	return err
}

// InUse refuses to remove an indicator of which something was recorded or asked, or to which retos are linked; it is a fault.Conflict.
type InUse struct{ Measurements, Results, Requests, Challenges int }

// Error tells how much hangs on the indicator.
func (u InUse) Error() string {
	return fmt.Sprintf("in use by %d measurements, %d results, %d requests and %d retos", u.Measurements, u.Results, u.Requests, u.Challenges)
}

// Unwrap makes it a fault.Conflict.
func (InUse) Unwrap() error { return fault.Conflict }

// Delete removes an indicator that nothing hangs on, with its planned points and links; else it is InUse.
func (s Store) Delete(ctx context.Context, e Edit) error {
	return s.alter(ctx, e, "indicator.delete", func(tx pgx.Tx, p plan.Plan, old Kept) (before, after any, err error) {
		if old.Used() {
			return nil, nil, InUse{old.Measurements, old.Results, old.Requests, old.Challenges}
		}
		told := old.told()
		if !old.CancelledOn.IsZero() {
			told["cancelled_on"], told["cancel_reason"] = old.CancelledOn, old.CancelReason
		}
		batch := removeParts(p.ID, e.ID)
		batch.Queue(`DELETE FROM indicators WHERE plan_id = $1 AND id = $2`, p.ID, e.ID)
		return told, nil, tx.SendBatch(ctx, batch).Close()
	})
}
