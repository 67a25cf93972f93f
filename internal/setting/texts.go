package setting

import (
	"fmt"
	"net/url"
	"regexp"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/text"
)

// LongestText is how many characters a text of the settings may have.
const LongestText = 50_000

const (
	longestLine = 300
	longestURL  = 500
)

// checks gathers what is wrong with a form's fields.
type checks struct{ wrong fault.Invalid }

// result returns fault.Invalid, or nil where nothing is wrong.
func (c checks) result() error {
	if len(c.wrong) > 0 {
		return c.wrong
	}
	return nil
}

// text returns a text of several lines as it is kept.
func (c checks) text(field, typed string) string {
	kept, err := text.Lines(typed)
	switch {
	case err != nil:
		c.wrong[field] = err.Error()
	case len([]rune(kept)) > LongestText:
		c.wrong[field] = "El texto es demasiado largo: como mucho, 50 000 caracteres."
	default:
		return kept
	}
	return typed
}

// needed is text for what may not be blank.
func (c checks) needed(field, typed, missing string) string {
	kept := c.text(field, typed)
	if kept == "" {
		c.wrong[field] = missing
	}
	return kept
}

// line returns a text of one line as it is kept; it may be blank.
func (c checks) line(field, typed string) string {
	kept, err := text.Line(typed)
	switch {
	case err != nil:
		c.wrong[field] = err.Error()
	case len([]rune(kept)) > longestLine:
		c.wrong[field] = fmt.Sprintf("El texto es demasiado largo: como mucho, %d caracteres.", longestLine)
	default:
		return kept
	}
	return typed
}

// past tells a date that is missing or has not come yet.
func (c checks) past(field string, d, today date.Date) {
	switch {
	case d.IsZero():
		c.wrong[field] = date.Missing.Error()
	case d > today:
		c.wrong[field] = "La fecha no puede ser posterior a hoy."
	}
}

var phoneForm = regexp.MustCompile(`^\+?[0-9][0-9 ().-]{4,28}$`)

func (c checks) phone(field, typed string) string {
	kept := c.line(field, typed)
	if kept != "" && c.wrong[field] == "" && !phoneForm.MatchString(kept) {
		c.wrong[field] = "Escriba un teléfono, como 957 00 00 00."
	}
	return kept
}

func (c checks) email(field, typed string) string {
	kept := c.line(field, typed)
	if kept == "" || c.wrong[field] != "" {
		return kept
	}
	address, err := text.Email(kept)
	if err != nil {
		c.wrong[field] = err.Error()
		return kept
	}
	return address
}

// address returns where a page of the web stands; it may be blank.
func (c checks) address(field, typed string) string {
	kept := c.line(field, typed)
	if kept == "" || c.wrong[field] != "" {
		return kept
	}
	u, err := url.Parse(kept)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(kept) > longestURL {
		c.wrong[field] = "Escriba la dirección completa de una página web, como https://sede.ejemplo.es/contacto."
	}
	return kept
}
