package histories

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// topics are the kinds of change that can be asked for alone, by the first part of their actions.
var topics = []ui.Option{
	{Text: "Todo"},
	{Value: "plan", Text: "El plan"}, {Value: "section", Text: "El texto"}, {Value: "line", Text: "Líneas"},
	{Value: "framework", Text: "Marcos"}, {Value: "objective", Text: "Objetivos"}, {Value: "indicator", Text: "Indicadores"},
	{Value: "measurement", Text: "Valores"}, {Value: "result", Text: "Resultados"}, {Value: "round", Text: "Rondas"},
	{Value: "entry", Text: "Envíos a las rondas"}, {Value: "snapshot", Text: "Seguimientos cerrados"},
	{Value: "import", Text: "Importaciones"}, {Value: "report", Text: "Informes"},
}

func known(topic string) bool {
	return slices.ContainsFunc(topics, func(o ui.Option) bool { return o.Value == topic })
}

type listProps struct {
	Page   ui.PageProps
	Head   ui.PageHeadProps
	Action string // of the form that narrows the list
	Topics []ui.Option
	Export ui.FormProps
	Days   []day
	Older  string // address; blank on the last page
	Newest string // address; blank on the first one
	Empty  *ui.EmptyProps
}

// day is what was changed on one day, newest first.
type day struct {
	Day    string // "27 de noviembre de 2026"
	Events []ui.HistoryEntry
}

// add puts an event under its day, where its hour is enough. Events come newest first.
func (p *listProps) add(on date.Date, e ui.HistoryEntry) {
	if _, hour, found := strings.Cut(e.When, ", "); found {
		e.When = hour
	}
	text := ui.LongDate(on)
	if n := len(p.Days); n == 0 || p.Days[n-1].Day != text {
		p.Days = append(p.Days, day{Day: text})
	}
	last := &p.Days[len(p.Days)-1]
	last.Events = append(last.Events, e)
}

func (p Pages) build(actor access.Actor, of plan.Plan, asked query, events []audit.Entry, names map[audit.Object]plan.Named) listProps {
	path := "/planes/" + of.Slug + "/historia"
	props := listProps{
		Page: ui.PageProps{
			Title: "Historia", Section: "/planes", Plan: board.NavOf(of, ui.PlanAbout, false),
			Crumbs: board.CrumbsOf(of, ui.Crumb{Text: "Historia"}),
		},
		Head: ui.PageHeadProps{
			Title: "Historia del plan",
			Lead:  "Todo lo que se ha cambiado, quién y cuándo, con lo que había antes y lo que hay después. No se publica.",
		},
		Action: path, Topics: slices.Clone(topics),
		Export: ui.FormProps{Action: path + "/exportar", Class: "form-inline"},
	}
	if asked.topic != "" {
		props.Export.Hidden = []ui.Hidden{{Name: "tema", Value: asked.topic}}
	}
	for n := range props.Topics {
		props.Topics[n].Selected = props.Topics[n].Value == asked.topic
	}
	if len(events) > pageSize {
		events = events[:pageSize]
		props.Older = asked.href(path, events[pageSize-1].ID)
	}
	if asked.below > 0 {
		props.Newest = asked.href(path, 0)
	}
	entries := ui.HistoryOf(events, p.Location, access.Can(actor, access.ManageUsers, access.Target{})) // names lead to the pages of people
	for n, e := range events {
		entries[n].About = aboutOf(of.Slug, audit.Object{Type: e.ObjectType, ID: e.ObjectID}, names)
		props.add(date.Of(e.At.In(p.Location)), entries[n])
	}
	if len(events) == 0 {
		props.Empty = &ui.EmptyProps{Title: "No hay cambios que mostrar", Text: "Aquí aparecerá cada cambio del plan, de su estructura y de sus valores."}
	}
	return props
}

func (q query) href(path string, below int64) string {
	values := url.Values{}
	if q.topic != "" {
		values.Set("tema", q.topic)
	}
	if below > 0 {
		values.Set("antes", strconv.FormatInt(below, 10))
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// aboutOf leads to what an event is about; what is gone is told by its kind alone.
func aboutOf(slug string, o audit.Object, names map[audit.Object]plan.Named) *ui.Link {
	name, found := names[o]
	if !found {
		return nil
	}
	text := name.Title
	if name.Code != "" {
		text = name.Code + ". " + name.Title
	}
	return &ui.Link{Text: text, Href: "/planes/" + slug + below(o, name)}
}

func below(o audit.Object, name plan.Named) string {
	id := strconv.FormatInt(o.ID, 10)
	switch o.Type {
	case "line":
		return "/lineas/" + name.Code
	case "framework":
		return "#marcos"
	case "objective":
		return "/objetivos/" + name.Code
	case "indicator":
		return "/indicadores/" + name.Code
	case "result":
		return "/resultados/" + id
	case "round":
		return "/rondas/" + id
	case "snapshot":
		return "/seguimientos/" + id
	default:
		return "#texto"
	}
}
