// Package accounts holds a person's own account: data, password, e-mail, second factor and sessions.
package accounts

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/mail"
	"hito/internal/user"
	"hito/web/ui"
)

// Pages serves a person's own account. Later does something that nobody waits for.
type Pages struct {
	Users     user.Store
	Mail      *mail.Sender // nil where none is configured
	PublicURL string
	Later     func(what string, do func(context.Context) error)
	Location  *time.Location // in which times are shown
}

const (
	accountPath  = "/cuenta"
	passwordPath = "/cuenta/contrasena" //nolint:gosec // an address
	emailPath    = "/cuenta/correo"
	factorPath   = "/cuenta/segundo-factor"
	sessionsPath = "/cuenta/sesiones"
)

func frame(title string) ui.PageProps {
	p := ui.PageProps{Title: title, Section: accountPath, Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Mi cuenta", Href: accountPath}}}
	if title == "Mi cuenta" {
		p.Crumbs[1].Href = ""
		return p
	}
	p.Crumbs = append(p.Crumbs, ui.Crumb{Text: title})
	return p
}

type accountProps struct {
	Page         ui.PageProps
	Done         string
	Facts        []ui.Definition
	HasPassword  bool
	HasFactor    bool
	FactorNeeded bool
	Sessions     string
	Keys         bool // other applications may write in the person's name
}

const codesSeen = "Los códigos se mostraron una sola vez: si no los guardó, pida otros."

var done = map[string]string{
	"contrasena":     "Su contraseña ha cambiado y sus otras sesiones se han cerrado.",
	"correo":         "Su correo ha cambiado: desde ahora entrará con él.",
	"correo-enviado": "Le hemos enviado un enlace al correo nuevo. Hasta que lo abra, seguirá entrando con el de siempre.",
	"sin-factor":     "Su cuenta ya no pide un segundo paso al entrar.",
	"con-factor":     "El segundo paso ya está activo. " + codesSeen,
	"codigos":        codesSeen,
	"sesion":         "La sesión se ha cerrado.",
	"sesion-cerrada": "Esa sesión ya estaba cerrada.",
	"sesiones":       "Se han cerrado todas sus otras sesiones.",
}

// Account answers GET /cuenta.
func (p Pages) Account(w http.ResponseWriter, r *http.Request) error {
	session := ui.SessionOf(r.Context())
	me, err := p.Users.Find(r.Context(), session.User, session.User.ID)
	if err != nil {
		return err
	}
	open, err := p.Users.Sessions(r.Context(), me.ID)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, account(accountProps{
		Page: frame("Mi cuenta"), Done: ui.Done(r, done), HasPassword: me.HasPassword, HasFactor: me.HasFactor, FactorNeeded: session.Needed,
		Sessions: ui.Count(len(open), "sesión abierta", "sesiones abiertas"), Keys: access.Can(session.User, access.ReportValues, access.Target{}),
		Facts: []ui.Definition{
			{Term: "Nombre", Text: me.Name},
			{Term: "Correo", Text: me.Email},
			{Term: "Papel", Text: ui.RoleName(me.Role) + ". " + ui.RoleDuty(me.Role)},
			{Term: "Unidades", Text: cmp.Or(strings.Join(me.Units, ", "), "Ninguna")},
		},
	}))
}

// proofOf is what a form of the account proves itself with.
func proofOf(r *http.Request) user.Proof {
	return user.Proof{Key: ui.FormKey(r), Password: r.PostFormValue("current")}
}

type formProps struct {
	Page     ui.PageProps
	Problems []ui.FieldError
	Wrong    fault.Invalid
	Email    string
	Links    bool // a change of e-mail is confirmed by a link
}

func (f formProps) refused(wrong fault.Invalid) formProps {
	f.Wrong, f.Page.Refused = wrong, true
	f.Problems = ui.Problems(wrong, "current", "current", "password", "password", "email", "email")
	return f
}

// Password answers GET /cuenta/contrasena.
func (p Pages) Password(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, password(formProps{Page: frame("Cambiar la contraseña")}))
}

// ChangePassword answers POST /cuenta/contrasena.
func (p Pages) ChangePassword(w http.ResponseWriter, r *http.Request) error {
	session := ui.SessionOf(r.Context())
	err := p.Users.ChangePassword(r.Context(), ui.Actor(r.Context()), proofOf(r), session.Email, r.PostFormValue("password"))
	if wrong := ui.Invalid(err); wrong != nil {
		return ui.Render(w, r, http.StatusUnprocessableEntity, password(formProps{Page: frame("Cambiar la contraseña")}.refused(wrong)))
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, accountPath+"?hecho=contrasena")
}

// Email answers GET /cuenta/correo.
func (p Pages) Email(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, email(formProps{Page: frame("Cambiar el correo"), Links: p.Mail != nil}))
}

// ChangeEmail answers POST /cuenta/correo: at once, or with a link to the new address where links can be sent.
func (p Pages) ChangeEmail(w http.ResponseWriter, r *http.Request) error {
	asked := r.PostFormValue("email")
	token, err := p.Users.ChangeEmail(r.Context(), ui.Actor(r.Context()), proofOf(r), asked, p.Mail != nil)
	if wrong := ui.Invalid(err); wrong != nil {
		props := formProps{Page: frame("Cambiar el correo"), Links: p.Mail != nil, Email: asked}
		return ui.Render(w, r, http.StatusUnprocessableEntity, email(props.refused(wrong)))
	}
	if err != nil {
		return err
	}
	if p.Mail == nil {
		return ui.See(w, r, accountPath+"?hecho=correo")
	}
	if token != "" {
		p.sendEmailLinks(ui.SessionOf(r.Context()).Email, strings.TrimSpace(asked), token)
	}
	return ui.See(w, r, accountPath+"?hecho=correo-enviado")
}

// sendEmailLinks writes to the new address, and to the old one, whose owner may know nothing of it.
func (p Pages) sendEmailLinks(old, asked, token string) {
	p.Later("confirm an e-mail", func(ctx context.Context) error {
		return errors.Join(
			p.Mail.Send(ctx, mail.Message{To: asked, Subject: "Confirme su correo para Hito", Text: "Para entrar en Hito con este correo, abra este enlace. " +
				"Sirve una vez, durante un día:\n\n" + p.PublicURL + "/enlace/" + token + "\n\nSi no lo ha pedido usted, no haga nada."}),
			p.Mail.Send(ctx, mail.Message{To: old, Subject: "Se ha pedido cambiar su correo en Hito", Text: "Alguien que ha entrado con su cuenta ha pedido " +
				"que pase a usar otro correo. Si no ha sido usted, entre, cambie su contraseña y avise a quien administra la aplicación."}))
	})
}
