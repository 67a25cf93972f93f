package rounds

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/round"
	"hito/web/ui"
)

// editProps changes what an open round says, and cancels it.
type editProps struct {
	Form   ui.FormProps
	Opened bool
	Title  ui.FieldProps
	DueOn  ui.FieldProps
	Note   ui.FieldProps
	Cancel ui.ConfirmProps
	Reason ui.FieldProps
}

func editOf(r round.Round) round.Edit {
	return round.Edit{Title: r.Title, DueOn: r.DueOn.String(), Note: r.Note}
}

func (p Pages) newEdit(v view, e round.Edit, version int) *editProps {
	at := pathOf(v.Plan.Slug, v.Round.ID)
	hidden := []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}}
	return &editProps{
		Form:  ui.FormProps{Action: at, Label: "Cambiar la ronda", Hidden: hidden},
		Title: titleField(e.Title), DueOn: deadlineField(e.DueOn), Note: noteField(e.Note),
		Cancel: ui.ConfirmProps{
			Form: ui.FormProps{Action: at + "/anulacion", Label: "Anular la ronda", Hidden: hidden}, Open: "Anular la ronda…",
			Text: "Las unidades dejarán de verla en su bandeja. Lo aceptado sigue registrado, y lo enviado sin aceptar se podrá leer aquí. No se puede deshacer.",
			Do:   "Anular la ronda", Danger: true,
		},
		Reason: ui.FieldProps{Name: "reason", Label: "Por qué se anula", Rows: 2},
	}
}

// Save answers POST /planes/{plan}/rondas/{id} with what the round says.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	return p.write(w, r, "guardada", func(slug string, id int64, version int) error {
		return p.Rounds.Update(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, id, version, readEdit(r))
	}, p.refuseEdit)
}

func readEdit(r *http.Request) round.Edit {
	return round.Edit{Title: r.PostFormValue("title"), DueOn: r.PostFormValue("due_on"), Note: r.PostFormValue("note")}
}

// Cancel answers POST /planes/{plan}/rondas/{id}/anulacion.
func (p Pages) Cancel(w http.ResponseWriter, r *http.Request) error {
	return p.write(w, r, "anulada", func(slug string, id int64, version int) error {
		return p.Rounds.Cancel(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, id, version, r.PostFormValue("reason"))
	}, p.refuseCancel)
}

// write changes a round and leads to its page, or shows with refuse why not.
func (p Pages) write(
	w http.ResponseWriter, r *http.Request, done string, do func(slug string, id int64, version int) error,
	refuse func(*http.Request, *showProps, view, fault.Invalid) error,
) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	err = do(slug, id, version)
	wrong, status := ui.Invalid(err), http.StatusUnprocessableEntity
	switch {
	case err == nil:
		return ui.See(w, r, pathOf(slug, id)+"?hecho="+done)
	case ui.Outdated(err):
		status = http.StatusConflict
	case wrong == nil:
		return err
	}
	v, props, err := p.reload(r)
	if err != nil {
		return err
	}
	if err := refuse(r, &props, v, wrong); err != nil {
		return err
	}
	return ui.Render(w, r, status, show(props))
}

// reload builds the page of a round whose change was refused.
func (p Pages) reload(r *http.Request) (view, showProps, error) {
	v, err := p.load(r)
	if err != nil {
		return v, showProps{}, err
	}
	props, err := p.build(r.Context(), v)
	props.Page.Refused = true
	return v, props, err
}

// refuseEdit shows what was typed, with what is wrong or, without that, beside what somebody else has written.
func (p Pages) refuseEdit(r *http.Request, props *showProps, v view, wrong fault.Invalid) error {
	props.Problems = ui.Problems(wrong, "title", "title", "due_on", "due_on", "note", "note")
	if props.Edit == nil {
		return nil
	}
	typed := readEdit(r)
	version := v.Round.Version
	if shown, err := ui.FormVersion(r, 1); err == nil && wrong != nil {
		version = shown
	}
	props.Edit = p.newEdit(v, typed, version)
	props.Edit.Opened = true
	props.Edit.Title.Error, props.Edit.DueOn.Error, props.Edit.Note.Error = wrong["title"], wrong["due_on"], wrong["note"]
	if wrong == nil {
		return p.conflict(r, props, v, []ui.ConflictRow{
			{Field: "title", Label: "Título", Mine: typed.Title, Theirs: v.Round.Title},
			{Field: "due_on", Label: "Plazo", Mine: shownDay(typed.DueOn), Theirs: ui.ShortDate(v.Round.DueOn)},
			{Field: "note", Label: "Nota", Mine: typed.Note, Theirs: v.Round.Note},
		})
	}
	return nil
}

func (p Pages) refuseCancel(r *http.Request, props *showProps, v view, wrong fault.Invalid) error {
	props.Problems = ui.Problems(wrong, "reason", "reason")
	if props.Edit != nil {
		props.Edit.Cancel.Opened = true
		props.Edit.Reason.Value, props.Edit.Reason.Error = r.PostFormValue("reason"), wrong["reason"]
	}
	if wrong == nil {
		return p.conflict(r, props, v, nil)
	}
	return nil
}

func (p Pages) conflict(r *http.Request, props *showProps, v view, rows []ui.ConflictRow) error {
	c, err := ui.ConflictOf(r.Context(), p.Rounds.Pool, audit.Object{Type: "round", ID: v.Round.ID}, p.Location, pathOf(v.Plan.Slug, v.Round.ID), rows)
	props.Conflict = &c
	return err
}

// shownDay writes a day as it is shown, or what was typed where it is none.
func shownDay(typed string) string {
	if d, err := date.ParseSpanish(typed); err == nil {
		return ui.ShortDate(d)
	}
	return typed
}
