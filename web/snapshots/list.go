package snapshots

import (
	"slices"
	"strconv"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/plan"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// longestNote is how many letters of a note the list shows; the follow-up has it entire.
const longestNote = 180

// listProps is everything that the list of follow-ups shows.
type listProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Empty   *ui.EmptyProps
	Series  *chart.SeriesProps // nil for fewer than two follow-ups
	Next    string             // when the next one is closed by itself; may be blank
	Rows    []row
	Data    string // address of the list, as data too
	Explain ui.ExplainProps
}

// row is a follow-up in the list.
type row struct {
	Title, Href, Note  string
	On                 date.Date
	Progress, Expected string
	Meter              ui.MeterProps
	Status             string
	Covered            string   // indicators with data: "20 de 21"
	Change             string   // since the one before: "+3,2 p. p.", or that there is none
	How                string   // blank where it is not worth telling
	ReplacedBy         *ui.Link // the follow-up that corrects it; nil for none
}

// listActions are what can be done with the follow-ups; each is blank where it cannot.
type listActions struct{ Close, Compare, Report, Issued string }

func buildList(of plan.Plan, refs []dashboard.SnapshotRef, asked board.Asked, read *reader) listProps {
	b, standing := dashboard.Board{Plan: of}, dashboard.Standing(refs)
	actions := listActions{Report: asked.Path(of.Slug, "/informe")}
	if access.Can(read.actor, access.ReadPlan, access.Target{Active: of.Target().Active}) { // whether or not it is published
		actions.Issued = "/planes/" + of.Slug + "/informes"
	}
	if read.keeps(of) {
		actions.Close = newPath(of)
	}
	if len(refs) > 0 {
		actions.Compare = "/planes/" + of.Slug + "/comparar"
	}
	p := listProps{
		Page: ui.PageProps{
			Title: "Seguimientos cerrados", Section: "/planes", Charts: len(standing) > 1,
			Description: "Los seguimientos cerrados del plan «" + of.Title + "», con el progreso de cada fecha.",
			Crumbs:      board.Crumbs(b, ui.Crumb{Text: "Seguimientos cerrados"}), Plan: asked.Nav(b, ui.PlanSnapshots, true),
		},
		Head: ui.PageHeadProps{
			Eyebrow: of.Body, Title: "Seguimientos cerrados",
			Lead:    "Cada seguimiento guarda cómo estaba el plan en una fecha. Sus cifras quedan fijas aunque después cambien los datos.",
			Actions: showListActions(actions),
		},
		Next:    nextText(of, asked.Today),
		Rows:    rows(b, refs, read),
		Data:    "/planes/" + of.Slug + "/seguimientos",
		Explain: explainList(),
	}
	if len(refs) == 0 {
		p.Empty = &ui.EmptyProps{
			Icon: "calendar", Title: "Todavía no se ha cerrado ningún seguimiento",
			Text: "Al cerrar uno se guarda el estado del plan en esa fecha, para poder compararlo más adelante. Mientras tanto, el cuadro de mando muestra los datos del día.",
			Link: &ui.Link{Text: "Ir al cuadro de mando", Href: asked.Path(of.Slug, "/cuadro-de-mando")},
		}
	}
	if len(refs) > 0 {
		p.Page.Updated = refs[0].TakenOn
	}
	if len(standing) > 1 {
		s := series(b, standing)
		p.Series = &s
	}
	return p
}

func rows(b dashboard.Board, refs []dashboard.SnapshotRef, read *reader) []row {
	list := make([]row, len(refs))
	for n, s := range refs {
		list[n] = row{
			Title: s.Title, Href: board.SnapshotPath(b, s.ID), Note: ui.Shorten(s.Note, longestNote), On: s.TakenOn,
			Progress: ui.PercentOrDash(s.Progress, board.HeadlinePlaces), Expected: ui.PercentOrDash(s.Expected, board.HeadlinePlaces),
			Meter: board.Meter(s.Figures()), Status: string(s.Status), Covered: strconv.Itoa(s.WithData) + " de " + strconv.Itoa(s.Total),
			Change: "es el primero", How: read.how(s),
		}
		if s.How == dashboard.ByHand && read.names[s.ID] == "" { // as most are, for whoever may not know by whom
			list[n].How = ""
		}
		if older := dashboard.Standing(refs[n+1:]); len(older) > 0 {
			list[n].Change = board.Change(older[0].Progress, s.Progress)
		}
		list[n].ReplacedBy = linkTo(b, refs, s.ReplacedBy)
	}
	return list
}

// linkTo leads to the follow-up with a number among others; nil where it is not there.
func linkTo(b dashboard.Board, refs []dashboard.SnapshotRef, id int64) *ui.Link {
	for _, s := range refs {
		if s.ID == id {
			return &ui.Link{Text: s.Title, Href: board.SnapshotPath(b, s.ID)}
		}
	}
	return nil
}

// series draws the follow-ups in order of date.
func series(b dashboard.Board, refs []dashboard.SnapshotRef) chart.SeriesProps {
	p := chart.SeriesProps{
		Figure: chart.Figure{ID: "grafico-seguimientos", Title: "Progreso en cada seguimiento"},
		Start:  b.Plan.StartsOn, End: b.Plan.EndsOn, None: "Todavía no se ha cerrado ningún seguimiento",
	}
	for _, s := range slices.Backward(refs) {
		point := chart.SeriesPoint{
			On: s.TakenOn, When: ui.LongDate(s.TakenOn), FollowUp: s.Title, Href: board.SnapshotPath(b, s.ID),
			Progress: s.Progress.Decimal.InexactFloat64(), Expected: s.Expected.Decimal.InexactFloat64(),
		}
		if s.Progress.Valid {
			point.ProgressLabel = ui.Percent(s.Progress.Decimal, board.HeadlinePlaces)
		}
		if s.Expected.Valid {
			point.ExpectedLabel = ui.Percent(s.Expected.Decimal, board.HeadlinePlaces)
		}
		p.Points = append(p.Points, point)
	}
	first, last := refs[len(refs)-1], refs[0]
	p.Summary = "El progreso pasó de " + ui.PercentOrDash(first.Progress, board.HeadlinePlaces) + " en " + ui.MonthYear(first.TakenOn) +
		" a " + ui.PercentOrDash(last.Progress, board.HeadlinePlaces) + " en " + ui.MonthYear(last.TakenOn) +
		"; lo previsto, a " + ui.PercentOrDash(last.Expected, board.HeadlinePlaces) + "."
	return p
}

func explainList() ui.ExplainProps {
	return ui.ExplainProps{
		Of:   "el progreso de los seguimientos",
		Rule: "El progreso del plan es la media ponderada de sus objetivos, con los valores que había en la fecha de cada seguimiento; lo previsto, la misma media de lo que se esperaba entonces.",
		Notes: []string{
			"El cambio es la diferencia, en puntos porcentuales, con el seguimiento anterior por fecha.",
			"Cada seguimiento muestra su cálculo con sus propios números.",
		},
		Method: board.MethodPage,
	}
}
