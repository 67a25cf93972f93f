package plans

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

func mayCreate(r *http.Request) bool {
	return access.Can(ui.Actor(r.Context()), access.CreatePlan, access.Target{})
}

// load finds the plan of the address, with its text and frame.
func (p Pages) load(r *http.Request) (doc plan.Document, err error) {
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		doc, err = plan.Load(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan"))
		return err
	})
	return doc, err
}

// kept is load for whoever may write the plan now.
func (p Pages) kept(r *http.Request) (plan.Document, error) {
	doc, err := p.load(r)
	if err != nil {
		return doc, err
	}
	return doc, board.Keeper(ui.Actor(r.Context()), doc.Plan)
}

// mostRows is how many rows of periods are read of a form: more than a plan may have, so that it is told.
const mostRows = 100

func readEdition(r *http.Request) plan.Edition {
	d := plan.Edition{
		Title: r.PostFormValue("title"), Body: r.PostFormValue("body"), Summary: r.PostFormValue("summary"),
		GeneralObjective: r.PostFormValue("general_objective"), Notice: r.PostFormValue("notice"),
		StartsOn: r.PostFormValue("starts_on"), EndsOn: r.PostFormValue("ends_on"),
		OnTrackFrom: r.PostFormValue("on_track_from"), DelayedFrom: r.PostFormValue("delayed_from"),
		CadenceMonths: r.PostFormValue("cadence_months"),
	}
	for n := range mostRows {
		if !r.PostForm.Has(plan.PeriodField(n, "title")) {
			break
		}
		field := func(name string) string { return r.PostFormValue(plan.PeriodField(n, name)) }
		d.Periods = append(d.Periods, plan.TypedPeriod{Title: field("title"), StartsOn: field("starts_on"), EndsOn: field("ends_on")})
	}
	return d
}

// Edit answers GET /planes/{plan}/editar.
func (p Pages) Edit(w http.ResponseWriter, r *http.Request) error {
	doc, err := p.kept(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, edition(editionForm(doc.Plan, editionOf(doc), doc.Version, nil)))
}

// Save answers POST /planes/{plan}/editar.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	d, slug := readEdition(r), chi.URLParam(r, "plan")
	err = p.Plans.Edit(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, version, d)
	if err != nil {
		return p.refuseEdition(w, r, d, version, err)
	}
	return ui.See(w, r, planPath(slug)+"?hecho=guardado")
}

// refuseEdition shows the form again with what was typed and why it was not written.
func (p Pages) refuseEdition(w http.ResponseWriter, r *http.Request, d plan.Edition, version int, cause error) error {
	doc, err := p.load(r)
	if err != nil {
		return errors.Join(cause, err)
	}
	status, problem := board.Refused(cause, doc.Plan, true)
	if status == 0 {
		return cause
	}
	wrong := ui.Invalid(cause)
	props := editionForm(doc.Plan, d, version, wrong).refused(problem)
	if ui.Outdated(cause) {
		props = editionForm(doc.Plan, d, doc.Version, nil).refused("")
		conflict, err := ui.ConflictOf(r.Context(), p.Pool, audit.Object{Type: "plan", ID: doc.ID}, p.Location, planPath(doc.Slug)+"/editar", editionRows(d, editionOf(doc)))
		if err != nil {
			return err
		}
		props.Conflict = &conflict
	}
	return ui.Render(w, r, status, edition(props))
}

// editionRows compares two versions of a plan, days as they are read whatever way they were typed.
func editionRows(mine, theirs plan.Edition) []ui.ConflictRow {
	return []ui.ConflictRow{
		{Field: "title", Label: "Título", Mine: mine.Title, Theirs: theirs.Title},
		{Field: "body", Label: "Organismo", Mine: mine.Body, Theirs: theirs.Body},
		{Field: "summary", Label: "Resumen", Mine: mine.Summary, Theirs: theirs.Summary},
		{Field: "general_objective", Label: "Objetivo general", Mine: mine.GeneralObjective, Theirs: theirs.GeneralObjective},
		{Field: "notice", Label: "Aviso sobre los datos", Mine: mine.Notice, Theirs: theirs.Notice},
		{Field: "starts_on", Label: "Fecha de inicio", Mine: dayTyped(mine.StartsOn), Theirs: dayTyped(theirs.StartsOn)},
		{Field: "ends_on", Label: "Fecha de fin", Mine: dayTyped(mine.EndsOn), Theirs: dayTyped(theirs.EndsOn)},
		{Field: "periods", Label: "Periodos", Mine: periodsTyped(mine.Periods), Theirs: periodsTyped(theirs.Periods)},
		{Field: "on_track_from", Label: "Umbral de «en plazo» (%)", Mine: mine.OnTrackFrom, Theirs: theirs.OnTrackFrom},
		{Field: "delayed_from", Label: "Umbral de «con retraso» (%)", Mine: mine.DelayedFrom, Theirs: theirs.DelayedFrom},
		{Field: "cadence_months", Label: "Seguimientos automáticos", Mine: cadenceNames[mine.CadenceMonths], Theirs: cadenceNames[theirs.CadenceMonths]},
	}
}

func dayTyped(typed string) string {
	if d, err := date.ParseSpanish(typed); err == nil {
		return ui.ShortDate(d)
	}
	return typed
}

// periodsTyped writes periods a line each.
func periodsTyped(periods []plan.TypedPeriod) (text string) {
	for _, e := range periods {
		if e.Blank() {
			continue
		}
		if text != "" {
			text += "\n"
		}
		text += e.Title + ": " + dayTyped(e.StartsOn) + " – " + dayTyped(e.EndsOn)
	}
	return text
}
