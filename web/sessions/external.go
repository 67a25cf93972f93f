package sessions

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/sessions/directory"
	"hito/web/sessions/openid"
	"hito/web/ui"
)

// flowFor is how long a person may take at the provider.
const flowFor = 10 * time.Minute

// flow is what the browser keeps while its person is at the provider.
type flow struct {
	Provider   string `json:"p"` // the answer of another is refused (RFC 9700, 4.4.2)
	Flow       string `json:"f"`
	Back       string `json:"b,omitempty"`
	Invitation string `json:"i,omitempty"`
}

type providerProps struct {
	Page       ui.PageProps
	Title      string
	Action     string
	Name       string
	Problems   []ui.FieldError
	Wrong      fault.Invalid
	Back       string
	Invitation string
}

// External answers GET /entrar/con/{provider}: it leads to an OpenID provider, or asks for the account of a directory.
func (p Pages) External(w http.ResponseWriter, r *http.Request) error {
	one, err := p.provider(chi.URLParam(r, "provider"))
	if err != nil {
		return fmt.Errorf("%w: %w", err, fault.NotFound)
	}
	w.Header().Set("Cache-Control", "no-store")
	query := r.URL.Query()
	if elsewhere(r) {
		return ui.See(w, r, doorstep(query.Get("invitacion")))
	}
	f := flow{Provider: one.Name, Back: ui.ReturnTo(query.Get(ui.ReturnField)), Invitation: query.Get("invitacion")}
	if one.Directory != nil {
		return ui.Render(w, r, http.StatusOK, directoryForm(directoryPage(one, f)))
	}
	address, begun, err := one.OpenID.Begin(r.Context())
	if err != nil {
		return sorry(one, err)
	}
	f.Flow = begun.Encode()
	kept, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("keep the way to the provider: %w", err)
	}
	ui.SetFlow(w, r, base64.RawURLEncoding.EncodeToString(kept), flowFor)
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// elsewhere tells a request that another site had the browser make: somebody else's link must neither sign a person in
// nor link an account. Browsers too old to say so are taken for ours, as they are for forms.
func elsewhere(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site != "" && site != "same-origin" && site != "none"
}

// doorstep is the page of ours from which a sign-in with the organisation's accounts begins.
func doorstep(invitation string) string {
	if invitation != "" {
		return linkPath + url.PathEscape(invitation)
	}
	return signInPath
}

func readFlow(r *http.Request, one Provider) (flow, openid.Flow, error) {
	var f flow
	kept, err := base64.RawURLEncoding.DecodeString(ui.Flow(r))
	if err == nil {
		err = json.Unmarshal(kept, &f)
	}
	if err != nil || f.Provider != one.Name {
		return f, openid.Flow{}, fmt.Errorf("%w: no way to this provider is kept", openid.ErrRefused)
	}
	begun, err := openid.DecodeFlow(f.Flow)
	return f, begun, err
}

// Return answers GET /entrar/con/{provider}/respuesta, where an OpenID provider sends the person back. It is the one
// address that changes something by GET: the protocol asks for it, and the flow's secrets guard it.
func (p Pages) Return(w http.ResponseWriter, r *http.Request) error {
	one, err := p.provider(chi.URLParam(r, "provider"))
	if err != nil || one.OpenID == nil {
		return fmt.Errorf("%q: %w", chi.URLParam(r, "provider"), fault.NotFound)
	}
	w.Header().Set("Cache-Control", "no-store")
	f, begun, err := readFlow(r, one)
	ui.ClearFlow(w, r)
	if err != nil {
		return sorry(one, err)
	}
	person, err := one.OpenID.Finish(r.Context(), begun, r.URL.Query())
	if err != nil {
		return sorry(one, err)
	}
	started, err := p.Users.SignInExternal(r.Context(), fromOf(r), person, one.admission(person.Groups, f.Invitation))
	if err != nil {
		return sorry(one, err)
	}
	return p.enter(w, r, started, f.Back)
}

func directoryPage(one Provider, f flow) providerProps {
	return providerProps{
		Page: frame(one.Title), Title: one.Title, Action: providerPath + one.Name,
		Back: f.Back, Invitation: f.Invitation, Wrong: fault.Invalid{},
	}
}

// StartExternal answers POST /entrar/con/{provider} with an account of a directory.
func (p Pages) StartExternal(w http.ResponseWriter, r *http.Request) error {
	one, err := p.provider(chi.URLParam(r, "provider"))
	if err != nil || one.Directory == nil {
		return fmt.Errorf("%q: %w", chi.URLParam(r, "provider"), fault.NotFound)
	}
	w.Header().Set("Cache-Control", "no-store")
	name, password := r.PostFormValue("account"), r.PostFormValue("password")
	f := flow{Back: ui.ReturnTo(r.PostFormValue(ui.ReturnField)), Invitation: r.PostFormValue("invitacion")}
	started, err := p.Users.SignInWith(r.Context(), fromOf(r), "ldap:"+one.Name, name, func(ctx context.Context) (user.External, user.Admission, error) {
		person, err := one.Directory.Authenticate(ctx, name, password)
		if errors.Is(err, directory.ErrRefused) {
			err = user.ErrCredentials
		}
		return person, one.admission(person.Groups, f.Invitation), err
	})
	if errors.Is(err, user.ErrCredentials) {
		props := directoryPage(one, f)
		props.Name, props.Page.Refused = name, true
		props.Wrong["account"] = "La cuenta o la contraseña no son correctas."
		props.Problems = ui.Problems(props.Wrong, "account", "account")
		return ui.Render(w, r, http.StatusUnprocessableEntity, directoryForm(props))
	}
	if err != nil {
		return sorry(one, err)
	}
	return p.enter(w, r, started, f.Back)
}

// sorry returns why an account of the organisation did not lead in, as a person is told it; other errors go on.
func sorry(one Provider, err error) error {
	told := ui.Told{Cause: err, ErrorProps: ui.ErrorProps{Link: &ui.Link{Text: "Volver a entrar", Href: signInPath}}}
	switch {
	case errors.Is(err, openid.ErrRefused):
		told.Status, told.Title = http.StatusForbidden, "No se ha completado la entrada"
		told.Text = one.Title + " no la ha confirmado, o se ha tardado demasiado. Vuelva a intentarlo."
	case errors.Is(err, user.ErrNoAccount):
		told.Status, told.Title = http.StatusForbidden, "Su cuenta no está dada de alta"
		told.Text = "Le conocemos por " + one.Title + ", pero esa cuenta todavía no puede entrar en Hito. Pida a quien administra la aplicación que le invite."
	case errors.Is(err, openid.ErrUnavailable), errors.Is(err, directory.ErrUnavailable):
		told.Status, told.Title = http.StatusServiceUnavailable, one.Title+" no responde"
		told.Text = "No depende de esta aplicación. Espere unos minutos y vuelva a intentarlo, o entre con su contraseña de Hito si la tiene."
	default:
		return err
	}
	return told
}
