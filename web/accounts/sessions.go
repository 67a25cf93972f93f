package accounts

import (
	"errors"
	"net/http"
	"strconv"

	"hito/internal/fault"
	"hito/web/ui"
)

type sessionsProps struct {
	Page   ui.PageProps
	Done   string
	Rows   []sessionRow
	Others bool // there is more than this one
}

type sessionRow struct {
	Device, Address, Since, Seen string
	Current                      bool
	End                          string // where to end it
}

// Sessions answers GET /cuenta/sesiones.
func (p Pages) Sessions(w http.ResponseWriter, r *http.Request) error {
	session := ui.SessionOf(r.Context())
	open, err := p.Users.Sessions(r.Context(), session.User.ID)
	if err != nil {
		return err
	}
	props := sessionsProps{Page: frame("Mis sesiones"), Done: ui.Done(r, done), Others: len(open) > 1}
	for _, s := range open {
		props.Rows = append(props.Rows, sessionRow{
			Device: s.Device, Address: s.Address, Since: ui.DateTime(s.CreatedAt.In(p.Location)), Seen: ui.DateTime(s.SeenAt.In(p.Location)),
			Current: s.ID == session.ID, End: sessionsPath + "/" + strconv.FormatInt(s.ID, 10),
		})
	}
	return ui.Render(w, r, http.StatusOK, sessions(props))
}

// EndSession answers POST /cuenta/sesiones/{id}. One that is over, unknown or somebody else's is told to be over, all
// the same.
func (p Pages) EndSession(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	err = p.Users.EndSession(r.Context(), ui.Actor(r.Context()), id)
	if errors.Is(err, fault.NotFound) {
		return ui.See(w, r, sessionsPath+"?hecho=sesion-cerrada")
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, sessionsPath+"?hecho=sesion")
}

// EndOthers answers POST /cuenta/sesiones.
func (p Pages) EndOthers(w http.ResponseWriter, r *http.Request) error {
	if err := p.Users.EndOtherSessions(r.Context(), ui.Actor(r.Context())); err != nil {
		return err
	}
	return ui.See(w, r, sessionsPath+"?hecho=sesiones")
}
