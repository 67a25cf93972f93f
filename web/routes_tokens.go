package web

import (
	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/token"
	"hito/web/tokens"
)

func (s *shell) tokens() token.Store {
	return token.Store{Pool: s.cfg.Pool, Now: s.cfg.Now, Today: s.today}
}

// tokenRoutes are the keys of other applications.
func (s *shell) tokenRoutes(r chi.Router) {
	keys := tokens.Pages{Tokens: s.tokens(), Location: s.cfg.Location}
	r.Get("/cuenta/claves", s.page(access.ReportValues, keys.List))
	r.Post("/cuenta/claves", s.form(access.ReportValues, keys.Create))
	r.Post("/cuenta/claves/{id}/baja", s.form(access.ReportValues, keys.Revoke))
	r.Get("/administracion/claves", s.page(access.ManageUsers, keys.All))
	r.Post("/administracion/claves/{id}/baja", s.form(access.ManageUsers, keys.RevokeAny))
}
