// Package users holds the pages with which administrators let people in and say what they are here for.
package users

import (
	"context"
	"net/http"
	"strconv"
	"time"

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
	Location  *time.Location // in which times are shown
}

const (
	listPath = "/administracion/personas"
	newPath  = listPath + "/nueva"
)

func pathOf(id int64) string { return listPath + "/" + strconv.FormatInt(id, 10) }

// load finds the person of the address.
func (p Pages) load(r *http.Request) (user.User, error) {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return user.User{}, err
	}
	return p.Users.Find(r.Context(), ui.Actor(r.Context()), id)
}

// clock writes an instant for people; blank for none.
func (p Pages) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ui.DateTime(t.In(p.Location))
}

// frame is the frame of a page below the list.
func frame(title string) ui.PageProps {
	return ui.AdministrationPage(title, ui.Crumb{Text: "Personas", Href: listPath})
}
