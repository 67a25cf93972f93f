package challenge

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/notice"
)

// FindProject returns the project of a reto with its milestones, for whoever may read the reto whole; nil where there
// is none for the actor. Who leads it is told to whoever has signed in. It takes one query.
func FindProject(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge) (*Undertaking, error) {
	if !c.Whole {
		return nil, nil
	}
	rows, _ := tx.Query(ctx, `
		SELECT j.challenge_id, j.title, j.summary, coalesce(j.unit_id, 0) AS unit_id, coalesce(u.name, '') AS unit,
		       coalesce(j.lead_id, 0) AS lead_id, CASE WHEN @named THEN coalesce(w.name, '') ELSE '' END AS lead,
		       j.starts_on, j.ends_on, j.version,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'title', m.title, 'due_on', m.due_on, 'done_on', m.done_on,
		                   'note', m.note, 'version', m.version) ORDER BY m.due_on, m.id), '[]')
		          FROM challenge_milestones m
		         WHERE m.challenge_id = j.challenge_id) AS milestones
		  FROM challenge_projects j
		  LEFT JOIN units u ON u.id = j.unit_id
		  LEFT JOIN users w ON w.id = j.lead_id
		 WHERE j.challenge_id = @id`, pgx.NamedArgs{"id": c.ID, "named": a.SignedIn()})
	u, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Undertaking])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the project of reto %d: %w", c.ID, err)
	}
	return &u, nil
}

// FindCarriers returns who can carry out a project: all units, and whoever has an account in use; the person who leads
// it now, 0 for nobody, in any case.
func FindCarriers(ctx context.Context, tx pgx.Tx, lead int64) (Assignees, error) {
	return FindAssignees(ctx, tx, Challenge{AssigneeID: lead})
}

// toldProject is a project as events tell it, without what was typed.
type toldProject struct {
	UnitID   int64     `json:"unit_id"`
	LeadID   int64     `json:"lead_id"`
	StartsOn date.Date `json:"starts_on"`
	EndsOn   date.Date `json:"ends_on"`
}

func (u Undertaking) told() toldProject { return toldProject{u.UnitID, u.LeadID, u.StartsOn, u.EndsOn} }

func projectObject(c Challenge) audit.Object { return audit.Object{Type: "project", ID: c.ID} }

// CreateProject gives a reto its project and, where that is asked for, moves an admitted one on to «En proyecto», of
// which those who wait for it are told. Errors are those of ProjectDraft.check; fault.Conflict where it has one.
func (s Store) CreateProject(ctx context.Context, ch Change, d ProjectDraft) error {
	return s.write(ctx, ch, "project.create", Plan, func(tx pgx.Tx, c Challenge) (Written, error) {
		among, err := FindCarriers(ctx, tx, 0)
		if err != nil {
			return Written{}, err
		}
		u, err := d.check(among)
		if err != nil {
			return Written{}, err
		}
		added, err := tx.Exec(ctx, `
			INSERT INTO challenge_projects (challenge_id, title, summary, unit_id, lead_id, starts_on, ends_on)
			VALUES (@id, @title, @summary, nullif(@unit::bigint, 0), nullif(@lead::bigint, 0), @starts_on, @ends_on)
			ON CONFLICT ON CONSTRAINT challenge_projects_pkey DO NOTHING`, u.args(c))
		if err == nil && added.RowsAffected() == 0 {
			err = fmt.Errorf("reto %d has a project: %w", c.ID, fault.Conflict)
		}
		if err != nil {
			return Written{}, err
		}
		w := Written{Object: projectObject(c), After: u.told()}
		if d.Move && c.State == Admitted {
			w.More, err = s.startProject(ctx, tx, c, ch.Actor)
		}
		return w, err
	})
}

func (u Undertaking) args(c Challenge) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": c.ID, "title": u.Title, "summary": u.Summary, "unit": u.UnitID, "lead": u.LeadID, "starts_on": u.StartsOn, "ends_on": u.EndsOn,
	}
}

// startProject moves an admitted reto on to its project, and returns the event.
func (s Store) startProject(ctx context.Context, tx pgx.Tx, c Challenge, by access.Actor) ([]audit.Event, error) {
	if err := s.move(ctx, tx, c, by, step{to: Project}); err != nil {
		return nil, err
	}
	moved := audit.Event{Action: "challenge.move", Before: toldMove{c.State}, After: toldMove{Project}}
	t, _ := transition(c.State, Project)
	return []audit.Event{moved}, s.tell(ctx, tx, c, by, telling{kind: notice.Moved, body: t.told(""), to: toEverybody, contact: true})
}

// UpdateProject writes what was edited of a project. A version other than the one shown is fault.Conflict.
func (s Store) UpdateProject(ctx context.Context, ch Change, version int, d ProjectDraft) error {
	return s.write(ctx, ch, "project.update", Plan, func(tx pgx.Tx, c Challenge) (Written, error) {
		before, err := projectInVersion(ctx, tx, ch.Actor, c, version)
		if err != nil {
			return Written{}, err
		}
		among, err := FindCarriers(ctx, tx, before.LeadID)
		if err != nil {
			return Written{}, err
		}
		u, err := d.check(among)
		if err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE challenge_projects
			   SET title = @title, summary = @summary, unit_id = nullif(@unit::bigint, 0), lead_id = nullif(@lead::bigint, 0),
			       starts_on = @starts_on, ends_on = @ends_on, version = version + 1
			 WHERE challenge_id = @id`, u.args(c))
		return Written{Object: projectObject(c), Before: before.told(), After: u.told()}, err
	})
}

// projectInVersion returns the project of a reto, or fault.Conflict where it is not in a version.
func projectInVersion(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge, version int) (Undertaking, error) {
	u, err := FindProject(ctx, tx, a, c)
	switch {
	case err != nil:
		return Undertaking{}, err
	case u == nil || u.Version != version:
		return Undertaking{}, fmt.Errorf("the project of reto %d is not in version %d: %w", c.ID, version, fault.Conflict)
	}
	return *u, nil
}
