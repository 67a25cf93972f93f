package comparisons

import (
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

var csvColumns = []string{
	"Código", "Indicador", "Código del objetivo", "Cambio", "Valor antes", "Fecha del valor antes", "Valor después", "Fecha del valor después",
	"Progreso antes (%)", "Progreso después (%)", "Diferencia (puntos)", "Estado antes", "Estado después", "Lo que se cambió",
}

// changesCSV is what became of the indicators that are asked for, all pages of them, as data.
func changesCSV(c dashboard.Comparison, ask asked) ui.CSV {
	list := ui.CSV{Name: ask.slug + "-cambios-" + c.From.On.String() + "-" + c.To.On.String(), Columns: csvColumns}
	list.Fill = func(line func(...any) error) error {
		for _, d := range c.InGroup(ask.groups()...) {
			if err := line(changeCells(d)...); err != nil {
				return err
			}
		}
		return nil
	}
	return list
}

// side is an indicator at one of the moments.
type side struct {
	value, progress decimal.NullDecimal
	on              any
	status          string
}

func sideOf(i *dashboard.Indicator) side {
	if i == nil {
		return side{on: ""}
	}
	return side{i.Value, board.Hundredths(i.Progress), i.MeasuredOn, ui.StatusWord(string(i.Status))}
}

func changeCells(d dashboard.IndicatorDifference) []any {
	i := d.To
	if i == nil {
		i = d.From
	}
	var edits []string
	if d.From != nil && d.To != nil {
		for _, f := range d.Edited {
			edits = append(edits, indicatorEdit(f, d.From, d.To))
		}
	}
	was, is := sideOf(d.From), sideOf(d.To)
	return []any{
		i.Code, i.Title, i.Objective, groupWords[d.Group].heading, was.value, was.on, is.value, is.on,
		was.progress, is.progress, board.Hundredths(d.Points), was.status, is.status, strings.Join(edits, "\n"),
	}
}
