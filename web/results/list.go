package results

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

const (
	// pageSize is how many results a page of the list has.
	pageSize = 50

	// lastPage keeps the pages asked for within what the database can count.
	lastPage = 1_000_000

	longestExcerpt = 280
	longestOption  = 80 // letters: a list of choices grows as wide as its longest one
)

// query is what an address asks of the list.
type query struct {
	text, objective, indicator string
	withdrawn                  bool
	page                       int // from 1
}

// readQuery reads ?texto=, ?objetivo=, ?indicador=, ?estado= and ?pagina=; what it does not understand asks for nothing.
func readQuery(values url.Values) query {
	q := query{
		text: ui.SearchText(values.Get("texto")), objective: values.Get("objetivo"), indicator: values.Get("indicador"),
		withdrawn: values.Get("estado") == "retirados", page: 1,
	}
	if page, err := strconv.Atoi(values.Get("pagina")); err == nil && page > 1 {
		q.page = min(page, lastPage)
	}
	return q
}

func (q query) narrows() bool { return q.text+q.objective+q.indicator != "" || q.withdrawn }

func (q query) href(path string, page int) string {
	values := url.Values{}
	for name, value := range map[string]string{"texto": q.text, "objetivo": q.objective, "indicador": q.indicator} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.withdrawn {
		values.Set("estado", "retirados")
	}
	if page > 1 {
		values.Set("pagina", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

func (q query) search() indicator.ResultQuery {
	return indicator.ResultQuery{
		Text: q.text, Objective: q.objective, Indicator: q.indicator, Withdrawn: q.withdrawn,
		Limit: pageSize, Offset: (q.page - 1) * pageSize,
	}
}

// listed is a page of the results of a plan, with what its filters offer.
type listed struct {
	Plan    plan.Plan
	Results []indicator.KeptResult
	Total   int
	Offered []indicator.Servable
}

// List answers /planes/{plan}/resultados.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked, actor := readQuery(r.URL.Query()), ui.Actor(r.Context())
	asked.withdrawn = asked.withdrawn && access.Can(actor, access.ReadHistory, access.Target{})
	if f, data := ui.CSVAsked(r.URL.Query()); data {
		return p.listCSV(w, r, f, asked)
	}
	var l listed
	err := db.ReadTx(r.Context(), p.Results.Pool, func(tx pgx.Tx) (err error) {
		if l.Plan, err = plan.Find(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		if l.Results, l.Total, err = indicator.ListResults(r.Context(), tx, l.Plan.ID, asked.search()); err != nil {
			return err
		}
		if !l.Plan.Shown(ui.Scope(r.Context()), plan.ShowFiles) {
			withoutFiles(l.Results)
		}
		l.Offered, err = indicator.Servables(r.Context(), tx, l.Plan.ID)
		return err
	})
	if err != nil {
		return err
	}
	if len(l.Results) == 0 && asked.page > 1 {
		return fmt.Errorf("page %d of the results: %w", asked.page, fault.NotFound)
	}
	props := buildList(l, asked, actor)
	props.Done = ui.Done(r, listDone)
	return ui.Render(w, r, http.StatusOK, list(props))
}

// withoutFiles leaves out the files of results, for those who are shown none.
func withoutFiles(results []indicator.KeptResult) {
	for n := range results {
		results[n].Files = nil
	}
}

var listDone = map[string]string{"retirado": "El resultado se ha retirado."}

// listProps is everything that the list of results shows.
type listProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Done    string
	Filters *ui.FiltersProps // nil where there is nothing to search
	Entries []entry
	Empty   *ui.EmptyProps
	Pages   ui.PaginationProps
	Data    string // address of the list, as data too
}

// entry is a result in the list.
type entry struct {
	Title, Href string
	On          string
	Excerpt     string
	URL, Site   string
	Serves      []ui.Link
	Files       []file
	Withdrawn   string        // why; blank while it holds
	Restore     *ui.FormProps // nil for those who may not, and what holds
}

func buildList(l listed, asked query, actor access.Actor) listProps {
	path := listPath(l.Plan.Slug)
	p := listProps{
		Page: ui.PageProps{
			Title: "Resultados", Section: "/planes", Description: "Lo que el plan ha alcanzado, con su fecha, sus documentos y los indicadores a los que sirve.",
			Crumbs: board.CrumbsOf(l.Plan, ui.Crumb{Text: "Resultados"}), Plan: board.NavOf(l.Plan, ui.PlanResults, true),
		},
		Head: ui.PageHeadProps{
			Eyebrow: l.Plan.Body, Title: "Resultados alcanzados",
			Lead: "La evidencia de lo que el plan ha conseguido, de lo más reciente a lo más antiguo.",
		},
		Pages: ui.Pages("Páginas de resultados", asked.page, (l.Total+pageSize-1)/pageSize, func(page int) string { return asked.href(path, page) }),
	}
	p.Data = asked.href(path, 1)
	adds := len(offeredTo(actor, l.Plan, l.Offered)) > 0
	if adds {
		p.Head.Actions = addButton(path + "/nuevo")
	}
	keeps := access.Can(actor, access.WritePlan, l.Plan.Target())
	for _, r := range l.Results {
		p.Entries = append(p.Entries, entryOf(l.Plan, r, keeps))
	}
	if l.Total > 0 || asked.narrows() || access.Can(actor, access.ReadHistory, l.Plan.Target()) {
		p.Filters = filters(l, asked, access.Can(actor, access.ReadHistory, l.Plan.Target()))
	}
	if l.Total == 0 {
		p.Empty = empty(path, asked, adds)
	}
	return p
}

func entryOf(of plan.Plan, r indicator.KeptResult, keeps bool) entry {
	e := entry{
		Title: r.Title, Href: pathOf(of.Slug, r.ID), On: ui.LongDate(r.AchievedOn), Excerpt: ui.Shorten(r.Description, longestExcerpt),
		URL: r.URL, Site: ui.HostOf(r.URL), Files: filesOf(of, r), Withdrawn: r.WithdrawReason,
	}
	for _, i := range r.Serves {
		e.Serves = append(e.Serves, ui.Link{Text: i.Code, Href: indicatorPath(of.Slug, i.Code)})
	}
	if r.Withdrawn() && keeps {
		e.Restore = restoreForm(of, r)
	}
	return e
}

func empty(path string, asked query, adds bool) *ui.EmptyProps {
	switch {
	case asked.withdrawn && asked == (query{withdrawn: true, page: asked.page}):
		return &ui.EmptyProps{Icon: "flag", Title: "No hay resultados retirados", Link: &ui.Link{Text: "Ver los resultados", Href: path}}
	case asked.narrows():
		return &ui.EmptyProps{
			Icon: "search", Title: "Ningún resultado coincide", Text: "Se busca en el título y en la descripción. Pruebe con menos palabras o quite los filtros.",
			Link: &ui.Link{Text: "Ver todos los resultados", Href: path},
		}
	case adds:
		return &ui.EmptyProps{
			Icon: "flag", Title: "Todavía no hay resultados", Text: "Anote lo que se va alcanzando: un convenio firmado, una formación impartida, un servicio en marcha.",
			Link: &ui.Link{Text: "Añadir el primero", Href: path + "/nuevo"},
		}
	default:
		return &ui.EmptyProps{Icon: "flag", Title: "Todavía no hay resultados", Text: "Aparecerán aquí cuando se anoten."}
	}
}

func filters(l listed, asked query, remembers bool) *ui.FiltersProps {
	objectives := ui.Select{Name: "objetivo", Label: "Objetivo", Options: []ui.Option{{Text: "Todos"}}}
	indicators := ui.Select{Name: "indicador", Label: "Indicador", Options: []ui.Option{{Text: "Todos"}}}
	for _, o := range l.Offered {
		objectives.Options = append(objectives.Options, option(o.Code, o.Title, asked.objective))
		for _, i := range o.Indicators {
			indicators.Options = append(indicators.Options, option(i.Code, i.Title, asked.indicator))
		}
	}
	f := &ui.FiltersProps{
		ID: "resultados", Action: listPath(l.Plan.Slug), Selects: []ui.Select{objectives, indicators},
		Search: &ui.Search{Name: "texto", Label: "Buscar", Value: asked.text, Hint: "Título o descripción"},
		Result: shown(l.Total, asked),
	}
	if remembers {
		f.Selects = append(f.Selects, ui.Select{Name: "estado", Label: "Situación", Options: []ui.Option{
			{Text: "Vigentes"}, {Value: "retirados", Text: "Retirados", Selected: asked.withdrawn},
		}})
	}
	if asked.narrows() {
		f.Clear = listPath(l.Plan.Slug)
	}
	return f
}

func option(code, title, chosen string) ui.Option {
	return ui.Option{Value: code, Text: ui.Shorten(code+". "+title, longestOption), Selected: code == chosen}
}

// shown tells how many results there are and which of them this page has; the empty state says that there is none.
func shown(total int, asked query) string {
	if total == 0 {
		return ""
	}
	text := ui.Count(total, "resultado", "resultados")
	if total > pageSize {
		from := (asked.page-1)*pageSize + 1
		text += fmt.Sprintf("; se muestran del %d al %d", from, min(from+pageSize-1, total))
	}
	return text
}
