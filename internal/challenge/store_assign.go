package challenge

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/calendar"
	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/notice"
	"hito/internal/setting"
)

// toAssignedUnit are the people of the unit that has a reto, beside the one who has it.
const toAssignedUnit = `w.id IN (SELECT p.user_id FROM challenges c JOIN user_units p ON p.unit_id = c.assigned_unit_id
	WHERE c.id = @id AND p.user_id IS DISTINCT FROM c.assignee_id)`

// AssignDraft is who has a reto, and until when there is time for its first answer, as it is typed. Numbers are blank
// for nobody.
type AssignDraft struct{ Person, Unit, AnswerDueOn string }

// Assignee is a person or a unit.
type Assignee struct {
	ID   int64
	Name string
}

// Assignees are whom a reto can be assigned to: whoever has an account in use, and all units, by their names. Whoever
// has it now is among them in any case.
type Assignees struct{ People, Units []Assignee }

// FindAssignees returns whom a reto can be assigned to.
func FindAssignees(ctx context.Context, tx pgx.Tx, c Challenge) (a Assignees, err error) {
	for _, list := range []struct {
		of   *[]Assignee
		from string
	}{
		{&a.People, `SELECT id, name FROM users WHERE disabled_at IS NULL OR id = $1 ORDER BY name, id`},
		{&a.Units, `SELECT id, name FROM units WHERE $1::bigint IS NOT NULL ORDER BY name, id`},
	} {
		rows, err := tx.Query(ctx, list.from, c.AssigneeID)
		if err != nil {
			return a, fmt.Errorf("list assignees: %w", err)
		}
		if *list.of, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Assignee]); err != nil {
			return a, fmt.Errorf("list assignees: %w", err)
		}
	}
	return a, nil
}

// UsualAnswerDue returns the last day for the first answer to a reto by the setting: so many working days after it came.
func UsualAnswerDue(ctx context.Context, tx pgx.Tx, submitted date.Date) (date.Date, error) {
	s := setting.DefaultChallenges()
	if _, err := setting.Load(ctx, tx, setting.ChallengesName, &s); err != nil {
		return 0, err
	}
	return calendar.After(submitted, s.AnswerDays, s.Days()), nil
}

// assignment is a draft that was checked.
type assignment struct {
	person, unit int64
	due          date.Date
}

// check returns the assignment, or fault.Invalid by the fields "person", "unit" and "answer_due_on".
func (d AssignDraft) check(held Challenge, among Assignees) (assignment, error) {
	var c draft.Check
	a := assignment{
		person: chosen(&c, "person", d.Person, among.People), unit: chosen(&c, "unit", d.Unit, among.Units),
		due: c.NeededDate("answer_due_on", d.AnswerDueOn),
	}
	if !a.due.IsZero() && a.due < held.SubmittedOn {
		c.Refuse("answer_due_on", "El plazo no puede terminar antes de que se presentara el reto.")
	}
	return a, c.Err()
}

// chosen reads the number of one of a list, blank for none.
func chosen(c *draft.Check, field, typed string, among []Assignee) int64 {
	n := slices.IndexFunc(among, func(one Assignee) bool { return strconv.FormatInt(one.ID, 10) == typed })
	switch {
	case typed == "":
		return 0
	case n < 0:
		c.Refuse(field, "Ya no está entre las opciones: elija otra.")
		return 0
	default:
		return among[n].ID
	}
}

// toldAssignment is who has a reto as events tell it, by numbers alone.
type toldAssignment struct {
	Person int64     `json:"assignee_id"`
	Unit   int64     `json:"assigned_unit_id"`
	Due    date.Date `json:"answer_due_on"`
}

// Assign says who has a reto and until when there is time for its first answer, and tells whoever has it from now on.
// Errors are those of write, and a fault.Invalid by the fields "person", "unit" and "answer_due_on".
func (s Store) Assign(ctx context.Context, c Change, d AssignDraft) error {
	return s.write(ctx, c, "challenge.assign", Assign, func(tx pgx.Tx, held Challenge) (Written, error) {
		among, err := FindAssignees(ctx, tx, held)
		if err != nil {
			return Written{}, err
		}
		to, err := d.check(held, among)
		if err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE challenges
			   SET assignee_id = nullif(@person::bigint, 0), assigned_unit_id = nullif(@unit::bigint, 0), answer_due_on = @due, version = version + 1
			 WHERE id = @id`, pgx.NamedArgs{"id": held.ID, "person": to.person, "unit": to.unit, "due": to.due})
		if err != nil {
			return Written{}, fmt.Errorf("assign reto %d: %w", held.ID, err)
		}
		return Written{
			Before: toldAssignment{held.AssigneeID, held.AssignedUnitID, held.AnswerDueOn}, After: toldAssignment{to.person, to.unit, to.due},
		}, s.tellAssigned(ctx, tx, held, c, to)
	})
}

func (s Store) tellAssigned(ctx context.Context, tx pgx.Tx, held Challenge, c Change, to assignment) error {
	if to.person != 0 && to.person != held.AssigneeID {
		t := telling{kind: notice.AssignedTo, body: "Se le ha asignado este reto.", to: toAssigned}
		if err := s.tell(ctx, tx, held, c.Actor, t); err != nil {
			return err
		}
	}
	if to.unit == 0 || to.unit == held.AssignedUnitID {
		return nil
	}
	return s.tell(ctx, tx, held, c.Actor, telling{kind: notice.AssignedTo, body: "Este reto se ha asignado a su unidad.", to: toAssignedUnit})
}
