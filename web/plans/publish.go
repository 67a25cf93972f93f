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

// publication is what whoever keeps a plan decides about who reads it.
type publication struct {
	Published bool
	Text      string // who reads it now
	Action    string // address to which the other decision is sent
	Version   string
}

func publicationOf(p plan.Plan, actor access.Actor) *publication {
	if !access.Can(actor, access.PublishPlan, p.Target()) {
		return nil
	}
	d := &publication{
		Published: p.Published(), Action: "/planes/" + p.Slug + "/publicacion", Version: strconv.Itoa(p.Version),
		Text: "Solo lo ve quien tiene una cuenta que lo permita.",
	}
	if d.Published {
		d.Text = "Lo puede leer cualquiera, sin cuenta."
	}
	return d
}

// loadHistory reads the newest changes of a plan, for those who may read them.
func loadHistory(ctx context.Context, tx pgx.Tx, planID int64) ([]audit.Entry, error) {
	actor := ui.Actor(ctx)
	if !access.Can(actor, access.ReadHistory, access.Target{}) {
		return nil, nil
	}
	return audit.List(ctx, tx, audit.Query{PlanID: planID, Limit: newestEvents})
}

var showDone = map[string]string{
	"publicado": "El plan está publicado: lo puede leer cualquiera.",
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

// Publish answers POST /planes/{plan}/publicacion with the decision to open the plan to everybody, or not.
func (p Pages) Publish(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	slug, open := chi.URLParam(r, "plan"), r.PostFormValue("publicar") == "si"
	err = p.Plans.Publish(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, version, open)
	if err != nil {
		return err
	}
	done := "publicado"
	if !open {
		done = "retirado"
	}
	return ui.See(w, r, "/planes/"+slug+"?hecho="+done)
}
