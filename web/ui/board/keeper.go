package board

import (
	"errors"
	"fmt"
	"net/http"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
)

// ClosedText is what whoever keeps a plan is told while it is closed.
const ClosedText = "El plan está cerrado: para cambiarlo hay que reabrirlo."

// Keeper returns nil to whoever may write a plan. To those who could but for its being closed, the error tells so and
// leads to the plan; to others it is fault.Forbidden or fault.SignIn.
func Keeper(actor access.Actor, p plan.Plan) error {
	err := access.Require(actor, access.WritePlan, p.Target())
	if err == nil || p.State != plan.Closed || !access.Can(actor, access.ReopenPlan, p.Target()) {
		return err
	}
	return ui.Told{
		ErrorProps: ui.ErrorProps{
			Status: http.StatusConflict, Title: "El plan está cerrado", Text: "No se ha cambiado nada. Para cambiarlo hay que reabrirlo.",
			Link: &ui.Link{Text: "Ir al plan", Href: "/planes/" + p.Slug},
		},
		Cause: fmt.Errorf("plan %q is closed: %w", p.Slug, fault.Conflict),
	}
}

// KeepPage is the frame of a page on which part of a plan is edited.
func KeepPage(p plan.Plan, title string) ui.PageProps {
	return ui.PageProps{
		Title: title, Section: "/planes",
		Crumbs: CrumbsOf(p, ui.Crumb{Text: "Editar el plan", Href: OutlinePath(p.Slug, "", false, "")}, ui.Crumb{Text: title}),
		Plan:   NavOf(p, ui.PlanKeep, false),
	}
}

// Kept tells whether a view is of the plan as it is kept, and not of a snapshot that was asked for: that of a plan that
// is over is shown without asking.
func (a Asked) Kept() bool { return a.Snapshot == 0 }

// EditPath returns the address of the form of something of a board's plan, for whoever may write there and does not
// look at a snapshot; else it is blank. Below is such as "/objetivos/O.E.1".
func (a Asked) EditPath(actor access.Actor, b dashboard.Board, below string) string {
	if !a.Kept() || !access.Can(actor, access.WritePlan, b.Plan.Target()) {
		return ""
	}
	return "/planes/" + b.Plan.Slug + below + "/editar"
}

const gone = "Alguien lo ha quitado del plan mientras usted lo editaba. Lo que escribió sigue aquí: si guarda, se añade de nuevo."

// Refused tells how a form is shown again whose plan, or whose object, is not as it was: with which status, and what
// stands on top. Found tells whether the object is still there. The status is 0 for an error that no form explains.
func Refused(err error, p plan.Plan, found bool) (status int, problem string) {
	switch {
	case ui.Invalid(err) != nil:
		return http.StatusUnprocessableEntity, ""
	case errors.Is(err, fault.Forbidden) && p.State == plan.Closed:
		return http.StatusConflict, ClosedText + " Lo que escribió sigue aquí."
	case errors.Is(err, fault.NotFound) && !found:
		return http.StatusConflict, gone
	case errors.Is(err, fault.Conflict):
		return http.StatusConflict, ""
	default:
		return 0, ""
	}
}
