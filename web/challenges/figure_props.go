package challenges

import (
	"net/url"
	"strconv"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/web/chart"
	"hito/web/ui"
)

// figuresProps is everything that the page of figures shows.
type figuresProps struct {
	Page        ui.PageProps
	Head        ui.PageHeadProps
	Problems    []ui.FieldError
	From, Until dayField
	Presets     []ui.Choice
	Empty       *ui.EmptyProps // instead of the figures
	KPIs        []ui.KPI
	Times       chart.CountsProps
	States      chart.CountsProps
	Places      chart.CountsProps
	Answers     figureGroup
	Outcome     figureGroup
	Export      ui.FormProps
}

// figureGroup are figures that belong together, with how they come about.
type figureGroup struct {
	Facts    []ui.Definition
	Explains []ui.ExplainProps
}

func buildFigures(f challenge.Figures, span period, wrong fault.Invalid, first, today date.Date) figuresProps {
	from, until := span.values()
	props := figuresProps{
		Page:     ui.ChallengesView(ui.ChallengeFiguresPath, "Cifras de los retos"),
		Head:     ui.PageHeadProps{Title: "Cifras de los retos", Lead: "Cuántos se reciben, cuánto tarda la primera respuesta y en qué acaban."},
		Problems: ui.Problems(wrong, "desde", "retos-desde", "hasta", "retos-hasta"),
		From:     dayField{"desde", "Recibidos desde", from, wrong["desde"]}, Until: dayField{"hasta", "Hasta", until, wrong["hasta"]},
		Presets: presets(span, first, today),
	}
	props.Page.Charts, props.Page.Refused = true, wrong != nil
	if wrong != nil {
		return props
	}
	props.Head.Lead = "De los retos recibidos " + ui.DateRange(span.from, span.until) + ", tal como están hoy."
	if f.Received == 0 {
		props.Empty = emptyFigures(span, first, today)
		return props
	}
	props.KPIs = []ui.KPI{
		{Label: "Recibidos", Value: number(f.Received)},
		{Label: "Días hasta la primera respuesta", Value: ui.NumberOrDash(f.Median, 1), Note: "mediana; la media es " + ui.NumberOrDash(f.Mean, 1)},
		{Label: "Contestados en plazo", Value: ui.PercentOrDash(f.ShareInTime(), 1), Note: number(f.InTime) + " de " + number(f.Answered+f.Overdue)},
		{Label: "Implantados", Value: ui.PercentOrDash(f.ShareImplemented(), 1), Note: number(f.Implemented) + " de " + number(f.Received)},
	}
	props.Times, props.States, props.Places = timesChart(f), statesChart(f, span), placesChart(f, span)
	props.Answers, props.Outcome = answersOf(f), outcomeOf(f)
	props.Export = ui.FormProps{Action: exportPath, Class: "form-inline", Hidden: []ui.Hidden{{Name: "desde", Value: from}, {Name: "hasta", Value: until}}}
	return props
}

// presets are the spans that are asked for most.
func presets(span period, first, today date.Date) []ui.Choice {
	choice := func(text string, from, until date.Date) ui.Choice {
		v := url.Values{"desde": {from.String()}, "hasta": {until.String()}}
		return ui.Choice{Text: text, Href: withQuery(ui.ChallengeFiguresPath, v.Encode()), Current: span.from == from && span.until == until}
	}
	from, until := yearOf(today)
	list := []ui.Choice{choice("Este año", from, until)}
	from, until = yearOf(from - 1)
	list = append(list, choice(strconv.Itoa(from.Time().Year()), from, until), choice("Últimos doce meses", today.AddMonths(-12)+1, today))
	if !first.IsZero() {
		list = append(list, choice("Desde el primero", first, today))
	}
	return list
}

func emptyFigures(span period, first, today date.Date) *ui.EmptyProps {
	if first.IsZero() {
		return &ui.EmptyProps{
			Icon: "flag", Title: "Todavía no se ha recibido ningún reto", Text: "Las cifras aparecerán con el primero.",
			Link: &ui.Link{Text: "Ver los retos", Href: ui.ChallengesPath},
		}
	}
	all := presets(span, first, today)
	return &ui.EmptyProps{
		Icon: "search", Title: "No se recibió ningún reto en esas fechas", Text: "El primero de todos se recibió el " + ui.LongDate(first) + ".",
		Link: &ui.Link{Text: "Ver las cifras desde entonces", Href: all[len(all)-1].Href},
	}
}

// listOf is the address of the list of the retos received in a span, narrowed further.
func listOf(from, until date.Date, change func(*listQuery)) string {
	var q listQuery
	q.From, q.Until = from, until
	if change != nil {
		change(&q)
	}
	return q.href(1)
}

func timesChart(f challenge.Figures) chart.CountsProps {
	p := chart.CountsProps{Item: "Mes", Number: "Retos", None: "No se recibió ningún reto"}
	p.Figure = chart.Figure{ID: "por-meses", Title: "Retos recibidos por meses"}
	if f.Yearly {
		p.Item, p.Figure = "Año", chart.Figure{ID: "por-meses", Title: "Retos recibidos por años"}
	}
	most := f.Times[0]
	for _, t := range f.Times {
		c := chart.Count{Name: ui.MonthYear(t.From), Short: shortMonth(t.From), Href: listOf(t.From, t.Until, nil), Count: t.Count}
		if f.Yearly {
			c.Name = strconv.Itoa(t.From.Time().Year())
			c.Short = c.Name
		}
		p.Counts = append(p.Counts, c)
		if t.Count > most.Count {
			most = t
		}
	}
	name := ui.MonthYear(most.From)
	if f.Yearly {
		name = strconv.Itoa(most.From.Time().Year())
	}
	p.Summary = p.Title + ": " + ui.Count(f.Received, "reto", "retos") + " en total; el máximo, " + number(most.Count) + " en " + name + "."
	return p
}

