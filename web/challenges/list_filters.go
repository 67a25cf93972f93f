package challenges

import (
	"slices"
	"strconv"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// allFilters is the form that narrows the list of all retos.
type allFilters struct {
	Hidden      []ui.Hidden // what is chosen outside the form
	Text        string
	Selects     []ui.Select // beside the search
	More        []ui.Select // folded away
	Touches     []placeGroup
	From, Until dayField
	Open        bool   // something of what is folded away is in use
	Clear       string // address of the whole list; blank when nothing is filtered
}

// placeGroup is a plan with what of it retos are about.
type placeGroup struct {
	Plan    string
	Options []ui.Option
}

// dayField is a field for a day.
type dayField struct{ Name, Label, Value, Problem string }

// longestOption is how many letters a choice has: a list of choices grows as wide as its longest one.
const longestOption = 60

func buildFilters(q listQuery, choices []challenge.ListChoice, wrong fault.Invalid) allFilters {
	f := allFilters{
		Text: q.Text, Hidden: q.hidden("texto", "unidad", "asignado", "urgencia", "toca", "desde", "hasta", "orden"),
		From:    dayField{"desde", "Recibidos desde", dayText(q.From, q.typedFrom), wrong["desde"]},
		Until:   dayField{"hasta", "Recibidos hasta", dayText(q.Until, q.typedUntil), wrong["hasta"]},
		Selects: []ui.Select{holderFilter(q, choices), sortFilter(q)},
		More:    []ui.Select{unitFilter(q, choices), urgencyFilter(q)},
		Touches: placeGroups(q, choices),
	}
	f.Open = q.UnitID != 0 || q.Urgency != "" || q.Touches != (challenge.Touched{}) || f.From.Value+f.Until.Value != ""
	if q.narrows() || wrong != nil {
		f.Clear = ui.ChallengesPath
	}
	return f
}

func holderFilter(q listQuery, choices []challenge.ListChoice) ui.Select {
	chosen := holderWord(q.Holder)
	s := ui.Select{Name: "asignado", Label: "Asignado a", Options: []ui.Option{
		{Text: "Cualquiera"}, {Value: heldByMe, Text: "A mí o a mi unidad"}, {Value: heldByNobody, Text: "Sin asignar"},
	}}
	for _, c := range choices {
		switch c.Kind {
		case challenge.HeldByPerson:
			s.Options = append(s.Options, ui.Option{Value: holderWord(challenge.Holder{PersonID: c.ID}), Text: ui.Shorten(c.Name, longestOption)})
		case challenge.HeldByUnit:
			s.Options = append(s.Options, ui.Option{Value: holderWord(challenge.Holder{UnitID: c.ID}), Text: ui.Shorten(c.Name, longestOption)})
		default: // the choices of other filters
		}
	}
	return choose(s, chosen)
}

func sortFilter(q listQuery) ui.Select {
	return choose(ui.Select{Name: "orden", Label: "Ordenar por", Options: []ui.Option{
		{Text: "Plazo de respuesta"}, {Value: "recientes", Text: "Más recientes"}, {Value: "apoyos", Text: "Personas afectadas"}, {Value: "titulo", Text: "Título"},
	}}, called(sortWords, q.Sort))
}

func unitFilter(q listQuery, choices []challenge.ListChoice) ui.Select {
	s := ui.Select{Name: "unidad", Label: "Unidad", Options: []ui.Option{{Text: "Todas"}}}
	for _, c := range choices {
		if c.Kind == challenge.FromUnit {
			s.Options = append(s.Options, ui.Option{Value: strconv.FormatInt(c.ID, 10), Text: ui.Shorten(c.Name, longestOption)})
		}
	}
	if q.UnitID == 0 {
		return choose(s, "")
	}
	return choose(s, strconv.FormatInt(q.UnitID, 10))
}

func urgencyFilter(q listQuery) ui.Select {
	s := ui.Select{Name: "urgencia", Label: "Urgencia", Options: []ui.Option{{Text: "Todas"}}}
	for _, w := range urgencyWords {
		s.Options = append(s.Options, ui.Option{Value: w.name, Text: ui.ChallengeUrgency(w.of)})
	}
	return choose(s, called(urgencyWords, q.Urgency))
}

// choose selects a value; one that nothing offers any more is offered still, so that the filter is seen.
func choose(s ui.Select, value string) ui.Select {
	n := slices.IndexFunc(s.Options, func(o ui.Option) bool { return o.Value == value })
	if n < 0 {
		n, s.Options = len(s.Options), append(s.Options, ui.Option{Value: value, Text: unoffered})
	}
	s.Options[n].Selected = true
	return s
}

const unoffered = "Otra opción, ya sin retos"

// placeGroups sorts what retos are about by plans; choices come plan by plan, each before what belongs to it.
func placeGroups(q listQuery, choices []challenge.ListChoice) []placeGroup {
	var groups []placeGroup
	chosen, offered := touchedWord(q.Touches), false
	option := func(t challenge.Touched, text string) ui.Option {
		value := touchedWord(t)
		offered = offered || value == chosen
		return ui.Option{Value: value, Text: ui.Shorten(text, longestOption), Selected: value == chosen}
	}
	for _, c := range choices {
		var o ui.Option
		switch c.Kind {
		case challenge.OnPlan:
			groups = append(groups, placeGroup{Plan: ui.Shorten(c.Name, longestOption)})
			o = option(challenge.Touched{PlanID: c.ID}, "Cualquier parte del plan")
		case challenge.OnLine:
			o = option(challenge.Touched{LineID: c.ID}, "Línea "+c.Name)
		case challenge.OnObjective:
			o = option(challenge.Touched{ObjectiveID: c.ID}, c.Name)
		default:
			continue
		}
		if len(groups) > 0 {
			last := &groups[len(groups)-1]
			last.Options = append(last.Options, o)
		}
	}
	if chosen != "" && !offered {
		groups = append(groups, placeGroup{Plan: "Otro plan", Options: []ui.Option{{Value: chosen, Text: unoffered, Selected: true}}})
	}
	return groups
}
