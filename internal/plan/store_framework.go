package plan

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
)

// frameworkState is a framework as events tell it: Standards are "III.1.2 Title", Links "III.1.2: L.E.1, O.E.4".
type frameworkState struct {
	Version     int        `json:"-"`
	Code        string     `json:"code"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Standards   []string   `json:"standards"`
	Links       []string   `json:"links"`
	all         []Standard // the same, to work with
}

func readFramework(ctx context.Context, tx pgx.Tx, planID, id int64) (frameworkState, error) {
	type row struct {
		Framework
		Version int
	}
	f, err := one[row](ctx, tx, `
		SELECT f.id, f.code, f.title, f.description, f.version, `+standardsOfFramework+` AS standards
		  FROM frameworks f
		 WHERE f.plan_id = $1 AND f.id = $2`, planID, id)
	state := frameworkState{
		Version: f.Version, Code: f.Code, Title: f.Title, Description: f.Description,
		Standards: []string{}, Links: []string{}, all: f.Standards,
	}
	for _, s := range f.Standards {
		state.Standards = append(state.Standards, s.Code+" "+s.Title)
		if linked := s.linked(); len(linked) > 0 {
			state.Links = append(state.Links, s.Code+": "+strings.Join(linked, ", "))
		}
	}
	return state, err
}

// linked are the codes of what a standard is linked to.
func (s Standard) linked() []string { return slices.Concat(s.Lines, s.Objectives, s.Indicators) }

func frameworkChange(actor access.Actor, key, slug, action string) Change {
	return Change{Actor: actor, Key: key, Slug: slug, Action: "framework." + action, Needs: access.WritePlan}
}

// CreateFramework adds a framework with its standards and returns its number.
func (s Store) CreateFramework(ctx context.Context, actor access.Actor, key, slug string, d FrameworkDraft) (int64, error) {
	return s.Write(ctx, frameworkChange(actor, key, slug, "create"), func(tx pgx.Tx, p Plan) (Written, error) {
		f, err := d.check()
		if err != nil {
			return Written{}, err
		}
		var id int64
		err = tx.QueryRow(ctx, `
			INSERT INTO frameworks (plan_id, code, title, description)
			VALUES (@plan, @code, @title, @description)
			RETURNING id`, pgx.NamedArgs{"plan": p.ID, "code": f.code, "title": f.title, "description": f.description}).Scan(&id)
		if err != nil {
			return Written{}, err
		}
		if err := f.writeStandards(ctx, tx, p.ID, id, frameworkState{}); err != nil {
			return Written{}, err
		}
		after, err := readFramework(ctx, tx, p.ID, id)
		return Written{Object: audit.Object{Type: "framework", ID: id}, After: after}, err
	})
}

// UpdateFramework writes what was edited of a framework and its standards. A version other than the one shown is
// fault.Conflict; taking away a standard that is linked to something is fault.Invalid at its row.
func (s Store) UpdateFramework(ctx context.Context, actor access.Actor, key, slug string, e Edit, d FrameworkDraft) error {
	_, err := s.Write(ctx, frameworkChange(actor, key, slug, "update"), func(tx pgx.Tx, p Plan) (Written, error) {
		f, err := d.check()
		if err != nil {
			return Written{}, err
		}
		before, err := frameworkInVersion(ctx, tx, p.ID, e)
		if err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE frameworks
			   SET code = @code, title = @title, description = @description, version = version + 1
			 WHERE plan_id = @plan AND id = @id`,
			pgx.NamedArgs{"plan": p.ID, "id": e.ID, "code": f.code, "title": f.title, "description": f.description})
		if err != nil {
			return Written{}, err
		}
		if err := f.writeStandards(ctx, tx, p.ID, e.ID, before); err != nil {
			return Written{}, err
		}
		after, err := readFramework(ctx, tx, p.ID, e.ID)
		return Written{Object: audit.Object{Type: "framework", ID: e.ID}, Before: before, After: after}, err
	})
	return err
}

func frameworkInVersion(ctx context.Context, tx pgx.Tx, planID int64, e Edit) (frameworkState, error) {
	f, err := readFramework(ctx, tx, planID, e.ID)
	if err == nil && f.Version != e.Version {
		err = fault.Conflict
	}
	return f, err
}

