package sheets

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// row is an indicator of the sheet, formatted, with what was typed of it.
type row struct {
	ID                int64
	Code, Title, Href string
	Units             string
	Unit              string // of measure
	Last, Target      board.Amount
	LastOn            date.Date
	Saved             string // what was just saved: "12 a 30/11/2022"; blank for nothing
	Typed             indicator.Typed
	Errors            map[string]string // by the name of the cell
	Clash             string            // what stands on the day; blank for nothing
	Basis             string            // the revision that a correction is made from
	Outcome           outcome
}

// corrects tells a row that asks for the reason of a correction.
func (r row) corrects() bool { return r.Basis != "" || r.Typed.Reason != "" }

// noted tells a row below which something is said.
func (r row) noted() bool { return len(r.Errors) > 0 || r.Clash != "" || r.corrects() }

// value returns what a cell holds.
func (r row) value(f field) string {
	return map[string]string{
		valueField.name: r.Typed.Value, dateField.name: r.Typed.MeasuredOn, resultField.name: r.Typed.ResultTitle,
		commentField.name: r.Typed.Comment, reasonField.name: r.Typed.Reason,
	}[f.name]
}

// outcome is how an indicator stands, and how it would with what was typed.
type outcome struct {
	Current, New string // progress; New is blank where nothing was typed that can be read
	Expected     string
	Status       string
}

// teller writes what only some may know, with the clock of a place.
type teller struct {
	names    bool // of who recorded what
	location *time.Location
}

func rowOf(r indicator.SheetRow, p plan.Plan, on date.Date, sent *indicator.CheckedRow, tell teller) row {
	now := r.Judge(p, r.Value, on)
	shown := row{
		ID: r.ID, Code: r.Code, Title: r.Title, Href: "/planes/" + p.Slug + "/indicadores/" + r.Code,
		Units: strings.Join(r.Units, ", "), Unit: r.UnitOfMeasure,
		Last: amountOf(r.Indicator, r.Value), LastOn: r.MeasuredOn, Target: amountOf(r.Indicator, decimal.NewNullDecimal(r.Target)),
		Typed:   indicator.Typed{MeasuredOn: ui.ShortDate(on)},
		Outcome: outcome{Current: ui.PercentOrDash(now.Progress, board.IndicatorPlaces), Expected: ui.Percent(now.Expected, board.IndicatorPlaces), Status: string(now.Status)},
	}
	if !r.SavedOn.IsZero() {
		shown.Saved = ui.NumberOrDash(r.SavedValue, r.Decimals) + " a " + ui.ShortDate(r.SavedOn)
	}
	if sent != nil && !sent.Saved {
		shown.take(*sent, tell)
	}
	return shown
}

// take puts into a row what was typed of it, and what is wrong with that.
func (r *row) take(sent indicator.CheckedRow, tell teller) {
	r.Typed, r.Errors = sent.Typed, errorsOf(sent)
	if sent.Readable {
		r.Outcome = judged(r.Outcome.Current, sent.Judged)
	}
	r.Clash, r.Basis = tell.clash(sent)
}

// judged is an outcome with that of a value that was typed.
func judged(current string, j indicator.Judged) outcome {
	return outcome{
		Current: current, New: ui.PercentOrDash(j.Progress, board.IndicatorPlaces),
		Expected: ui.Percent(j.Expected, board.IndicatorPlaces), Status: string(j.Status),
	}
}

// errorsOf returns the messages of a row by the names of its cells.
func errorsOf(sent indicator.CheckedRow) map[string]string {
	wrong := map[string]string{}
	for _, f := range fields {
		if message := sent.Problems[f.kept]; message != "" {
			wrong[f.name] = message
		}
	}
	return wrong
}

// clash tells what stands on the day of a row that was not made from it, and returns the basis for a row that is.
func (t teller) clash(sent indicator.CheckedRow) (text, basis string) {
	if sent.Clash == nil {
		if sent.Entry.Basis > 0 {
			basis = basisText(sent.BasisOn, sent.Entry.Basis)
		}
		return "", basis
	}
	m, day := *sent.Clash, ui.ShortDate(sent.Clash.MeasuredOn)
	switch {
	case m.Revision == 0:
		return "El " + day + " ya no tiene ningún valor: guarde de nuevo.", ""
	case !m.Value.Valid:
		text = "El valor del " + day + " se retiró" + t.by(m) + ". Si quiere registrar otro, escriba el motivo."
	default:
		text = "El " + day + " ya tiene " + ui.Number(m.Value.Decimal, sent.Indicator.Decimals) + t.recorded(m) + ". Si quiere corregirlo, escriba el motivo."
	}
	return text, basisText(m.MeasuredOn, m.Revision)
}

func (t teller) recorded(m indicator.Measurement) string {
	if by := t.by(m); by != "" {
		return ", registrado" + by
	}
	return ""
}

// by tells who wrote a measurement, and when, to those who may know.
func (t teller) by(m indicator.Measurement) string {
	if !t.names {
		return ""
	}
	when := " el " + ui.DateTime(m.RecordedAt.In(t.location))
	if m.Recorder != "" {
		return " por " + m.Recorder + when
	}
	return when
}

func amountOf(i indicator.Indicator, v decimal.NullDecimal) board.Amount {
	if !v.Valid {
		return board.Amount{Text: "sin dato", Missing: true}
	}
	return board.Amount{Text: ui.Number(v.Decimal, i.Decimals), Unit: i.UnitOfMeasure}
}
