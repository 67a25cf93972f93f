// Package abouts holds the pages that speak of the application itself, and its legal texts.
package abouts

import (
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/setting"
	"hito/web/ui"
)

// Contact is how people reach those responsible for accessibility, until an administrator writes it down.
type Contact = setting.Contact

// Config is what these pages say of the installation.
type Config struct {
	Pool    *pgxpool.Pool
	Body    string // the organisation; may be blank
	Version string
	Data    string // address of the API; may be blank
	Contact Contact
}

// Pages are the handlers of this package.
type Pages struct{ cfg Config }

// New returns the handlers.
func New(cfg Config) Pages { return Pages{cfg: cfg} }

// load reads a setting into value, which holds the default, and tells whether somebody has changed it.
func (p Pages) load(r *http.Request, name setting.Name, value any) (changed bool, err error) {
	err = db.ReadTx(r.Context(), p.cfg.Pool, func(tx pgx.Tx) error {
		version, err := setting.Load(r.Context(), tx, name, value)
		changed = version > 0
		return err
	})
	return changed, err
}

// Accessibility answers GET /accesibilidad with the accessibility statement.
func (p Pages) Accessibility(w http.ResponseWriter, r *http.Request) error {
	statement := setting.DefaultAccessibility(p.cfg.Contact)
	if _, err := p.load(r, setting.AccessibilityName, &statement); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, accessibility(newStatement(statement, p.cfg.owner())))
}

// Privacy answers GET /proteccion-de-datos.
func (p Pages) Privacy(w http.ResponseWriter, r *http.Request) error {
	return p.legalPage(w, r, setting.PrivacyName, setting.DefaultPrivacy(p.cfg.Body), legalProps{
		Page: frame("Protección de datos", "Qué datos personales se tratan, para qué, cuánto tiempo y qué derechos tiene."),
		Lead: "Qué datos personales se tratan aquí, para qué, cuánto tiempo y qué derechos tiene.",
	})
}

// Legal answers GET /aviso-legal.
func (p Pages) Legal(w http.ResponseWriter, r *http.Request) error {
	return p.legalPage(w, r, setting.LegalName, setting.DefaultLegal(p.cfg.Body), legalProps{
		Page: frame("Aviso legal", "Quién publica este sitio, y cómo se puede usar lo que contiene."),
		Lead: "Quién publica este sitio y cómo se puede usar lo que contiene.",
	})
}

func (p Pages) legalPage(w http.ResponseWriter, r *http.Request, name setting.Name, text setting.Legal, props legalProps) error {
	changed, err := p.load(r, name, &text)
	if err != nil {
		return err
	}
	props.Text, props.Reviewed, props.Model = text.Text, text.Reviewed, !changed
	return ui.Render(w, r, http.StatusOK, legal(props))
}

// Cookies answers GET /cookies.
func (p Pages) Cookies(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, cookies(frame("Cookies", "Qué cookies usa esta aplicación y para qué.")))
}

// About tells what Hito is, how it calculates and under which licences it stands.
func (p Pages) About(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, about(p.cfg))
}

// frame is the frame of a page of this package.
func frame(title, description string) ui.PageProps {
	return ui.PageProps{Title: title, Description: description, Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: title}}}
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