// shortMonth writes "mar 26".
func shortMonth(d date.Date) string {
	months := [...]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"}
	y, m, _ := d.Time().Date()
	return months[m-1] + " " + strconv.Itoa(y)[2:]
}

func statesChart(f challenge.Figures, span period) chart.CountsProps {
	p := chart.CountsProps{Item: "Estado", Number: "Retos", None: "No se recibió ningún reto"}
	p.Figure = chart.Figure{ID: "por-estados", Title: "Retos por estado", Summary: "Cuántos retos hay hoy en cada estado."}
	for _, s := range f.States {
		href := listOf(span.from, span.until, func(q *listQuery) { q.States = []challenge.State{s.State} })
		p.Counts = append(p.Counts, chart.Count{Name: ui.ChallengeState(s.State), Href: href, Count: s.Count})
	}
	return p
}

// mostPlaces is how many places are told one by one.
const mostPlaces = 15

func placesChart(f challenge.Figures, span period) chart.CountsProps {
	p := chart.CountsProps{Item: "Unidad o ámbito", Number: "Retos", None: "No se recibió ningún reto"}
	p.Figure = chart.Figure{ID: "por-unidades", Title: "Retos por unidad o ámbito", Summary: "De qué unidades o ámbitos vienen los retos."}
	rest := chart.Count{}
	for n, one := range f.Places {
		c := chart.Count{Name: ui.Shorten(one.Name, longestOption), Count: one.Count}
		switch {
		case n >= mostPlaces:
			rest.Count += one.Count
			continue
		case one.UnitID != 0:
			c.Href = listOf(span.from, span.until, func(q *listQuery) { q.UnitID = one.UnitID })
		case one.Name == "":
			c.Name = "Sin unidad ni ámbito"
		}
		p.Counts = append(p.Counts, c)
	}
	if rest.Count > 0 {
		rest.Name = ui.Count(len(f.Places)-mostPlaces, "unidad o ámbito más", "unidades o ámbitos más")
		p.Counts = append(p.Counts, rest)
	}
	return p
}

func answersOf(f challenge.Figures) figureGroup {
	return figureGroup{
		Facts: []ui.Definition{
			{Term: "Contestados", Text: number(f.Answered)}, {Term: "De ellos, en plazo", Text: number(f.InTime)},
			{Term: "Sin contestar, fuera de plazo", Text: number(f.Overdue)}, {Term: "Sin contestar, todavía en plazo", Text: number(f.Within)},
			{Term: "Terminados sin respuesta", Text: number(f.LeftAlone)},
		},
		Explains: []ui.ExplainProps{{
			Of:   "los días hasta la primera respuesta",
			Rule: "Días naturales desde el día en que se recibió el reto hasta el de la primera respuesta a quien lo presentó; el mismo día son 0.",
			Formula: []string{
				"mediana = los días del reto que queda en medio al ordenarlos; si son dos, su media", "media = suma de los días / retos contestados",
				"mediana = " + ui.NumberOrDash(f.Median, 1) + "; media = " + ui.NumberOrDash(f.Mean, 1) + ", de " + ui.Count(f.Answered, "reto contestado", "retos contestados"),
			},
			LeftOut: []string{"Los que no se han contestado: " + number(f.Received-f.Answered) + "."},
			Notes:   []string{"La mediana dice más que la media cuando unos pocos retos tardan mucho. Se muestran con un decimal."},
		}, {
			Of:   "la parte contestada en plazo",
			Rule: "De los retos que se han contestado, o que ya tendrían que estarlo, cuántos se contestaron dentro de su plazo, el último día incluido.",
			Formula: []string{
				"en plazo / (contestados + sin contestar fuera de plazo)",
				number(f.InTime) + " / (" + number(f.Answered) + " + " + number(f.Overdue) + ") = " + ui.PercentOrDash(f.ShareInTime(), 1),
			},
			LeftOut: []string{
				"Los que no se han contestado y todavía están en plazo: " + number(f.Within) + ".",
				"Los que terminaron sin respuesta, como los que retiró quien los presentó: " + number(f.LeftAlone) + ".",
			},
			Notes: []string{"El plazo de cada reto se cuenta en días hábiles al recibirlo, y puede cambiarse."},
		}},
	}
}

func outcomeOf(f challenge.Figures) figureGroup {
	return figureGroup{
		Facts: []ui.Definition{
			{Term: "Recibidos", Text: number(f.Received)}, {Term: "Con decisión tomada", Text: number(f.Decided)}, {Term: "Implantados", Text: number(f.Implemented)},
			{Term: "Implantados, de los recibidos", Text: ui.PercentOrDash(f.ShareImplemented(), 1)},
			{Term: "Implantados, de los decididos", Text: ui.PercentOrDash(f.ShareOfDecided(), 1)},
		},
		Explains: []ui.ExplainProps{{
			Of:   "la parte de retos implantados",
			Rule: "De los retos recibidos en esas fechas, cuántos están hoy implantados, cuando quiera que se implantaran.",
			Formula: []string{
				"implantados / recibidos", number(f.Implemented) + " / " + number(f.Received) + " = " + ui.PercentOrDash(f.ShareImplemented(), 1),
				"implantados / decididos", number(f.Implemented) + " / " + number(f.Decided) + " = " + ui.PercentOrDash(f.ShareOfDecided(), 1),
			},
			Notes: []string{
				"Decididos son los que hoy están admitidos, en proyecto, en piloto, implantados o descartados. Los fusionados siguen en el reto al que se unieron, y los retirados no se deciden.",
			},
		}},
	}
}
