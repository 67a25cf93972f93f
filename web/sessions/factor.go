package sessions

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
)

type codeProps struct {
	Page     ui.PageProps
	Problems []ui.FieldError
	Wrong    string
	Back     string
}

// Code answers GET /entrar/codigo, where the second factor is asked for.
func (p Pages) Code(w http.ResponseWriter, r *http.Request) error {
	session, back := ui.SessionOf(r.Context()), r.URL.Query().Get(ui.ReturnField)
	if session.ID == 0 || session.Confirmed {
		return ui.See(w, r, nextOrSignIn(session, back))
	}
	return ui.Render(w, r, http.StatusOK, code(codeProps{Page: frame("Segundo paso"), Back: back}))
}

func nextOrSignIn(s user.Session, back string) string {
	if s.ID == 0 {
		return ui.SignInPath(back)
	}
	return next(s, back)
}

// Confirm answers POST /entrar/codigo with the way on for a right code.
func (p Pages) Confirm(w http.ResponseWriter, r *http.Request) error {
	session, back := ui.SessionOf(r.Context()), r.PostFormValue(ui.ReturnField)
	if session.ID == 0 || session.Confirmed {
		return ui.See(w, r, nextOrSignIn(session, back))
	}
	started, err := p.Users.Confirm(r.Context(), fromOf(r), ui.SessionToken(r), session, r.PostFormValue("code"))
	switch {
	case errors.Is(err, user.ErrCode):
		props := codeProps{Page: frame("Segundo paso"), Back: back, Wrong: "Este código no es correcto o ya se ha usado. Espere al siguiente, o use uno de recuperación."}
		if strings.TrimSpace(r.PostFormValue("code")) == "" {
			props.Wrong = "Escriba el código de seis cifras de su aplicación."
		}
		props.Page.Refused, props.Problems = true, []ui.FieldError{{ID: "code", Text: props.Wrong}}
		return ui.Render(w, r, http.StatusUnprocessableEntity, code(props))
	case errors.Is(err, fault.SignIn):
		ui.ClearSession(w, r)
		return ui.See(w, r, ui.SignInPath(back))
	case err != nil:
		return err
	}
	ui.SetSession(w, r, started.Token)
	return ui.See(w, r, next(started.Session, back))
}

type enrolProps struct {
	Page     ui.PageProps
	Problems []ui.FieldError
	Back     string
	Factor   ui.FactorProps
}

// Enrol answers GET /entrar/segundo-factor, where whoever needs a second factor sets it up.
func (p Pages) Enrol(w http.ResponseWriter, r *http.Request) error {
	session, back := ui.SessionOf(r.Context()), r.URL.Query().Get(ui.ReturnField)
	if !session.MustEnrol() {
		return ui.See(w, r, nextOrSignIn(session, back))
	}
	e, err := user.NewEnrolment(session.Email)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, enrol(enrolPage(e, back, "")))
}

func enrolPage(e user.Enrolment, back, wrong string) enrolProps {
	props := enrolProps{
		Page: frame("Proteja su cuenta"), Back: ui.ReturnTo(back),
		Factor: ui.FactorProps{
			Action: enrolPath, Hidden: returnField(back), Secret: e.Secret, Address: e.Address, Wrong: wrong,
			Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(e.QR),
		},
	}
	if wrong != "" {
		props.Page.Refused, props.Problems = true, []ui.FieldError{{ID: "code", Text: wrong}}
	}
	return props
}

// EnableFactor answers POST /entrar/segundo-factor with the recovery codes, which are shown this once.
func (p Pages) EnableFactor(w http.ResponseWriter, r *http.Request) error {
	session, back := ui.SessionOf(r.Context()), r.PostFormValue(ui.ReturnField)
	if !session.MustEnrol() {
		return ui.See(w, r, nextOrSignIn(session, back))
	}
	secret := r.PostFormValue("secret")
	codes, err := p.Users.EnableFactor(r.Context(), session, fromOf(r), "", secret, r.PostFormValue("code"))
	if errors.Is(err, user.ErrCode) {
		e, err := user.EnrolmentOf(session.Email, secret)
		if err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusUnprocessableEntity, enrol(enrolPage(e, back, ui.WrongFirstCode)))
	}
	if errors.Is(err, fault.Conflict) { // the same form again, at the same time: its page leads on
		return ui.See(w, r, next(session, back))
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, enrolled(enrolProps{Page: frame("Su cuenta está protegida"), Back: ui.ReturnTo(back)}, codes))
}
