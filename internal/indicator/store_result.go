package indicator

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/text"
)

// ResultChange is who changes which result, with which form.
type ResultChange struct {
	Actor   access.Actor
	Key     string // of the form, see db.Once
	Slug    string // of the plan
	ID      int64  // of the result; 0 for a new one
	Version int    // that the form was made from
}

// on names a change for plan.Store.
func (c ResultChange) on(action string, needs access.Action) plan.Change {
	return plan.Change{Actor: c.Actor, Key: c.Key, Slug: c.Slug, Action: action, Needs: needs}
}

func (s Store) plans() plan.Store { return plan.Store{Pool: s.Pool, Now: s.Now} }

// CreateResult writes a new result and returns its number. Whoever may record the values of every indicator that it
// names may do so. Where the plan has a result of that title it is SameTitle, unless that one is known to whoever
// sends the form.
func (s Store) CreateResult(ctx context.Context, c ResultChange, today date.Date, d ResultDraft, known int64) (int64, error) {
	return s.plans().Write(ctx, c.on("result.create", access.ReportValues), func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		r, served, err := read(ctx, tx, p.ID, today, d)
		if err != nil {
			return plan.Written{}, err
		}
		if err := mayRecord(c.Actor, p, served); err != nil {
			return plan.Written{}, err
		}
		if err := lookForTitle(ctx, tx, p.ID, r.Title, known); err != nil {
			return plan.Written{}, err
		}
		id, err := AddResult(ctx, tx, p.ID, r)
		return plan.Written{Object: audit.Object{Type: "result", ID: id}, After: tellResult(r)}, err
	})
}

