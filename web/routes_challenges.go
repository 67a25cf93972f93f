package web

import (
	"cmp"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/notice"
	"hito/internal/setting"
	"hito/internal/source"
	"hito/web/cases"
	"hito/web/challenges"
	"hito/web/evaluations"
	"hito/web/intakes"
	"hito/web/notices"
	"hito/web/projects"
	"hito/web/settings"
	"hito/web/sources"
	"hito/web/ui"
)

// challenges is the store of retos. E-mails are queued where a server for them is configured.
func (s *shell) challenges() challenge.Store {
	return challenge.Store{
		Pool: s.cfg.Pool, Now: s.cfg.Now, Today: s.today,
		Notices: notice.Writer{Mail: s.cfg.Sessions.Mail != nil, PublicURL: s.cfg.Sessions.PublicURL},
	}
}

// aboutChallenges are the routes of retos: the rest of the list of everything this site answers.
func (s *shell) aboutChallenges(r chi.Router) {
	s.intakeRoutes(r)
	s.challengeRoutes(r)
	s.listRoutes(r)
	s.caseRoutes(r)
	s.evaluationRoutes(r)
	s.projectRoutes(r)
	s.sourceRoutes(r)
	s.noticeRoutes(r)
}

// intakeRoutes are those by which retos come in.
func (s *shell) intakeRoutes(r chi.Router) {
	intake := intakes.Pages{Challenges: s.challenges(), Users: s.cfg.Users, Location: s.cfg.Location}
	r.Get("/retos/nuevo", s.page(access.Browse, intake.New))
	r.Post("/retos", s.upload(access.Browse, intake.Create))
	r.Post("/retos/borrador", s.form(access.UseAccount, intake.SaveDraft))
	r.Post("/retos/borrador/baja", s.form(access.UseAccount, intake.DropDraft))
	r.Get("/retos/similares", s.page(access.Browse, intake.Similar))
	r.Get("/retos/consulta", s.page(access.Browse, intake.Lookup))
	r.Post("/retos/consulta", s.form(access.Browse, intake.Find))
}

// challengeRoutes are one reto, as each may read it, and what is said about it.
func (s *shell) challengeRoutes(r chi.Router) {
	reto := challenges.Pages{
		Challenges: s.challenges(), Users: s.cfg.Users, Location: s.cfg.Location,
		Sections: []challenges.Section{s.evaluations().Section, s.projects().Section},
	}
	r.Get("/retos/{code}", s.page(access.Browse, reto.Show))
	r.Post("/retos/{code}/mensajes", s.form(access.Browse, reto.Say))
	r.Post("/retos/{code}/apoyo", s.form(access.Browse, reto.Support))
	r.Post("/retos/{code}/aviso", s.form(access.Browse, reto.Follow))
	r.Post("/retos/{code}/ficheros", s.upload(access.Browse, reto.AddFiles))
	r.Get("/retos/{code}/ficheros/{file}", s.page(access.Browse, reto.Download))
	r.Post("/retos/{code}/ficheros/{file}/retirada", s.form(access.Browse, reto.WithdrawFile))
	r.Get("/retos/{code}/editar", s.page(access.Browse, reto.Edit))
	r.Post("/retos/{code}/editar", s.form(access.Browse, reto.Save))
	r.Post("/retos/{code}/retirada", s.form(access.Browse, reto.Withdraw))
}

// listRoutes are many retos: lists, views and figures.
func (s *shell) listRoutes(r chi.Router) {
	many := challenges.Lists{Challenges: s.challenges(), Slow: cmp.Or(s.cfg.Slow, s.cfg.Pool), Location: s.cfg.Location}
	r.Get(ui.ChallengesPath, s.page(access.Browse, many.List))
	r.Post("/retos/vistas", s.form(access.ReadChallenges, many.SaveView))
	r.Post("/retos/vistas/{id}/baja", s.form(access.ReadChallenges, many.DropView))
	r.Get("/retos/cifras", s.page(access.ReadChallenges, many.Figures))
	r.Post("/retos/cifras/exportar", s.page(access.ReadChallenges, many.Export))
}

