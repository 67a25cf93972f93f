package web

import (
	"cmp"
	"net/http"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	public "hito/internal/opendata"
	"hito/internal/plan"
	"hito/web/opendata"
	"hito/web/plans"
	"hito/web/publications"
)

// publicationRoutes are what everybody reads of published plans, and the open data.
func (s *shell) publicationRoutes(r chi.Router) {
	data := public.Store{Pool: s.cfg.Pool, Today: s.today, Kept: s.overviews()}
	slow := public.Store{Pool: cmp.Or(s.cfg.Slow, s.cfg.Pool), Today: s.today}
	page := publications.Pages{Data: data, Location: s.cfg.Location, PublicURL: s.cfg.Sessions.PublicURL}
	decision := plans.Pages{
		Pool: s.cfg.Pool, Today: s.today, Plans: plan.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Location: s.cfg.Location,
	}
	r.Get("/planes/{plan}/publicacion", s.page(access.PublishPlan, decision.Publication))

	r.Get("/publico/{plan}", s.page(access.Browse, nearest(s, page, publications.Pages.Show)))
	r.Get("/publico/{plan}/panel", s.page(access.Browse, nearest(s, page, publications.Pages.Panel)))
	r.Get("/publico/{plan}/seguimientos.atom", s.page(access.Browse, nearest(s, page, publications.Pages.Feed)))

	open := opendata.New(opendata.Config{
		Data: data, Slow: slow, Location: s.cfg.Location, PublicURL: s.cfg.Sessions.PublicURL, Contact: s.cfg.Contact, DIR3: s.cfg.DIR3,
	})
	r.Get(opendata.Root, s.page(access.Browse, nearest(s, open, opendata.Pages.Index)))
	r.Get(opendata.DictionaryPath, s.page(access.Browse, nearest(s, open, opendata.Pages.Dictionary)))
	r.Get(opendata.DictionaryPath+".json", s.page(access.Browse, nearest(s, open, opendata.Pages.DictionaryJSON)))
	for _, ending := range opendata.Endings() {
		r.Get(opendata.CataloguePath+ending, s.page(access.Browse, nearest(s, open, func(p opendata.Pages, w http.ResponseWriter, r *http.Request) error {
			return p.Catalogue(ending)(w, r)
		})))
	}
	r.Get(opendata.Root+"/{plan}/{dataset}", s.page(access.Browse, nearest(s, open, opendata.Pages.File)))
	r.Get(opendata.Root+"/{plan}/seguimientos/{snapshot}", s.page(access.Browse, nearest(s, open, opendata.Pages.Frozen)))
}
