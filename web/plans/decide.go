package plans

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// alwaysShown is what is public of every plan that is published.
const alwaysShown = "El resumen del plan: de qué trata, sus fechas, cuánto ha avanzado y sus seguimientos cerrados."

// partTexts name the parts of a plan and say what everybody sees with them.
var partTexts = map[plan.Part]struct{ name, text string }{
	plan.ShowObjectives: {"Objetivos", "Los objetivos, con su progreso y su estado."},
	plan.ShowIndicators: {"Indicadores", "Los indicadores: cómo se miden, sus metas, sus responsables y todos sus valores."},
	plan.ShowResults:    {"Resultados", "Los resultados alcanzados, con sus descripciones y enlaces. Con ellos, todas las páginas del plan."},
	plan.ShowComments:   {"Comentarios", "Los comentarios de los valores y los motivos de sus correcciones."},
	plan.ShowFiles:      {"Ficheros", "Los ficheros de los resultados, que se podrán descargar."},
}

// shownTexts say in words what everybody sees.
func shownTexts(parts []plan.Part) []string {
	texts := []string{alwaysShown}
	for _, part := range plan.Parts {
		if slices.Contains(parts, part) {
			texts = append(texts, partTexts[part].text)
		}
	}
	return texts
}

func hiddenTexts(parts []plan.Part) []string {
	var texts []string
	for _, part := range plan.Parts {
		if !slices.Contains(parts, part) {
			texts = append(texts, partTexts[part].text)
		}
	}
	return texts
}

// decisionProps is everything that the page of the decision shows.
type decisionProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Conflict *ui.ConflictProps
	Action   string
	Cancel   string
	Shows    ui.ChoicesProps
	Licence  ui.ChoicesProps
	Review   *reviewProps // what was chosen, in words, to be confirmed; nil while it is chosen
}

// reviewProps is what will be public, in words.
type reviewProps struct {
	Shown, Hidden    []string
	Text             string
	Form             ui.FormProps
	Do, Back, Cancel string
}

// Publication answers GET /planes/{plan}/publicacion with what may be shown of a plan; with ?revisar=si, with what was
// chosen, to be confirmed.
func (p Pages) Publication(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	typed := plan.TypedPublication{Open: query.Has("licence"), Shows: query["shows"], Licence: query.Get("licence")}
	if !query.Has("revisar") {
		return p.decide(w, r, http.StatusOK, typed, nil)
	}
	typed.Open = true
	if _, err := typed.Check(); err != nil {
		return p.decide(w, r, http.StatusUnprocessableEntity, typed, ui.Invalid(err))
	}
	return p.review(w, r, typed, nil)
}

// decide shows the choice: as it was typed, or as the plan is where nothing was.
func (p Pages) decide(w http.ResponseWriter, r *http.Request, status int, typed plan.TypedPublication, wrong fault.Invalid) error {
	of, err := p.deciding(r)
	if err != nil {
		return err
	}
	if !typed.Open {
		typed.Licence = string(of.Licence)
		for _, part := range of.Shows {
			typed.Shows = append(typed.Shows, string(part))
		}
	}
	props := framed(of)
	props.Problems, props.Page.Refused = ui.Problems(wrong, "shows", "shows", "licence", "licence"), wrong != nil
	props.Shows = ui.ChoicesProps{Name: "shows", Legend: "Qué puede ver cualquiera", Hint: "Además de esto: " + lower(alwaysShown), Error: wrong["shows"]}
	for _, part := range plan.Parts {
		props.Shows.Options = append(props.Shows.Options, ui.ChoiceOption{
			Value: string(part), Text: partTexts[part].name, Hint: partTexts[part].text, Checked: slices.Contains(typed.Shows, string(part)),
		})
	}
	props.Licence = ui.ChoicesProps{
		Name: "licence", Legend: "Con qué licencia se pueden usar los datos", Single: true, Error: wrong["licence"],
	}
	for _, l := range plan.Licences {
		props.Licence.Options = append(props.Licence.Options, ui.ChoiceOption{
			Value: string(l), Text: ui.LicenceLink(l).Text, Hint: licenceHints[l], Checked: typed.Licence == string(l),
		})
	}
	return ui.Render(w, r, status, decision(props))
}

var licenceHints = map[plan.Licence]string{
	plan.CCBY: "Cualquiera puede usarlos si dice de quién son.", plan.CC0: "Cualquiera puede usarlos sin condiciones.",
}