// UpdateResult writes over a result that is at the version shown; any other version is fault.Conflict.
func (s Store) UpdateResult(ctx context.Context, c ResultChange, today date.Date, d ResultDraft) error {
	_, err := s.plans().Write(ctx, c.on("result.update", access.WritePlan), func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		old, err := c.take(ctx, tx, p.ID)
		if err != nil {
			return plan.Written{}, err
		}
		r, served, err := read(ctx, tx, p.ID, today, d)
		if err != nil {
			return plan.Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE results
			   SET title = @title, description = @description, achieved_on = @achieved_on, url = @url, version = version + 1
			 WHERE plan_id = @plan_id AND id = @id`, pgx.NamedArgs{
			"plan_id": p.ID, "id": c.ID, "title": r.Title, "description": r.Description, "achieved_on": r.AchievedOn, "url": r.URL,
		})
		if err == nil {
			err = serve(ctx, tx, p.ID, c.ID, served)
		}
		return plan.Written{Object: c.object(), Before: tellResult(old.Result), After: tellResult(r)}, err
	})
	return err
}

// WithdrawResult takes a result out of what counts, with the reason typed. Frozen states keep it.
func (s Store) WithdrawResult(ctx context.Context, c ResultChange, reason string) error {
	_, err := s.plans().Write(ctx, c.on("result.withdraw", access.WritePlan), func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		reason, err := checkWithdrawal(reason)
		if err != nil {
			return plan.Written{}, err
		}
		old, err := c.take(ctx, tx, p.ID)
		if err != nil {
			return plan.Written{}, err
		}
		if old.Withdrawn() {
			return plan.Written{}, fault.Conflict
		}
		_, err = tx.Exec(ctx, `
			UPDATE results
			   SET withdrawn_at = $3, withdraw_reason = $4, version = version + 1
			 WHERE plan_id = $1 AND id = $2`, p.ID, c.ID, s.Now(), reason)
		return plan.Written{
			Object: c.object(), Before: map[string]any{"title": old.Title},
			After: map[string]any{"title": old.Title, "reason": reason},
		}, err
	})
	return err
}

// RestoreResult makes a withdrawn result count again.
func (s Store) RestoreResult(ctx context.Context, c ResultChange) error {
	_, err := s.plans().Write(ctx, c.on("result.restore", access.WritePlan), func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		old, err := c.take(ctx, tx, p.ID)
		if err != nil {
			return plan.Written{}, err
		}
		if !old.Withdrawn() {
			return plan.Written{}, fault.Conflict
		}
		_, err = tx.Exec(ctx, `
			UPDATE results
			   SET withdrawn_at = NULL, withdraw_reason = '', version = version + 1
			 WHERE plan_id = $1 AND id = $2`, p.ID, c.ID)
		return plan.Written{
			Object: c.object(), Before: map[string]any{"title": old.Title, "reason": old.WithdrawReason},
			After: map[string]any{"title": old.Title},
		}, err
	})
	return err
}

// read checks a draft, and finds the indicators that it names: they are in the plan, or it is fault.Invalid.
func read(ctx context.Context, tx pgx.Tx, planID int64, today date.Date, d ResultDraft) (Result, []Served, error) {
	r, ids, err := d.Check(today)
	if err != nil {
		return Result{}, nil, err
	}
	served, err := findServed(ctx, tx, planID, ids)
	if err != nil {
		return Result{}, nil, err
	}
	if len(served) != len(ids) {
		return Result{}, nil, fault.Invalid{"indicators": goneIndicator}
	}
	for _, i := range served {
		r.Indicators = append(r.Indicators, i.Code)
	}
	slices.Sort(r.Indicators)
	return r, served, nil
}

func (c ResultChange) object() audit.Object { return audit.Object{Type: "result", ID: c.ID} }

// take reads the result that is about to change, in a transaction that holds its plan.
func (c ResultChange) take(ctx context.Context, tx pgx.Tx, planID int64) (KeptResult, error) {
	r, err := FindResult(ctx, tx, planID, c.ID)
	if err == nil && r.Version != c.Version {
		err = fault.Conflict
	}
	return r, err
}

// mayRecord asks whether an actor may record the values of every indicator; for a result that serves none, whether
// they may write the plan.
func mayRecord(actor access.Actor, p plan.Plan, served []Served) error {
	if len(served) == 0 {
		return access.Require(actor, access.WritePlan, p.Target())
	}
	for _, i := range served {
		target := p.Target()
		target.Units = i.Units
		if err := access.Require(actor, access.RecordValue, target); err != nil {
			return err
		}
	}
	return nil
}

// MayRecord tells whether an actor may add a result, or files to one, that serves these indicators of a plan.
func MayRecord(actor access.Actor, p plan.Plan, served []Served) bool {
	return mayRecord(actor, p, served) == nil
}

// toldResult is a result as events tell it.
type toldResult struct {
	Title       string    `json:"title"`
	Description string    `json:"description"`
	AchievedOn  date.Date `json:"achieved_on"`
	URL         string    `json:"url"`
	Serves      []string  `json:"serves"` // codes
}

func tellResult(r Result) toldResult {
	return toldResult{r.Title, r.Description, r.AchievedOn, r.URL, r.Indicators}
}

// serve links a result to exactly these indicators; new links come after what each of them has.
func serve(ctx context.Context, tx pgx.Tx, planID, id int64, served []Served) error {
	ids := make([]int64, len(served))
	for n, i := range served {
		ids[n] = i.ID
	}
	_, err := tx.Exec(ctx, `
		WITH gone AS (
			DELETE FROM result_indicators
			 WHERE plan_id = $1 AND result_id = $2 AND NOT indicator_id = ANY($3)
		)
		INSERT INTO result_indicators (plan_id, indicator_id, result_id, position)
		SELECT $1, i.id, $2,
		       coalesce((SELECT max(x.position)
		                   FROM result_indicators x
		                  WHERE x.plan_id = $1 AND x.indicator_id = i.id), 0) + 1
		  FROM unnest($3::bigint[]) AS i (id)
		ON CONFLICT ON CONSTRAINT result_indicators_pkey DO NOTHING`, planID, id, ids)
	if err != nil {
		return fmt.Errorf("link result %d: %w", id, err)
	}
	return nil
}

// lookForTitle is SameTitle where the plan has a result of that title, other than a known one.
func lookForTitle(ctx context.Context, tx pgx.Tx, planID int64, title string, known int64) error {
	rows, _ := tx.Query(ctx, `
		SELECT id, title
		  FROM results
		 WHERE plan_id = $1 AND withdrawn_at IS NULL
		 ORDER BY id`, planID)
	folded := text.Fold(title)
	var same SameTitle
	var one SameTitle
	_, err := pgx.ForEachRow(rows, []any{&one.ID, &one.Title}, func() error {
		if same.ID == 0 && text.Fold(one.Title) == folded {
			same = one
		}
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("look for a result called alike: %w", err)
	case same.ID != 0 && same.ID != known:
		return same
	default:
		return nil
	}
}
