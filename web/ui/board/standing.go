package board

import (
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/chart"
	"hito/web/ui"
)

// Gap says in a sentence how far a progress is from what was expected, or why that cannot be said yet;
// blank where either is missing.
func Gap(f dashboard.Figures) string {
	switch {
	case !f.Progress.Valid || !f.Expected.Valid:
		return ""
	case f.Status == progress.StatusNoData:
		return "Ningún indicador tiene dato a esta fecha."
	case f.Status == progress.StatusNotStarted:
		return "A esta fecha todavía no se espera progreso."
	}
	difference := f.Progress.Decimal.Sub(f.Expected.Decimal).Round(3)
	points := ui.Number(difference.Abs().Shift(2), 1) + " puntos"
	switch difference.Sign() {
	case 0:
		return "Justo lo previsto a esta fecha."
	case 1:
		return points + " por encima de lo previsto a esta fecha."
	}
	if f.Status == progress.StatusOnTrack {
		return points + " por debajo de lo previsto a esta fecha, dentro del margen."
	}
	return points + " por debajo de lo previsto a esta fecha."
}

// Bullet returns the bar below the headline figure of a plan, line or objective.
func Bullet(f dashboard.Figures) chart.BulletProps {
	return chart.BulletProps{
		Progress: coordinate(f.Progress), Expected: coordinate(f.Expected),
		ProgressLabel: ui.PercentOrDash(f.Progress, HeadlinePlaces),
		ExpectedLabel: ui.PercentOrDash(f.Expected, HeadlinePlaces),
		Status:        string(f.Status),
	}
}

// coordinate is a fraction as a place in a drawing; what is missing is drawn at 0.
func coordinate(d decimal.NullDecimal) float64 { return d.Decimal.InexactFloat64() }

// Meter returns the small bar of a plan, line or objective.
func Meter(f dashboard.Figures) ui.MeterProps {
	return ui.MeterProps{Progress: f.Progress, Expected: f.Expected, Status: string(f.Status)}
}

// Weight writes a weight without needless decimals: "1", "0,5".
func Weight(w decimal.Decimal) string { return plain(w) }

// Worked returns the formula of an indicator's progress with its own numbers, such as
// "(2 − 0) ÷ (3 − 0) = 2 ÷ 3 = 66,67 %", or a sentence where nothing is divided.
func Worked(b dashboard.Board, i dashboard.Indicator) string {
	lines := progressFormula(i.Goal(b.Plan.StartsOn, b.Plan.EndsOn).Explain(i.Value), i)
	return strings.TrimPrefix(lines[len(lines)-1], "progreso = ")
}
