package web

import (
	"cmp"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/transfer"
	"hito/web/imports"
)

// importRoutes are those by which plans come in from spreadsheets. Of which plan an import is, is known inside.
func (s *shell) importRoutes(r chi.Router) {
	brought := imports.Pages{
		Imports: transfer.Store{Pool: s.cfg.Pool, Slow: cmp.Or(s.cfg.Slow, s.cfg.Pool), Now: s.cfg.Now, Today: s.today},
		Today:   s.today, Location: s.cfg.Location,
	}
	r.Get("/planes/importar", s.page(access.CreatePlan, brought.New))
	r.Post("/planes/importar", s.upload(access.CreatePlan, brought.Create))
	r.Post("/planes/importar/formatos/{id}/baja", s.form(access.CreatePlan, brought.DropMapping))
	r.Get("/planes/importar/{id}", s.page(access.CreatePlan, brought.Show))
	r.Post("/planes/importar/{id}", s.form(access.CreatePlan, brought.Decide))
	r.Get("/planes/importar/{id}/errores.csv", s.page(access.CreatePlan, brought.Errors))
	r.Post("/planes/importar/{id}/aplicacion", s.form(access.CreatePlan, brought.Apply))
	r.Post("/planes/importar/{id}/deshacer", s.form(access.CreatePlan, brought.Undo))
	r.Post("/planes/importar/{id}/baja", s.form(access.CreatePlan, brought.Discard))
}
