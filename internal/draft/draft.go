// Package draft reads what people type into the fields of a form. Each reader returns the value as it is kept, and
// notes at the field what is wrong with it.
package draft

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/number"
	"hito/internal/text"
)

// Check gathers what is wrong with a form, the first message for each field. The zero Check is ready to use.
type Check struct{ wrong fault.Invalid }

// Refuse notes a message at a field that has none yet.
func (c *Check) Refuse(field, message string) {
	if c.wrong == nil {
		c.wrong = fault.Invalid{}
	}
	c.wrong[field] = cmp.Or(c.wrong[field], message)
}

// Wrong tells whether a field has a message.
func (c *Check) Wrong(field string) bool { return c.wrong[field] != "" }

// Err returns what is wrong as a fault.Invalid, or nil.
func (c *Check) Err() error {
	if len(c.wrong) == 0 {
		return nil
	}
	return c.wrong
}

// Line reads one line of at most so many letters, blank or not, as text.Line keeps it.
func (c *Check) Line(field, typed string, most int) string {
	return c.text(field, typed, most, text.Line)
}

// Lines reads a text of several lines of at most so many letters, blank or not, as text.Lines keeps it.
func (c *Check) Lines(field, typed string, most int) string {
	return c.text(field, typed, most, text.Lines)
}

// NeededLine reads a line that must not be blank; missing is the message where it is.
func (c *Check) NeededLine(field, typed string, most int, missing string) string {
	return c.needed(field, c.Line(field, typed, most), missing)
}

// NeededLines reads a text of several lines that must not be blank; missing is the message where it is.
func (c *Check) NeededLines(field, typed string, most int, missing string) string {
	return c.needed(field, c.Lines(field, typed, most), missing)
}

func (c *Check) needed(field, kept, missing string) string {
	if kept == "" {
		c.Refuse(field, missing)
	}
	return kept
}

func (c *Check) text(field, typed string, most int, read func(string) (string, error)) string {
	if utf8.RuneCountInString(typed) > 4*most+1000 { // no text of use, and not worth to be looked through
		c.tooLong(field, most)
		return ""
	}
	kept, err := read(typed)
	switch {
	case err != nil:
		c.Refuse(field, err.Error())
	case utf8.RuneCountInString(kept) > most:
		c.tooLong(field, most)
	}
	return kept
}

func (c *Check) tooLong(field string, most int) {
	c.Refuse(field, fmt.Sprintf("No puede tener más de %d caracteres.", most))
}

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`)

// Code reads the code of a line, an objective or the like, which is part of addresses.
func (c *Check) Code(field, typed string) string {
	code := strings.TrimSpace(typed)
	switch {
	case code == "":
		c.Refuse(field, "Escriba un código, como «1» o «O.E.1».")
	case !codeForm.MatchString(code):
		c.Refuse(field, "El código puede tener letras sin tilde, cifras, puntos y guiones, 32 como mucho, y empieza por letra o cifra.")
	case code == "nuevo" || code == "nueva":
		c.Refuse(field, "Ese código está reservado: elija otro.")
	}
	return code
}

// Number reads a decimal with at most so many decimals by number.Parse; a blank one is invalid and not refused.
func (c *Check) Number(field, typed string, places int) decimal.NullDecimal {
	if strings.TrimSpace(typed) == "" {
		return decimal.NullDecimal{}
	}
	n, err := number.Parse(typed, places)
	if err != nil {
		c.Refuse(field, err.Error())
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(n)
}

// NeededNumber reads a decimal that must not be blank; it is zero where it is refused.
func (c *Check) NeededNumber(field, typed string, places int) decimal.Decimal {
	n := c.Number(field, typed, places)
	if !n.Valid {
		c.Refuse(field, number.Missing.Error())
	}
	return n.Decimal
}

const (
	weightPlaces   = 4
	heaviestWeight = 1000
)

// Weight reads what something weighs in a mean: 0 to 1000 with four decimals at most; a blank one is 1.
func (c *Check) Weight(field, typed string) decimal.Decimal {
	w := c.Number(field, typed, weightPlaces)
	switch {
	case !w.Valid:
		return decimal.New(1, 0)
	case w.Decimal.IsNegative() || w.Decimal.GreaterThan(decimal.New(heaviestWeight, 0)):
		c.Refuse(field, "El peso va de 0 a 1000; con 0 no cuenta en la media.")
	}
	return w.Decimal
}

// Date reads a day by date.ParseSpanish; a blank one is no date and not refused.
func (c *Check) Date(field, typed string) date.Date {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	d, err := date.ParseSpanish(typed)
	if err != nil {
		c.Refuse(field, err.Error())
	}
	return d
}

// NeededDate reads a day that must not be blank.
func (c *Check) NeededDate(field, typed string) date.Date {
	d := c.Date(field, typed)
	if d.IsZero() {
		c.Refuse(field, date.Missing.Error())
	}
	return d
}

// Between refuses at the field of the end a span that ends before it starts; no date on either side is no span.
func (c *Check) Between(field string, start, end date.Date) {
	if !start.IsZero() && !end.IsZero() && end < start {
		c.Refuse(field, "La fecha de fin no puede ser anterior a la de inicio.")
	}
}

// longestURL is what the database keeps of an address.
const longestURL = 2000

// URL reads the address of a page on the web; a blank one is not refused.
func (c *Check) URL(field, typed string) string {
	address := c.Line(field, typed, longestURL)
	if address == "" || c.Wrong(field) {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(address, " ") {
		c.Refuse(field, "Escriba una dirección completa, como https://ejemplo.org/informe.")
	}
	return address
}

// OneOf reads a choice among a few; anything else is refused, as only a form of ours offers them.
func OneOf[T ~string](c *Check, field, typed string, choices ...T) T {
	for _, choice := range choices {
		if typed == string(choice) {
			return choice
		}
	}
	c.Refuse(field, "Elija una de las opciones.")
	return ""
}
