package plans

import (
	"net/http"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
)

const (
	newPath    = listPath + "/nuevo"
	importPath = listPath + "/importar"
)

func planPath(slug string) string { return listPath + "/" + slug }

// newPlanLink leads whoever may create plans to the form.
func newPlanLink(r *http.Request) *ui.Link {
	if !mayCreate(r) {
		return nil
	}
	return &ui.Link{Text: "Nuevo plan", Href: newPath}
}

func readCreation(r *http.Request) plan.Creation {
	return plan.Creation{
		Title: r.PostFormValue("title"), Body: r.PostFormValue("body"), Slug: r.PostFormValue("slug"),
		StartsOn: r.PostFormValue("starts_on"), EndsOn: r.PostFormValue("ends_on"),
		GeneralObjective: r.PostFormValue("general_objective"), Summary: r.PostFormValue("summary"),
	}
}

// New answers GET /planes/nuevo.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, creation(creationForm(plan.Creation{Body: ui.SiteOf(r.Context()).Body}, nil)))
}

// Create answers POST /planes; it leads to where the plan's structure is written.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	d := readCreation(r)
	slug, err := p.Plans.Begin(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), d)
	if wrong := ui.Invalid(err); wrong != nil {
		if d.Slug == "" {
			d.Slug = plan.SlugOf(d.Title)
		}
		return ui.Render(w, r, http.StatusUnprocessableEntity, creation(creationForm(d, wrong)))
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, planPath(slug)+"/estructura?hecho=creado")
}

// creationProps is the form of a plan that is not there yet.
type creationProps struct {
	Page              ui.PageProps
	Head              ui.PageHeadProps
	Problems          []ui.FieldError
	Form              ui.FormProps
	Title, Body, Slug ui.FieldProps
	Start, End        ui.FieldProps
	General, Summary  ui.FieldProps
}

func creationForm(d plan.Creation, wrong fault.Invalid) creationProps {
	return creationProps{
		Page: ui.PageProps{
			Title: "Nuevo plan", Section: listPath, Refused: wrong != nil,
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Planes", Href: listPath}, {Text: "Nuevo plan"}},
		},
		Head: ui.PageHeadProps{
			Title: "Nuevo plan",
			Lead:  "Empieza como borrador, sin publicar. Después se escriben sus líneas, objetivos e indicadores, y todo esto se puede cambiar menos la dirección web.",
		},
		Problems: ui.Problems(wrong, sameNames("title", "body", "starts_on", "ends_on", "general_objective", "summary", "slug")...),
		Form:     ui.FormProps{Action: listPath, Label: "Nuevo plan"},
		Title:    titleField(d.Title, wrong), Body: bodyField(d.Body, wrong), Slug: slugField(d.Slug, wrong),
		Start: startField(d.StartsOn, wrong), End: endField(d.EndsOn, wrong),
		General: generalField(d.GeneralObjective, wrong), Summary: summaryField(d.Summary, wrong),
	}
}

// sameNames pairs names of fields with ids that are the same.
func sameNames(names ...string) []string {
	var pairs []string
	for _, name := range names {
		pairs = append(pairs, name, name)
	}
	return pairs
}
