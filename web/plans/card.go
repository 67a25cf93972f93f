package plans

import (
	"strconv"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// card is a plan with how it stands, formatted.
type card struct {
	ID                          string // of its heading
	Title, Body, Summary        string
	Board, FollowUp, Plan, Past string // addresses: cuadro de mando, its tables, the plan's text, its snapshots
	Stage                       stage
	Span                        span
	On, OnShort                 string // "a 30 de noviembre de 2022", "30/11/2022"
	Progress, Expected          string
	Status                      string
	Gap                         string
	Beside                      string // "Previsto 73,4 %, a 30 de noviembre de 2022 · 21 de 21 indicadores con dato"
	Coverage, Covered           string // "20 de 21 indicadores con dato", "20 de 21"
	Bullet                      chart.BulletProps
	Meter                       ui.MeterProps
	Last                        *lastFollowUp // nil for none
	Explain                     ui.ExplainProps
}

// lastFollowUp is a plan's newest snapshot.
type lastFollowUp struct {
	Title, Href string
	On          date.Date
	Since       string // how far the progress has come since then: "+3,2 p. p."; blank where it is what is shown
}

func newCard(s dashboard.Summary, today date.Date) card {
	head := dashboard.Board{Plan: s.Plan}
	var any board.Asked
	c := card{
		ID: "plan-" + s.Plan.Slug, Title: s.Plan.Title, Body: s.Plan.Body, Summary: s.Plan.Summary,
		Board: any.Path(s.Plan.Slug, "/cuadro-de-mando"), FollowUp: any.Path(s.Plan.Slug, "/seguimiento"),
		Plan: any.Path(s.Plan.Slug, ""), Past: any.Path(s.Plan.Slug, "/seguimientos"),
		Stage: stageOf(s.Plan, today), Span: spanOf(s.Plan, today), On: "a " + ui.LongDate(s.On), OnShort: ui.ShortDate(s.On),
		Progress: ui.PercentOrDash(s.Progress, board.HeadlinePlaces), Expected: ui.PercentOrDash(s.Expected, board.HeadlinePlaces),
		Status: string(s.Status), Gap: board.Gap(s.Figures), Coverage: ui.Coverage(s.Coverage.WithData, s.Coverage.Total),
		Covered: strconv.Itoa(s.Coverage.WithData) + " de " + strconv.Itoa(s.Coverage.Total),
		Bullet:  board.Bullet(s.Figures), Meter: board.Meter(s.Figures), Explain: explain(s),
	}
	c.Beside = "Previsto " + c.Expected + ", " + c.On + " · " + c.Coverage
	if !s.Expected.Valid {
		c.Beside = "Todavía no tiene objetivos que cuenten"
	}
	if s.Last != nil {
		c.Last = &lastFollowUp{Title: s.Last.Title, Href: board.SnapshotPath(head, s.Last.ID), On: s.Last.TakenOn}
		if s.On != s.Last.TakenOn && s.Progress.Valid && s.Last.Progress.Valid {
			c.Last.Since = ui.Points(s.Progress.Decimal.Sub(s.Last.Progress.Decimal))
		}
	}
	return c
}

// explain answers how a plan's figures come about, with what a summary knows; the objectives one by
// one are in its cuadro de mando.
func explain(s dashboard.Summary) ui.ExplainProps {
	p := ui.ExplainProps{
		Of:      "el progreso de " + s.Plan.Title,
		Rule:    "El progreso de un plan es la media ponderada de sus objetivos, y el de cada objetivo, la de sus indicadores. Con sus números, en el cuadro de mando.",
		Notes:   []string{thresholdsNote(s.Plan), "Lo que no tiene dato cuenta como 0 %: " + ui.Coverage(s.Coverage.WithData, s.Coverage.Total) + "."},
		Formula: []string{"estado: progreso ÷ previsto"},
		Method:  board.MethodPage,
	}
	if ratio := progress.Ratio(s.Progress, s.Expected.Decimal); ratio.Valid {
		p.Formula = append(p.Formula, percent(s.Progress)+" ÷ "+percent(s.Expected)+" = "+ui.Percent(ratio.Decimal, board.HeadlinePlaces)+" de lo previsto")
	} else {
		p.Formula = nil
	}
	return p
}

func percent(d decimal.NullDecimal) string { return ui.PercentOrDash(d, board.IndicatorPlaces) }

func thresholdsNote(p plan.Plan) string {
	return "Estado: en plazo desde el " + exactly(p.OnTrackFrom) + " de lo previsto; con retraso desde el " +
		exactly(p.DelayedFrom) + "; crítico, por debajo."
}
