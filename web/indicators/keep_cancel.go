package indicators

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// standing is whether an indicator counts, and the ways to leave it out, take it in again or remove it.
type standing struct {
	Cancelled []ui.Definition // since when and why it does not count; nil where it does
	Cancel    *ui.ConfirmProps
	On        ui.FieldProps
	Reason    ui.FieldProps
	Restore   *ui.ConfirmProps
	Delete    *ui.ConfirmProps
	Kept      string // why it cannot be removed; blank where it can
}

func standingOf(d workbench) *standing {
	path, hidden := indicatorPath(d.plan, d.kept.Code), board.HiddenEdit(plan.Edit{ID: d.kept.ID, Version: d.kept.Version})
	s := &standing{
		On:     ui.DateField(ui.FieldProps{Name: "cancelled_on", Label: "Desde", Value: d.today.String(), Hint: "A partir de ese día no cuenta en ninguna media."}),
		Reason: ui.FieldProps{Name: "cancel_reason", Label: "Motivo", Rows: 3, MaxLength: 2000, Hint: "Queda en el historial y se muestra en su página."},
	}
	if d.kept.CancelledOn.IsZero() {
		s.Cancel = &ui.ConfirmProps{
			Form: ui.FormProps{Action: path + "/anulacion", Label: "Anular el indicador", Hidden: hidden},
			Open: "Anular…", Do: "Anular el indicador", Danger: true,
			Text: "El indicador y sus valores se conservan, pero deja de contar desde el día que diga. Se puede recuperar después.",
		}
	} else {
		s.Cancelled = []ui.Definition{{Term: "Anulado desde", Text: ui.LongDate(d.kept.CancelledOn)}, {Term: "Motivo", Text: d.kept.CancelReason}}
		s.Restore = &ui.ConfirmProps{
			Form: ui.FormProps{Action: path + "/restauracion", Label: "Recuperar el indicador", Hidden: hidden},
			Open: "Recuperar…", Do: "Recuperar el indicador", Text: "El indicador volverá a contar en las medias, también en las de fechas pasadas.",
		}
	}
	if d.kept.Used() {
		s.Kept = "No se puede quitar, porque ya tiene " + usedIn(d.kept) + ": solo se puede anular."
		return s
	}
	s.Delete = &ui.ConfirmProps{
		Form: ui.FormProps{Action: path + "/baja", Label: "Quitar el indicador", Hidden: hidden},
		Open: "Quitar…", Do: "Quitar el indicador", Danger: true,
		Text: "No tiene valores ni resultados. Desaparecerá del plan; lo que decía queda en el historial.",
	}
	return s
}

// usedIn tells what hangs on an indicator: "12 valores, 3 resultados".
func usedIn(k indicator.Kept) string {
	var parts []string
	for _, part := range []struct {
		n                int
		singular, plural string
	}{{k.Measurements, "valor", "valores"}, {k.Results, "resultado", "resultados"}, {k.Requests, "petición en rondas", "peticiones en rondas"}, {k.Challenges, "reto vinculado", "retos vinculados"}} {
		if part.n > 0 {
			parts = append(parts, ui.Count(part.n, part.singular, part.plural))
		}
	}
	return strings.Join(parts, ", ")
}

// Cancel answers POST /planes/{plan}/indicadores/{code}/anulacion.
func (k Keeping) Cancel(w http.ResponseWriter, r *http.Request) error {
	typed := plan.Cancellation{On: r.PostFormValue("cancelled_on"), Reason: r.PostFormValue("cancel_reason")}
	return k.stand(w, r, "anulado", func(ctx context.Context, e indicator.Edit) error {
		return k.Store.Cancel(ctx, e, k.Today(), typed)
	})
}

// Restore answers POST /planes/{plan}/indicadores/{code}/restauracion.
func (k Keeping) Restore(w http.ResponseWriter, r *http.Request) error {
	return k.stand(w, r, "recuperado", k.Store.Restore)
}

// Delete answers POST /planes/{plan}/indicadores/{code}/baja.
func (k Keeping) Delete(w http.ResponseWriter, r *http.Request) error {
	return k.stand(w, r, "", k.Store.Delete)
}

// stand carries out what changes whether an indicator counts, or shows its page again with why it could not be done.
// done is blank for what leaves nothing to show.
func (k Keeping) stand(w http.ResponseWriter, r *http.Request, done string, do func(context.Context, indicator.Edit) error) error {
	e, err := editOf(r)
	if err != nil {
		return err
	}
	cause := do(r.Context(), e)
	if cause == nil && done == "" {
		return ui.See(w, r, board.OutlinePath(chi.URLParam(r, "plan"), "indicador-quitado", false, ""))
	}
	d, err := k.load(r, byID(e.ID))
	if err != nil {
		return err
	}
	if cause == nil {
		return ui.See(w, r, editPath(d.plan, d.kept.Code)+"?hecho="+done)
	}
	p, wrong := editDefinition(d, typedDraft(d.kept.Draft), d.kept.Version), ui.Invalid(cause)
	p.Standing.retype(r, wrong)
	switch {
	case wrong != nil:
		p.Page.Refused, p.Problems = true, ui.Problems(wrong, "cancelled_on", "cancelled_on", "cancel_reason", "cancel_reason")
		return k.render(w, r, http.StatusUnprocessableEntity, d, p)
	case !errors.Is(cause, fault.Conflict):
		return cause
	}
	problem := "No se ha hecho: desde que abrió la página, alguien ha cambiado este indicador. Abajo está como es ahora."
	if errors.As(cause, new(indicator.InUse)) {
		problem = "No se ha quitado, porque el indicador ya tiene " + usedIn(d.kept) + "."
	}
	p.Page.Refused, p.Problems = true, []ui.FieldError{{ID: "situacion", Text: problem}}
	return k.render(w, r, http.StatusConflict, d, p)
}

// retype puts back what was typed to cancel.
func (s *standing) retype(r *http.Request, wrong fault.Invalid) {
	s.On.Value, s.Reason.Value = r.PostFormValue("cancelled_on"), r.PostFormValue("cancel_reason")
	s.On.Error, s.Reason.Error = wrong["cancelled_on"], wrong["cancel_reason"]
	s.On.Type = ""
	s.On = ui.DateField(s.On)
	if s.Cancel != nil {
		s.Cancel.Opened = r.PostForm.Has("cancel_reason")
	}
}