// caseRoutes are those with which retos are handled: their board, states, assignment, merging and publication.
func (s *shell) caseRoutes(r chi.Router) {
	handled := cases.Pages{Challenges: s.challenges(), Location: s.cfg.Location}
	r.Get("/retos/tablero", s.page(access.ReadChallenges, handled.Board))
	r.Get("/retos/{code}/estado", s.page(access.ReadChallenges, handled.State))
	r.Post("/retos/{code}/estado", s.form(access.ReadChallenges, handled.Move))
	r.Post("/retos/{code}/decision", s.form(access.ReadChallenges, handled.Decision))
	r.Get("/retos/{code}/asignacion", s.page(access.ReadChallenges, handled.Assignment))
	r.Post("/retos/{code}/asignacion", s.form(access.ReadChallenges, handled.Assign))
	r.Get("/retos/{code}/fusion", s.page(access.ReadChallenges, handled.Merging))
	r.Post("/retos/{code}/fusion", s.form(access.ReadChallenges, handled.Merge))
	r.Get("/retos/{code}/publicacion", s.page(access.ReadChallenges, handled.Publication))
	r.Post("/retos/{code}/publicacion", s.form(access.ReadChallenges, handled.Publish))
}

// evaluations are what people think of retos; their part of the page of a reto is theirs too.
func (s *shell) evaluations() evaluations.Pages {
	return evaluations.Pages{Challenges: s.challenges(), Location: s.cfg.Location}
}

// evaluationRoutes are what several people think of retos, and by which criteria.
func (s *shell) evaluationRoutes(r chi.Router) {
	judged := s.evaluations()
	r.Get(ui.ChallengesPath+"/mapa", s.page(access.ReadChallenges, judged.Map))
	r.Get(ui.ChallengesPath+"/{code}/evaluacion", s.page(access.UseAccount, judged.Show))
	r.Post(ui.ChallengesPath+"/{code}/evaluacion", s.form(access.UseAccount, judged.Save))

	rules := settings.Pages{Pool: s.cfg.Pool, Store: setting.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Location: s.cfg.Location}
	r.Get("/administracion/retos", s.page(access.ManageSettings, rules.Challenges))
	r.Post("/administracion/retos", s.form(access.ManageSettings, rules.SaveChallenges))
}

// projects are what retos lead to; their part of the page of a reto is theirs too.
func (s *shell) projects() projects.Pages {
	return projects.Pages{Challenges: s.challenges(), Location: s.cfg.Location}
}

// projectRoutes are what admitted retos lead to: links to plans, projects and milestones.
func (s *shell) projectRoutes(r chi.Router) {
	led := s.projects()
	r.Get("/retos/{code}/vinculos", s.page(access.UseAccount, led.Links))
	r.Post("/retos/{code}/vinculos", s.form(access.UseAccount, led.AddLink))
	r.Post("/retos/{code}/vinculos/{id}/baja", s.form(access.UseAccount, led.RemoveLink))
	r.Get("/retos/{code}/proyecto", s.page(access.UseAccount, led.Project))
	r.Post("/retos/{code}/proyecto", s.form(access.UseAccount, led.SaveProject))
	r.Post("/retos/{code}/hitos", s.form(access.UseAccount, led.AddMilestone))
	r.Get("/retos/{code}/hitos/{id}", s.page(access.UseAccount, led.Milestone))
	r.Post("/retos/{code}/hitos/{id}", s.form(access.UseAccount, led.SaveMilestone))
	r.Post("/retos/{code}/hitos/{id}/baja", s.form(access.UseAccount, led.DropMilestone))
}

// sourceRoutes are indicators that count retos.
func (s *shell) sourceRoutes(r chi.Router) {
	counting := sources.Pages{Sources: source.Store{Pool: s.cfg.Pool, Now: s.cfg.Now, Today: s.today}, Location: s.cfg.Location}
	r.Get("/planes/{plan}/indicadores/{code}/retos", s.page(access.WritePlan, counting.Show))
	r.Post("/planes/{plan}/indicadores/{code}/retos", s.form(access.WritePlan, counting.Save))
	r.Post("/planes/{plan}/indicadores/{code}/retos/baja", s.form(access.WritePlan, counting.Drop))
	r.Post("/planes/{plan}/indicadores/{code}/retos/valor", s.form(access.WritePlan, counting.Confirm))
}

// noticeRoutes are what people are told, and the e-mails that wait.
func (s *shell) noticeRoutes(r chi.Router) {
	told := notices.Pages{
		Notices: notice.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Mail: s.cfg.Sessions.Mail != nil, Location: s.cfg.Location,
	}
	r.Get(ui.NoticesPath, s.page(access.UseAccount, told.List))
	r.Post("/avisos/lectura", s.form(access.UseAccount, told.Read))
	r.Post("/avisos/{id}/lectura", s.form(access.UseAccount, told.Follow))
	r.Post("/avisos/correo", s.form(access.UseAccount, told.ChooseMails))
	r.Get("/administracion/correos", s.page(access.ManageSettings, told.Queue))
	r.Post("/administracion/correos/{id}/reintento", s.form(access.ManageSettings, told.Retry))
	r.Post("/administracion/correos/{id}/descarte", s.form(access.ManageSettings, told.Drop))
}
