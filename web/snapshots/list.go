package snapshots

import (
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

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
	Rows    []row
	Explain ui.ExplainProps
}

// row is a follow-up in the list.
type row struct {
	Title, Href, Note  string
	On                 date.Date
	Progress, Expected string
	Meter              ui.MeterProps
	Status             string
	Covered            string // indicators with data: "20 de 21"
	Change             string // since the one before: "+3,2 p. p.", or that there is none
}

func buildList(of plan.Plan, refs []dashboard.SnapshotRef, asked board.Asked) listProps {
	b := dashboard.Board{Plan: of}
	p := listProps{
		Page: ui.PageProps{
			Title: "Seguimientos cerrados", Section: "/planes", Charts: len(refs) > 1,
			Description: "Los seguimientos cerrados del plan «" + of.Title + "», con el progreso de cada fecha.",
			Crumbs:      board.Crumbs(b, ui.Crumb{Text: "Seguimientos cerrados"}), Plan: asked.Nav(b, ui.PlanSnapshots, true),
		},
		Head: ui.PageHeadProps{
			Eyebrow: of.Body, Title: "Seguimientos cerrados",
			Lead: "Cada seguimiento guarda cómo estaba el plan en una fecha. Sus cifras quedan fijas aunque después cambien los datos.",
		},
		Rows:    rows(b, refs),
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
	if len(refs) > 1 {
		s := series(b, refs)
		p.Series = &s
	}
	return p
}

func rows(b dashboard.Board, refs []dashboard.SnapshotRef) []row {
	list := make([]row, len(refs))
	for n, s := range refs {
		list[n] = row{
			Title: s.Title, Href: board.SnapshotPath(b, s.ID), Note: board.Shorten(s.Note, longestNote), On: s.TakenOn,
			Progress: ui.PercentOrDash(s.Progress, board.HeadlinePlaces), Expected: ui.PercentOrDash(s.Expected, board.HeadlinePlaces),
			Meter: board.Meter(s.Figures()), Status: string(s.Status), Covered: strconv.Itoa(s.WithData) + " de " + strconv.Itoa(s.Total),
			Change: "es el primero",
		}
		if n+1 < len(refs) {
			list[n].Change = points(refs[n+1].Progress, s.Progress)
		}
	}
	return list
}

// points writes how far a progress came: "+3,2 p. p.", "sin cambios", or a dash where either is missing.
func points(was, is decimal.NullDecimal) string {
	if !was.Valid || !is.Valid {
		return "—"
	}
	difference := is.Decimal.Sub(was.Decimal)
	if difference.Shift(2).Round(1).IsZero() {
		return "sin cambios"
	}
	return ui.Points(difference)
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
