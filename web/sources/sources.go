// Package sources holds the page on which an indicator is told to count retos, and its proposals are confirmed.
package sources

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/source"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the indicators that count retos.
type Pages struct {
	Sources  source.Store
	Location *time.Location // in which times are shown
}

func pathOf(p plan.Plan, code string) string { return indicatorPath(p, code) + "/retos" }

func indicatorPath(p plan.Plan, code string) string {
	return "/planes/" + p.Slug + "/indicadores/" + code
}

// view is an indicator with what it would have by counting retos.
type view struct {
	plan     plan.Plan
	kept     indicator.Kept
	proposal *source.Proposal // nil while it counts none
	known    map[int64]challenge.Mention
	pending  []source.Pending // also of other indicators
}

// version is that of the source, 0 for none.
func (v view) version() int {
	if v.proposal == nil {
		return 0
	}
	return v.proposal.Version
}

// load reads the indicator of the address or, where a form names it, the one with a number: its code may be another by
// now. It takes five queries at most.
func (p Pages) load(r *http.Request, id int64) (v view, err error) {
	ctx, actor := r.Context(), ui.Actor(r.Context())
	err = db.ReadTx(ctx, p.Sources.Pool, func(tx pgx.Tx) (err error) {
		if v.plan, err = plan.Find(ctx, tx, ui.Scope(ctx), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		if v.kept, err = findIndicator(ctx, tx, v.plan.ID, id, chi.URLParam(r, "code")); err != nil {
			return err
		}
		if v.proposal, err = source.Find(ctx, tx, v.plan.ID, v.kept.ID, p.Sources.Today()); err != nil {
			return err
		}
		if v.proposal != nil {
			if v.known, err = challenge.Mentions(ctx, tx, actor, v.proposal.Challenges); err != nil {
				return err
			}
		}
		v.pending, err = source.AllPending(ctx, tx, p.Sources.Today())
		return err
	})
	return v, err
}

func findIndicator(ctx context.Context, tx pgx.Tx, planID, id int64, code string) (indicator.Kept, error) {
	if id != 0 {
		return indicator.Find(ctx, tx, planID, id)
	}
	return indicator.FindCode(ctx, tx, planID, code)
}

// Show answers GET /planes/{plan}/indicadores/{code}/retos.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r, 0)
	if err != nil {
		return err
	}
	if err := board.Keeper(ui.Actor(r.Context()), v.plan); err != nil {
		return err
	}
	props := p.build(v, v.typed(), v.version())
	props.Done = ui.Done(r, done)
	return ui.Render(w, r, http.StatusOK, show(props))
}

// typed is the form before anything is typed: what is kept, or what is proposed.
func (v view) typed() source.Typed {
	if v.proposal != nil {
		return v.proposal.Typed()
	}
	return source.Typed{
		Counts: string(source.Received), FromOn: v.plan.StartsOn.String(), ToOn: v.plan.EndsOn.String(), How: string(source.Confirmed),
	}
}

var done = map[string]string{
	"guardado":   "Se ha guardado qué cuenta el indicador.",
	"quitado":    "El indicador ya no cuenta retos. Los valores registrados se conservan.",
	"registrado": "El valor se ha registrado.",
}

// editOf reads what every form of the page carries; least is the lowest version that it can have been made from.
func editOf(r *http.Request, least int) (e source.Edit, err error) {
	e = source.Edit{Actor: ui.Actor(r.Context()), Key: ui.FormKey(r), Slug: chi.URLParam(r, "plan")}
	if e.ID, err = ui.ID(r.PostFormValue("id")); err != nil {
		return e, err
	}
	e.Version, err = ui.FormVersion(r, least)
	return e, err
}

func hidden(v view, version int) []ui.Hidden {
	return []ui.Hidden{{Name: "id", Value: strconv.FormatInt(v.kept.ID, 10)}, {Name: "version", Value: strconv.Itoa(version)}}
}

// Save answers POST /planes/{plan}/indicadores/{code}/retos with what is counted.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	e, err := editOf(r, 0)
	if err != nil {
		return err
	}
	typed := source.Typed{
		Counts: r.PostFormValue("counts"), FromOn: r.PostFormValue("from_on"), ToOn: r.PostFormValue("to_on"), How: r.PostFormValue("how"),
	}
	return p.finish(w, r, e, "guardado", p.Sources.Set(r.Context(), e, typed), func(v view, cause error) (props, error) {
		version, wrong := e.Version, ui.Invalid(cause)
		if ui.Outdated(cause) {
			version = v.version()
		}
		props := p.build(v, typed, version).refused(wrong)
		if ui.Outdated(cause) {
			both, err := p.conflict(r, v, typed)
			props.Conflict = &both
			return props, err
		}
		return props, nil
	})
}

