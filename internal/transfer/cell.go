package transfer

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/number"
	"hito/internal/sheet"
	"hito/internal/table"
	"hito/internal/text"
)

// places is how many decimals the database keeps of a number.
const places = 6

// mostDigits is how many digits a number has before its decimals at most.
const mostDigits = 15

// anyPlaces is more decimals than a number has that is read at all.
const anyPlaces = 100

// nothings are what people write, folded, where there is no value.
var nothings = []string{"", "n d", "nd", "n a", "na", "s d", "sd", "sin dato", "sin datos", "no disponible", "no procede", "no aplica", "n c"}

// saysNothing tells a cell of a number or a day that stands for none: "N/D", "-", "s/d".
func saysNothing(c table.Cell) bool {
	return c.Kind == table.Blank || c.Kind == table.Text && slices.Contains(nothings, text.Fold(c.Text))
}

// readCell returns what a cell of a table says as a Record holds it, or a text.Refused. Lists are not resolved yet.
func (r *reader) readCell(t *run, h Heading, c table.Cell) (string, error) {
	if c.Kind == table.Broken {
		return "", text.Refused(brokenCell(c))
	}
	switch h.Holds {
	case OfNumber, OfShare:
		return r.readFigure(h, c)
	case OfDay:
		on, err := readDay(c)
		return on.String(), err
	case OfChoice:
		return readChoice(h, c.Text)
	case OfLines:
		return text.Lines(t.typed(c.Text))
	default:
		return text.Line(t.plainText(h, c))
	}
}

// brokenCell says what is wrong with a formula that failed.
func brokenCell(c table.Cell) string {
	return "La celda tiene una fórmula con un error (" + c.Text + "): corríjala en el fichero."
}

// plainText is the text of a cell; a code that a spreadsheet took for a number is that number, however it is shown.
func (t *run) plainText(h Heading, c table.Cell) string {
	if c.Kind == table.Number && slices.Contains([]Field{"code", "objective", "indicator", "framework"}, h.Field) {
		return c.Value.String()
	}
	return t.typed(c.Text)
}

// typed is a text without the apostrophe that sheet.Cell puts before it in separated text. Workbooks of Hito hold texts as
// they are.
func (t *run) typed(s string) string {
	if typed, marked := strings.CutPrefix(s, "'"); marked && !t.own && sheet.Cell(typed) == s {
		return typed
	}
	return s
}

func (r *reader) readFigure(h Heading, c table.Cell) (string, error) {
	if saysNothing(c) {
		return "", nil
	}
	read := r.number
	if h.Holds == OfShare {
		read = r.share
	}
	v, err := read(c)
	if err != nil {
		return "", err
	}
	return v.String(), nil
}

// number reads the figure that a person sees in a cell, with at most six decimals: a percentage of 80 % is 80.
func (r *reader) number(c table.Cell) (decimal.Decimal, error) {
	switch c.Kind {
	case table.Number:
		if v := c.Value; !v.IsZero() && v.NumDigits()+int(v.Exponent()) > mostDigits {
			return decimal.Zero, number.TooLarge
		}
		return r.stored(c), nil
	case table.Text:
		return r.written(c.Text, places)
	default:
		return decimal.Zero, number.Malformed
	}
}

// stored returns a number of a spreadsheet, as it is shown where it has more decimals than are kept.
func (r *reader) stored(c table.Cell) decimal.Decimal {
	v := c.Value
	if c.Percent {
		v = v.Shift(2)
	}
	if -v.Exponent() <= places || v.Equal(v.Round(places)) {
		return v.Round(places)
	}
	if shown, err := r.written(c.Text, places); err == nil && shown.Sub(v).Abs().LessThan(one) {
		return shown
	}
	return v.Round(places)
}

var one = decimal.New(1, 0)

// written reads a number in words of a file, a percent sign aside, by the sign that its decimals are written with.
func (r *reader) written(s string, most int) (decimal.Decimal, error) {
	s = strings.TrimSpace(s)
	if r.decimal == "." {
		s = swapped.Replace(s)
	}
	v, err := number.ParsePercent(s, most)
	var both number.Ambiguous
	switch {
	case !errors.As(err, &both) || r.decimal == "":
		return v, err
	case strings.Contains(s, ","):
		return both.Decimals, nil
	default:
		return both.Thousands, nil
	}
}

// swapped turns English notation into Spanish one.
var swapped = strings.NewReplacer(".", ",", ",", ".")

// share reads a percentage as a fraction of 1. Of a number without a percent sign, what is above 1 is one of hundred.
func (r *reader) share(c table.Cell) (decimal.Decimal, error) {
	if c.Kind == table.Number && c.Percent {
		return c.Value.Round(places), nil
	}
	v, err := r.number(c)
	if strings.HasSuffix(strings.TrimSpace(c.Text), "%") || v.GreaterThan(one) {
		v = v.Shift(-2)
	}
	return v, err
}

// timeOfDay is what exports write behind a day.
var timeOfDay = regexp.MustCompile(`^(.*[0-9])[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?Z?$`)

func readDay(c table.Cell) (date.Date, error) {
	switch {
	case c.Kind == table.Day:
		return c.On, nil
	case saysNothing(c):
		return 0, nil
	case c.Kind != table.Text:
		return 0, date.Malformed
	}
	return date.ParseSpanish(timeOfDay.ReplaceAllString(strings.TrimSpace(c.Text), "$1"))
}

// readChoice reads a choice by its name or its identifier.
func readChoice(h Heading, typed string) (string, error) {
	folded := text.Fold(typed)
	if folded == "" {
		return "", nil
	}
	var names []string
	for _, choice := range h.Choices {
		if text.Fold(choice.Name) == folded || text.Fold(choice.Value) == folded {
			return choice.Value, nil
		}
		names = append(names, "«"+choice.Name+"»")
	}
	return "", text.Refused("Elija una de las opciones: " + strings.Join(names, ", ") + ".")
}
