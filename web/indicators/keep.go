package indicators

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Keeping serves the pages on which those who keep a plan define its indicators.
type Keeping struct {
	Store    indicator.Store
	Today    func() date.Date
	Location *time.Location // in which times are shown
}

// workbench is what the form of an indicator is filled from; its indicator is zero for a new one.
type workbench struct {
	plan  plan.Plan
	frame indicator.Frame
	kept  indicator.Kept
	today date.Date
}

// finder finds the indicator of a form in its plan.
type finder func(ctx context.Context, tx pgx.Tx, planID int64) (indicator.Kept, error)

func byCode(code string) finder {
	return func(ctx context.Context, tx pgx.Tx, planID int64) (indicator.Kept, error) {
		return indicator.FindCode(ctx, tx, planID, code)
	}
}

func byID(id int64) finder {
	return func(ctx context.Context, tx pgx.Tx, planID int64) (indicator.Kept, error) {
		return indicator.Find(ctx, tx, planID, id)
	}
}

// load reads the plan of the address, and of an indicator that is found (nil for a new one) its form.
func (k Keeping) load(r *http.Request, find finder) (d workbench, err error) {
	d.today = k.Today()
	err = db.ReadTx(r.Context(), k.Store.Pool, func(tx pgx.Tx) error {
		if d.plan, err = plan.Find(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		if find != nil {
			if d.kept, err = find(r.Context(), tx, d.plan.ID); err != nil {
				return err
			}
		}
		d.frame, err = indicator.LoadFrame(r.Context(), tx, d.plan, d.kept.Code)
		return err
	})
	return d, err
}

// kept is load for whoever may write the plan now; to others the error tells why they may not.
func (k Keeping) kept(r *http.Request, find finder) (workbench, error) {
	d, err := k.load(r, find)
	if err != nil {
		return d, err
	}
	return d, board.Keeper(ui.Actor(r.Context()), d.plan)
}

// editOf reads what every form about an indicator that is there carries.
func editOf(r *http.Request) (indicator.Edit, error) {
	e := newEdit(r)
	what, err := board.ReadEdit(r)
	e.ID, e.Version = what.ID, what.Version
	return e, err
}

func newEdit(r *http.Request) indicator.Edit {
	return indicator.Edit{Actor: ui.Actor(r.Context()), Key: ui.FormKey(r), Slug: chi.URLParam(r, "plan")}
}

// What the buttons of the form ask for beside saving.
const (
	askRows  = "filas"
	askCheck = "comprobar"
	askNext  = "otro"
)

// New answers GET /planes/{plan}/indicadores/nuevo.
func (k Keeping) New(w http.ResponseWriter, r *http.Request) error {
	d, err := k.kept(r, nil)
	if err != nil {
		return err
	}
	p := newDefinition(d, blankDraft(d.frame, r.URL.Query().Get("objetivo")))
	p.Done = ui.Done(r, newDone)
	return ui.Render(w, r, http.StatusOK, definitionPage(p))
}

// Create answers POST /planes/{plan}/indicadores.
func (k Keeping) Create(w http.ResponseWriter, r *http.Request) error {
	typed, asked := readDraft(r), r.PostFormValue("accion")
	if asked == askRows || asked == askCheck {
		d, err := k.kept(r, nil)
		if err != nil {
			return err
		}
		return k.answer(w, r, d, newDefinition(d, typed), typed, asked)
	}
	id, err := k.Store.Create(r.Context(), newEdit(r), typed)
	if err != nil {
		return k.refuse(w, r, nil, typed, err)
	}
	d, err := k.load(r, byID(id))
	if err != nil {
		return err
	}
	if asked == askNext {
		return ui.See(w, r, newPath(d.plan, objectiveCode(d.frame, d.kept.ObjectiveID))+"&hecho=otro")
	}
	return ui.See(w, r, editPath(d.plan, d.kept.Code)+"?hecho=creado")
}

// Edit answers GET /planes/{plan}/indicadores/{code}/editar.
func (k Keeping) Edit(w http.ResponseWriter, r *http.Request) error {
	d, err := k.kept(r, byCode(chi.URLParam(r, "code")))
	if err != nil {
		return err
	}
	p := editDefinition(d, typedDraft(d.kept.Draft), d.kept.Version)
	p.Done = ui.Done(r, editDone)
	return k.render(w, r, http.StatusOK, d, p)
}

// Save answers POST /planes/{plan}/indicadores/{code}/editar.
func (k Keeping) Save(w http.ResponseWriter, r *http.Request) error {
	e, err := editOf(r)
	if err != nil {
		return err
	}
	typed, asked := readDraft(r), r.PostFormValue("accion")
	if asked == askRows || asked == askCheck {
		d, err := k.kept(r, byID(e.ID))
		if err != nil {
			return err
		}
		return k.answer(w, r, d, editDefinition(d, typed, e.Version), typed, asked)
	}
	reckons, err := k.Store.Update(r.Context(), e, typed)
	if err != nil {
		return k.refuse(w, r, &e, typed, err)
	}
	d, err := k.load(r, byID(e.ID))
	if err != nil {
		return err
	}
	done := "guardado"
	if reckons && d.kept.Measurements > 0 {
		done = "recalculado"
	}
	return ui.See(w, r, editPath(d.plan, d.kept.Code)+"?hecho="+done)
}

// answer shows a form again with what a button other than those that save asks for; nothing is written.
func (k Keeping) answer(w http.ResponseWriter, r *http.Request, d workbench, p definitionProps, typed indicator.TypedDraft, asked string) error {
	if asked == askRows {
		p.Fields.Points = pointRows(typed.Points, 2*blankRows, nil)
		return k.render(w, r, http.StatusOK, d, p)
	}
	checked, err := typed.Check(d.frame)
	if wrong := ui.Invalid(err); wrong != nil {
		return k.render(w, r, http.StatusUnprocessableEntity, d, p.refused(wrong))
	}
	if err != nil {
		return err
	}
	p.Preview = previewOf(d.frame, checked, k.Today())
	return k.render(w, r, http.StatusOK, d, p)
}

// refuse shows a form again that could not be saved; e is nil for a new indicator. What no form explains is returned.
func (k Keeping) refuse(w http.ResponseWriter, r *http.Request, e *indicator.Edit, typed indicator.TypedDraft, cause error) error {
	gone := e != nil && errors.Is(cause, fault.NotFound)
	var find finder
	if e != nil && !gone {
		find = byID(e.ID)
	}
	d, err := k.load(r, find)
	if err != nil {
		return err
	}
	status, problem := board.Refused(cause, d.plan, !gone)
	if status == 0 {
		return cause
	}
	p, wrong := newDefinition(d, typed), ui.Invalid(cause)
	switch {
	case find != nil && wrong != nil:
		p = editDefinition(d, typed, e.Version)
	case find != nil:
		p = editDefinition(d, typed, d.kept.Version)
	}
	p = p.refused(wrong)
	switch {
	case problem != "":
		p.Problems = []ui.FieldError{{Text: problem}}
	case wrong == nil:
		rows := differences(d.frame, typed, d.kept.Draft)
		both, err := ui.ConflictOf(r.Context(), k.Store.Pool, objectOf(d.kept), k.Location, editPath(d.plan, d.kept.Code), rows)
		if err != nil {
			return err
		}
		p.Conflict = &both
	}
	return k.render(w, r, status, d, p)
}

func objectOf(kept indicator.Kept) audit.Object { return audit.Object{Type: "indicator", ID: kept.ID} }

// render shows a form; that of an indicator that is there tells what happened to it.
func (k Keeping) render(w http.ResponseWriter, r *http.Request, status int, d workbench, p definitionProps) error {
	if d.kept.ID != 0 {
		events, err := audit.Find(r.Context(), k.Store.Pool, audit.Query{Object: objectOf(d.kept), Limit: ui.NewestEvents})
		if err != nil {
			return err
		}
		p.History = ui.HistoryOf(events, k.Location, false)
	}
	return ui.Render(w, r, status, definitionPage(p))
}

func newPath(p plan.Plan, objective string) string {
	return "/planes/" + p.Slug + "/indicadores/nuevo?objetivo=" + objective
}

func indicatorPath(p plan.Plan, code string) string {
	return "/planes/" + p.Slug + "/indicadores/" + code
}

func editPath(p plan.Plan, code string) string { return indicatorPath(p, code) + "/editar" }

func outlinePath(p plan.Plan) string { return board.OutlinePath(p.Slug, "", false, "") }
