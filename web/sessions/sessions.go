// Package sessions holds the ways in and out: sign-in, second factor, single-use links, and the organisation's own
// accounts.
package sessions

import (
	"context"
	"net/http"
	"net/url"

	"github.com/mileusna/useragent"

	"hito/internal/mail"
	"hito/internal/user"
	"hito/web/ui"
)

// Config is how people sign in beside their password, and how links reach them.
type Config struct {
	Providers []Provider
	Mail      *mail.Sender // nil where none is configured
	PublicURL string       // under which people reach this site, without a slash at the end
}

// Pages serves the ways in and out. Later does something that nobody waits for.
type Pages struct {
	Config
	Users user.Store
	Later func(what string, do func(context.Context) error)
}

const (
	signInPath = "/entrar"
	codePath   = "/entrar/codigo"
	enrolPath  = "/entrar/segundo-factor"
	forgotPath = "/entrar/olvido"
	linkPath   = "/enlace/"
)

// fromOf tells where a request comes from, and the browser in words instead of all that it says of itself.
func fromOf(r *http.Request) user.From {
	agent := useragent.Parse(r.UserAgent())
	device := "Navegador desconocido"
	if agent.Name != "" && len(agent.Name) < 40 {
		device = agent.Name
		if agent.OS != "" && len(agent.OS) < 40 {
			device += " en " + agent.OS
		}
	}
	return user.From{Origin: ui.Actor(r.Context()).Origin, Device: device, Browser: ui.Browser(r.Context())}
}

// frame is the frame of a page of this package.
func frame(title string) ui.PageProps {
	return ui.PageProps{Title: title, Section: signInPath, Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: title}}}
}

// enter gives the browser a session that has begun and leads to what is still missing, or on. An earlier session of
// this browser ends; where that fails, the new one stands all the same, and it is tried once more.
func (p Pages) enter(w http.ResponseWriter, r *http.Request, started user.Started, back string) error {
	old, from := ui.SessionToken(r), fromOf(r)
	ui.SetSession(w, r, started.Token)
	if old != "" && p.Users.SignOut(r.Context(), from, old) != nil {
		p.Later("end an earlier session", func(ctx context.Context) error { return p.Users.SignOut(ctx, from, old) })
	}
	return ui.See(w, r, next(started.Session, back))
}

// next is where a session leads to.
func next(s user.Session, back string) string {
	back = ui.ReturnTo(back)
	path := back
	switch {
	case !s.Confirmed:
		path = codePath
	case s.MustEnrol():
		path = enrolPath
	}
	if path != back && back != "/" {
		path += "?" + url.Values{ui.ReturnField: {back}}.Encode()
	}
	return path
}

// returnField carries the page that was asked for through a form.
func returnField(back string) []ui.Hidden {
	if back = ui.ReturnTo(back); back == "/" {
		return nil
	}
	return []ui.Hidden{{Name: ui.ReturnField, Value: back}}
}
