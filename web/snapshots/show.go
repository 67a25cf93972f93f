package snapshots

import (
	"strconv"
	"time"

	"hito/internal/dashboard"
	"hito/internal/snapshot"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// showProps is everything that the page of a follow-up shows.
type showProps struct {
	Page         ui.PageProps
	Head         ui.PageHeadProps
	Done         string
	Replaced     []ui.NoticeProps // which one it corrects, and by which it is corrected
	Note         string
	Headline     ui.HeadlineProps
	Bullet       chart.BulletProps
	Counts       ui.StatusCountsProps
	Published    *comparison // nil where nothing was published elsewhere
	Objectives   board.ObjectiveTableProps
	HowObjective ui.ExplainProps
	Changes      changes
	Older, Newer *ui.Link
	All          string // address of the list
}

// actions are the places where a follow-up can be seen whole.
type actions struct{ Board, FollowUp, Report, Compare, Correct string }

var showDone = map[string]string{
	"cerrado": "El seguimiento está cerrado. Sus cifras ya no cambian.",
}

func buildShow(b dashboard.Board, published snapshot.Published, asked board.Asked, location *time.Location, read *reader) showProps {
	this := board.ViewOf(b)
	p := showProps{
		Page: ui.PageProps{
			Title: b.Frozen.Title, Section: "/planes", Updated: board.LastMeasured(b),
			Description: "Situación del plan «" + b.Plan.Title + "» a " + ui.LongDate(b.On) + ", tal como se cerró.",
			Crumbs: board.Crumbs(b, ui.Crumb{Text: "Seguimientos cerrados", Href: asked.Path(b.Plan.Slug, "/seguimientos")},
				ui.Crumb{Text: b.Frozen.Title}),
			Plan: asked.Nav(b, ui.PlanSnapshots, false),
		},
		Head: ui.PageHeadProps{
			Eyebrow: "Seguimiento cerrado", Title: b.Frozen.Title,
			Lead:    "Situación del plan a " + ui.LongDate(b.On) + ". Estas cifras quedaron fijas al cerrar: los datos posteriores no las cambian.",
			Actions: showActions(actionsOf(b, this, read)),
		},
		Replaced:     replacedNotices(b),
		Note:         b.Frozen.Note,
		Headline:     headline(b, location, read),
		Bullet:       board.Bullet(b.Figures),
		Counts:       counts(b, this),
		Published:    compare(b, published, this),
		Objectives:   objectives(b, published, this),
		HowObjective: board.ExplainObjectives(b, b.Objectives),
		Changes:      buildChanges(b, this),
	}
	p.Older, p.Newer = neighbours(b)
	p.All = asked.Path(b.Plan.Slug, "/seguimientos")
	return p
}

// actionsOf returns what can be done with a follow-up; one that is corrected already is not corrected again.
func actionsOf(b dashboard.Board, this board.Asked, read *reader) actions {
	slug := b.Plan.Slug
	a := actions{
		Board: this.Path(slug, "/cuadro-de-mando"), FollowUp: this.Path(slug, "/seguimiento"), Report: this.Path(slug, "/informe"),
		Compare: "/planes/" + slug + "/comparar?a=" + strconv.FormatInt(b.Frozen.ID, 10),
	}
	if read.keeps(b.Now) && b.Frozen.ReplacedBy == 0 {
		a.Correct = newPath(b.Plan) + "?corrige=" + strconv.FormatInt(b.Frozen.ID, 10)
	}
	return a
}

func replacedNotices(b dashboard.Board) []ui.NoticeProps {
	var list []ui.NoticeProps
	if by := linkTo(b, b.Snapshots, b.Frozen.ReplacedBy); by != nil {
		list = append(list, ui.NoticeProps{Kind: ui.NoticeWarning, Text: "Este seguimiento se corrigió después. Lo sustituye:", Link: by})
	}
	if of := linkTo(b, b.Snapshots, b.Frozen.Replaces); of != nil {
		list = append(list, ui.NoticeProps{Kind: ui.NoticeInfo, Text: "Este seguimiento corrige a otro, al que sustituye:", Link: of})
	}
	return list
}

func headline(b dashboard.Board, location *time.Location, read *reader) ui.HeadlineProps {
	explain := board.ExplainPlan(b)
	h := ui.HeadlineProps{
		ID: "progreso", Label: "Progreso del plan", Value: ui.PercentOrDash(b.Progress, board.HeadlinePlaces),
		Status: string(b.Status), Summary: board.Gap(b.Figures), Explain: &explain,
		Facts: []ui.Definition{
			{Term: "Previsto a esta fecha", Text: ui.PercentOrDash(b.Expected, board.HeadlinePlaces)},
			{Term: "Cobertura", Text: ui.Coverage(b.Coverage.WithData, b.Coverage.Total)},
			{Term: "Fecha de corte", Content: ui.Day(b.On)},
			{Term: "Cerrado el", Text: ui.DateTime(b.Frozen.ClosedAt.In(location))},
			{Term: "Cierre", Text: read.how(*b.Frozen)},
		},
	}
	if b.Previous != nil {
		h.Facts = append(h.Facts, ui.Definition{Term: "Desde el seguimiento anterior", Text: board.Change(b.Previous.Progress, b.Progress)})
	}
	return h
}

func counts(b dashboard.Board, this board.Asked) ui.StatusCountsProps {
	p := ui.StatusCountsProps{Label: "Indicadores por estado"}
	found := b.Counts()
	for _, status := range dashboard.Statuses {
		if found[status] > 0 {
			p.Counts = append(p.Counts, ui.StatusCount{
				Status: string(status), Count: found[status], Href: board.StatusHref(this.Path(b.Plan.Slug, "/indicadores"), status),
			})
		}
	}
	return p
}

func objectives(b dashboard.Board, published snapshot.Published, this board.Asked) board.ObjectiveTableProps {
	beside := len(published.Objectives) > 0
	p := board.ObjectiveTableProps{
		Label: "Objetivos a " + ui.LongDate(b.On), Heads: board.ObjectiveHeads(beside), Published: beside,
		Rows: make([]board.ObjectiveRow, len(b.Objectives)),
	}
	for n, o := range b.Objectives {
		p.Rows[n] = board.ObjectiveRowOf(b, this, o)
		p.Rows[n].Beside = board.PublishedBeside(published.Objectives, o.Code, o.Progress, board.MeanPlaces)
		if len(o.Indicators) > 0 {
			p.Rows[n].CountHref = board.List{}.WithObjective(o.Code).Href(this.Path(b.Plan.Slug, "/indicadores"))
		}
	}
	return p
}

// neighbours returns the standing follow-ups before and after a frozen board by date; nil where there is none.
func neighbours(b dashboard.Board) (older, newer *ui.Link) {
	link := func(s dashboard.SnapshotRef) *ui.Link {
		return &ui.Link{Text: s.Title, Href: board.SnapshotPath(b, s.ID)}
	}
	for n, s := range b.Snapshots { // newest first
		if s.ID != b.Frozen.ID {
			continue
		}
		if after := dashboard.Standing(b.Snapshots[:n]); len(after) > 0 {
			newer = link(after[len(after)-1])
		}
		if before := dashboard.Standing(b.Snapshots[n+1:]); len(before) > 0 {
			older = link(before[0])
		}
	}
	return older, newer
}
