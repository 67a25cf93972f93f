package web

import (
	"context"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/indicator"
	"hito/internal/user"
	"hito/web/abouts"
	"hito/web/api"
	"hito/web/static"
)

// publicRoutes are what the law asks for, and what machines read.
func (s *shell) publicRoutes(r chi.Router) {
	about := abouts.New(abouts.Config{
		Pool: s.cfg.Pool, Body: s.cfg.Site.Body, Version: s.cfg.Site.Version, Contact: s.cfg.Contact, Data: api.Root + "/openapi.json",
	})
	r.Get("/accesibilidad", s.page(access.Browse, about.Accessibility))
	r.Get("/proteccion-de-datos", s.page(access.Browse, about.Privacy))
	r.Get("/aviso-legal", s.page(access.Browse, about.Legal))
	r.Get("/cookies", s.page(access.Browse, about.Cookies))
	r.Get("/acerca-de", s.page(access.Browse, about.About))

	api.Mount(r, api.Config{
		Pool: s.cfg.Pool, Today: s.today, Version: s.cfg.Site.Version, Fail: s.fail, Now: s.cfg.Now,
		Tokens: s.tokens(), Values: indicator.Store{Pool: s.cfg.Pool, Now: s.cfg.Now},
		Admit: func(ctx context.Context, by access.Actor) error { return s.cfg.Users.Admit(ctx, by, user.WrongTokens) },
	})

	r.Get("/healthz", s.healthz)
	r.Get("/readyz", s.readyz)
	r.Get("/static/*", s.page(access.Browse, static.Serve))
}
