package indicators

import (
	"time"

	"hito/internal/dashboard"
	"hito/web/ui"
)

// clash tells that the date of a value has one already.
type clash struct{ Title, Text string }

// clashOf says what stands where a value was to be recorded; nil where nothing was in its way.
func clashOf(i dashboard.Indicator, e entered, names bool, location *time.Location) *clash {
	if e.Clash == nil {
		return nil
	}
	m := *e.Clash
	by := " el " + ui.EventTime(m.RecordedAt, location)
	if names && m.Recorder != "" {
		by += " por " + m.Recorder
	}
	c := &clash{
		Title: "No se ha guardado: el " + ui.LongDate(m.MeasuredOn) + " ya tiene un valor",
		Text:  "Es " + valueOrWithdrawn(i, m) + ", registrado" + by + ". Si quiere corregirlo, escriba el motivo y guarde de nuevo; si el suyo es de otro día, cambie la fecha.",
	}
	if !m.Value.Valid {
		c.Title = "No se ha guardado: el valor del " + ui.LongDate(m.MeasuredOn) + " se retiró"
		c.Text = "Se retiró" + by + ": " + sentence(m.Reason) + " Si quiere registrar otro para ese día, escriba por qué."
	}
	return c
}
