package users

import (
	"context"
	"errors"
	"net/http"

	"hito/internal/access"
	"hito/internal/user"
	"hito/web/ui"
)

// actionsOf are the acts that make sense for how a person's account stands; own tells that it is the account of who asks.
func actionsOf(u user.User, own bool) []ui.ConfirmProps {
	if u.Disabled() {
		return []ui.ConfirmProps{enableAction(u)}
	}
	list := []ui.ConfirmProps{linkAction(u)}
	if u.HasFactor {
		list = append(list, factorAction(u, own))
	}
	if u.Identities > 0 {
		list = append(list, unlinkAction(u, own))
	}
	if !u.SeenAt.IsZero() {
		list = append(list, sessionsAction(u, own))
	}
	return append(list, disableAction(u, own))
}

func actionForm(u user.User, name, label string) ui.FormProps {
	return ui.FormProps{Action: pathOf(u.ID) + "/" + name, Label: label}
}

func linkAction(u user.User) ui.ConfirmProps {
	if !u.HasPassword {
		return ui.ConfirmProps{
			Form: actionForm(u, "enlace", "Nueva invitación"), Open: "Nueva invitación…", Do: "Hacer la invitación",
			Text: "Se hará un enlace para que elija su contraseña. Sirve una vez, durante 7 días, y el anterior deja de servir.",
		}
	}
	return ui.ConfirmProps{
		Form: actionForm(u, "enlace", "Nuevo enlace"), Open: "Enlace para otra contraseña…", Do: "Hacer el enlace",
		Text: "Se hará un enlace para elegir otra contraseña. Sirve una vez, durante un día. La de ahora vale hasta entonces.",
	}
}

func factorAction(u user.User, own bool) ui.ConfirmProps {
	c := ui.ConfirmProps{
		Form: actionForm(u, "segundo-factor", "Quitar el segundo paso"), Open: "Quitar el segundo paso…", Do: "Quitar el segundo paso", Danger: true,
		Text: "Se borrará con sus códigos de recuperación, y se cerrarán sus sesiones. Hágalo solo si ha comprobado que es esa persona quien lo pide.",
	}
	if own {
		c.Text = "Es su propia cuenta: se borrará su segundo paso con sus códigos de recuperación, y tendrá que entrar de nuevo."
	}
	return c
}

func unlinkAction(u user.User, own bool) ui.ConfirmProps {
	c := ui.ConfirmProps{
		Form: actionForm(u, "cuentas", "Desvincular las cuentas"), Open: "Desvincular las cuentas de la organización…", Do: "Desvincular las cuentas", Danger: true,
		Text: "No podrá entrar con ellas, y se cerrarán sus sesiones. Entrará con su contraseña.",
	}
	if !u.HasPassword {
		c.Text = "No podrá entrar con ellas, y se cerrarán sus sesiones. No tiene contraseña: hágale después una invitación nueva."
	}
	if own {
		c.Text = "Es su propia cuenta, y esta sesión se cerrará también. " + c.Text
	}
	return c
}

func sessionsAction(u user.User, own bool) ui.ConfirmProps {
	c := ui.ConfirmProps{
		Form: actionForm(u, "sesiones", "Cerrar las sesiones"), Open: "Cerrar las sesiones…", Do: "Cerrar las sesiones",
		Text: "Se cerrarán en todos sus dispositivos. Podrá volver a entrar.",
	}
	if own {
		c.Text = "Es su propia cuenta: se cerrarán en todos sus dispositivos, también en este. Podrá volver a entrar."
	}
	return c
}

func disableAction(u user.User, own bool) ui.ConfirmProps {
	c := ui.ConfirmProps{
		Form: actionForm(u, "baja", "Desactivar la cuenta"), Open: "Desactivar…", Do: "Desactivar la cuenta", Danger: true,
		Text: "Dejará de entrar ahora mismo: sus sesiones se cerrarán y sus enlaces no servirán. Lo que ha registrado se conserva.",
	}
	if own {
		c.Text = "Es su propia cuenta: saldrá ahora mismo y no podrá volver a entrar hasta que otra persona que administre la active. " +
			"Lo que ha registrado se conserva."
	}
	return c
}

func enableAction(u user.User) ui.ConfirmProps {
	return ui.ConfirmProps{
		Form: actionForm(u, "alta", "Activar la cuenta"), Open: "Activar…", Do: "Activar la cuenta",
		Text: "Podrá volver a entrar como antes. Si no había elegido contraseña, hágale después una invitación nueva.",
	}
}

// NewLink answers POST /administracion/personas/{id}/enlace with the link, which is shown this once.
func (p Pages) NewLink(w http.ResponseWriter, r *http.Request) error {
	of, err := p.load(r)
	if err != nil {
		return err
	}
	if of.Disabled() {
		return p.refuse(w, r, of, "La cuenta está desactivada: actívela antes de hacerle un enlace.")
	}
	token, kind, err := p.Users.NewLink(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), of.ID)
	if err != nil {
		return err
	}
	if token == "" {
		return ui.See(w, r, pathOf(of.ID)+"?hecho=enlace-visto")
	}
	return p.handOver(w, r, of, kind, token)
}

// ResetFactor answers POST /administracion/personas/{id}/segundo-factor.
func (p Pages) ResetFactor(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, p.Users.ResetFactor, "sin-factor")
}

// EndSessions answers POST /administracion/personas/{id}/sesiones.
func (p Pages) EndSessions(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, p.Users.EndAllSessions, "sesiones")
}

// Unlink answers POST /administracion/personas/{id}/cuentas.
func (p Pages) Unlink(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, p.Users.Unlink, "sin-cuentas")
}

// Disable answers POST /administracion/personas/{id}/baja.
func (p Pages) Disable(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, p.Users.Disable, "desactivada")
}

// Enable answers POST /administracion/personas/{id}/alta.
func (p Pages) Enable(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, p.Users.Enable, "activada")
}

// act carries out what its confirmation asked for and leads back to the person, where a sentence tells that it was done.
func (p Pages) act(w http.ResponseWriter, r *http.Request, do func(context.Context, access.Actor, string, int64) error, done string) error {
	of, err := p.load(r)
	if err != nil {
		return err
	}
	err = do(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), of.ID)
	if errors.Is(err, user.ErrLastAdmin) {
		return p.refuse(w, r, of, onlyAdmin)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, pathOf(of.ID)+"?hecho="+done)
}

// refuse shows the person again with why an act was not carried out.
func (p Pages) refuse(w http.ResponseWriter, r *http.Request, of user.User, why string) error {
	units, err := p.Units.List(r.Context())
	if err != nil {
		return err
	}
	props := p.buildPerson(r, of, units, stored(of), of.Version, nil)
	props.Problems, props.Page.Refused = []ui.FieldError{{ID: "acceso", Text: why}}, true
	return p.render(w, r, http.StatusUnprocessableEntity, of, props)
}