// writeStandards makes the standards of a framework those of its form. Codes pass through names that nobody has, so
// that two standards may swap theirs.
func (f checkedFramework) writeStandards(ctx context.Context, tx pgx.Tx, planID, id int64, before frameworkState) error {
	if err := f.fits(before.all); err != nil {
		return err
	}
	var gone, ids []int64
	var codes, titles []string
	for _, s := range f.gone {
		gone = append(gone, s.id)
	}
	for _, s := range f.kept {
		ids, codes, titles = append(ids, s.id), append(codes, s.code), append(titles, s.title)
	}
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM standards WHERE plan_id = $1 AND framework_id = $2 AND id = ANY($3)`, planID, id, gone)
	batch.Queue(`
		UPDATE standards
		   SET code = substr(md5($3 || id), 1, 31)
		 WHERE plan_id = $1 AND framework_id = $2`, planID, id, rand.Text())
	batch.Queue(`
		UPDATE standards s
		   SET position = n.position, code = n.code, title = n.title
		  FROM unnest($3::bigint[], $4::text[], $5::text[]) WITH ORDINALITY AS n(id, code, title, position)
		 WHERE s.plan_id = $1 AND s.framework_id = $2 AND s.id = n.id`, planID, id, ids, codes, titles)
	batch.Queue(`
		INSERT INTO standards (plan_id, framework_id, position, code, title)
		SELECT $1, $2, n.position, n.code, n.title
		  FROM unnest($3::bigint[], $4::text[], $5::text[]) WITH ORDINALITY AS n(id, code, title, position)
		 WHERE n.id = 0`, planID, id, ids, codes, titles)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("write standards: %w", err)
	}
	return nil
}

// fits refuses a form whose rows are not those of the framework, and one that takes away what is linked.
func (f checkedFramework) fits(stored []Standard) error {
	known := map[int64]Standard{}
	for _, s := range stored {
		known[s.ID] = s
	}
	wrong := fault.Invalid{}
	for _, s := range f.gone {
		if linked := known[s.id].linked(); len(linked) > 0 {
			wrong[StandardField(s.row, "code")] = kept(known[s.id].Code, linked)
		}
	}
	for _, s := range slices.Concat(f.kept, f.gone) {
		if _, is := known[s.id]; s.id != 0 && !is {
			return fmt.Errorf("standard %d: %w", s.id, fault.BadInput)
		}
		delete(known, s.id)
	}
	switch {
	case len(known) > 0: // a form of ours has a row for each
		return fmt.Errorf("%d standards without a row: %w", len(known), fault.BadInput)
	case len(wrong) > 0:
		return wrong
	}
	return nil
}

// mostNamed is how many codes a message names.
const mostNamed = 8

// kept says why a standard stays.
func kept(code string, linked []string) string {
	text := strings.Join(linked[:min(len(linked), mostNamed)], ", ")
	if more := len(linked) - mostNamed; more > 0 {
		text += fmt.Sprintf(" y %d más", more)
	}
	return "El estándar " + code + " está vinculado a " + text + ": quite antes esos vínculos."
}

// DeleteFramework takes a framework away with its standards and their links; the event keeps all of it.
func (s Store) DeleteFramework(ctx context.Context, actor access.Actor, key, slug string, e Edit) error {
	_, err := s.Write(ctx, frameworkChange(actor, key, slug, "delete"), func(tx pgx.Tx, p Plan) (Written, error) {
		before, err := frameworkInVersion(ctx, tx, p.ID, e)
		if err != nil {
			return Written{}, err
		}
		batch := &pgx.Batch{}
		for _, table := range []string{"line_standards", "objective_standards", "indicator_standards"} {
			batch.Queue(`
				DELETE FROM `+table+` x
				 USING standards s
				 WHERE x.plan_id = $1 AND s.plan_id = $1 AND s.framework_id = $2 AND x.standard_id = s.id`, p.ID, e.ID)
		}
		batch.Queue(`DELETE FROM standards WHERE plan_id = $1 AND framework_id = $2`, p.ID, e.ID)
		batch.Queue(`DELETE FROM frameworks WHERE plan_id = $1 AND id = $2`, p.ID, e.ID)
		return Written{Object: audit.Object{Type: "framework", ID: e.ID}, Before: before}, tx.SendBatch(ctx, batch).Close()
	})
	return err
}
