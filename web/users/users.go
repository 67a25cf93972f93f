// Package users holds the pages with which administrators let people in and say what they are here for.
package users

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"hito/internal/fault"
	"hito/internal/mail"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
)

// Pages serves the administration of people. Later does something that nobody waits for.
type Pages struct {
	Users     user.Store
	Units     unit.Store
	Mail      *mail.Sender // nil where none is configured
	PublicURL string       // under which people reach this site, without a slash at the end
	Later     func(what string, do func(context.Context) error)
	Location  *time.Location // in which times are shown; UTC where it is nil
}

const (
	listPath = "/administracion/personas"
	newPath  = listPath + "/nueva"
)

func pathOf(id int64) string { return listPath + "/" + strconv.FormatInt(id, 10) }

// idOf reads a number as we write it; anything else is fault.NotFound.
func idOf(typed string) (int64, error) {
	id, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != typed {
		return 0, fmt.Errorf("number %q: %w", typed, fault.NotFound)
	}
	return id, nil
}

// load finds the person of the address.
func (p Pages) load(r *http.Request) (user.User, error) {
	id, err := idOf(chi.URLParam(r, "id"))
	if err != nil {
		return user.User{}, err
	}
	return p.Users.Find(r.Context(), ui.Actor(r.Context()), id)
}

// clock writes an instant for people; blank for none.
func (p Pages) clock(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case p.Location == nil:
		return ui.DateTime(t.UTC())
	default:
		return ui.DateTime(t.In(p.Location))
	}
}

var administration = ui.Crumb{Text: "Administración", Href: "/administracion"}

// frame is the frame of a page below the list.
func frame(title string) ui.PageProps {
	return ui.PageProps{Title: title, Section: administration.Href, Crumbs: []ui.Crumb{
		{Text: "Inicio", Href: "/"}, administration, {Text: "Personas", Href: listPath}, {Text: title},
	}}
}
