// Package abouts holds the pages that speak of the application itself.
package abouts

import (
	"net/http"
	"strings"
	"time"

	"hito/internal/date"
	"hito/web/ui"
)

// Contact is how people reach those responsible for accessibility; any field may be blank.
type Contact struct {
	Form   string // address of a form
	Phone  string
	Office string // postal address of an office that is open to the public
	Email  string
	Appeal string // the unit that decides on complaints (RD 1112/2018, article 13)
}

func (c Contact) configured() bool {
	return c.Form != "" || c.Phone != "" || c.Office != "" || c.Email != ""
}

// Config is what these pages say of the installation.
type Config struct {
	Body    string // the organisation; may be blank
	Version string
	Data    string // address of the API; may be blank
	Contact Contact
}

// Pages are the handlers of this package.
type Pages struct{ cfg Config }

// New returns the handlers.
func New(cfg Config) Pages { return Pages{cfg: cfg} }

// The statement is reviewed at least once a year, and whenever the interface changes much.
var (
	statementPrepared = date.New(2026, time.November, 21)
	statementReviewed = date.New(2026, time.November, 21)
)

// Accessibility is the accessibility statement.
func (p Pages) Accessibility(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, accessibility(p.cfg))
}

// About tells what Hito is, how it calculates and under which licences it stands.
func (p Pages) About(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, about(p.cfg))
}

// owner names the organisation, or speaks of it when it has no name here.
func (c Config) owner() string {
	if c.Body == "" {
		return "La entidad que publica esta aplicación"
	}
	return c.Body
}

// dialled keeps of a phone number what a telephone understands.
func dialled(phone string) string {
	return strings.Map(func(r rune) rune {
		if (r >= '0' && r <= '9') || r == '+' {
			return r
		}
		return -1
	}, phone)
}
