package imports

import (
	"strings"
	"testing"
	"time"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/transfer"
)

// spaced makes the spaces that do not break plain ones.
func spaced(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

var november = date.New(2022, time.November, 30)

func TestWhatIsDoneIsToldInWords(t *testing.T) {
	created, changed := transfer.Created, transfer.Changed
	of := func(mode transfer.Mode, counts transfer.Counts) transfer.Import {
		return transfer.Import{Mode: mode, Head: plan.Creation{Title: "II Plan"}, Counts: counts, Settings: transfer.Settings{On: november}}
	}
	dated := of(transfer.Values, transfer.Counts{transfer.Measurement: {created: 2}})
	dated.Understood.Tables = []transfer.Table{{Kind: transfer.Indicator, Columns: []transfer.Column{{Field: transfer.MeasuredOn}}}}
	for _, c := range []struct {
		i          transfer.Import
		will, done string
	}{
		{of(transfer.Update, nil), "", ""},
		{
			of(transfer.Update, transfer.Counts{transfer.Objective: {created: 12}, transfer.Indicator: {created: 21}, transfer.Measurement: {created: 21}}),
			"Se crearán 12 objetivos y 21 indicadores, y se registrarán 21 valores a fecha 30/11/2022.",
			"Se crearon 12 objetivos y 21 indicadores, y se registraron 21 valores a fecha 30/11/2022.",
		},
		{
			of(transfer.NewPlan, transfer.Counts{transfer.Head: {created: 1}, transfer.Objective: {created: 1}}),
			"Se crearán el plan «II Plan» y 1 objetivo.", "Se crearon el plan «II Plan» y 1 objetivo.",
		},
		{
			of(transfer.Update, transfer.Counts{transfer.Head: {changed: 1}, transfer.Indicator: {changed: 1}}),
			"Se cambiarán los datos del plan y 1 indicador.", "Se cambiaron los datos del plan y 1 indicador.",
		},
		{
			of(transfer.Update, transfer.Counts{transfer.Indicator: {created: 1, changed: 2}, transfer.Measurement: {created: 1, changed: 1}}),
			"Se creará 1 indicador, se cambiarán 2 indicadores, se registrará 1 valor a fecha 30/11/2022, y se corregirá 1 valor.",
			"Se creó 1 indicador, se cambiaron 2 indicadores, se registró 1 valor a fecha 30/11/2022, y se corrigió 1 valor.",
		},
		{dated, "Se registrarán 2 valores.", "Se registraron 2 valores."},
	} {
		if got := spaced(whatWillBeDone(c.i)); got != c.will {
			t.Errorf("%q, want %q", got, c.will)
		}
		if got := spaced(whatWasDone(c.i)); got != c.done {
			t.Errorf("%q, want %q", got, c.done)
		}
	}
}

func TestEarlierImportsSayWhatTheyChange(t *testing.T) {
	for want, counts := range map[string]transfer.Counts{
		"sin cambios":                       {transfer.Objective: {transfer.Same: 3}},
		"1 nuevo":                           {transfer.Objective: {transfer.Created: 1}},
		"12 nuevos, 1 cambia y 2 con error": {transfer.Objective: {transfer.Created: 12, transfer.Wrong: 2}, transfer.Measurement: {transfer.Changed: 1}},
	} {
		if got := spaced(countsText(transfer.Import{Counts: counts})); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
