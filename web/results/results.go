// Package results holds the pages of the evidence of what a plan has achieved, with its files.
package results

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
)

// Pages serves the results of plans.
type Pages struct {
	Results  indicator.Store
	Today    func() date.Date
	Location *time.Location // in which times are shown
}

func listPath(slug string) string { return "/planes/" + slug + "/resultados" }

func pathOf(slug string, id int64) string { return listPath(slug) + "/" + strconv.FormatInt(id, 10) }

func indicatorPath(slug, code string) string { return "/planes/" + slug + "/indicadores/" + code }

// found is a result with its plan and what may be known of it.
type found struct {
	Plan       plan.Plan
	Result     indicator.KeptResult
	Events     []audit.Entry     // newest first, for those who may read the history
	Challenges []challenge.Trace // that have led to it
	Actor      access.Actor
}

func (f found) path() string { return pathOf(f.Plan.Slug, f.Result.ID) }

func (f found) keeps() bool { return access.Can(f.Actor, access.WritePlan, f.Plan.Target()) }

func (f found) remembers() bool { return access.Can(f.Actor, access.ReadHistory, f.Plan.Target()) }

// find reads the result that an address names. One that was withdrawn is there for those alone who may read the history.
func (p Pages) find(r *http.Request) (found, error) {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return found{}, err
	}
	f := found{Actor: ui.Actor(r.Context())}
	err = db.ReadTx(r.Context(), p.Results.Pool, func(tx pgx.Tx) (err error) {
		if f.Plan, err = plan.Find(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		if f.Result, err = indicator.FindResult(r.Context(), tx, f.Plan.ID, id); err != nil {
			return err
		}
		if !f.Plan.Shown(ui.Scope(r.Context()), plan.ShowFiles) {
			f.Result.Files = nil
		}
		end := challenge.End{Kind: challenge.ToResult, ID: id}
		if f.Challenges, err = challenge.Traced(r.Context(), tx, f.Actor, f.Plan.ID, end); err != nil {
			return err
		}
		if !f.remembers() {
			return nil
		}
		f.Events, err = audit.List(r.Context(), tx, audit.Query{PlanID: f.Plan.ID, Object: audit.Object{Type: "result", ID: id}, Limit: ui.NewestEvents})
		return err
	})
	if err == nil && f.Result.Withdrawn() && !f.remembers() {
		err = fmt.Errorf("result %d was withdrawn: %w", id, fault.NotFound)
	}
	return f, err
}

// change names the change that a form asks for, with the key of the form and what it brings beside its fields.
func change(r *http.Request, f found, version int, more ...string) indicator.ResultChange {
	return indicator.ResultChange{
		Actor: f.Actor, Key: ui.FormKey(r, more...), Slug: chi.URLParam(r, "plan"), ID: f.Result.ID, Version: version,
	}
}

// closed tells what can be done about a plan that is closed.
func closed(p plan.Plan, cause error) error {
	return ui.Told{Cause: cause, ErrorProps: ui.ErrorProps{
		Status: http.StatusConflict, Title: "El plan está cerrado",
		Text: "No se ha guardado nada: para cambiar sus resultados hay que reabrirlo.",
		Link: &ui.Link{Text: "Ver el plan", Href: "/planes/" + p.Slug},
	}}
}

// refused tells of a plan that is closed why nothing was written; any other error comes back as it is.
func refused(p plan.Plan, err error) error {
	if p.State == plan.Closed && errors.Is(err, fault.Forbidden) {
		return closed(p, err)
	}
	return err
}
