package plans

import (
	"fmt"
	"net/url"
	"strconv"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/web/ui"
	"hito/web/ui/board"
)

const (
	listPath = "/planes"

	// pageSize is how many plans a page of the list has.
	pageSize = 25

	// lastPage keeps the pages asked for within what the database can count.
	lastPage = 1_000_000
)

// query is what an address asks of the list.
type query struct {
	text string
	page int // from 1
}

// readQuery reads ?texto= and ?pagina=; what it does not understand asks for nothing.
func readQuery(values url.Values) query {
	q := query{text: ui.SearchText(values.Get("texto")), page: 1}
	if page, err := strconv.Atoi(values.Get("pagina")); err == nil && page > 1 {
		q.page = min(page, lastPage)
	}
	return q
}

func (q query) href(page int) string {
	values := url.Values{}
	if q.text != "" {
		values.Set("texto", q.text)
	}
	if page > 1 {
		values.Set("pagina", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return listPath
	}
	return listPath + "?" + values.Encode()
}

// listProps is everything that the list of plans shows.
type listProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Filters *ui.FiltersProps // nil where there is nothing to search
	Cards   []card
	Explain ui.ExplainProps
	Pages   ui.PaginationProps
	Empty   *ui.EmptyProps
	Partly  []partly // plans of which there is only a public page
}

func buildList(found []dashboard.Summary, total int, asked query, today date.Date, create *ui.Link) listProps {
	p := listProps{
		Page: ui.PageProps{
			Title: "Planes", Section: listPath, Description: "Todos los planes, con su vigencia y su progreso frente a lo previsto.",
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Planes"}},
		},
		Head: ui.PageHeadProps{
			Title: "Planes",
			Lead:  "A " + ui.LongDate(today) + ". Los que han terminado muestran su último seguimiento.",
		},
		Explain: explainList(),
		Pages:   ui.Pages("Páginas de planes", asked.page, (total+pageSize-1)/pageSize, asked.href),
	}
	for _, s := range found {
		p.Cards = append(p.Cards, newCard(s, today))
	}
	if create != nil {
		p.Head.Actions = createAction(*create)
	}
	if total > 0 || asked.text != "" {
		p.Filters = filters(asked, total)
	} else {
		p.Empty = noPlans(create)
	}
	if total == 0 && asked.text != "" {
		p.Empty = &ui.EmptyProps{
			Icon: "search", Title: "Ningún plan coincide con «" + asked.text + "»",
			Text: "Se busca en el título y en el organismo. Pruebe con menos palabras.",
			Link: &ui.Link{Text: "Ver todos los planes", Href: listPath},
		}
	}
	return p
}

// noPlans stands where the plans would be; create leads whoever may to the form of the first one.
func noPlans(create *ui.Link) *ui.EmptyProps {
	if create == nil {
		return &ui.EmptyProps{
			Title: "Todavía no hay ningún plan", Text: "La unidad que lleva los planes tiene que escribir el primer plan de esta instalación.",
		}
	}
	return &ui.EmptyProps{
		Title: "Todavía no hay ningún plan", Text: "Empiece por su título y sus fechas; lo demás se va añadiendo después, y nadie de fuera lo ve hasta que se publica.",
		Link: &ui.Link{Text: "Crear el primer plan", Href: create.Href},
	}
}

func filters(asked query, total int) *ui.FiltersProps {
	f := &ui.FiltersProps{
		ID: "planes", Action: listPath,
		Search: &ui.Search{Name: "texto", Label: "Buscar un plan", Value: asked.text, Hint: "Título u organismo"},
		Result: result(asked, total),
	}
	if asked.text != "" {
		f.Clear = listPath
	}
	return f
}

// result tells how many plans were found and which of them this page shows.
func result(asked query, total int) string {
	if total == 0 {
		return "" // the empty state says it
	}
	text := ui.Count(total, "plan", "planes")
	if asked.text != "" {
		text = ui.Count(total, "plan coincide", "planes coinciden")
	}
	if total > pageSize {
		from := (asked.page-1)*pageSize + 1
		text += fmt.Sprintf("; se muestran del %d al %d", from, min(from+pageSize-1, total))
	}
	return text
}

func explainList() ui.ExplainProps {
	return ui.ExplainProps{
		Of:   "el progreso de los planes",
		Rule: "El progreso de un plan es la media ponderada de sus objetivos, y el de cada objetivo, la de sus indicadores; lo previsto, la misma media de lo que se esperaba a esa fecha.",
		Notes: []string{
			"El estado compara el progreso con lo previsto, con los umbrales de cada plan.",
			"Lo que no tiene dato cuenta como 0 %: la cobertura dice cuántos indicadores lo tienen. Los números de cada plan están en su cuadro de mando.",
		},
		Method: board.MethodPage,
	}
}
