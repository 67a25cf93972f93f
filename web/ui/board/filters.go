package board

import (
	"slices"

	"golang.org/x/text/unicode/norm"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/ui"
)

// choices are the lines and units that the indicators of a board can be narrowed to.
type choices struct {
	lines             []dashboard.Line
	units             []string // in alphabetical order
	lineless, noUnits bool     // some objective is in no line; some indicator has no unit
}

func choicesOf(b dashboard.Board) choices {
	c := choices{lines: b.Lines}
	seen := map[string]bool{}
	for _, o := range b.Objectives {
		c.lineless = c.lineless || len(o.Lines) == 0
		for _, i := range o.Indicators {
			c.noUnits = c.noUnits || len(i.Units) == 0
			for _, unit := range i.Units {
				if !seen[unit] {
					seen[unit] = true
					c.units = append(c.units, unit)
				}
			}
		}
	}
	slices.SortFunc(c.units, func(x, y string) int { return compareNatural(alphabetical(x), alphabetical(y)) })
	return c
}

func (c choices) hasLine(code string) bool {
	if code == None {
		return c.lineless
	}
	return slices.ContainsFunc(c.lines, func(l dashboard.Line) bool { return l.Code == code })
}

// unit returns a unit's name as the board spells it, in whatever encoding of its accents it was
// asked for; blank for an unknown one.
func (c choices) unit(name string) string {
	if name == None && c.noUnits {
		return None
	}
	for _, unit := range c.units {
		if norm.NFC.String(unit) == norm.NFC.String(name) {
			return unit
		}
	}
	return ""
}

// ListFilters returns the form that narrows the list on the page below a plan, with what the board
// has to choose from. Total is how many indicators the list asks for.
func (a Asked) ListFilters(b dashboard.Board, l List, below string, total int) ui.FiltersProps {
	l = l.Within(b)
	found := choicesOf(b)
	p := ui.FiltersProps{
		ID: "filtro", Action: "/planes/" + b.Plan.Slug + below, Hidden: a.Hidden(),
		Search: &ui.Search{Name: paramText, Label: "Buscar", Value: l.Text, Hint: "Código, título, objetivo o unidad"},
		Result: l.Result(total, len(b.Indicators())),
	}
	for _, s := range []ui.Select{found.lineSelect(l), objectiveSelect(b, l), found.unitSelect(l), statusSelect(l)} {
		if len(s.Options) > 2 { // "all" and one more is no choice
			p.Selects = append(p.Selects, s)
		}
	}
	kept := List{Order: l.Order, Descending: l.Descending}.Query()
	for _, name := range []string{paramOrder, paramDirection} {
		if value := kept.Get(name); value != "" {
			p.Hidden = append(p.Hidden, ui.Hidden{Name: name, Value: value})
		}
	}
	if l.Filtered() {
		p.Clear = l.Unfiltered().Href(a.Path(b.Plan.Slug, below))
	}
	return p
}

func (c choices) lineSelect(l List) ui.Select {
	s := selectOf(paramLine, "Línea", "Todas")
	for _, line := range c.lines {
		s.add(l.Line, line.Code, line.Code+". "+line.Title)
	}
	if c.lineless && len(c.lines) > 0 {
		s.add(l.Line, None, "Sin línea")
	}
	return s.Select
}

func objectiveSelect(b dashboard.Board, l List) ui.Select {
	s := selectOf(paramObjective, "Objetivo", "Todos")
	for _, o := range b.Objectives {
		s.add(l.Objective, o.Code, o.Code+". "+o.Title)
	}
	return s.Select
}

func (c choices) unitSelect(l List) ui.Select {
	s := selectOf(paramUnit, "Unidad", "Todas")
	for _, unit := range c.units {
		s.add(l.Unit, unit, unit)
	}
	if c.noUnits && len(c.units) > 0 {
		s.add(l.Unit, None, "Sin unidad")
	}
	return s.Select
}

func statusSelect(l List) ui.Select {
	s := selectOf(paramStatus, "Estado", "Todos")
	for _, status := range dashboard.Statuses {
		s.add(statusNames[l.Status], statusNames[status], ui.StatusWord(string(status)))
	}
	return s.Select
}

// longestOption is how many letters an option shows: a select grows as wide as its longest one.
const longestOption = 80

type options struct{ ui.Select }

func selectOf(name, label, all string) options {
	return options{ui.Select{Name: name, Label: label, Options: []ui.Option{{Text: all}}}}
}

func (s *options) add(chosen, value, text string) {
	s.Options = append(s.Options, ui.Option{Value: value, Text: ui.Shorten(text, longestOption), Selected: value == chosen})
}

// ListCounts returns how many indicators have each status among what the list asks for, as links
// that narrow it to that status, or no longer.
func (a Asked) ListCounts(b dashboard.Board, l List, below string) ui.StatusCountsProps {
	l = l.Within(b)
	path := a.Path(b.Plan.Slug, below)
	p := ui.StatusCountsProps{Label: "Indicadores por estado"}
	counts := l.Counts(b)
	for _, status := range dashboard.Statuses {
		current := l.Status == status
		if counts[status] > 0 || current {
			p.Counts = append(p.Counts, ui.StatusCount{
				Status: string(status), Count: counts[status], Current: current, Href: l.WithStatus(status).Href(path),
			})
		}
	}
	if l.Status != "" {
		p.All = l.WithStatus("").Href(path)
	}
	return p
}

// StatusHref returns the address of a list of only the indicators with a status on the page with a
// path, which may bear a query already.
func StatusHref(path string, status progress.Status) string {
	return List{}.WithStatus(status).Href(path)
}
