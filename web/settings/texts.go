package settings

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/setting"
	"hito/web/ui"
)

// legalText is one of the texts that the law asks for.
type legalText struct {
	name    string // in addresses, of its form and of its public page
	setting setting.Name
	title   string
	lead    string
	model   func(body string) setting.Legal // nil for the accessibility statement, which has fields of its own
}

var texts = []legalText{
	{"accesibilidad", setting.AccessibilityName, "Declaración de accesibilidad",
		"La que pide el Real Decreto 1112/2018. Revísela al menos una vez al año.", nil},
	{"proteccion-de-datos", setting.PrivacyName, "Protección de datos",
		"Lo que el artículo 13 del RGPD pide contar a las personas cuyos datos se tratan.", setting.DefaultPrivacy},
	{"aviso-legal", setting.LegalName, "Aviso legal",
		"Quién publica el sitio y cómo se puede usar lo que contiene.", setting.DefaultLegal},
}

func (t legalText) path() string { return textsPath + "/" + t.name }

func (t legalText) public() string { return "/" + t.name }

// asked finds the text of the address, or returns fault.NotFound.
func asked(r *http.Request) (legalText, error) {
	name := chi.URLParam(r, "name")
	for _, t := range texts {
		if t.name == name {
			return t, nil
		}
	}
	return legalText{}, fmt.Errorf("legal text %q: %w", name, fault.NotFound)
}

// textFrame is the frame of a text's form.
func textFrame(t legalText) ui.PageProps {
	return ui.AdministrationPage(t.title, ui.Crumb{Text: "Textos legales", Href: textsPath})
}

// Text answers GET /administracion/textos/{name} with the form of a legal text.
func (p Pages) Text(w http.ResponseWriter, r *http.Request) error {
	t, err := asked(r)
	switch {
	case err != nil:
		return err
	case t.model == nil:
		return p.statement(w, r, t)
	default:
		return p.legal(w, r, t)
	}
}

// SaveText answers POST /administracion/textos/{name}.
func (p Pages) SaveText(w http.ResponseWriter, r *http.Request) error {
	t, err := asked(r)
	switch {
	case err != nil:
		return err
	case t.model == nil:
		return p.saveStatement(w, r, t)
	default:
		return p.saveLegal(w, r, t)
	}
}

type textsProps struct {
	Page ui.PageProps
	Rows []textRow
}

// textRow is a legal text in the list of all.
type textRow struct {
	Title, Href, Public string
	Reviewed            date.Date
	State               string
	Attention           bool // something is left to do
}

// Texts answers GET /administracion/textos.
func (p Pages) Texts(w http.ResponseWriter, r *http.Request) error {
	var rows []textRow
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		for _, t := range texts {
			row, err := p.textRow(r, tx, t)
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, textList(textsProps{Page: ui.AdministrationPage("Textos legales"), Rows: rows}))
}

func (p Pages) textRow(r *http.Request, tx pgx.Tx, t legalText) (textRow, error) {
	row := textRow{Title: t.title, Href: t.path(), Public: t.public()}
	if t.model == nil {
		a := setting.DefaultAccessibility(p.Contact)
		version, err := setting.Load(r.Context(), tx, t.setting, &a)
		row.Reviewed, row.State = a.Reviewed, p.statementState(a, version)
		row.Attention = row.State != upToDate
		return row, err
	}
	l := t.model(ui.SiteOf(r.Context()).Body)
	version, err := setting.Load(r.Context(), tx, t.setting, &l)
	row.Reviewed, row.State = l.Reviewed, p.legalState(l, version)
	row.Attention = row.State != upToDate
	return row, err
}

const upToDate = "Propio y al día"

func (p Pages) statementState(a setting.Accessibility, version int) string {
	switch {
	case !a.Contact.Reachable():
		return "Faltan los datos de contacto"
	case version == 0:
		return "Es el modelo, sin revisar"
	default:
		return p.age(a.Reviewed)
	}
}

func (p Pages) legalState(l setting.Legal, version int) string {
	gaps := l.Gaps()
	switch {
	case version == 0:
		return "Es el modelo: " + ui.Count(gaps, "dato por completar", "datos por completar")
	case gaps > 0:
		return ui.Count(gaps, "dato por completar", "datos por completar")
	default:
		return p.age(l.Reviewed)
	}
}

// age tells a text that nobody has looked at for a year.
func (p Pages) age(reviewed date.Date) string {
	if reviewed.AddMonths(12) < p.today() {
		return "Hace más de un año que no se revisa"
	}
	return upToDate
}
