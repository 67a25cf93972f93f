package imports

import (
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/transfer"
	"hito/web/ui"
)

// plain writes a whole number.
func plain(n int) string { return ui.Number(decimal.NewFromInt(int64(n)), 0) }

// verb is what is done to one thing, and to several.
type verb struct{ one, many string }

// verbs tell what an import does, before or after it is applied.
type verbs struct{ create, change, record, correct verb }

var (
	willDo = verbs{
		create: verb{"se creará", "se crearán"}, change: verb{"se cambiará", "se cambiarán"},
		record: verb{"se registrará", "se registrarán"}, correct: verb{"se corregirá", "se corregirán"},
	}
	hasDone = verbs{
		create: verb{"se creó", "se crearon"}, change: verb{"se cambió", "se cambiaron"},
		record: verb{"se registró", "se registraron"}, correct: verb{"se corrigió", "se corrigieron"},
	}
)

// whatWillBeDone tells what applying an import writes: "Se crearán 12 objetivos y 21 indicadores, y se registrarán 21
// valores a fecha 30/11/2022."
func whatWillBeDone(i transfer.Import) string { return told(i, willDo) }

// whatWasDone tells what an import has written.
func whatWasDone(i transfer.Import) string { return told(i, hasDone) }

func told(i transfer.Import, v verbs) string {
	var parts []string
	if made := created(i); made.words != nil {
		parts = append(parts, made.with(v.create))
	}
	if changed := altered(i); changed.words != nil {
		parts = append(parts, changed.with(v.change))
	}
	values := i.Counts[transfer.Measurement]
	if n := values[transfer.Created]; n > 0 {
		parts = append(parts, amount{n, []string{ui.Count(n, "valor", "valores") + onDay(i)}}.with(v.record))
	}
	if n := values[transfer.Changed]; n > 0 {
		parts = append(parts, amount{n, []string{ui.Count(n, "valor", "valores")}}.with(v.correct))
	}
	if len(parts) == 0 {
		return ""
	}
	last := len(parts) - 1
	text := parts[last]
	if last > 0 {
		text = strings.Join(parts[:last], ", ") + ", y " + text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// amount is how many things are spoken of, and in which words.
type amount struct {
	n     int
	words []string
}

func (a amount) with(v verb) string {
	if a.n == 1 {
		return v.one + " " + enumerate(a.words)
	}
	return v.many + " " + enumerate(a.words)
}

// created is what is made, the values aside. A new plan is named, and the rest is made in it.
func created(i transfer.Import) (a amount) {
	if i.Mode == transfer.NewPlan {
		a = amount{1, []string{"el plan"}}
		if title := planTitle(i); title != "" {
			a.words[0] += " «" + title + "»"
		}
	}
	for _, kind := range kindOrder {
		n := i.Counts[kind][transfer.Created]
		if n == 0 || kind == transfer.Head || kind == transfer.Measurement {
			continue
		}
		a.n += n
		a.words = append(a.words, ui.Count(n, kindNames[kind][0], kindNames[kind][1]))
	}
	return a
}

// altered is what is changed, the values aside.
func altered(i transfer.Import) (a amount) {
	for _, kind := range kindOrder {
		n := i.Counts[kind][transfer.Changed]
		switch {
		case n == 0 || kind == transfer.Measurement:
		case kind == transfer.Head:
			a.n, a.words = a.n+2, append(a.words, "los datos del plan")
		default:
			a.n, a.words = a.n+n, append(a.words, ui.Count(n, kindNames[kind][0], kindNames[kind][1]))
		}
	}
	return a
}

// onDay tells the day of all values of an import; blank where the file gives days of its own.
func onDay(i transfer.Import) string {
	if i.Settings.On.IsZero() {
		return ""
	}
	for _, t := range i.Understood.Tables {
		if t.Kind == transfer.Measurement {
			return ""
		}
		for _, c := range t.Columns {
			if c.Field == transfer.MeasuredOn || c.Field == transfer.OfDate {
				return ""
			}
		}
	}
	return " a fecha " + ui.ShortDate(i.Settings.On)
}
