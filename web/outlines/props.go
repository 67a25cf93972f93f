package outlines

import (
	"net/url"
	"strconv"
	"strings"

	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// props is everything the page shows, decided and formatted.
type props struct {
	Page       ui.PageProps
	Head       ui.PageHeadProps
	Done       string
	Closed     *ui.NoticeProps // nil while the plan can be written
	Steps      []step          // what to do first; none once there are indicators
	Texts      []ui.Link       // to the plan's data and text
	Codes      []choice        // how codes go along when something moves; none where nothing can
	Lines      lineList
	Objectives objectiveList
	Frameworks frameworkList
}

// choice is a way that can be taken instead of the one that is taken.
type choice struct {
	ui.Link
	Current bool
}

// lineList, objectiveList and frameworkList are the parts of the structure; New is blank where nothing can be added.
type lineList struct {
	New   string
	Items []item
}

type objectiveList struct {
	New   string
	Items []objectiveItem
}

type frameworkList struct {
	New   string
	Items []item
}

// item is one thing of the structure.
type item struct {
	Anchor, Code, Title string
	Facts               string
	Cancelled           string // "Anulado desde el 3/5/2026: motivo"; blank where it is not
	Edit                string // address; blank where it cannot be edited
	Move                *mover // nil where it cannot be moved
}

// objectiveItem is an objective with its indicators.
type objectiveItem struct {
	item
	Count      string // "3 indicadores"
	Open       bool   // the indicators are shown from the start
	Listed     bool   // the indicators are in this page
	All        string // address of the page that lists them, where this one does not
	Indicators []item
	New        string // address of the form of a new indicator; blank where none can be added
	Drop       string // code under which indicators are dropped here
}

// mover is the form that takes something to another place; a step is left out where there is nowhere to go.
type mover struct {
	Form     ui.FormProps
	Up, Down bool
	Name     string // of what moves, for assistive technology
}

func build(s source, writes bool, told string) props {
	b := builder{source: s, writes: writes, base: "/planes/" + s.Slug}
	p := props{
		Page: ui.PageProps{
			Title: "Editar el plan", Section: "/planes", Crumbs: board.CrumbsOf(s.Plan, ui.Crumb{Text: "Editar el plan"}),
			Plan: board.NavOf(s.Plan, ui.PlanKeep, true),
		},
		Head: ui.PageHeadProps{
			Eyebrow: s.Body, Title: "Editar el plan", Lead: "Sus líneas, objetivos, indicadores y marcos, en el orden en que se leen.",
		},
		Done:       told,
		Lines:      b.lines(),
		Objectives: b.objectives(),
		Frameworks: b.frameworks(),
	}
	if !writes {
		p.Closed = &ui.NoticeProps{Kind: ui.NoticeInfo, Title: board.ClosedText, Link: &ui.Link{Text: "Ir al plan", Href: b.base}}
		return p
	}
	p.Texts = []ui.Link{{Text: "Datos y fechas", Href: b.base + "/editar"}, {Text: "Texto del plan", Href: b.base + "/apartados"}, {Text: "Historia", Href: b.base + "/historia"}}
	p.Steps, p.Codes = b.steps(), b.codes()
	return p
}

// builder decides what is shown of a plan.
type builder struct {
	source
	writes bool
	base   string // address of the plan
}

func (b builder) at(below string) string {
	if !b.writes {
		return ""
	}
	return b.base + below
}

// mover is the form that moves the thing with an id, in its place of so many.
func (b builder) mover(below, name string, id int64, place, of int, more ...ui.Hidden) *mover {
	if !b.writes {
		return nil
	}
	codes := board.KeepCodes
	if b.Follow {
		codes = board.FollowCodes
	}
	fields := append([]ui.Hidden{{Name: "id", Value: strconv.FormatInt(id, 10)}, {Name: board.CodesField, Value: codes}}, more...)
	return &mover{
		Form: ui.FormProps{Action: b.base + below + "/orden", Class: "outline-move", Label: "Mover " + name, Hidden: fields},
		Up:   place > 1, Down: place < of, Name: name,
	}
}

func (b builder) lines() lineList {
	list := lineList{New: b.at("/lineas/nueva")}
	for n, l := range b.Lines {
		facts := []string{ui.Count(len(l.Objectives), "objetivo", "objetivos")}
		list.Items = append(list.Items, item{
			Anchor: "l-" + l.Code, Code: l.Code, Title: l.Title, Facts: strings.Join(append(facts, standards(len(l.Standards))...), " · "),
			Edit: b.at("/lineas/" + l.Code + "/editar"), Move: b.mover("/lineas", l.Code, l.ID, n+1, len(b.Lines)),
		})
	}
	return list
}

func (b builder) frameworks() frameworkList {
	list := frameworkList{New: b.at("/marcos/nuevo")}
	for _, f := range b.Frameworks {
		list.Items = append(list.Items, item{
			Anchor: "m-" + f.Code, Code: f.Code, Title: f.Title, Facts: ui.Count(len(f.Standards), "estándar", "estándares"),
			Edit: b.at("/marcos/" + f.Code + "/editar"),
		})
	}
	return list
}

// mostOpen is how many indicators a plan may have so that all of them are shown from the start.
const mostOpen = 60

func (b builder) objectives() objectiveList {
	list := objectiveList{New: b.at("/objetivos/nuevo")}
	of := map[int64][]plan.OutlineIndicator{}
	for _, i := range b.Indicators {
		of[i.ObjectiveID] = append(of[i.ObjectiveID], i)
	}
	for n, o := range b.Objectives {
		shown := objectiveItem{
			item: item{
				Anchor: "o-" + o.Code, Code: o.Code, Title: o.Title, Facts: objectiveFacts(o), Cancelled: cancelled(o.CancelledOn.IsZero(), ui.ShortDate(o.CancelledOn), o.CancelReason),
				Edit: b.at("/objetivos/" + o.Code + "/editar"), Move: b.mover("/objetivos", o.Code, o.ID, n+1, len(b.Objectives)),
			},
			Count: ui.Count(o.Indicators, "indicador", "indicadores"), Drop: o.Code,
			New:    b.at("/indicadores/nuevo?objetivo=" + url.QueryEscape(o.Code)),
			Listed: !b.partial() || b.Asked == o.Code,
			Open:   b.Asked == o.Code || b.Size() <= mostOpen,
			All:    b.base + "/estructura?objetivo=" + url.QueryEscape(o.Code) + "#o-" + o.Code,
		}
		for k, i := range of[o.ID] {
			shown.Indicators = append(shown.Indicators, b.indicator(i, k+1, o.Indicators))
		}
		list.Items = append(list.Items, shown)
	}
	return list
}

func (b builder) indicator(i plan.OutlineIndicator, place, of int) item {
	return item{
		Anchor: "i-" + i.Code, Code: i.Code, Title: i.Title, Facts: indicatorFacts(i),
		Cancelled: cancelled(i.CancelledOn.IsZero(), ui.ShortDate(i.CancelledOn), i.CancelReason),
		Edit:      b.at("/indicadores/" + i.Code + "/editar"),
		Move:      b.mover("/indicadores", i.Code, i.ID, place, of),
	}
}

// codes are the two ways in which codes go along when something moves.
func (b builder) codes() []choice {
	if len(b.Lines) < 2 && len(b.Objectives) < 2 && b.Size() < 2 {
		return nil
	}
	return []choice{
		{ui.Link{Text: "cada uno conserva su código", Href: board.OutlinePath(b.Slug, "", false, "")}, !b.Follow},
		{ui.Link{Text: "los códigos se quedan en su lugar", Href: board.OutlinePath(b.Slug, "", true, "")}, b.Follow},
	}
}
