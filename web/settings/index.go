package settings

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/setting"
	"hito/web/ui"
)

type indexProps struct {
	Page  ui.PageProps
	Cards []card
}

// card leads to a part of the administration.
type card struct {
	Title, Href string
	Text        string // what is done there
	State       string // a figure, or how it stands
}

// Index answers GET /administracion.
func (p Pages) Index(w http.ResponseWriter, r *http.Request) error {
	var o setting.Overview
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		o, err = setting.LoadOverview(r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	page := ui.PageProps{Title: "Administración", Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Administración"}}}
	return ui.Render(w, r, http.StatusOK, index(indexProps{Page: page, Cards: p.cards(o)}))
}

func (p Pages) cards(o setting.Overview) []card {
	return []card{
		{"Personas", indexPath + "/personas", "Quién entra, con qué papel y en qué unidades.", peopleState(o)},
		{"Unidades", indexPath + "/unidades", "Las unidades de la organización y los nombres con los que se las conoce.", ui.Count(o.Units, "unidad", "unidades")},
		{"Ajustes", securityPath, "Quién necesita un segundo paso para entrar, y cuánto se guardan los datos personales del registro.",
			changedState(o, setting.SecurityName)},
		{"Retos", challengesPath, "Quién los presenta, en cuántos días se responde, los festivos y los criterios con los que se evalúan.",
			changedState(o, setting.ChallengesName)},
		{"Textos legales", textsPath, "La declaración de accesibilidad, la protección de datos y el aviso legal.", textsState(o)},
		{"Emblema", emblemPath, "La imagen que llevan en la portada los informes de seguimiento.", changedState(o, setting.EmblemName)},
		{"Correos", indexPath + "/correos", "Los avisos que se envían por correo, y los que necesitan que alguien decida.", mailState(o)},
		{"Claves de aplicación", indexPath + "/claves", "Las que usan otras aplicaciones para enviar valores.", keysState(o)},
		{"Auditoría", indexPath + "/auditoria", "Qué se ha hecho, quién y cuándo.", p.auditState(o)},
	}
}

func peopleState(o setting.Overview) string {
	text := ui.Count(o.People, "persona puede entrar", "personas pueden entrar")
	if o.Disabled > 0 {
		text += "; " + ui.Count(o.Disabled, "cuenta desactivada", "cuentas desactivadas")
	}
	return text
}

func mailState(o setting.Overview) string {
	if o.StuckMails == 0 {
		return "Nada que decidir"
	}
	return ui.Count(o.StuckMails, "necesita una decisión", "necesitan una decisión")
}

func keysState(o setting.Overview) string {
	if o.Tokens == 0 {
		return "Ninguna sirve"
	}
	return ui.Count(o.Tokens, "sirve", "sirven")
}

func changedState(o setting.Overview, name setting.Name) string {
	if slices.Contains(o.Changed, name) {
		return "Con cambios propios"
	}
	return "Como vienen de origen"
}

func textsState(o setting.Overview) string {
	models := 0
	for _, t := range texts {
		if !slices.Contains(o.Changed, t.setting) {
			models++
		}
	}
	if models == 0 {
		return "Los tres son propios"
	}
	return fmt.Sprintf("%d de %d sin revisar: siguen siendo el modelo", models, len(texts))
}

func (p Pages) auditState(o setting.Overview) string {
	if o.Events == 0 {
		return "Todavía sin sucesos"
	}
	return ui.Count(int(o.Events), "suceso", "sucesos") + "; el último, el " + ui.EventTime(o.LastEvent, p.Location)
}
