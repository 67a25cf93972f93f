package accounts

import (
	"encoding/base64"
	"errors"
	"net/http"

	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
)

type factorProps struct {
	Page     ui.PageProps
	Problems []ui.FieldError
	Wrong    fault.Invalid
	Active   bool
	Needed   bool
	Password bool // the account has one, with which the factor is managed
	Codes    string
	Setup    ui.FactorProps
}

// Factor answers GET /cuenta/segundo-factor: how to set it up, or what there is.
func (p Pages) Factor(w http.ResponseWriter, r *http.Request) error {
	props, err := p.factorPage(r, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, factor(props))
}

func (p Pages) factorPage(r *http.Request, wrong fault.Invalid) (factorProps, error) {
	session := ui.SessionOf(r.Context())
	props := factorProps{Page: frame("Segundo paso"), Active: session.HasFactor, Needed: session.Needed, Wrong: wrong}
	props.Page.Refused, props.Problems = wrong != nil, ui.Problems(wrong, "current", "current", "code", "code")
	if !session.HasFactor {
		e, err := enrolment(r, session.Email)
		props.Setup = ui.FactorProps{
			Action: factorPath, Secret: e.Secret, Address: e.Address, Wrong: wrong["code"],
			Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(e.QR),
		}
		return props, err
	}
	me, err := p.Users.Find(r.Context(), session.User, session.User.ID)
	if err != nil {
		return props, err
	}
	left, err := p.Users.CountRecoveryCodes(r.Context(), session.User)
	props.Password, props.Codes = me.HasPassword, ui.Count(left, "código de recuperación sin usar", "códigos de recuperación sin usar")
	return props, err
}

// enrolment draws a secret, or keeps the one that a refused form brings back: the telephone has it already.
func enrolment(r *http.Request, email string) (user.Enrolment, error) {
	if secret := r.PostFormValue("secret"); r.Method == http.MethodPost && secret != "" {
		return user.EnrolmentOf(email, secret)
	}
	return user.NewEnrolment(email)
}

// EnableFactor answers POST /cuenta/segundo-factor with the recovery codes, which are shown this once.
func (p Pages) EnableFactor(w http.ResponseWriter, r *http.Request) error {
	session := ui.SessionOf(r.Context())
	from := user.From{Origin: ui.Actor(r.Context()).Origin}
	codes, err := p.Users.EnableFactor(r.Context(), session, from, r.PostFormValue("secret"), r.PostFormValue("code"))
	switch {
	case errors.Is(err, user.ErrCode):
		return p.refuseFactor(w, r, fault.Invalid{"code": ui.WrongFirstCode})
	case errors.Is(err, fault.Conflict): // it was set up a moment ago, by the same form perhaps
		return ui.See(w, r, factorPath+"?hecho=con-factor")
	case err != nil:
		return err
	}
	return ui.Render(w, r, http.StatusOK, recovery(frame("Códigos de recuperación"), codes))
}

func (p Pages) refuseFactor(w http.ResponseWriter, r *http.Request, wrong fault.Invalid) error {
	props, err := p.factorPage(r, wrong)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, factor(props))
}

// RenewCodes answers POST /cuenta/codigos with new recovery codes, which are shown this once.
func (p Pages) RenewCodes(w http.ResponseWriter, r *http.Request) error {
	codes, err := p.Users.RenewRecoveryCodes(r.Context(), ui.Actor(r.Context()), proofOf(r))
	if wrong := ui.Invalid(err); wrong != nil {
		return p.refuseFactor(w, r, wrong)
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, recovery(frame("Códigos de recuperación"), codes))
}

// DisableFactor answers POST /cuenta/segundo-factor/baja.
func (p Pages) DisableFactor(w http.ResponseWriter, r *http.Request) error {
	err := p.Users.DisableFactor(r.Context(), ui.Actor(r.Context()), proofOf(r))
	if wrong := ui.Invalid(err); wrong != nil {
		return p.refuseFactor(w, r, wrong)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, accountPath+"?hecho=sin-factor")
}
