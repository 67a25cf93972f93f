package users

import (
	"context"
	"net/http"
	"strings"

	"hito/internal/mail"
	"hito/internal/user"
	"hito/web/ui"
)

// linkProps is the page with a link that is shown once.
type linkProps struct {
	Page   ui.PageProps
	Head   ui.PageHeadProps
	Field  ui.FieldProps
	Mailed string // where it was sent; blank where it was not
	Person ui.Link
}

// words say of each kind of link what it is for; lasts goes on from "sirve una vez, durante".
var words = map[user.LinkKind]struct{ title, lead, lasts, subject, opening string }{
	user.Invitation: {
		"Invitación hecha", "Con este enlace elegirá su contraseña y entrará. Sirve una vez, durante 7 días.", "7 días",
		"Invitación para entrar en Hito", "Se le ha dado acceso a Hito, la aplicación con la que se sigue el cumplimiento de los planes.",
	},
	user.Reset: {
		"Enlace hecho", "Con este enlace elegirá otra contraseña. Sirve una vez, durante un día; hasta entonces vale la de ahora.", "un día",
		"Elija otra contraseña para Hito", "Quien administra Hito le envía un enlace para elegir otra contraseña. La de ahora vale hasta entonces.",
	},
}

// handOver shows a new link, and sends it where e-mails are sent.
func (p Pages) handOver(w http.ResponseWriter, r *http.Request, to user.User, kind user.LinkKind, token string) error {
	address := p.PublicURL + "/enlace/" + token
	props := linkProps{
		Page: frame(words[kind].title), Head: ui.PageHeadProps{Eyebrow: to.Name, Title: words[kind].title, Lead: words[kind].lead},
		Field:  ui.FieldProps{Name: "link", Label: "Enlace para " + to.Name, Value: address, ReadOnly: true, Autocomplete: "off"},
		Person: ui.Link{Text: "Ir a la página de " + to.Name, Href: pathOf(to.ID)},
	}
	if p.Mail != nil {
		props.Mailed = to.Email
		p.Later("send a link", func(ctx context.Context) error { return p.Mail.Send(ctx, message(to.Email, kind, address)) })
	}
	return ui.Render(w, r, http.StatusOK, link(props))
}

// message is the e-mail that brings a link.
func message(to string, kind user.LinkKind, address string) mail.Message {
	return mail.Message{To: to, Subject: words[kind].subject, Text: strings.Join([]string{
		words[kind].opening,
		"Abra este enlace y elija una contraseña. Sirve una vez, durante " + words[kind].lasts + ":", address,
		"Si no lo esperaba, no haga nada y avise a quien administra la aplicación.",
	}, "\n\n")}
}
