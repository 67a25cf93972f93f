package plans

import (
	"strconv"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/plan"
	"hito/web/ui"
)

// timeline is a plan's calendar as a drawing, its periods beside it and what it says in words.
// Places and lengths are shares of the drawing's width in per cent.
type timeline struct {
	Label      string // says the drawing
	From, To   string // "1/7/2021", "30/6/2023"
	Parts      []part
	Passed     string // how far today is; "0%" before the start
	Marks      []mark
	Periods    []period
	Span       span
	Numbered   bool // the parts are the plan's periods
	TrackY     int  // below the marks' labels, in pixels
	Background int  // height of the whole drawing, in pixels
}

// part is a stretch of the drawing.
type part struct {
	X, Width, Middle string
	Number           string // blank where it does not fit
}

// mark is a day on the drawing.
type mark struct {
	X, Text, Anchor string
	Y               int // of the label's line, in pixels
	Today           bool
}

// period is a stage of the calendar in words.
type period struct {
	Number, Title, Dates string
	Word, class          string // where it is seen from today
}

const (
	labelHeight   = 18
	trackHeight   = 28
	endsHeight    = 24
	narrowestPart = 0.05 // of the drawing: narrower ones show no number
)

func newTimeline(doc plan.Document, b dashboard.Board, today date.Date) timeline {
	w := window{doc.StartsOn, doc.EndsOn}
	for _, e := range doc.Periods {
		w = window{min(w.from, e.StartsOn), max(w.to, e.EndsOn)}
	}
	t := timeline{
		From: ui.ShortDate(w.from), To: ui.ShortDate(w.to), Passed: percentOf(w.after(today)),
		Span: spanOf(doc.Plan, today), Numbered: len(doc.Periods) > 0,
	}
	for n, e := range doc.Periods {
		t.Parts = append(t.Parts, w.part(e.StartsOn, e.EndsOn, strconv.Itoa(n+1)))
		t.Periods = append(t.Periods, newPeriod(n+1, e, today))
	}
	if !t.Numbered {
		t.Parts = []part{w.part(w.from, w.to, "")}
	}
	t.mark(w, today, "Hoy", true)
	if b.On != today {
		t.mark(w, b.On, "Datos: "+ui.ShortDate(b.On), false)
	}
	t.TrackY = len(t.Marks)*labelHeight + 4
	t.Background = t.TrackY + trackHeight + endsHeight
	t.Label = calendarLabel(doc, t, today)
	return t
}

func calendarLabel(doc plan.Document, t timeline, today date.Date) string {
	text := "Calendario del plan, " + ui.DateRange(doc.StartsOn, doc.EndsOn)
	if n := len(doc.Periods); n > 0 {
		text += ", en " + ui.Count(n, "periodo", "periodos")
	}
	text += ". Hoy, " + ui.LongDate(today) + ": " + t.Span.Words + "."
	for _, e := range t.Periods {
		if e.Word == periodNow {
			text += " Periodo en curso: " + e.Title + "."
		}
	}
	return text
}

const periodNow = "En curso"

func newPeriod(number int, e plan.Period, today date.Date) period {
	p := period{Number: strconv.Itoa(number), Title: e.Title, Dates: ui.DateRange(e.StartsOn, e.EndsOn)}
	switch {
	case today > e.EndsOn:
		p.Word, p.class = "Terminado", "period-past"
	case today < e.StartsOn:
		p.Word, p.class = "Por empezar", "period-next"
	default:
		p.Word, p.class = periodNow, "period-now"
	}
	return p
}

func (t *timeline) mark(w window, on date.Date, text string, today bool) {
	if on < w.from || on > w.to {
		return
	}
	at := w.after(on)
	m := mark{X: percentOf(at), Text: text, Anchor: "middle", Today: today, Y: len(t.Marks)*labelHeight + 14}
	switch {
	case at < 0.15:
		m.Anchor = "start"
	case at > 0.85:
		m.Anchor = "end"
	}
	t.Marks = append(t.Marks, m)
}

// window is what a drawing shows; both days are in it.
type window struct{ from, to date.Date }

// before and after are the places of a day's beginning and end, from 0 to 1.
func (w window) before(d date.Date) float64 { return w.after(d - 1) }

func (w window) after(d date.Date) float64 {
	passed := max(0, min(d, w.to)-w.from+1)
	return float64(passed) / float64(w.to-w.from+1)
}

func (w window) part(from, to date.Date, number string) part {
	x, end := w.before(from), w.after(to)
	if end-x < narrowestPart {
		number = ""
	}
	return part{X: percentOf(x), Width: percentOf(end - x), Middle: percentOf((x + end) / 2), Number: number}
}

func percentOf(share float64) string { return strconv.FormatFloat(share*100, 'f', 2, 64) + "%" }
