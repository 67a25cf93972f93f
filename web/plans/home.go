package plans

import (
	"strings"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/web/ui"
)

// mostFeatured is how many plans in force are shown at length; more of them become rows.
const mostFeatured = 2

// homeProps is everything that the start page shows.
type homeProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Waiting  []awaits // for whoever is signed in
	Featured []card
	Groups   []group
	All      *ui.Link // to the whole list, where this page leaves plans out; nil otherwise
	Empty    *ui.EmptyProps
	Partly   []partly // plans of which there is only a public page
}

// group is some of the plans under a heading.
type group struct {
	ID, Title string
	Cards     []card
}

func buildHome(found []dashboard.Summary, total int, today date.Date, create *ui.Link) homeProps {
	p := homeProps{
		Page: ui.PageProps{Title: "Inicio", Section: "/", Description: "Cómo van los planes: progreso de cada uno frente a lo previsto a esta fecha."},
		Head: ui.PageHeadProps{Title: "Cómo van los planes", Lead: "A " + ui.LongDate(today)},
	}
	if total == 0 {
		p.Head = ui.PageHeadProps{Title: "Planes"}
		p.Empty = noPlans(create)
		if create == nil {
			p.Empty.Text += " Para conocer Hito con datos de ejemplo, puede arrancarse aparte con la opción --demo."
			p.Empty.Link = &ui.Link{Text: "Qué es Hito", Href: "/acerca-de"}
		}
		return p
	}
	current := group{ID: "en-vigor", Title: "En vigor"}
	coming := group{ID: "en-preparacion", Title: "En preparación"}
	past := group{ID: "finalizados", Title: "Finalizados"}
	for _, s := range found {
		c := newCard(s, today)
		switch c.Stage {
		case inForce:
			current.Cards = append(current.Cards, c)
		case ended, cutShort:
			past.Cards = append(past.Cards, c)
		default:
			coming.Cards = append(coming.Cards, c)
		}
	}
	p.Head.Lead += " " + inventory(total, current, coming, past) + "."
	p.arrange(current, coming, past)
	if total > len(found) {
		p.All = &ui.Link{Text: "Ver los " + ui.Count(total, "plan", "planes"), Href: listPath}
	}
	if total == 1 {
		p.Head.Title, p.Head.Lead = "Cómo va el plan", "A "+ui.LongDate(today)
	}
	return p
}

// arrange shows the plans in force at length where they are few, and an only plan whatever its stage.
func (p *homeProps) arrange(groups ...group) {
	all := 0
	for _, g := range groups {
		all += len(g.Cards)
	}
	for n, g := range groups {
		switch {
		case all == 1 || n == 0 && len(g.Cards) <= mostFeatured:
			p.Featured = append(p.Featured, g.Cards...)
		case len(g.Cards) > 0:
			p.Groups = append(p.Groups, g)
		}
	}
}

// inventory counts plans in words: "hay 1 plan en vigor, 2 en preparación y 1 finalizado".
func inventory(total int, current, coming, past group) string {
	shown := len(current.Cards) + len(coming.Cards) + len(past.Cards)
	if total > shown {
		return "hay " + ui.Count(total, "plan", "planes") + "; aquí, primero los que están en vigor"
	}
	var parts []string
	if n := len(current.Cards); n > 0 {
		parts = append(parts, ui.Count(n, "en vigor", "en vigor"))
	}
	if n := len(coming.Cards); n > 0 {
		parts = append(parts, ui.Count(n, "en preparación", "en preparación"))
	}
	if n := len(past.Cards); n > 0 {
		parts = append(parts, ui.Count(n, "finalizado", "finalizados"))
	}
	return "hay " + ui.Count(total, "plan", "planes") + ": " + join(parts)
}

// join lists words: "uno, dos y tres".
func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " y " + words[last]
}
