package plans

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// What comes along, as the boxes of the form are valued.
const (
	copyValues   = "valores"
	copyResults  = "resultados"
	copyBaseline = "linea-base"
)

func readCopy(r *http.Request) plan.Copy {
	chosen := func(value string) bool { return slices.Contains(r.PostForm["copy"], value) }
	return plan.Copy{
		Title: r.PostFormValue("title"), Slug: r.PostFormValue("slug"), StartsOn: r.PostFormValue("starts_on"), EndsOn: r.PostFormValue("ends_on"),
		Values: chosen(copyValues), Results: chosen(copyResults), Baseline: chosen(copyBaseline),
	}
}

// Duplicate answers GET /planes/{plan}/duplicar. The next plan is proposed to begin when this one has ended, and to
// last as long.
func (p Pages) Duplicate(w http.ResponseWriter, r *http.Request) error {
	doc, err := p.load(r)
	if err != nil {
		return err
	}
	if err := access.Require(ui.Actor(r.Context()), access.CreatePlan, doc.Target()); err != nil {
		return err
	}
	next := doc.EndsOn + 1
	end := next + (doc.EndsOn - doc.StartsOn)
	if months := doc.Months(); months > 0 {
		end = next.AddMonths(months) - 1
	}
	d := plan.Copy{StartsOn: next.String(), EndsOn: end.String()}
	return ui.Render(w, r, http.StatusOK, duplication(copyForm(doc.Plan, d, nil)))
}

// SaveCopy answers POST /planes/{plan}/duplicar; it leads to the new plan.
func (p Pages) SaveCopy(w http.ResponseWriter, r *http.Request) error {
	d := readCopy(r)
	slug, err := p.Plans.Duplicate(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), chi.URLParam(r, "plan"), p.Today(), d)
	if wrong := ui.Invalid(err); wrong != nil {
		doc, failure := p.load(r)
		if failure != nil {
			return errors.Join(err, failure)
		}
		if d.Slug == "" {
			d.Slug = plan.SlugOf(d.Title)
		}
		return ui.Render(w, r, http.StatusUnprocessableEntity, duplication(copyForm(doc.Plan, d, wrong)))
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, planPath(slug)+"?hecho=duplicado")
}

// copyProps is the form of a plan that is made from another.
type copyProps struct {
	Page        ui.PageProps
	Head        ui.PageHeadProps
	Problems    []ui.FieldError
	Form        ui.FormProps
	Title, Slug ui.FieldProps
	Start, End  ui.FieldProps
	Copied      ui.ChoicesProps
	Cancel      string
}

func copyForm(of plan.Plan, d plan.Copy, wrong fault.Invalid) copyProps {
	p := copyProps{
		Page: ui.PageProps{
			Title: "Duplicar el plan", Section: listPath, Refused: wrong != nil,
			Crumbs: board.CrumbsOf(of, ui.Crumb{Text: "Duplicar"}), Plan: board.NavOf(of, ui.PlanKeep, false),
		},
		Head: ui.PageHeadProps{
			Eyebrow: of.Title, Title: "Duplicar el plan",
			Lead: "Hace un plan nuevo, en borrador y sin publicar, con las líneas, marcos, objetivos, indicadores, textos y periodos de este. Lo anulado no se copia, y las fechas se mueven con el inicio.",
		},
		Problems: ui.Problems(wrong, "title", "title", "starts_on", "starts_on", "ends_on", "ends_on", "slug", "slug", "copy", "copy"),
		Form:     ui.FormProps{Action: planPath(of.Slug) + "/duplicar", Label: "Duplicar el plan"},
		Title:    titleField(d.Title, wrong), Slug: slugField(d.Slug, wrong),
		Start: startField(d.StartsOn, wrong), End: endField(d.EndsOn, wrong),
		Copied: ui.ChoicesProps{
			Name: "copy", Legend: "Qué más se lleva", Error: wrong["copy"],
			Options: []ui.ChoiceOption{
				{Value: copyBaseline, Text: "Usar el último valor como línea base", Checked: d.Baseline,
					Hint: "Cada indicador empieza donde terminó en este plan. El que ya llegó a su meta pasa a mantenerla."},
				{Value: copyValues, Text: "Copiar los valores", Checked: d.Values, Hint: "Los vigentes, con sus fechas y comentarios, y el aviso sobre los datos."},
				{Value: copyResults, Text: "Copiar los resultados", Checked: d.Results, Hint: "Con sus fechas y enlaces, junto con los valores. Sus ficheros se quedan en este plan."},
			},
		},
		Cancel: planPath(of.Slug),
	}
	return p
}

// duplicatedText tells what making the plan from another changed in it, as its event has it; blank where there is no
// such event.
func duplicatedText(events []audit.Entry) string {
	at := slices.IndexFunc(events, func(e audit.Entry) bool { return e.Action == "plan.duplicate" })
	if at < 0 {
		return ""
	}
	var d plan.Duplicated
	if err := json.Unmarshal(events[at].After, &d); err != nil {
		return ""
	}
	text := "El plan se ha creado a partir de otro, en borrador."
	if n := len(d.RulesChanged); n > 0 {
		text += fmt.Sprintf(" %s ya en su meta: ahora se trata de mantenerla (%s).", ui.Count(n, "indicador estaba", "indicadores estaban"), some(d.RulesChanged))
	}
	return text
}

// mostNamed is how many codes a sentence names.
const mostNamed = 12

// some lists the first of many codes.
func some(codes []string) string {
	if len(codes) > mostNamed {
		codes = append(slices.Clone(codes[:mostNamed]), "…")
	}
	return join(codes)
}
