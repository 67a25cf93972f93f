package board

import (
	"strconv"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/web/ui"
)

// ObjectiveTableProps is a list of objectives with their figures.
type ObjectiveTableProps struct {
	Label     string         // what is listed, such as "Objetivos de la línea L.E.1"
	Heads     []ui.SortProps // of the columns, see ObjectiveHeads; one without address does not sort
	Rows      []ObjectiveRow
	Total     *ObjectiveRow // the last row; nil for none
	Published bool          // the rows have a column for published figures
}

// ObjectiveRow is an objective, or a total, in a table.
type ObjectiveRow struct {
	Code, Title, Href  string
	Count              string // of its indicators
	CountHref          string // where they are listed; may be blank
	Progress, Expected string
	Meter              ui.MeterProps
	Beside             *Beside // nil without a published figure
	Status             string
	Note               string // such as "sin indicadores"; may be blank
	Off                bool   // it does not count
}

// ObjectiveHeads returns the headings of a table of objectives that does not sort.
func ObjectiveHeads(published bool) []ui.SortProps {
	heads := []ui.SortProps{
		{Label: "Id"}, {Label: "Objetivo"}, {Label: "Nº indicadores", Numeric: true},
		{Label: "Progreso medio", Numeric: true}, {Label: "Publicado", Numeric: true},
		{Label: "Previsto", Numeric: true}, {Label: "Estado"},
	}
	if !published {
		heads = append(heads[:4], heads[5:]...)
	}
	return heads
}

// ObjectiveRowOf returns an objective of a board as a row, without published figure.
func ObjectiveRowOf(b dashboard.Board, asked Asked, o dashboard.Objective) ObjectiveRow {
	row := ObjectiveRow{
		Code: o.Code, Title: o.Title, Href: asked.ObjectivePath(b, o.Code),
		Count:    strconv.Itoa(len(o.Indicators)),
		Progress: ui.PercentOrDash(o.Progress, MeanPlaces), Expected: ui.PercentOrDash(o.Expected, MeanPlaces),
		Meter: Meter(o.Figures), Status: string(o.Status), Note: ObjectiveNote(o),
		Off: o.Status == dashboard.Cancelled || !o.Weight.IsPositive(),
	}
	if o.Status == dashboard.Cancelled { // nothing is expected of it
		row.Expected, row.Meter.Expected = notApplicable, decimal.NullDecimal{}
	}
	return row
}

// ObjectiveNote says what is particular of an objective's figures; blank when nothing is.
func ObjectiveNote(o dashboard.Objective) string {
	switch {
	case o.Status == dashboard.Cancelled:
		return "anulado el " + ui.ShortDate(o.CancelledOn) + ": no cuenta"
	case !o.Weight.IsPositive():
		return "peso 0: no cuenta"
	case len(o.Indicators) == 0:
		return "sin indicadores"
	case o.Coverage.Total == 0:
		return "ningún indicador cuenta"
	case o.Coverage.WithData < o.Coverage.Total:
		return strconv.Itoa(o.Coverage.WithData) + " de " + strconv.Itoa(o.Coverage.Total) + " con dato"
	default:
		return ""
	}
}

// WithoutIndicators says what it means for the figures that an objective has no indicators.
func WithoutIndicators(o dashboard.Objective) ui.EmptyProps {
	p := ui.EmptyProps{Icon: "target", Title: "Sin indicadores"}
	if o.Status == dashboard.Cancelled || !o.Weight.IsPositive() {
		p.Text = "Nada mide este objetivo, que tampoco cuenta en la media del plan."
		return p
	}
	p.Text = "Nada mide todavía este objetivo: en la media del plan y de sus líneas cuenta como 0 %, y lo previsto para él es " +
		"la parte del plazo del plan que ha transcurrido (" + ui.PercentOrDash(o.Expected, IndicatorPlaces) + ")."
	return p
}
