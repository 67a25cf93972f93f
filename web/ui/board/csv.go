package board

import (
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/web/ui"
)

// Hundredths writes a fraction of 1 as the percentage that it is, with all its digits.
func Hundredths(d decimal.NullDecimal) decimal.NullDecimal {
	return decimal.NullDecimal{Decimal: d.Decimal.Shift(2), Valid: d.Valid}
}

// indicatorColumns are what lists of indicators tell as data: no more than their table shows.
var indicatorColumns = []string{
	"Código", "Indicador", "Código del objetivo", "Responsables", "Unidad de medida", "Valor inicial", "Meta", "Valor actual", "Fecha del valor",
	"Progreso (%)", "Previsto (%)", "Desviación (puntos)", "Estado", "Observación",
}

// IndicatorsCSV is a list of indicators of a board as data. Figures have all their digits.
func IndicatorsCSV(b dashboard.Board, list []dashboard.Indicator) ui.CSV {
	return ui.CSV{Name: csvName(b, "indicadores"), Columns: indicatorColumns, Fill: func(line func(...any) error) error {
		for _, i := range list {
			expected := decimal.NullDecimal{Decimal: i.Expected, Valid: i.Status != dashboard.Cancelled}
			err := line(i.Code, i.Title, i.Objective, strings.Join(i.Units, "; "), i.UnitOfMeasure, i.Baseline, i.Target, i.Value, i.MeasuredOn,
				Hundredths(i.Progress), Hundredths(expected), Hundredths(Deviation(i)), ui.StatusWord(string(i.Status)), remark(b, i))
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

// ObjectivesCSV is a list of objectives of a board as data.
func ObjectivesCSV(b dashboard.Board, list []dashboard.Objective) ui.CSV {
	columns := []string{"Código", "Objetivo específico", "Líneas", "Número de indicadores", "Progreso medio (%)", "Previsto (%)", "Estado", "Observación"}
	return ui.CSV{Name: csvName(b, "objetivos"), Columns: columns, Fill: func(line func(...any) error) error {
		for _, o := range list {
			expected := o.Expected
			expected.Valid = expected.Valid && o.Status != dashboard.Cancelled
			err := line(o.Code, o.Title, strings.Join(o.Lines, "; "), len(o.Indicators), Hundredths(o.Progress), Hundredths(expected),
				ui.StatusWord(string(o.Status)), ObjectiveNote(o))
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

// LinesCSV is the strategic lines of a board as data.
func LinesCSV(b dashboard.Board) ui.CSV {
	columns := []string{
		"Código", "Línea estratégica", "Descripción", "Objetivos", "Indicadores con dato", "Indicadores", "Progreso (%)", "Previsto (%)", "Estado",
	}
	return ui.CSV{Name: csvName(b, "lineas"), Columns: columns, Fill: func(line func(...any) error) error {
		for _, l := range b.Lines {
			err := line(l.Code, l.Title, l.Description, len(b.ObjectivesOf(l.Code)), l.Coverage.WithData, l.Coverage.Total,
				Hundredths(l.Progress), Hundredths(l.Expected), ui.StatusWord(string(l.Status)))
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

// csvName says of which plan a list is, and of which day.
func csvName(b dashboard.Board, what string) string {
	return b.Plan.Slug + "-" + what + "-" + b.On.String()
}
