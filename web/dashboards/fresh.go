package dashboards

import (
	"net/http"
	"strconv"
	"time"

	"hito/internal/dashboard"
	"hito/web/static"
	"hito/web/ui"
	"hito/web/ui/board"
)

// visitor tells whoever has not signed in: what others see differs by who they are, and is kept nowhere.
func visitor(r *http.Request) bool { return !ui.Actor(r.Context()).SignedIn() }

// has answers a visitor who may have the page already, if that is so: by one query, without reading any figure.
func (p Pages) has(w http.ResponseWriter, r *http.Request, slug string, asked board.Asked) (bool, error) {
	if !visitor(r) || r.Header.Get("If-None-Match") == "" {
		return false, nil
	}
	s, err := dashboard.FindStand(r.Context(), p.Pool, asked.Scope, slug)
	if err != nil {
		return false, err
	}
	return fresh(w, r, s.ID, s.Stamp, asked), nil
}

// fresh tags the page that a visitor sees of a plan, and tells whether the client has it.
func fresh(w http.ResponseWriter, r *http.Request, plan int64, stamp string, asked board.Asked) bool {
	site := ui.SiteOf(r.Context())
	return ui.Fresh(w, r, time.Time{}, strconv.FormatInt(plan, 10), stamp, asked.Today.String(), r.URL.RequestURI(),
		site.Version, site.Body, static.URL("app.css"))
}
