package outlines

import (
	"net/url"

	"hito/web/ui"
)

// step is one of the first things to do with a plan that has nothing yet.
type step struct {
	Title, Text string
	Done        string // what there is already; blank while there is nothing
	Link        *ui.Link
	Next        bool // what to do now
}

// steps lead whoever begins a plan from lines to indicators; there are none once it has indicators.
func (b builder) steps() []step {
	lines, objectives := len(b.Lines), len(b.Objectives)
	if b.Size() > 0 {
		return nil
	}
	list := []step{
		{
			Title: "Líneas estratégicas (opcional)", Text: "Agrupan los objetivos. Si su plan no las tiene, pase al siguiente paso.",
			Link: &ui.Link{Text: "Añadir línea", Href: b.base + "/lineas/nueva"},
		},
		{
			Title: "Objetivos específicos", Text: "Lo que el plan quiere conseguir. Cada uno puede ser de una línea, de varias o de ninguna.",
			Link: &ui.Link{Text: "Añadir objetivo", Href: b.base + "/objetivos/nuevo"}, Next: objectives == 0,
		},
		{Title: "Indicadores", Text: "Con qué se mide cada objetivo: de qué valor se parte y a cuál se quiere llegar."},
	}
	if lines > 0 {
		list[0].Done = "Hay " + ui.Count(lines, "línea", "líneas") + "."
	}
	if objectives > 0 {
		first := b.Outline.Objectives[0].Code
		list[1].Done = "Hay " + ui.Count(objectives, "objetivo", "objetivos") + "."
		list[2].Next = true
		list[2].Link = &ui.Link{Text: "Añadir indicador a " + first, Href: b.base + "/indicadores/nuevo?objetivo=" + url.QueryEscape(first)}
	}
	return list
}
