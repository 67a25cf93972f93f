package plans

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/plan"
	"hito/web/ui"
)

// newestEvents is how many changes a plan's page lists; the audit has them all.
const newestEvents = 20

// publication is who reads a plan now, for whoever decides it.
type publication struct {
	Text     string
	Shows    []string // what everybody sees, in words; none while it is not published
	Links    []ui.Link
	Decide   ui.Link
	Withdraw *ui.ConfirmProps // nil while it is not published
}

func publicationOf(p plan.Plan, actor access.Actor) *publication {
	if !access.Can(actor, access.PublishPlan, p.Target()) {
		return nil
	}
	address := planPath(p.Slug) + "/publicacion"
	if !p.Published() {
		return &publication{Text: "Solo lo ve quien tiene una cuenta que lo permita.", Decide: ui.Link{Text: "Publicar…", Href: address}}
	}
	return &publication{
		Text: "Cualquiera puede ver, sin cuenta:", Shows: shownTexts(p.Shows),
		Links: []ui.Link{
			{Text: "Página pública", Href: publicPath(p.Slug)}, {Text: "Datos abiertos", Href: "/datos-abiertos#" + p.Slug},
			{Text: "Resumen para otras webs", Href: publicPath(p.Slug) + "#en-otra-web"},
		},
		Decide: ui.Link{Text: "Cambiar lo que se muestra…", Href: address},
		Withdraw: &ui.ConfirmProps{
			Form: ui.FormProps{Action: address, Label: "Retirar de lo público", Hidden: []ui.Hidden{
				{Name: "version", Value: strconv.Itoa(p.Version)}, {Name: "publicar", Value: "no"},
			}},
			Open: "Retirar de lo público…", Do: "Retirar", Danger: true,
			Text: "Quien no tenga cuenta dejará de ver el plan, también en los datos abiertos y en los enlaces que ya existan.",
		},
	}
}

func publicPath(slug string) string { return "/publico/" + slug }

// loadHistory reads the newest changes of a plan, for those who may read them.
func loadHistory(ctx context.Context, tx pgx.Tx, planID int64) ([]audit.Entry, error) {
	actor := ui.Actor(ctx)
	if !access.Can(actor, access.ReadHistory, access.Target{}) {
		return nil, nil
	}
	return audit.List(ctx, tx, audit.Query{PlanID: planID, Limit: newestEvents})
}

var showDone = map[string]string{
	"publicado": "El plan está publicado: más abajo pone qué puede ver cualquiera.",
	"retirado":  "El plan ya no es público.",
	"guardado":  "Los datos del plan se han guardado.",
	"en-vigor":  "El plan está en vigor.",
	"cerrado":   "El plan está cerrado: es de solo lectura.",
	"reabierto": "El plan vuelve a estar en vigor.",
	"borrador":  "El plan vuelve a ser un borrador.",
}

// doneText tells what was just done, and whoever changed the plan's time what that leaves outside of it.
func doneText(r *http.Request, tx pgx.Tx, p plan.Plan, events []audit.Entry) (string, error) {
	text, done := ui.Done(r, showDone), r.URL.Query().Get("hecho")
	if done == "duplicado" {
		text = duplicatedText(events)
	}
	if text == "" || done != "guardado" && done != "duplicado" || !access.Can(ui.Actor(r.Context()), access.WritePlan, p.Target()) {
		return text, nil
	}
	outside, err := plan.PointsOutside(r.Context(), tx, p.ID)
	if err == nil && outside > 0 {
		text += " Atención: " + ui.Count(outside, "punto previsto queda", "puntos previstos quedan") + " fuera de las fechas; revise sus indicadores."
	}
	return text, err
}

// Publish answers POST /planes/{plan}/publicacion with the decision about who sees what of the plan.
func (p Pages) Publish(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	typed := plan.TypedPublication{Open: r.PostFormValue("publicar") == "si", Shows: r.PostForm["shows"], Licence: r.PostFormValue("licence")}
	slug := chi.URLParam(r, "plan")
	err = p.Plans.Publish(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, version, typed)
	switch {
	case ui.Invalid(err) != nil:
		return p.decide(w, r, http.StatusUnprocessableEntity, typed, ui.Invalid(err))
	case ui.Outdated(err) && typed.Open:
		return p.decideAnew(w, r, typed)
	case err != nil:
		return err
	}
	done := "publicado"
	if !typed.Open {
		done = "retirado"
	}
	return ui.See(w, r, planPath(slug)+"?hecho="+done+"#publicacion")
}
