// Package tokens holds the pages of the keys with which other applications send values.
package tokens

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/token"
	"hito/web/ui"
)

// Pages serves the keys of a person, and everybody's to whoever manages people.
type Pages struct {
	Tokens   token.Store
	Location *time.Location // in which times are shown
}

const (
	ownPath = "/cuenta/claves"
	allPath = "/administracion/claves"

	// pageSize is how many keys a page of everybody's has.
	pageSize = 50
	lastPage = 1_000_000

	// usualLife is for how many days a key serves unless somebody says otherwise.
	usualLife = 365
)

const keySeen = "La clave se mostró una sola vez: si no la guardó, revóquela y cree otra."

var done = map[string]string{"creada": "La clave está creada. " + keySeen, "revocada": "La clave está revocada: ya no sirve.", "ya-revocada": "Esa clave ya estaba revocada."}

// List answers GET /cuenta/claves.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	typed := token.Draft{ExpiresOn: (p.Tokens.Today() + usualLife).String(), Scopes: []string{string(token.RecordValues)}}
	return p.list(w, r, http.StatusOK, typed, nil)
}

func (p Pages) list(w http.ResponseWriter, r *http.Request, status int, typed token.Draft, wrong fault.Invalid) error {
	actor := ui.Actor(r.Context())
	own, err := p.Tokens.Own(r.Context(), actor.ID)
	if err != nil {
		return err
	}
	var open []plan.Plan
	err = db.ReadTx(r.Context(), p.Tokens.Pool, func(tx pgx.Tx) (err error) {
		open, err = plan.Unclosed(r.Context(), tx, access.Plans(actor))
		return err
	})
	if err != nil {
		return err
	}
	props := listProps{Page: ownFrame("Claves de aplicación"), Done: ui.Done(r, done), Rows: p.rows(own, ownPath), Form: newForm(typed, open, wrong)}
	props.Page.Refused = len(wrong) > 0
	return ui.Render(w, r, status, list(props))
}

// Create answers POST /cuenta/claves with the new key, which is shown this once.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	typed := token.Draft{
		Name: r.PostFormValue("name"), Plan: r.PostFormValue("plan"), ExpiresOn: r.PostFormValue("expires_on"), Scopes: r.PostForm["scopes"],
	}
	secret, err := p.Tokens.Create(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), typed)
	if wrong := ui.Invalid(err); wrong != nil {
		return p.list(w, r, http.StatusUnprocessableEntity, typed, wrong)
	}
	if err != nil {
		return err
	}
	if secret == "" { // the same form again
		return ui.See(w, r, ownPath+"?hecho=creada")
	}
	return ui.Render(w, r, http.StatusOK, created(createdProps{Page: ownFrame("Clave nueva"), Secret: secret, Name: typed.Name}))
}

// Revoke answers POST /cuenta/claves/{id}/baja.
func (p Pages) Revoke(w http.ResponseWriter, r *http.Request) error { return p.revoke(w, r, ownPath) }

// All answers GET /administracion/claves.
func (p Pages) All(w http.ResponseWriter, r *http.Request) error {
	page := 1
	if n, err := strconv.Atoi(r.URL.Query().Get("pagina")); err == nil && n > 1 {
		page = min(n, lastPage)
	}
	some, total, err := p.Tokens.All(r.Context(), ui.Actor(r.Context()), pageSize, (page-1)*pageSize)
	if err != nil {
		return err
	}
	props := listProps{Page: ui.AdministrationPage("Claves de aplicación"), Done: ui.Done(r, done), Rows: p.rows(some, allPath), Everybody: true}
	if pages := (total + pageSize - 1) / pageSize; pages > 1 {
		way := ui.Pages("Páginas de claves", page, pages, func(n int) string { return fmt.Sprintf("%s?pagina=%d", allPath, n) })
		props.Pages = &way
	}
	return ui.Render(w, r, http.StatusOK, list(props))
}

// RevokeAny answers POST /administracion/claves/{id}/baja.
func (p Pages) RevokeAny(w http.ResponseWriter, r *http.Request) error {
	return p.revoke(w, r, allPath)
}

func (p Pages) revoke(w http.ResponseWriter, r *http.Request, back string) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	err = p.Tokens.Revoke(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), id)
	if errors.Is(err, fault.Conflict) {
		return ui.See(w, r, back+"?hecho=ya-revocada")
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, back+"?hecho=revocada")
}

type listProps struct {
	Page      ui.PageProps
	Done      string
	Rows      []row
	Everybody bool // they are everybody's: nothing is created here
	Pages     *ui.PaginationProps
	Form      formProps
}

// row is a key in a list.
type row struct {
	Owner, Name, Hint   string
	Allows, Plan        string
	Created, Used, Ends string
	State               ui.TagProps
	Revoke              *ui.ConfirmProps // nil for one that serves no longer
}

type createdProps struct {
	Page         ui.PageProps
	Secret, Name string
}

func ownFrame(title string) ui.PageProps {
	p := ui.PageProps{Title: title, Section: "/cuenta", Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Mi cuenta", Href: "/cuenta"}}}
	if title != "Claves de aplicación" {
		p.Crumbs = append(p.Crumbs, ui.Crumb{Text: "Claves de aplicación", Href: ownPath})
	}
	p.Crumbs = append(p.Crumbs, ui.Crumb{Text: title})
	return p
}

var scopeTexts = map[token.Scope]string{token.RecordValues: "Registrar valores", token.CorrectValues: "Corregir valores"}

func (p Pages) rows(list []token.Token, base string) []row {
	rows := make([]row, len(list))
	for n, t := range list {
		rows[n] = row{
			Owner: t.Owner, Name: t.Name, Hint: "…" + t.Hint, Plan: t.PlanTitle, Created: ui.ShortDate(date.Of(t.CreatedAt.In(p.Location))),
			Used: "Nunca", Ends: ui.ShortDate(t.ExpiresOn), State: stateOf(t, p.Tokens.Today()),
		}
		if t.PlanSlug == "" {
			rows[n].Plan = "Cualquiera"
		}
		if !t.UsedAt.IsZero() {
			rows[n].Used = ui.DateTime(t.UsedAt.In(p.Location))
		}
		var allows []string
		for _, s := range t.Scopes {
			allows = append(allows, scopeTexts[s])
		}
		rows[n].Allows = strings.Join(allows, ", ")
		if !t.Over(p.Tokens.Today()) {
			rows[n].Revoke = &ui.ConfirmProps{
				Form: ui.FormProps{Action: fmt.Sprintf("%s/%d/baja", base, t.ID), Label: "Revocar la clave " + t.Name}, Open: "Revocar…",
				Text: "La aplicación que la usa dejará de poder enviar valores al momento. No se puede deshacer: habrá que crear otra.", Do: "Revocar", Danger: true,
			}
		}
	}
	return rows
}

func stateOf(t token.Token, today date.Date) ui.TagProps {
	switch {
	case !t.RevokedAt.IsZero():
		return ui.TagProps{Icon: "ban", Text: "Revocada", Tone: "cancelled"}
	case t.Over(today):
		return ui.TagProps{Icon: "ban", Text: "Caducada", Tone: "cancelled"}
	default:
		return ui.TagProps{Icon: "check", Text: "Sirve", Tone: "on-track"}
	}
}
