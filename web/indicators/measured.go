package indicators

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/web/ui"
	"hito/web/ui/board"
)

// shownValues is how many measurements are seen without asking for more.
const shownValues = 12

// measurements is the table of the values, newest first.
type measurements struct {
	Recent, Older []measurement
	Text          string // how to read them
	OlderText     string // what opens the older ones
	Comments      bool   // there is something to say of some value
	Corrects      bool   // each leads to a form that corrects it
	Empty         ui.EmptyProps
}

// measurement is the value on a date, with what it meant.
type measurement struct {
	On                 date.Date
	Value              string
	Withdrawn          bool   // the date has no value any more
	Change             string // against the value before; blank for the first
	Progress, Expected string
	Comment            string
	Why                string // it was corrected or withdrawn; may be blank
	By                 string // who recorded it, and when; blank for those who may not know
	Corrected          []string
	Correct            string // address of the form; blank for those who may not
}

// reading is what a reader of the values may know and do.
type reading struct {
	Location *time.Location
	Names    bool
	Corrects string // address below which each date is corrected; blank for those who may not
}

func measured(s dashboard.Story, r reading) measurements {
	rows := measurementRows(s, r)
	m := measurements{Recent: rows, Empty: noValues(s), Corrects: r.Corrects != ""}
	if len(rows) > 0 {
		m.Text = "Cada uno con el progreso que daba y con lo previsto para su fecha, según la misma fórmula."
	}
	// Two more rows take less room than the line that would open them.
	if len(rows) > shownValues+2 {
		m.Recent, m.Older = rows[:shownValues], rows[shownValues:]
		m.OlderText = "Ver los " + ui.Count(len(m.Older), "valor anterior", "valores anteriores")
	}
	m.Comments = slices.ContainsFunc(rows, measurement.remarked)
	return m
}

// remarked tells a value of which there is something to say.
func (m measurement) remarked() bool {
	return m.Comment != "" || m.Why != "" || m.By != "" || len(m.Corrected) > 0
}

func noValues(s dashboard.Story) ui.EmptyProps {
	p := ui.EmptyProps{Icon: "question", Title: "Todavía no hay ningún valor medido"}
	if due := s.Indicator.DueOn; !due.IsZero() {
		p.Text = "El primero se espera el " + ui.LongDate(due) + "."
	}
	return p
}

func measurementRows(s dashboard.Story, r reading) []measurement {
	i, goal := s.Indicator, goalOf(s)
	var rows []measurement
	var before decimal.NullDecimal
	for _, m := range newest(s.History) {
		row := measurement{On: m.MeasuredOn, Value: valueOrWithdrawn(i, m), Withdrawn: !m.Value.Valid, Comment: m.Comment}
		row.tell(i, m, revisionsOf(s.History, m.MeasuredOn), r)
		if m.Value.Valid {
			row.Progress = ui.PercentOrDash(goal.Progress(m.Value), board.IndicatorPlaces)
			row.Expected = ui.Percent(goal.Expected(m.MeasuredOn), board.IndicatorPlaces)
			if before.Valid {
				row.Change = signed(m.Value.Decimal.Sub(before.Decimal), i.Decimals)
			}
			before = m.Value
		}
		rows = append(rows, row)
	}
	slices.Reverse(rows)
	return rows
}

// tell fills in who recorded a value, what it replaced and why; revisions are those of its date, newest first.
func (row *measurement) tell(i dashboard.Indicator, m indicator.Measurement, revisions []indicator.Measurement, r reading) {
	if r.Names && m.Recorder != "" {
		row.By = m.Recorder + ", " + ui.EventTime(m.RecordedAt, r.Location)
	}
	if m.Reason != "" {
		row.Why = "Motivo: " + m.Reason
	}
	if r.Corrects != "" {
		row.Correct = r.Corrects + "/" + m.MeasuredOn.String()
	}
	verb := "Corrige "
	if row.Withdrawn {
		verb = "Era "
	}
	for n := 1; n < len(revisions); n++ {
		row.Corrected = append(row.Corrected, replaced(i, revisions[n], verb, r))
	}
}

// replaced says what a revision was that another one took the place of.
func replaced(i dashboard.Indicator, m indicator.Measurement, verb string, r reading) string {
	when := ", registrado el "
	text := verb + valueOrWithdrawn(i, m)
	if !m.Value.Valid {
		text, when = "Se había retirado", " el "
	}
	text += when + ui.LongDate(date.Of(m.RecordedAt.In(r.Location)))
	if r.Names && m.Recorder != "" {
		text += " por " + m.Recorder
	}
	if m.Comment != "" {
		text += " (" + m.Comment + ")"
	}
	if m.Reason != "" {
		text += ". Motivo: " + m.Reason
	}
	return text
}

// correctsAt is the address below which the values of an indicator are corrected; blank where they are not.
func correctsAt(s dashboard.Story, asked board.Asked, v visit) string {
	if !v.Records || !live(s.Board, asked) {
		return ""
	}
	return valuesPath(s.Board, s.Indicator.Code)
}

// signed writes a difference with its sign: "+3", "−1,5", "0".
func signed(d decimal.Decimal, places int32) string {
	if d.Round(places).IsPositive() {
		return "+" + ui.Number(d, places)
	}
	return ui.Number(d, places)
}
