// Package publications holds what everybody reads of a published plan without an account: its public page, the panel
// that other sites embed, and the feed of its follow-ups.
package publications

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/opendata"
	"hito/web/static"
	"hito/web/ui"
)

// Pages serves what is public of plans.
type Pages struct {
	Data      opendata.Store
	Location  *time.Location // whose midnight begins another day
	PublicURL string         // under which people reach this site, without a slash at the end
}

// On returns pages that are read through another pool.
func (p Pages) On(pool *pgxpool.Pool) Pages {
	p.Data.Pool = pool
	return p
}

// path is the address of the public page of a plan.
func path(slug string) string { return "/publico/" + slug }

// Show answers /publico/{plan} with how a plan stands, in plain words.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	of, err := p.Data.Find(r.Context(), chi.URLParam(r, "plan"))
	if err != nil {
		return err
	}
	visitor := !ui.Actor(r.Context()).SignedIn()
	if visitor && p.fresh(w, r, of) {
		return nil
	}
	o, err := p.Data.Overview(r.Context(), of)
	if err != nil || visitor && p.changedMeanwhile(w, r, of, o) {
		return err
	}
	return ui.Render(w, r, http.StatusOK, show(p.build(o)))
}

// panelPolicy is the policy of the panel: any site may show it in a frame, and it runs nothing.
const panelPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors *"

// Panel answers /publico/{plan}/panel with the headline of a plan, for the frames of other sites. It is the same for
// everybody, whoever has signed in here.
func (p Pages) Panel(w http.ResponseWriter, r *http.Request) error {
	of, err := p.Data.Find(r.Context(), chi.URLParam(r, "plan"))
	if err != nil {
		return err
	}
	// Also of an answer without content: browsers take its headers for those of what they have.
	h := w.Header()
	h.Set("Content-Security-Policy", panelPolicy)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if p.fresh(w, r, of) {
		return nil
	}
	o, err := p.Data.Overview(r.Context(), of)
	if err != nil || p.changedMeanwhile(w, r, of, o) {
		return err
	}
	return ui.Render(w, r, http.StatusOK, panel(p.panelOf(o, schemes[r.URL.Query().Get("colores")])))
}

// changedMeanwhile gives an answer the tag of what it shows, where that is not what was found at first, and tells whether
// the client has just that.
func (p Pages) changedMeanwhile(w http.ResponseWriter, r *http.Request, of opendata.Plan, o opendata.Overview) bool {
	return o.Stamp != of.Stamp && p.fresh(w, r, o.Plan)
}

// fresh tells whether the client has what an address shows of a plan today.
func (p Pages) fresh(w http.ResponseWriter, r *http.Request, of opendata.Plan) bool {
	site := ui.SiteOf(r.Context())
	return ui.Fresh(w, r, of.Since(p.Data.Today(), p.Location),
		of.Stamp, p.Data.Today().String(), r.URL.RequestURI(), site.Version, site.Body, static.URL("app.css"))
}
