package web

import (
	"cmp"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/report"
	"hito/internal/setting"
	"hito/web/reports"
	"hito/web/settings"
)

// reportRoutes are the follow-up report, its issued documents and their verification.
func (s *shell) reportRoutes(r chi.Router) {
	told := reports.Pages{
		Reports: report.Store{Pool: s.cfg.Pool, Now: s.cfg.Now, Today: s.today}, Slow: cmp.Or(s.cfg.Slow, s.cfg.Pool),
		Location: s.cfg.Location, PublicURL: s.cfg.Sessions.PublicURL, Printer: s.cfg.Printer,
	}
	r.Get("/planes/{plan}/informe", s.page(access.Browse, told.Show))
	r.Get("/planes/{plan}/informe/preparar", s.page(access.IssueReport, told.Prepare))
	r.Post("/planes/{plan}/informe/preparar", s.form(access.IssueReport, told.Save))
	for _, format := range report.Formats {
		r.Get("/planes/{plan}/informe."+string(format), s.page(access.IssueReport, told.Draft(format)))
	}
	r.Get("/planes/{plan}/informes", s.page(access.Browse, told.List))
	r.Post("/planes/{plan}/informes", s.form(access.IssueReport, told.Issue))
	r.Get("/planes/{plan}/informes/{id}/{formato}", s.page(access.Browse, told.Download))
	r.Post("/planes/{plan}/informes/{id}/ficheros", s.form(access.IssueReport, told.Complete))
	r.Get("/informes/{code}", s.page(access.Browse, told.Verify))
	r.Post("/informes/{code}", s.upload(access.Browse, told.Check))

	general := settings.Pages{Pool: s.cfg.Pool, Store: setting.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Location: s.cfg.Location}
	r.Get("/administracion/emblema", s.page(access.ManageSettings, general.Emblem))
	r.Post("/administracion/emblema", s.upload(access.ManageSettings, general.SaveEmblem))
	r.Post("/administracion/emblema/baja", s.page(access.ManageSettings, general.DropEmblem))
}
