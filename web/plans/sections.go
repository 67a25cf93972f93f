package plans

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

var sectionsDone = map[string]string{
	"creado":   "El apartado se ha añadido.",
	"guardado": "El apartado se ha guardado.",
	"quitado":  "El apartado se ha quitado. Su texto queda en el historial del plan.",
	"orden":    "El orden ha cambiado.",
}

func sectionsPath(slug string) string { return planPath(slug) + "/apartados" }

func sectionPath(slug string, id int64) string {
	return sectionsPath(slug) + "/" + strconv.FormatInt(id, 10)
}

// Sections answers GET /planes/{plan}/apartados with the narrative in its order.
func (p Pages) Sections(w http.ResponseWriter, r *http.Request) error {
	var of plan.Plan
	var list []plan.KeptSection
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if of, err = plan.Find(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		if err := board.Keeper(ui.Actor(r.Context()), of); err != nil {
			return err
		}
		list, err = plan.Sections(r.Context(), tx, of.ID)
		return err
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, sectionList(buildSections(of, list, ui.Done(r, sectionsDone))))
}

// MoveSection answers POST /planes/{plan}/apartados/orden.
func (p Pages) MoveSection(w http.ResponseWriter, r *http.Request) error {
	m, err := board.ReadMove(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	if err := p.Plans.MoveSection(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, m); err != nil {
		return err
	}
	return ui.See(w, r, sectionsPath(slug)+"?hecho=orden#apartado-"+strconv.FormatInt(m.ID, 10))
}

// sectionListProps is the narrative as it is kept.
type sectionListProps struct {
	Page  ui.PageProps
	Head  ui.PageHeadProps
	Done  string
	Rows  []sectionRow
	Empty *ui.EmptyProps
	New   string
	Read  string // where the text is read
}

// sectionRow is a section of the list.
type sectionRow struct {
	ID, Heading, Href string
	Size              string
	Move              ui.FormProps
	First, Last       bool // nothing stands before it, or after it
}

func buildSections(of plan.Plan, list []plan.KeptSection, done string) sectionListProps {
	p := sectionListProps{
		Page: board.KeepPage(of, "Texto del plan"), Done: done,
		Head: ui.PageHeadProps{Eyebrow: of.Title, Title: "Texto del plan", Lead: "Los apartados con los que el plan se cuenta, en el orden en que se leen."},
		New:  sectionsPath(of.Slug) + "/nuevo", Read: planPath(of.Slug) + "#texto",
	}
	for n, s := range list {
		id := strconv.FormatInt(s.ID, 10)
		p.Rows = append(p.Rows, sectionRow{
			ID: id, Heading: s.Heading, Href: sectionPath(of.Slug, s.ID), Size: ui.Count(words(s.Body), "palabra", "palabras"),
			Move: ui.FormProps{
				Action: sectionsPath(of.Slug) + "/orden", Class: "outline-move", Label: "Mover «" + s.Heading + "»", Hidden: []ui.Hidden{{Name: "id", Value: id}},
			},
			First: n == 0, Last: n+1 == len(list),
		})
	}
	if len(list) == 0 {
		p.Empty = &ui.EmptyProps{
			Icon: "document", Title: "Todavía no hay ningún apartado",
			Text: "Aquí se escribe lo que rodea a los objetivos: de dónde viene el plan, cómo se hizo, con qué medios, cómo se evalúa.",
			Link: &ui.Link{Text: "Escribir el primero", Href: p.New},
		}
	}
	return p
}
