package indicators

import (
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

func goalOf(s dashboard.Story) progress.Goal {
	return s.Indicator.Goal(s.Plan.StartsOn, s.Plan.EndsOn)
}

// quantity writes a value of the indicator with its unit.
func quantity(i dashboard.Indicator, d decimal.Decimal) string {
	return ui.Quantity(d, i.Decimals, i.UnitOfMeasure)
}

// planned writes a value of the planned line, which may lie between two that could be measured.
func planned(i dashboard.Indicator, d decimal.Decimal) string {
	places := i.Decimals
	if !d.Round(places + 1).Equal(d.Round(places)) {
		places++
	}
	return ui.Quantity(d, places, i.UnitOfMeasure)
}

func headline(s dashboard.Story) ui.HeadlineProps {
	i := s.Indicator
	explain := board.ExplainIndicator(s.Board, i)
	return ui.HeadlineProps{
		ID: "progreso", Label: "Progreso del indicador",
		Value: ui.PercentOrDash(i.Progress, board.IndicatorPlaces), Status: string(i.Status),
		Summary: summary(s), Facts: facts(s), Explain: &explain,
	}
}

func bullet(i dashboard.Indicator) chart.BulletProps {
	p := chart.BulletProps{
		Progress: i.Progress.Decimal.InexactFloat64(), Expected: i.Expected.InexactFloat64(),
		ProgressLabel: ui.PercentOrDash(i.Progress, board.IndicatorPlaces), Status: string(i.Status),
	}
	if i.Status != dashboard.Cancelled {
		p.ExpectedLabel = ui.Percent(i.Expected, board.IndicatorPlaces)
	}
	return p
}

// summary says in a sentence what the figure means.
func summary(s dashboard.Story) string {
	i, goal := s.Indicator, goalOf(s)
	gap := board.Gap(dashboard.Figures{Progress: i.Progress, Expected: decimal.NewNullDecimal(i.Expected), Status: i.Status})
	switch {
	case i.Status == dashboard.Cancelled:
		return "Se anuló: ya no se espera nada de él."
	case !i.Value.Valid && !progress.Started(goal.Start, s.On):
		return "Su plazo empieza el " + ui.LongDate(goal.Start) + " y todavía no tiene ningún valor."
	case !i.Value.Valid:
		return "Todavía no tiene ningún valor: en la media de su objetivo cuenta como 0\u00a0%."
	case i.Status == progress.StatusMet:
		return metSummary(i, goal)
	case i.Status == progress.StatusNotStarted:
		return "Su plazo empieza el " + ui.LongDate(goal.Start) + ": todavía no se espera progreso."
	case goal.Direction() == progress.Maintain:
		return "No se mantiene: el valor no respeta la meta. " + gap
	case i.Progress.Decimal.IsNegative():
		return "Está peor que al empezar. " + gap
	default:
		return gap
	}
}

func metSummary(i dashboard.Indicator, goal progress.Goal) string {
	switch {
	case goal.Direction() == progress.Maintain:
		return "Se mantiene: el valor respeta la meta."
	case i.Value.Decimal.Equal(goal.Target):
		return "Ha alcanzado la meta."
	default:
		return "Ha superado la meta; en la media de su objetivo cuenta como 100\u00a0%."
	}
}

// facts are the numbers behind the figure.
func facts(s dashboard.Story) []ui.Definition {
	i := s.Indicator
	list := []ui.Definition{{Term: "Valor actual", Text: ui.QuantityOrDash(i.Value, i.Decimals, i.UnitOfMeasure)}}
	if i.Value.Valid {
		list = append(list, ui.Definition{Term: "Medido el", Content: ui.Day(i.MeasuredOn)})
	}
	baseline := "sin línea base (cuenta como 0)"
	if i.Baseline.Valid {
		baseline = quantity(i, i.Baseline.Decimal)
	}
	list = append(list,
		ui.Definition{Term: "Valor inicial", Text: baseline},
		ui.Definition{Term: "Meta", Text: targetOf(s)},
	)
	if left := remaining(s); left != "" {
		list = append(list, ui.Definition{Term: "Falta hasta la meta", Text: left})
	}
	if i.Status != dashboard.Cancelled {
		list = append(list, ui.Definition{Term: "Valor previsto a esta fecha", Text: planned(i, goalOf(s).ExpectedValue(s.On))})
	}
	if c := s.PreviousClosing(); c != nil {
		list = append(list, ui.Definition{
			Term: "Desde «" + c.Title + "»", Text: sinceClosing(s, *c), Href: board.SnapshotPath(s.Board, c.ID),
		})
	}
	return list
}

func targetOf(s dashboard.Story) string {
	text := quantity(s.Indicator, s.Indicator.Target)
	switch goalRule(goalOf(s)) {
	case progress.MaintainAtLeast:
		return text + " como mínimo"
	case progress.MaintainAtMost:
		return text + " como máximo"
	default:
		return text
	}
}

// goalRule is the rule in force, see progress.Explanation.
func goalRule(g progress.Goal) progress.Rule { return g.Explain(decimal.NullDecimal{}).Rule }

// remaining says how far the value is from the target: "90 personas más", "7,0 días menos"; blank
// where it has got there or is not expected to.
func remaining(s dashboard.Story) string {
	i := s.Indicator
	if !i.Value.Valid || i.Status == dashboard.Cancelled || i.Status == progress.StatusMet {
		return ""
	}
	unit := i.UnitOfMeasure
	if unit == "%" {
		unit = "puntos"
	}
	left := i.Target.Sub(i.Value.Decimal)
	text := ui.Quantity(left.Abs(), i.Decimals, unit)
	if left.IsNegative() {
		return text + " menos"
	}
	return text + " más"
}

// sinceClosing says what has changed since a snapshot: "+12,3 p. p. (de 40 a 52 personas)".
func sinceClosing(s dashboard.Story, c dashboard.Closing) string {
	i := s.Indicator
	switch {
	case !c.Value.Valid && !i.Value.Valid:
		return "sigue sin dato"
	case !c.Value.Valid:
		return "entonces no tenía dato"
	case !i.Value.Valid:
		return "entonces tenía dato: " + quantity(i, c.Value.Decimal)
	case c.Value.Decimal.Equal(i.Value.Decimal) && progress.Same(c.Progress.Decimal, i.Progress.Decimal):
		return "sin cambios"
	}
	return ui.Points(i.Progress.Decimal.Sub(c.Progress.Decimal)) + " (entonces, " + quantity(i, c.Value.Decimal) + ")"
}
