package plans

import (
	"strconv"

	"github.com/a-h/templ"

	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
	"hito/web/ui/markdown"
)

// showProps is everything that the page of a plan shows.
type showProps struct {
	Page       ui.PageProps
	Head       ui.PageHeadProps
	Board      string // address of the cuadro de mando
	Notice     *ui.NoticeProps
	Figures    figures
	General    string // the plan's general objective; may be blank
	Calendar   timeline
	Lines      []line
	Sections   []section
	Frameworks []framework
	Scale      scale
	Contents   []entry

	Done        string            // what was just decided; blank for nothing
	Problems    []ui.FieldError   // why it was not
	Conflict    *ui.ConflictProps // or who has decided something else meanwhile
	Publication *publication      // nil for whoever does not decide it
	State       *stateProps       // likewise
	Keep        []ui.Link         // to where the plan is written; none for whoever does not write it
	Closed      bool              // whoever reads the plan's history is told that nothing of it is written
	Kept        bool              // the changes are shown
	History     []ui.HistoryEntry
	Whole       string // where all of it is read
}

// figures are the plan's own, small, beside its text.
type figures struct {
	Situation        string // which moment they are of
	Progress, Status string
	Beside           string // "Previsto: 73,4 %. 8,4 puntos por debajo de lo previsto a esta fecha."
	Meter            ui.MeterProps
	Facts            []ui.Definition
	Explain          ui.ExplainProps
}

// section is a part of the plan's narrative.
type section struct {
	ID, Heading string
	Body        templ.Component
}

// entry is a line of the table of contents.
type entry struct {
	ui.Link
	Below []ui.Link
}

// narrativeLevel is the level of the headings that an author may put into a section: below the
// section's own, which stands under that of the whole text.
const narrativeLevel = 4

// asOf returns a plan with what it says as of its board, so that names, texts and limits are those
// under which the figures came about. Where the plan stands in its life is always today's.
func asOf(doc plan.Document, b dashboard.Board) plan.Document {
	now := doc.Plan
	doc.Plan = b.Plan
	doc.State, doc.PublishedAt, doc.Version = now.State, now.PublishedAt, now.Version
	doc.Shows, doc.Licence = now.Shows, now.Licence
	doc.Lines, doc.Objectives = nil, nil
	for _, l := range b.Lines {
		doc.Lines = append(doc.Lines, l.Line)
	}
	for _, o := range b.Objectives {
		doc.Objectives = append(doc.Objectives, o.Objective)
	}
	if b.Frozen != nil && b.Frame != nil {
		doc.Sections, doc.Periods, doc.Frameworks = b.Frame.Sections, b.Frame.Periods, b.Frame.Frameworks
	}
	return doc
}

func buildShow(doc plan.Document, b dashboard.Board, asked board.Asked) showProps {
	doc = asOf(doc, b)
	p := showProps{
		Page: ui.PageProps{
			Title: "El plan", Section: "/planes", Description: doc.Summary,
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Planes", Href: listPath}, {Text: doc.Title}},
			Plan:   asked.Nav(dashboard.Board{Plan: doc.Plan}, ui.PlanAbout, true), Updated: board.LastMeasured(b),
		},
		Board:      asked.Path(doc.Slug, "/cuadro-de-mando"),
		Figures:    figuresOf(doc, b, asked),
		General:    doc.GeneralObjective,
		Calendar:   newTimeline(doc, b, asked.Today),
		Lines:      linesOf(b, asked),
		Sections:   sections(doc.Sections),
		Frameworks: frameworks(doc, b, asked),
		Scale:      scaleOf(doc.Plan),
		Whole:      planPath(doc.Slug) + "/historia",
	}
	p.Head = ui.PageHeadProps{Eyebrow: doc.Body, Title: doc.Title, Lead: doc.Summary, Actions: showActions(p.Board, "")}
	if doc.Notice != "" {
		p.Notice = &ui.NoticeProps{Kind: ui.NoticeInfo, Title: "Sobre estos datos", Text: doc.Notice}
	}
	p.Contents = contents(p)
	return p
}

func figuresOf(doc plan.Document, b dashboard.Board, asked board.Asked) figures {
	f := figures{
		Situation: board.Situation(b),
		Progress:  ui.PercentOrDash(b.Progress, board.HeadlinePlaces), Status: string(b.Status),
		Beside: "Previsto: " + ui.PercentOrDash(b.Expected, board.HeadlinePlaces) + ". " + board.Gap(b.Figures),
		Meter:  board.Meter(b.Figures), Explain: board.ExplainPlan(b),
		Facts: []ui.Definition{
			{Term: "Vigencia", Content: stageMark(stageOf(doc.Plan, asked.Today))},
			{Term: "Cobertura", Text: ui.Coverage(b.Coverage.WithData, b.Coverage.Total)},
			{Term: "Contenido", Text: join([]string{
				ui.Count(len(doc.Lines), "línea", "líneas"), ui.Count(len(doc.Objectives), "objetivo", "objetivos"),
				ui.Count(len(b.Indicators()), "indicador", "indicadores"),
			})},
		},
	}
	if !b.Expected.Valid {
		f.Beside = "Todavía no hay objetivos que cuenten."
	}
	if len(b.Snapshots) > 0 {
		last := dashboard.Standing(b.Snapshots)[0] // the last correction always stands
		f.Facts = append(f.Facts, ui.Definition{Term: "Último seguimiento", Text: last.Title, Href: board.SnapshotPath(dashboard.Board{Plan: doc.Plan}, last.ID)})
	}
	return f
}

func sections(narrative []plan.Section) []section {
	list := make([]section, len(narrative))
	for n, s := range narrative {
		list[n] = section{
			ID: "apartado-" + strconv.Itoa(n+1), Heading: s.Heading, Body: markdown.Text(s.Body, narrativeLevel),
		}
	}
	return list
}

// contents lists the parts that the page has.
func contents(p showProps) []entry {
	var list []entry
	add := func(shown bool, text, anchor string, below ...ui.Link) {
		if shown {
			list = append(list, entry{Link: ui.Link{Text: text, Href: "#" + anchor}, Below: below})
		}
	}
	var narrative, outside []ui.Link
	for _, s := range p.Sections {
		narrative = append(narrative, ui.Link{Text: s.Heading, Href: "#" + s.ID})
	}
	for _, f := range p.Frameworks {
		outside = append(outside, ui.Link{Text: f.Title, Href: "#" + f.ID})
	}
	add(p.General != "", "Objetivo general", "objetivo-general")
	add(true, "Calendario", "calendario")
	add(len(p.Lines) > 0, "Líneas y objetivos", "objetivos")
	add(len(p.Sections) > 0, "Texto del plan", "texto", narrative...)
	add(len(p.Frameworks) > 0, "Marcos de referencia", "marcos", outside...)
	add(true, "Qué significa cada estado", "estados")
	return list
}
