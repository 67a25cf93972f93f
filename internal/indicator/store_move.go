package indicator

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Move takes an indicator to another place of its objective, or of another one.
type Move struct {
	plan.Move
	To string // code of the other objective, where it keeps its own code; blank for its own objective
}

// spot is where an indicator stands: events tell it before and after a move.
type spot struct {
	ObjectiveID int64  `json:"objective_id"`
	Place       int    `json:"position"` // among those of the objective, from 1
	Code        string `json:"code"`
}

// Move carries out a move by what stands in the plan at that moment, whatever e.Version is. An objective that is not
// there is fault.NotFound. Indicators whose code changes along with it have events of their own.
func (s Store) Move(ctx context.Context, e Edit, m Move) error {
	m.ID = e.ID
	_, err := s.define(ctx, e, "indicator.move", func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		old, to, err := findSpot(ctx, tx, p.ID, m)
		if err != nil {
			return plan.Written{}, err
		}
		list, err := codedIn(ctx, tx, p.ID, to)
		if err != nil {
			return plan.Written{}, err
		}
		if to != old.ObjectiveID {
			list = append(list, plan.Coded{ID: m.ID, Code: old.Code})
			m.Follow, m.Step = false, 0
			if m.Place == 0 {
				m.Place = len(list)
			}
		}
		moved, err := m.Apply(list)
		if err != nil {
			return plan.Written{}, err
		}
		at := slices.IndexFunc(moved, func(c plan.Coded) bool { return c.ID == m.ID })
		return plan.Written{
			Object: objectOf(m.ID), Before: old, After: spot{to, at + 1, moved[at].Code}, More: recoded(list, moved, m.ID),
		}, arrange(ctx, tx, p.ID, to, list, moved)
	})
	return err
}

// findSpot returns where an indicator stands and the objective that it goes to.
func findSpot(ctx context.Context, tx pgx.Tx, planID int64, m Move) (at spot, to int64, err error) {
	var objectiveID *int64
	err = tx.QueryRow(ctx, `
		SELECT i.objective_id, i.code,
		       (SELECT count(*)
		          FROM indicators x
		         WHERE x.plan_id = i.plan_id AND x.objective_id = i.objective_id AND x.position <= i.position),
		       CASE WHEN $3 = '' THEN i.objective_id ELSE o.id END
		  FROM indicators i
		  LEFT JOIN objectives o ON o.plan_id = i.plan_id AND o.code = $3
		 WHERE i.plan_id = $1 AND i.id = $2`, planID, m.ID, m.To).Scan(&at.ObjectiveID, &at.Code, &at.Place, &objectiveID)
	switch {
	case err != nil:
		return at, 0, fmt.Errorf("place of indicator %d: %w", m.ID, db.Translate(err))
	case objectiveID == nil:
		return at, 0, fmt.Errorf("objective %q: %w", m.To, fault.NotFound)
	}
	return at, *objectiveID, nil
}

// codedIn lists the indicators of an objective in their order.
func codedIn(ctx context.Context, tx pgx.Tx, planID, objectiveID int64) ([]plan.Coded, error) {
	rows, _ := tx.Query(ctx, `
		SELECT id, code
		  FROM indicators
		 WHERE plan_id = $1 AND objective_id = $2
		 ORDER BY position`, planID, objectiveID)
	return pgx.CollectRows(rows, pgx.RowToStructByName[plan.Coded])
}

// recoded returns the events of those whose code changes, but of the one that moves.
func recoded(list, moved []plan.Coded, mover int64) []audit.Event {
	codes := map[int64]string{}
	for _, c := range list {
		codes[c.ID] = c.Code
	}
	var events []audit.Event
	for _, c := range moved {
		if c.ID != mover && c.Code != codes[c.ID] {
			events = append(events, audit.Event{
				Action: "indicator.move", Object: objectOf(c.ID), Before: map[string]any{"code": codes[c.ID]}, After: map[string]any{"code": c.Code},
			})
		}
	}
	return events
}

// arrange gives the indicators of an objective their order and codes. Codes that change are first others that nobody
// has, as no two may be alike at any moment. What changes of a form that somebody may have open counts as a version.
func arrange(ctx context.Context, tx pgx.Tx, planID, objectiveID int64, list, moved []plan.Coded) error {
	ids, codes := make([]int64, len(moved)), make([]string, len(moved))
	for n, c := range moved {
		ids[n], codes[n] = c.ID, c.Code
	}
	var changing []int64
	for _, c := range list {
		if !slices.Contains(moved, c) {
			changing = append(changing, c.ID)
		}
	}
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE indicators i
		   SET code = $3 || n.number, version = version + 1
		  FROM unnest($2::bigint[]) WITH ORDINALITY AS n (id, number)
		 WHERE i.plan_id = $1 AND i.id = n.id`, planID, changing, rand.Text()[:20])
	batch.Queue(`
		UPDATE indicators i
		   SET objective_id = $2, position = n.position, code = n.code, version = version + (i.objective_id <> $2)::int
		  FROM unnest($3::bigint[], $4::text[]) WITH ORDINALITY AS n (id, code, position)
		 WHERE i.plan_id = $1 AND i.id = n.id`, planID, objectiveID, ids, codes)
	return tx.SendBatch(ctx, batch).Close()
}
