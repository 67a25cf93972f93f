package sessions

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/mail"
	"hito/internal/text"
	"hito/internal/user"
	"hito/web/ui"
)

type linkProps struct {
	Page      ui.PageProps
	Head      ui.PageHeadProps
	Action    string
	Kind      user.LinkKind
	Name      string
	Email     string
	Submit    string
	Problems  []ui.FieldError
	Wrong     fault.Invalid
	Providers []providerLink
}

// words says on the page of a link what it is for.
var words = map[user.LinkKind]struct{ title, lead, submit string }{
	user.SetUp: {"Puesta en marcha", "Esta instalación está vacía. Cree la primera cuenta: administrará las personas y los ajustes. " +
		"Después se le pedirá un segundo paso con el teléfono.", "Crear la cuenta y entrar"},
	user.Invitation: {"Le damos la bienvenida a Hito", "Elija una contraseña para entrar.", "Guardar la contraseña y entrar"},
	user.Reset:      {"Elija otra contraseña", "Al guardarla se cerrarán sus sesiones en otros dispositivos.", "Guardar la contraseña y entrar"},
	user.Forgotten:  {"Elija otra contraseña", "Al guardarla se cerrarán sus sesiones en otros dispositivos.", "Guardar la contraseña y entrar"},
	user.NewEmail:   {"Confirme su nuevo correo", "Desde que lo confirme, entrará con esta dirección.", "Confirmar"},
}

func (p Pages) linkPage(r *http.Request, l user.Link) linkProps {
	token, w := chi.URLParam(r, "token"), words[l.Kind]
	props := linkProps{
		Page: frame(w.title), Head: ui.PageHeadProps{Title: w.title, Lead: w.lead},
		Action: linkPath + token, Kind: l.Kind, Name: l.Name, Email: l.Email, Submit: w.submit,
	}
	if l.Kind == user.Invitation {
		props.Providers = p.links("", token)
	}
	props.Page.Private = true
	return props
}

// Link answers GET /enlace/{token} with what the link is for. It uses nothing up.
func (p Pages) Link(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", ui.PrivateReferrer)
	l, err := p.Users.OpenLink(r.Context(), chi.URLParam(r, "token"))
	if errors.Is(err, user.ErrLink) {
		return linkOver(w, r)
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, link(p.linkPage(r, l)))
}

// linkOver tells that a link no longer works, or leads whoever is in already on: they may have just used it.
func linkOver(w http.ResponseWriter, r *http.Request) error {
	if session := ui.SessionOf(r.Context()); session.ID != 0 {
		return ui.See(w, r, next(session, ""))
	}
	return ui.Render(w, r, http.StatusNotFound, over(frame("Este enlace no sirve")))
}

// Answer answers POST /enlace/{token}: it uses the link up and lets the person in.
func (p Pages) Answer(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", ui.PrivateReferrer)
	token := chi.URLParam(r, "token")
	l, err := p.Users.OpenLink(r.Context(), token)
	if err == nil && l.Kind == user.NewEmail {
		if err = p.Users.ConfirmEmail(r.Context(), fromOf(r), token); err == nil {
			return ui.See(w, r, emailConfirmed(ui.Actor(r.Context()), l))
		}
	}
	var started user.Started
	if err == nil {
		answer := user.Answer{Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Password: r.PostFormValue("password")}
		started, err = p.Users.AnswerLink(r.Context(), fromOf(r), token, answer)
	}
	switch wrong := ui.Invalid(err); {
	case errors.Is(err, user.ErrLink):
		return linkOver(w, r)
	case wrong != nil:
		props := p.linkPage(r, l)
		if l.Kind == user.SetUp {
			props.Name, props.Email = r.PostFormValue("name"), r.PostFormValue("email")
		}
		props.Wrong, props.Page.Refused = wrong, true
		props.Problems = ui.Problems(wrong, "name", "name", "email", "email", "password", "password")
		return ui.Render(w, r, http.StatusUnprocessableEntity, link(props))
	case err != nil:
		return err
	}
	return p.enter(w, r, started, "")
}

// emailConfirmed is where a confirmed e-mail leads to: the person's account, where they are in, or the sign-in.
func emailConfirmed(who access.Actor, l user.Link) string {
	if who.ID == l.UserID {
		return "/cuenta?hecho=correo"
	}
	return signInPath + "?hecho=correo"
}

type forgotProps struct {
	Page  ui.PageProps
	Mail  bool // links can be sent
	Wrong string
	Email string
}

// Forgot answers GET /entrar/olvido.
func (p Pages) Forgot(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, forgot(forgotProps{Page: frame("Contraseña olvidada"), Mail: p.Mail != nil}))
}

// SendReset answers POST /entrar/olvido. The answer and its time are the same whether there is such an account.
func (p Pages) SendReset(w http.ResponseWriter, r *http.Request) error {
	if p.Mail == nil {
		return ui.See(w, r, forgotPath)
	}
	typed := r.PostFormValue("email")
	email, err := text.Email(typed)
	if err != nil {
		props := forgotProps{Page: frame("Contraseña olvidada"), Mail: true, Wrong: err.Error(), Email: typed}
		props.Page.Refused = true
		return ui.Render(w, r, http.StatusUnprocessableEntity, forgot(props))
	}
	from := fromOf(r)
	switch err := p.Users.AskReset(r.Context(), from, email); {
	case errors.Is(err, fault.TooMany):
		return ui.See(w, r, signInPath+"?hecho=enviado") // what was asked for before is on its way
	case err != nil:
		return err
	}
	p.Later("send a reset link", func(ctx context.Context) error {
		token, err := p.Users.Forgot(ctx, from, email)
		if err != nil || token == "" {
			return err
		}
		return p.Mail.Send(ctx, ResetMessage(email, p.PublicURL+linkPath+token))
	})
	return ui.See(w, r, signInPath+"?hecho=enviado")
}

// ResetMessage is the e-mail with which somebody who forgot a password chooses another.
func ResetMessage(to, address string) mail.Message {
	return mail.Message{To: to, Subject: "Elija otra contraseña para Hito", Text: strings.Join([]string{
		"Alguien, probablemente usted, ha pedido otra contraseña para entrar en Hito con este correo.",
		"Para elegirla, abra este enlace. Sirve una vez, durante una hora:", address,
		"Si no lo ha pedido usted, no tiene que hacer nada: su contraseña sigue siendo la misma.",
	}, "\n\n")}
}
