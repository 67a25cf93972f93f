package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// KeptSection is a section of the narrative as it is kept.
type KeptSection struct {
	ID int64
	Section
	Version int // counts the changes, so that two people do not overwrite each other
}

// Sections returns the narrative of a plan in its order. It takes one query.
func Sections(ctx context.Context, tx pgx.Tx, planID int64) ([]KeptSection, error) {
	rows, _ := tx.Query(ctx, `
		SELECT id, heading, body, version
		  FROM plan_sections
		 WHERE plan_id = $1
		 ORDER BY position`, planID)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[KeptSection])
	if err != nil {
		return nil, fmt.Errorf("sections of plan %d: %w", planID, err)
	}
	return list, nil
}

// FindSection returns a section of a plan, or fault.NotFound.
func FindSection(ctx context.Context, tx pgx.Tx, planID, id int64) (KeptSection, error) {
	rows, _ := tx.Query(ctx, `
		SELECT id, heading, body, version
		  FROM plan_sections
		 WHERE plan_id = $1 AND id = $2`, planID, id)
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[KeptSection])
	if err != nil {
		return KeptSection{}, fmt.Errorf("section %d of plan %d: %w", id, planID, db.Translate(err))
	}
	return s, nil
}

// sectionTold is what events tell of a section: all of it.
type sectionTold struct {
	Heading string `json:"heading"`
	Body    string `json:"text"`
}

// AddSection writes a section after the others and returns its number. What is wrong with it is fault.Invalid.
func (s Store) AddSection(ctx context.Context, actor access.Actor, key, slug string, d SectionDraft) (int64, error) {
	return s.Write(ctx, sectionChange(actor, key, slug, "section.create"), func(tx pgx.Tx, p Plan) (Written, error) {
		typed, err := d.Check()
		if err != nil {
			return Written{}, err
		}
		w := Written{Object: audit.Object{Type: "section"}, After: sectionTold(typed)}
		err = tx.QueryRow(ctx, `
			INSERT INTO plan_sections (plan_id, position, heading, body)
			SELECT $1, coalesce(max(position), 0) + 1, $2, $3
			  FROM plan_sections
			 WHERE plan_id = $1
			RETURNING id`, p.ID, typed.Heading, typed.Body).Scan(&w.Object.ID)
		return w, err
	})
}

// EditSection writes what was typed of a section. A version other than the one shown is fault.Conflict, what is wrong
// with it fault.Invalid, and a section that is not there fault.NotFound.
func (s Store) EditSection(ctx context.Context, actor access.Actor, key, slug string, e Edit, d SectionDraft) error {
	_, err := s.Write(ctx, sectionChange(actor, key, slug, "section.update"), func(tx pgx.Tx, p Plan) (Written, error) {
		typed, err := d.Check()
		if err != nil {
			return Written{}, err
		}
		old, err := sectionAt(ctx, tx, p.ID, e)
		if err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE plan_sections
			   SET heading = $3, body = $4, version = version + 1
			 WHERE plan_id = $1 AND id = $2`, p.ID, e.ID, typed.Heading, typed.Body)
		return Written{audit.Object{Type: "section", ID: e.ID}, sectionTold(old.Section), sectionTold(typed), nil}, err
	})
	return err
}

// DropSection removes a section; the event keeps its text. Errors are those of EditSection.
func (s Store) DropSection(ctx context.Context, actor access.Actor, key, slug string, e Edit) error {
	_, err := s.Write(ctx, sectionChange(actor, key, slug, "section.delete"), func(tx pgx.Tx, p Plan) (Written, error) {
		old, err := sectionAt(ctx, tx, p.ID, e)
		if err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `DELETE FROM plan_sections WHERE plan_id = $1 AND id = $2`, p.ID, e.ID)
		return Written{Object: audit.Object{Type: "section", ID: e.ID}, Before: sectionTold(old.Section)}, err
	})
	return err
}

// MoveSection takes a section to another place among the others. One that is not there is fault.NotFound.
func (s Store) MoveSection(ctx context.Context, actor access.Actor, key, slug string, m Move) error {
	_, err := s.Write(ctx, sectionChange(actor, key, slug, "section.move"), func(tx pgx.Tx, p Plan) (Written, error) {
		list, err := Sections(ctx, tx, p.ID)
		if err != nil {
			return Written{}, err
		}
		ids, before := make([]Coded, len(list)), orderTold{make([]string, len(list))}
		headings := map[int64]string{}
		for n, one := range list {
			ids[n], before.Order[n], headings[one.ID] = Coded{ID: one.ID}, one.Heading, one.Heading
		}
		moved, err := m.Apply(ids)
		if err != nil {
			return Written{}, err
		}
		order, after := make([]int64, len(moved)), orderTold{make([]string, len(moved))}
		for n, one := range moved {
			order[n], after.Order[n] = one.ID, headings[one.ID]
		}
		_, err = tx.Exec(ctx, `
			UPDATE plan_sections s
			   SET position = moved.place
			  FROM unnest($2::bigint[]) WITH ORDINALITY AS moved (id, place)
			 WHERE s.plan_id = $1 AND s.id = moved.id`, p.ID, order)
		return Written{Object: audit.Object{Type: "section", ID: m.ID}, Before: before, After: after}, err
	})
	return err
}

// orderTold is what events tell of the order of sections: their headings.
type orderTold struct {
	Order []string `json:"order"`
}

func sectionChange(actor access.Actor, key, slug, action string) Change {
	return Change{Actor: actor, Key: key, Slug: slug, Action: action, Needs: access.WritePlan}
}

// sectionAt returns a section in the version that was shown.
func sectionAt(ctx context.Context, tx pgx.Tx, planID int64, e Edit) (KeptSection, error) {
	old, err := FindSection(ctx, tx, planID, e.ID)
	if err == nil && old.Version != e.Version {
		err = fault.Conflict
	}
	return old, err
}
