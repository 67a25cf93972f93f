package frameworks

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// refuse shows a form again with what was typed and why it was not written.
func (p Pages) refuse(w http.ResponseWriter, r *http.Request, f typed, cause error) error {
	o, err := board.Outline(r, p.Pool)
	if err != nil {
		return errors.Join(cause, err)
	}
	now, found := byID(o, f.ID)
	status, problem := board.Refused(cause, o.Plan, found || f.ID == 0)
	switch {
	case status == 0:
		return cause
	case !found:
		return ui.Render(w, r, status, form(newForm(o, f.anew()).refused(ui.Invalid(cause), problem)))
	}
	var conflict *ui.ConflictProps
	if ui.Outdated(cause) {
		if conflict, err = p.conflict(r.Context(), o, now, f); err != nil {
			return err
		}
		f = f.upon(now)
	}
	props := editForm(o, now, f)
	props.Conflict = conflict
	return p.render(w, r, status, props.refused(ui.Invalid(cause), problem))
}

// anew returns a form as that of a new framework: no standard of it is there yet.
func (f typed) anew() typed {
	f.Edit = plan.Edit{}
	for n := range f.Standards {
		f.Standards[n].ID = ""
	}
	return f
}

// upon returns a form as one of what the framework is now: rows of standards that are gone are new ones, and those
// that somebody has added stand at the end, as the form would take them away otherwise.
func (f typed) upon(now plan.OutlineFramework) typed {
	f.Version = now.Version
	left := map[string]plan.StandardDraft{}
	for _, s := range stored(now).Standards {
		left[s.ID] = s
	}
	for n, s := range f.Standards {
		if _, is := left[s.ID]; !is {
			f.Standards[n].ID = ""
		}
		delete(left, s.ID)
	}
	for _, s := range stored(now).Standards {
		if _, added := left[s.ID]; added {
			f.Standards = append(f.Standards, s)
		}
	}
	return f
}

// conflict tells both versions of a framework.
func (p Pages) conflict(ctx context.Context, o plan.Outline, now plan.OutlineFramework, mine typed) (*ui.ConflictProps, error) {
	theirs := stored(now)
	conflict, err := ui.ConflictOf(ctx, p.Pool, object(now.ID), p.Location, editPath(o.Slug, now.Code), []ui.ConflictRow{
		{Field: "code", Label: "Código", Mine: mine.Code, Theirs: theirs.Code},
		{Field: "title", Label: "Nombre", Mine: mine.Title, Theirs: theirs.Title},
		{Field: "description", Label: "Descripción", Mine: mine.Description, Theirs: theirs.Description},
		{Field: "estandares", Label: "Estándares", Mine: mine.lines(), Theirs: theirs.lines()},
	})
	return &conflict, err
}

// lines writes the standards one below another.
func (f typed) lines() string {
	var lines []string
	for _, s := range f.Standards {
		if !s.Blank() {
			lines = append(lines, s.Code+" "+s.Title)
		}
	}
	return strings.Join(lines, "\n")
}
