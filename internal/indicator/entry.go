package indicator

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/number"
)

// Entry is a value about to be recorded.
type Entry struct {
	IndicatorID int64
	MeasuredOn  date.Date
	Value       decimal.NullDecimal // invalid: withdraws what the date has
	Comment     string
	Reason      string   // why an earlier value of the date is corrected or withdrawn; needed where Basis > 0
	Basis       int      // the revision of that date that the entry was made from; 0 for a date that had none
	Evidence    Evidence // blank title: none
}

// Evidence is the result typed beside a value. The same title and day in several entries, or already in the plan and
// not withdrawn, is one result that serves several indicators.
type Evidence struct {
	Title      string
	AchievedOn date.Date
	URL        string
}

// Author signs what is recorded.
type Author struct {
	UserID int64 // 0 for the program itself
	At     time.Time
}

// Typed is what a person writes about a value, as typed.
type Typed struct {
	Value, MeasuredOn, Comment, Reason string
	ResultTitle, ResultOn, ResultURL   string
	Basis                              int // see Entry

	Of int64 // the indicator that it was typed for, whatever its code is by now; 0 where the code alone says it
}

// The longest texts, in letters, as the database holds them.
const (
	longestComment = 4000
	longestReason  = 1000
	longestTitle   = 1000
)

// Check returns the entry for an indicator, or a fault.Invalid by the fields "value", "measured_on", "comment",
// "reason", "result_title", "result_on" and "result_url". A result without a day has that of the value.
func (t Typed) Check(i Indicator, today date.Date) (Entry, error) {
	var c draft.Check
	e := Entry{
		IndicatorID: i.ID, Basis: t.Basis,
		Value:      checkValue(&c, t.Value, i),
		MeasuredOn: checkDay(&c, t.MeasuredOn, i, today),
		Comment:    c.Lines("comment", t.Comment, longestComment),
	}
	if t.Basis > 0 {
		e.Reason = checkReason(&c, t.Reason, "Escriba por qué se corrige el valor.")
	}
	e.Evidence = t.checkEvidence(&c, e.MeasuredOn, today)
	return e, c.Err()
}

// anyPlaces is more decimals than a number of any length has that is read at all.
const anyPlaces = 100

// checkValue reads a value with the decimals of its indicator. A percent sign is for those measured in percent.
func checkValue(c *draft.Check, typed string, i Indicator) decimal.NullDecimal {
	read := number.Parse
	if i.UnitOfMeasure == "%" {
		read = number.ParsePercent
	}
	v, err := read(typed, int(i.Decimals))
	if err == nil {
		return decimal.NewNullDecimal(v)
	}
	message := err.Error()
	if _, err := read(typed, anyPlaces); err == nil {
		message = tooFine(i.Decimals)
	}
	c.Refuse("value", message)
	return decimal.NullDecimal{}
}

func tooFine(decimals int32) string {
	switch decimals {
	case 0:
		return "Este indicador se mide sin decimales."
	case 1:
		return "Este indicador se mide con 1 decimal como mucho."
	default:
		return fmt.Sprintf("Este indicador se mide con %d decimales como mucho.", decimals)
	}
}

func checkDay(c *draft.Check, typed string, i Indicator, today date.Date) date.Date {
	day := c.NeededDate("measured_on", typed)
	switch {
	case c.Wrong("measured_on"):
	case day > today:
		c.Refuse("measured_on", "La fecha no puede ser posterior a la de hoy.")
	case i.CancelledAt(day):
		c.Refuse("measured_on", "El indicador está anulado desde esa fecha o antes: ya no se registran valores.")
	}
	return day
}

// CancelledAt tells an indicator that was cancelled on a day or before it.
func (i Indicator) CancelledAt(day date.Date) bool {
	return !i.CancelledOn.IsZero() && i.CancelledOn <= day
}

func checkReason(c *draft.Check, typed, missing string) string {
	return c.NeededLines("reason", typed, longestReason, missing)
}

func (t Typed) checkEvidence(c *draft.Check, measuredOn, today date.Date) Evidence {
	e := Evidence{
		Title:      c.Line("result_title", t.ResultTitle, longestTitle),
		AchievedOn: c.Date("result_on", t.ResultOn),
		URL:        c.URL("result_url", t.ResultURL),
	}
	if e.AchievedOn > today {
		c.Refuse("result_on", "La fecha no puede ser posterior a la de hoy.")
	}
	switch {
	case e.Title == "" && strings.TrimSpace(t.ResultOn+t.ResultURL) != "":
		c.Refuse("result_title", "Escriba el título del resultado, o deje en blanco su fecha y su enlace.")
	case e.Title != "" && e.AchievedOn.IsZero():
		e.AchievedOn = measuredOn
	}
	return e
}
