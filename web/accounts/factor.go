package accounts

import (
	"encoding/base64"
	"errors"
	"net/http"

	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
)

const (
	codesPath = "/cuenta/codigos"
	dropPath  = factorPath + "/baja"
)

type factorProps struct {
	Page     ui.PageProps
	Done     string
	Problems []ui.FieldError
	Active   bool
	Needed   bool
	Password bool // the account has one, with which the factor is managed
	Codes    string
	Renew    proven
	Drop     proven
	Setup    ui.FactorProps
}

// proven is an act that asks for the current password.
type proven struct {
	ui.ConfirmProps
	Current ui.FieldProps
}

// refusal is what was refused: to which address it was sent, and the messages.
type refusal struct {
	path  string
	wrong fault.Invalid
}

// at returns the message of a field where its form is the one that was refused.
func (f refusal) at(path, field string) string {
	if f.path != path {
		return ""
	}
	return f.wrong[field]
}

// problems leads to the fields of the form that was refused, where the page has it.
func (f refusal) problems(active bool) []ui.FieldError {
	switch {
	case f.path == factorPath && !active:
		return ui.Problems(f.wrong, "current", "current", "code", "code")
	case f.path == codesPath && active:
		return ui.Problems(f.wrong, "current", "current")
	case f.path == dropPath && active:
		return ui.Problems(f.wrong, "current", "current-baja")
	default:
		return ui.Problems(f.wrong)
	}
}

// Factor answers GET /cuenta/segundo-factor: how to set it up, or what there is.
func (p Pages) Factor(w http.ResponseWriter, r *http.Request) error {
	props, err := p.factorPage(r, refusal{})
	if err != nil {
		return err
	}
	props.Done = ui.Done(r, done)
	return ui.Render(w, r, http.StatusOK, factor(props))
}

func (p Pages) factorPage(r *http.Request, refused refusal) (factorProps, error) {
	session := ui.SessionOf(r.Context())
	props := factorProps{
		Page: frame("Segundo paso"), Problems: refused.problems(session.HasFactor), Active: session.HasFactor, Needed: session.Needed,
	}
	props.Page.Refused = refused.wrong != nil
	me, err := p.Users.Find(r.Context(), session.User, session.User.ID)
	if err != nil {
		return props, err
	}
	props.Password = me.HasPassword
	if !session.HasFactor {
		props.Setup, err = setup(r, session.Email, me.HasPassword, refused)
		return props, err
	}
	left, err := p.Users.CountRecoveryCodes(r.Context(), session.User)
	props.Codes = ui.Count(left, "código de recuperación sin usar", "códigos de recuperación sin usar")
	props.Renew, props.Drop = renewal(refused), removal(refused)
	return props, err
}

// setup draws a secret, or keeps the one that its refused form brings back: the telephone has it already.
func setup(r *http.Request, email string, password bool, refused refusal) (ui.FactorProps, error) {
	draw := func() (user.Enrolment, error) { return user.NewEnrolment(email) }
	if refused.path == factorPath {
		draw = func() (user.Enrolment, error) { return user.EnrolmentOf(email, r.PostFormValue("secret")) }
	}
	e, err := draw()
	props := ui.FactorProps{
		Action: factorPath, Secret: e.Secret, Address: e.Address, Wrong: refused.at(factorPath, "code"),
		Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(e.QR),
	}
	if password {
		field := currentField("current", refused.at(factorPath, "current"))
		props.Proof = &field
	}
	return props, err
}

func currentField(id, wrong string) ui.FieldProps {
	return ui.FieldProps{Name: "current", ID: id, Label: "Contraseña actual", Type: "password", Autocomplete: "current-password", Error: wrong}
}

func renewal(refused refusal) proven {
	wrong := refused.at(codesPath, "current")
	return proven{ui.ConfirmProps{
		Form: ui.FormProps{Action: codesPath, Label: "Códigos nuevos"}, Open: "Pedir códigos nuevos…", Do: "Pedir códigos nuevos",
		Text: "Los que tenga guardados dejarán de servir.", Opened: wrong != "",
	}, currentField("current", wrong)}
}

func removal(refused refusal) proven {
	wrong := refused.at(dropPath, "current")
	return proven{ui.ConfirmProps{
		Form: ui.FormProps{Action: dropPath, Label: "Quitar el segundo paso"}, Open: "Quitarlo…", Do: "Quitar el segundo paso", Danger: true,
		Text: "Dejará de pedirse un código al entrar y se cerrarán sus otras sesiones.", Opened: wrong != "",
	}, currentField("current-baja", wrong)}
}

// EnableFactor answers POST /cuenta/segundo-factor with the recovery codes, which are shown this once.
func (p Pages) EnableFactor(w http.ResponseWriter, r *http.Request) error {
	session := ui.SessionOf(r.Context())
	if session.HasFactor { // it was set up a moment ago, by the same form perhaps
		return ui.See(w, r, factorPath+"?hecho=con-factor")
	}
	from := user.From{Origin: ui.Actor(r.Context()).Origin}
	codes, err := p.Users.EnableFactor(r.Context(), session, from, r.PostFormValue("current"), r.PostFormValue("secret"), r.PostFormValue("code"))
	wrong := ui.Invalid(err)
	switch {
	case errors.Is(err, user.ErrCode):
		return p.refuseFactor(w, r, refusal{factorPath, fault.Invalid{"code": ui.WrongFirstCode}})
	case wrong != nil:
		return p.refuseFactor(w, r, refusal{factorPath, wrong})
	case errors.Is(err, fault.Conflict):
		return ui.See(w, r, factorPath+"?hecho=con-factor")
	case err != nil:
		return err
	}
	return ui.Render(w, r, http.StatusOK, recovery(frame("Códigos de recuperación"), codes))
}

func (p Pages) refuseFactor(w http.ResponseWriter, r *http.Request, refused refusal) error {
	props, err := p.factorPage(r, refused)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, factor(props))
}

// RenewCodes answers POST /cuenta/codigos with new recovery codes, which are shown this once.
func (p Pages) RenewCodes(w http.ResponseWriter, r *http.Request) error {
	codes, err := p.Users.RenewRecoveryCodes(r.Context(), ui.Actor(r.Context()), proofOf(r))
	if wrong := ui.Invalid(err); wrong != nil {
		return p.refuseFactor(w, r, refusal{codesPath, wrong})
	}
	if err != nil {
		return err
	}
	if codes == nil { // the same form again
		return ui.See(w, r, factorPath+"?hecho=codigos")
	}
	return ui.Render(w, r, http.StatusOK, recovery(frame("Códigos de recuperación"), codes))
}

// DisableFactor answers POST /cuenta/segundo-factor/baja.
func (p Pages) DisableFactor(w http.ResponseWriter, r *http.Request) error {
	err := p.Users.DisableFactor(r.Context(), ui.Actor(r.Context()), proofOf(r))
	if wrong := ui.Invalid(err); wrong != nil {
		return p.refuseFactor(w, r, refusal{dropPath, wrong})
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, accountPath+"?hecho=sin-factor")
}
