package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
)

// keep is Progress in those states too in which only whoever plans the project sets up its milestones.
var keep = Operation{"keep", access.WorkOnChallenge, Plan.In}

// KeepsMilestones tells whether an actor may write the milestones of the reto's project: by Progress or by Plan.
func (c Challenge) KeepsMilestones(a access.Actor) bool {
	return c.Allows(a, Progress) || c.Allows(a, Plan)
}

// RequireKeeping is Require for KeepsMilestones.
func (c Challenge) RequireKeeping(a access.Actor) error {
	if c.KeepsMilestones(a) {
		return nil
	}
	if err := c.Require(a, keep); err != nil {
		return err
	}
	return c.Require(a, Plan)
}

// toldMilestone is a milestone as events tell it; what is noted of it stays with it.
type toldMilestone struct {
	Title  string    `json:"title"`
	DueOn  date.Date `json:"due_on"`
	DoneOn date.Date `json:"done_on"`
}

func (m Milestone) told() toldMilestone { return toldMilestone{m.Title, m.DueOn, m.DoneOn} }

func (m Milestone) object() audit.Object { return audit.Object{Type: "milestone", ID: m.ID} }

// mostMilestones is how many a project may have: a page shows all of them.
const mostMilestones = 100

// changeMilestones carries out a change of the milestones of a reto's project.
func (s Store) changeMilestones(ctx context.Context, ch Change, action string, fn func(pgx.Tx, Undertaking) (Written, error)) error {
	return s.write(ctx, ch, action, keep, func(tx pgx.Tx, c Challenge) (Written, error) {
		if err := c.RequireKeeping(ch.Actor); err != nil {
			return Written{}, err
		}
		u, err := FindProject(ctx, tx, ch.Actor, c)
		if err == nil && u == nil {
			err = fmt.Errorf("reto %d has no project: %w", c.ID, fault.Conflict)
		}
		if err != nil {
			return Written{}, err
		}
		return fn(tx, *u)
	})
}

// AddMilestone adds a milestone to the project of a reto; its day may lie outside the project's. Errors are those of
// MilestoneDraft.check.
func (s Store) AddMilestone(ctx context.Context, ch Change, d MilestoneDraft) error {
	return s.changeMilestones(ctx, ch, "milestone.create", func(tx pgx.Tx, u Undertaking) (Written, error) {
		m, err := d.check(s.Today())
		if err != nil {
			return Written{}, err
		}
		if len(u.Milestones) >= mostMilestones {
			return Written{}, fault.Invalid{"title": fmt.Sprintf("Un proyecto tiene %d hitos como mucho.", mostMilestones)}
		}
		err = tx.QueryRow(ctx, `
			INSERT INTO challenge_milestones (challenge_id, title, due_on, done_on, note)
			VALUES (@challenge, @title, @due_on, @done_on, @note)
			RETURNING id`, m.args(u)).Scan(&m.ID)
		return Written{Object: m.object(), After: m.told()}, err
	})
}

func (m Milestone) args(u Undertaking) pgx.NamedArgs {
	return pgx.NamedArgs{"challenge": u.ChallengeID, "id": m.ID, "title": m.Title, "due_on": m.DueOn, "done_on": m.DoneOn, "note": m.Note}
}

// UpdateMilestone writes what was edited of a milestone. A version other than the one shown is fault.Conflict.
func (s Store) UpdateMilestone(ctx context.Context, ch Change, id int64, version int, d MilestoneDraft) error {
	return s.changeMilestones(ctx, ch, "milestone.update", func(tx pgx.Tx, u Undertaking) (Written, error) {
		m, err := d.check(s.Today())
		if err != nil {
			return Written{}, err
		}
		before, err := u.inVersion(id, version)
		if err != nil {
			return Written{}, err
		}
		m.ID = id
		_, err = tx.Exec(ctx, `
			UPDATE challenge_milestones
			   SET title = @title, due_on = @due_on, done_on = @done_on, note = @note, version = version + 1
			 WHERE challenge_id = @challenge AND id = @id`, m.args(u))
		return Written{Object: m.object(), Before: before.told(), After: m.told()}, err
	})
}

// inVersion returns the milestone that is to be changed: fault.NotFound for none, fault.Conflict in another version.
func (u Undertaking) inVersion(id int64, version int) (Milestone, error) {
	m, found := u.Milestone(id)
	switch {
	case !found:
		return m, fmt.Errorf("milestone %d of reto %d: %w", id, u.ChallengeID, fault.NotFound)
	case m.Version != version:
		return m, fmt.Errorf("milestone %d is in version %d, not %d: %w", id, m.Version, version, fault.Conflict)
	}
	return m, nil
}

// DeleteMilestone takes a milestone away. A version other than the one shown is fault.Conflict.
func (s Store) DeleteMilestone(ctx context.Context, ch Change, id int64, version int) error {
	return s.changeMilestones(ctx, ch, "milestone.delete", func(tx pgx.Tx, u Undertaking) (Written, error) {
		m, err := u.inVersion(id, version)
		if err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `DELETE FROM challenge_milestones WHERE challenge_id = $1 AND id = $2`, u.ChallengeID, id)
		return Written{Object: m.object(), Before: m.told()}, err
	})
}
