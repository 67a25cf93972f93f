package plans

import (
	"cmp"
	"slices"
	"strconv"

	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// framework is an outside reference with its standards, line by line.
type framework struct {
	ID, Title, Description string
	Groups                 []standards
}

// standards are those of one line, or of none.
type standards struct {
	Title, Href string // Href is blank where it is no line
	Rows        []standard
}

// standard is a requirement with what of the plan works on it.
type standard struct {
	Code, Title            string
	Objectives, Indicators []ui.Link
}

func frameworks(doc plan.Document, b dashboard.Board, asked board.Asked) []framework {
	in := linker{doc: doc, asked: asked, place: map[string]int{}}
	for n, i := range b.Indicators() {
		in.place[i.Code] = n
	}
	list := make([]framework, len(doc.Frameworks))
	for n, f := range doc.Frameworks {
		list[n] = framework{ID: "marco-" + strconv.Itoa(n+1), Title: f.Title, Description: f.Description}
		for _, l := range doc.Lines {
			list[n].add(standards{Title: l.Code + " · " + l.Title, Href: asked.Path(doc.Slug, "/lineas/"+l.Code)},
				in.rows(f.Standards, func(s plan.Standard) bool { return slices.Contains(s.Lines, l.Code) }))
		}
		rest := standards{Title: "Sin línea estratégica"}
		if len(list[n].Groups) == 0 {
			rest.Title = "Estándares"
		}
		list[n].add(rest, in.rows(f.Standards, func(s plan.Standard) bool { return len(s.Lines) == 0 }))
	}
	return list
}

// add appends a group with its standards, unless there are none.
func (f *framework) add(g standards, rows []standard) {
	if len(rows) > 0 {
		g.Rows = rows
		f.Groups = append(f.Groups, g)
	}
}

// linker finds the addresses of what standards are linked to.
type linker struct {
	doc   plan.Document
	asked board.Asked
	place map[string]int // of each indicator in the plan, by code
}

func (in linker) rows(all []plan.Standard, belongs func(plan.Standard) bool) []standard {
	var rows []standard
	for _, s := range all {
		if !belongs(s) {
			continue
		}
		indicators := slices.SortedFunc(slices.Values(s.Indicators), func(x, y string) int { return cmp.Compare(in.place[x], in.place[y]) })
		rows = append(rows, standard{
			Code: s.Code, Title: s.Title,
			Objectives: in.links("/objetivos/", s.Objectives), Indicators: in.links("/indicadores/", indicators),
		})
	}
	return rows
}

func (in linker) links(below string, codes []string) []ui.Link {
	list := make([]ui.Link, len(codes))
	for n, code := range codes {
		list[n] = ui.Link{Text: code, Href: in.asked.Path(in.doc.Slug, below+code)}
	}
	return list
}
