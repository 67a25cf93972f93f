package sessions

import (
	"errors"
	"net/http"
	"strings"

	"hito/internal/fault"
	"hito/internal/text"
	"hito/internal/user"
	"hito/web/ui"
)

type signInProps struct {
	Page      ui.PageProps
	Done      string
	Problems  []ui.FieldError
	Wrong     fault.Invalid
	Email     string
	Back      string
	Providers []providerLink
	Demo      []demoAccount
}

// demoAccount is an account of the demo, with which one click signs in.
type demoAccount struct{ Role, Email, Duty string }

// DemoPassword is the password of all accounts of the demo.
const DemoPassword = "hito-demo-2022" //nolint:gosec // published on the demo's sign-in page

var demoAccounts = []demoAccount{
	{"Técnica", "tecnica@demo.example", "lleva los planes"},
	{"Dirección", "direccion@demo.example", "lee todo"},
	{"Personal", "personal@demo.example", "lee los planes en vigor"},
	{"Administración", "administracion@demo.example", "gestiona personas y ajustes"},
}

var signInDone = map[string]string{
	"salida":  "Ha salido. En un equipo compartido, cierre también el navegador.",
	"correo":  "Su nueva dirección de correo está confirmada.",
	"enviado": "Si hay una cuenta con ese correo, en unos minutos recibirá un enlace que sirve durante una hora.",
}

func (p Pages) signInPage(r *http.Request, back string) signInProps {
	props := signInProps{Page: frame("Entrar"), Done: ui.Done(r, signInDone), Back: ui.ReturnTo(back), Providers: p.links(back, "")}
	if ui.SiteOf(r.Context()).Demo {
		props.Demo = demoAccounts
	}
	return props
}

// SignIn answers GET /entrar with the form, or leads whoever is in, or half way in, on.
func (p Pages) SignIn(w http.ResponseWriter, r *http.Request) error {
	back := r.URL.Query().Get(ui.ReturnField)
	if session := ui.SessionOf(r.Context()); session.ID != 0 {
		return ui.See(w, r, next(session, back))
	}
	w.Header().Set("Cache-Control", "no-store")
	return ui.Render(w, r, http.StatusOK, signIn(p.signInPage(r, back)))
}

// Start answers POST /entrar: it lets in whoever has the right e-mail and password.
func (p Pages) Start(w http.ResponseWriter, r *http.Request) error {
	email, password, back := r.PostFormValue("email"), r.PostFormValue("password"), r.PostFormValue(ui.ReturnField)
	props := p.signInPage(r, back)
	props.Email, props.Wrong = email, fault.Invalid{}
	if strings.TrimSpace(email) == "" {
		props.Wrong["email"] = "Escriba su correo."
	}
	if password == "" {
		props.Wrong["password"] = "Escriba su contraseña."
	}
	if len(props.Wrong) > 0 {
		return refuseSignIn(w, r, props)
	}
	address, err := text.Email(email)
	if err != nil {
		address = strings.ToLower(strings.TrimSpace(email)) // nobody has it, and it takes as long to say so
	}
	started, err := p.Users.SignIn(r.Context(), fromOf(r), address, password)
	if errors.Is(err, user.ErrCredentials) {
		props.Wrong["email"] = "El correo o la contraseña no son correctos, o esta cuenta no puede entrar."
		return refuseSignIn(w, r, props)
	}
	if err != nil {
		return err
	}
	return p.enter(w, r, started, back)
}

func refuseSignIn(w http.ResponseWriter, r *http.Request, props signInProps) error {
	props.Page.Refused = true
	props.Problems = ui.Problems(props.Wrong, "email", "email", "password", "password")
	w.Header().Set("Cache-Control", "no-store")
	return ui.Render(w, r, http.StatusUnprocessableEntity, signIn(props))
}

// SignOut answers POST /salir.
func (p Pages) SignOut(w http.ResponseWriter, r *http.Request) error {
	if token := ui.SessionToken(r); token != "" {
		if err := p.Users.SignOut(r.Context(), fromOf(r), token); err != nil {
			return err
		}
		ui.ClearSession(w, r)
	}
	return ui.See(w, r, signInPath+"?hecho=salida")
}
