package web

import (
	"cmp"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/plan"
	"hito/internal/unit"
	"hito/web/exports"
	"hito/web/histories"
	"hito/web/users"
)

// exportRoutes are those by which plans and lists go out as spreadsheets. What writes nothing but that somebody takes
// it away is no form that may come twice: each time is recorded.
func (s *shell) exportRoutes(r chi.Router) {
	out := exports.Pages{
		Plans: plan.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Units: unit.Store{Pool: s.cfg.Pool, Now: s.cfg.Now},
		Slow: cmp.Or(s.cfg.Slow, s.cfg.Pool), Today: s.today,
	}
	r.Get("/planes/{plan}/exportar", s.page(access.ExportPlan, out.Show))
	r.Post("/planes/{plan}/exportar/plan.xlsx", s.page(access.ExportPlan, out.Workbook))
	r.Post("/planes/{plan}/exportar/hoja.xlsx", s.page(access.ReportValues, out.Sheet))
	r.Post("/planes/{plan}/exportar/hojas.zip", s.page(access.ReportValues, out.Sheets))
	r.Get("/planes/importar/plantilla.xlsx", s.page(access.CreatePlan, out.Template))

	changes := histories.Pages{Pool: s.cfg.Pool, Plans: out.Plans, Slow: out.Slow, Location: s.cfg.Location}
	r.Post("/planes/{plan}/historia/exportar", s.page(access.ReadHistory, changes.Export))
	people := users.Pages{Users: s.cfg.Users, Location: s.cfg.Location}
	r.Post("/administracion/personas/exportar", s.page(access.ManageUsers, people.Export))
}
