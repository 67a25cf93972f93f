package evaluations

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"hito/internal/challenge"
	"hito/web/ui"
)

// Parameters of the map's address.
const (
	paramUnit      = "unidad"
	paramState     = "estado"
	paramOrder     = "orden"
	paramDirection = "sentido"

	noUnit   = "ninguna"
	reversed = "inverso"
)

// order is what the table is sorted by, as it stands in an address.
type order string

// Orders; figures begin with the highest and titles with A, unless they are asked for the other way.
const (
	byReturn order = ""
	byImpact order = "impacto"
	byEffort order = "esfuerzo"
	byTitle  order = "titulo"
)

// asked is what an address asks the map for. What it does not know it takes for everything.
type asked struct {
	unit     string // its number, or noUnit; blank for all
	state    challenge.State
	order    order
	reversed bool
}

func askedOf(query url.Values) asked {
	a := asked{unit: query.Get(paramUnit), order: order(query.Get(paramOrder)), reversed: query.Get(paramDirection) == reversed}
	if state := challenge.State(query.Get(paramState)); slices.Contains(challenge.States, state) && state.Open() {
		a.state = state
	}
	if _, err := strconv.ParseUint(a.unit, 10, 63); err != nil && a.unit != noUnit {
		a.unit = ""
	}
	if !slices.Contains([]order{byReturn, byImpact, byEffort, byTitle}, a.order) {
		a.order = byReturn
	}
	return a
}

func unitValue(r rated) string {
	if r.UnitID == 0 {
		return noUnit
	}
	return strconv.FormatInt(r.UnitID, 10)
}

func (a asked) among(all []rated) []rated {
	return slices.DeleteFunc(slices.Clone(all), func(r rated) bool {
		return a.unit != "" && unitValue(r) != a.unit || a.state != "" && r.State != a.state
	})
}

func (a asked) sort(list []rated) {
	slices.SortStableFunc(list, func(x, y rated) int {
		if a.reversed {
			x, y = y, x
		}
		switch a.order {
		case byTitle:
			return folded(x.Title, y.Title)
		case byImpact:
			return y.Impact.Value.Decimal.Cmp(x.Impact.Value.Decimal)
		case byEffort:
			return effort(y).Cmp(effort(x))
		default:
			return cmp.Compare(x.Rank, y.Rank)
		}
	})
}

func effort(r rated) decimal.Decimal { return r.Effort().Decimal }

// href is the address of the map sorted by something, with the filters as they are.
func (a asked) href(by order, back bool) string {
	query := url.Values{}
	for name, value := range map[string]string{paramUnit: a.unit, paramState: string(a.state), paramOrder: string(by)} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if back {
		query.Set(paramDirection, reversed)
	}
	if len(query) == 0 {
		return ui.ChallengeMapPath
	}
	return ui.ChallengeMapPath + "?" + query.Encode()
}

// sorts are the columns by which the table can be sorted: the title, the impact, the effort and their ratio.
func (a asked) sorts() []ui.SortProps {
	var list []ui.SortProps
	for _, c := range []struct {
		by    order
		label string
	}{{byTitle, "Reto"}, {byImpact, "Impacto"}, {byEffort, "Esfuerzo"}, {byReturn, "Impacto ÷ esfuerzo"}} {
		s := ui.SortProps{Label: c.label, Href: a.href(c.by, false), Numeric: c.by != byTitle}
		if c.by == a.order {
			s.Href, s.Direction = a.href(c.by, !a.reversed), ui.Descending
			if a.reversed != (c.by == byTitle) {
				s.Direction = ui.Ascending
			}
		}
		list = append(list, s)
	}
	return list
}

func (a asked) filters(all []rated, found int) ui.FiltersProps {
	f := ui.FiltersProps{
		ID: "mapa", Action: ui.ChallengeMapPath, Selects: []ui.Select{a.unitSelect(all), a.stateSelect()},
		Result: "Se muestran " + strconv.Itoa(found) + " de " + ui.Count(len(all), "reto", "retos"),
	}
	if a.order != byReturn {
		f.Hidden = append(f.Hidden, ui.Hidden{Name: paramOrder, Value: string(a.order)})
	}
	if a.reversed {
		f.Hidden = append(f.Hidden, ui.Hidden{Name: paramDirection, Value: reversed})
	}
	if a.unit != "" || a.state != "" {
		f.Clear = asked{}.href(a.order, a.reversed)
	}
	return f
}

// unitSelect offers the units that some reto comes from.
func (a asked) unitSelect(all []rated) ui.Select {
	s := ui.Select{Name: paramUnit, Label: "Unidad", Options: []ui.Option{{Value: "", Text: "Todas"}}}
	seen := map[string]bool{}
	var units []ui.Option
	for _, r := range all {
		if value := unitValue(r); !seen[value] && value != noUnit {
			units = append(units, ui.Option{Value: value, Text: r.Unit, Selected: value == a.unit})
		}
		seen[unitValue(r)] = true
	}
	slices.SortFunc(units, func(x, y ui.Option) int { return cmp.Or(folded(x.Text, y.Text), cmp.Compare(x.Value, y.Value)) })
	s.Options = append(s.Options, units...)
	if seen[noUnit] {
		s.Options = append(s.Options, ui.Option{Value: noUnit, Text: "Sin unidad", Selected: a.unit == noUnit})
	}
	return s
}

func (a asked) stateSelect() ui.Select {
	s := ui.Select{Name: paramState, Label: "Estado", Options: []ui.Option{{Value: "", Text: "Todos"}}}
	for _, state := range challenge.States {
		if state.Open() {
			s.Options = append(s.Options, ui.Option{Value: string(state), Text: ui.ChallengeState(state), Selected: state == a.state})
		}
	}
	return s
}