// conflict shows what was typed beside what somebody else has kept meanwhile.
func (p Pages) conflict(r *http.Request, v view, mine source.Typed) (ui.ConflictProps, error) {
	var theirs source.Typed
	if v.proposal != nil {
		theirs = v.proposal.Typed()
	}
	both := ui.ConflictProps{Discard: pathOf(v.plan, v.kept.Code)}
	last, err := audit.Find(r.Context(), p.Sources.Pool, audit.Query{
		Object: audit.Object{Type: "indicator", ID: v.kept.ID}, Topic: "source", Limit: 1,
	})
	if err != nil {
		return both, err
	}
	if len(last) > 0 {
		both.Who, both.When = ui.EventActor(last[0]), ui.EventTime(last[0].At, p.Location)
	}
	for _, row := range []ui.ConflictRow{
		{Field: "counts", Label: countsLegend, Mine: countsName(mine.Counts), Theirs: countsName(theirs.Counts)},
		{Field: "from_on", Label: "Desde", Mine: shownDay(mine.FromOn), Theirs: shownDay(theirs.FromOn)},
		{Field: "to_on", Label: "Hasta", Mine: shownDay(mine.ToOn), Theirs: shownDay(theirs.ToOn)},
		{Field: "how", Label: howLegend, Mine: hows[source.How(mine.How)], Theirs: hows[source.How(theirs.How)]},
	} {
		if row.Mine != row.Theirs {
			both.Rows = append(both.Rows, row)
		}
	}
	return both, nil
}

// Drop answers POST /planes/{plan}/indicadores/{code}/retos/baja.
func (p Pages) Drop(w http.ResponseWriter, r *http.Request) error {
	e, err := editOf(r, 1)
	if err != nil {
		return err
	}
	return p.finish(w, r, e, "quitado", p.Sources.Drop(r.Context(), e), p.again("configuracion",
		"No se ha quitado: desde que abrió la página, alguien ha cambiado qué cuenta el indicador. Abajo está como es ahora."))
}

// Confirm answers POST /planes/{plan}/indicadores/{code}/retos/valor: it records the value that was shown.
func (p Pages) Confirm(w http.ResponseWriter, r *http.Request) error {
	e, err := editOf(r, 1)
	if err != nil {
		return err
	}
	number, wrongNumber := strconv.Atoi(r.PostFormValue("number"))
	basis, wrongBasis := strconv.Atoi(r.PostFormValue("basis"))
	if wrongNumber != nil || wrongBasis != nil {
		return fmt.Errorf("value of a proposal: %w", fault.BadInput)
	}
	return p.finish(w, r, e, "registrado", p.Sources.Confirm(r.Context(), e, number, basis), p.again("propuesta",
		"No se ha registrado: desde que abrió la página, ha cambiado el recuento o el valor. Abajo está como es ahora."))
}

// again shows the page as it is now, with a problem on top that leads to a part of it: outdated says what to whoever
// comes with an old page.
func (p Pages) again(part, outdated string) func(view, error) (props, error) {
	return func(v view, cause error) (props, error) {
		props := p.build(v, v.typed(), v.version())
		props.Page.Refused = true
		if ui.Outdated(cause) {
			props.Problems = []ui.FieldError{{ID: part, Text: outdated}}
		}
		for _, message := range ui.Invalid(cause) {
			props.Problems = append(props.Problems, ui.FieldError{ID: part, Text: message})
		}
		return props, nil
	}
}

// finish leads to the page again once something was done, or shows with refuse why it was not.
func (p Pages) finish(w http.ResponseWriter, r *http.Request, e source.Edit, did string, cause error, refuse func(view, error) (props, error)) error {
	v, err := p.load(r, e.ID)
	if err != nil {
		return err
	}
	if cause == nil {
		return ui.See(w, r, pathOf(v.plan, v.kept.Code)+"?hecho="+did)
	}
	status, problem := board.Refused(cause, v.plan, true)
	if status == 0 {
		return cause
	}
	props, err := refuse(v, cause)
	if err != nil {
		return err
	}
	props.Problems = ui.OnTop(problem, props.Problems)
	return ui.Render(w, r, status, show(props))
}