// review shows in words what was chosen, and asks whether that is what is wanted.
func (p Pages) review(w http.ResponseWriter, r *http.Request, typed plan.TypedPublication, conflict *ui.ConflictProps) error {
	of, err := p.deciding(r)
	if err != nil {
		return err
	}
	chosen, err := typed.Check()
	if err != nil {
		return err
	}
	props, status := framed(of), http.StatusOK
	if conflict != nil {
		props.Conflict, props.Page.Refused, status = conflict, true, http.StatusConflict
	}
	query := url.Values{"shows": typed.Shows, "licence": {typed.Licence}}
	props.Review = &reviewProps{
		Shown: shownTexts(chosen.Shows), Hidden: hiddenTexts(chosen.Shows), Do: "Publicar", Back: props.Action + "?" + query.Encode(), Cancel: props.Cancel,
		Text: "Estará en la página pública, en los datos abiertos con la licencia " + ui.LicenceLink(chosen.Licence).Text +
			" y en los buscadores. Se puede cambiar o retirar después, pero no lo que otros ya hayan copiado.",
		Form: ui.FormProps{Action: props.Action, Label: "Publicar el plan", Hidden: []ui.Hidden{
			{Name: "version", Value: strconv.Itoa(of.Version)}, {Name: "publicar", Value: "si"}, {Name: "licence", Value: typed.Licence},
		}},
	}
	if of.Published() {
		props.Review.Do = "Publicar los cambios"
	}
	for _, part := range chosen.Shows {
		props.Review.Form.Hidden = append(props.Review.Form.Hidden, ui.Hidden{Name: "shows", Value: string(part)})
	}
	return ui.Render(w, r, status, decision(props))
}

// decideAnew shows a decision that came too late beside the plan as somebody else has left it.
func (p Pages) decideAnew(w http.ResponseWriter, r *http.Request, typed plan.TypedPublication) error {
	of, err := p.deciding(r)
	if err != nil {
		return err
	}
	mine, err := typed.Check()
	if err != nil {
		return err
	}
	theirs := plan.Publication{Open: of.Published(), Shows: of.Shows, Licence: of.Licence}
	conflict, err := ui.ConflictOf(r.Context(), p.Pool, audit.Object{Type: "plan", ID: of.ID}, p.Location, planPath(of.Slug)+"#publicacion", []ui.ConflictRow{
		{Label: "Quién lo ve", Mine: readers(mine), Theirs: readers(theirs)},
		{Label: "Qué se muestra", Mine: names(mine.Shows), Theirs: names(theirs.Shows)},
		{Label: "Licencia", Mine: ui.LicenceLink(mine.Licence).Text, Theirs: ui.LicenceLink(theirs.Licence).Text},
	})
	if err != nil {
		return err
	}
	return p.review(w, r, typed, &conflict)
}

// deciding reads the plan of which whoever asks decides who sees it.
func (p Pages) deciding(r *http.Request) (plan.Plan, error) {
	var of plan.Plan
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		of, err = plan.Find(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan"))
		return err
	})
	if err == nil {
		err = access.Require(ui.Actor(r.Context()), access.PublishPlan, of.Target())
	}
	return of, err
}

func framed(of plan.Plan) decisionProps {
	title := "Publicar el plan"
	if of.Published() {
		title = "Qué se muestra del plan"
	}
	return decisionProps{
		Page: ui.PageProps{
			Title: title, Section: "/planes", Crumbs: board.CrumbsOf(of, ui.Crumb{Text: title}), Plan: board.NavOf(of, ui.PlanAbout, false),
		},
		Head:   ui.PageHeadProps{Eyebrow: of.Title, Title: title, Lead: "Una sola decisión para las páginas, los datos abiertos, el resumen para otras webs y la API."},
		Action: planPath(of.Slug) + "/publicacion", Cancel: planPath(of.Slug) + "#publicacion",
	}
}

func readers(p plan.Publication) string {
	if p.Open {
		return "Cualquiera"
	}
	return "Solo quien tiene cuenta"
}

func names(parts []plan.Part) string {
	list := make([]string, len(parts))
	for n, part := range parts {
		list[n] = partTexts[part].name
	}
	return strings.Join(list, ", ")
}

// lower begins a sentence as it goes on after a colon.
func lower(text string) string { return strings.ToLower(text[:1]) + text[1:] }
