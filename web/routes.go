// Package web is the face of Hito over HTTP: the list of routes, what every
// request passes through, and how errors are answered.
package web

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/round"
	"hito/internal/setting"
	"hito/internal/snapshot"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/abouts"
	"hito/web/accounts"
	"hito/web/audits"
	"hito/web/comparisons"
	"hito/web/dashboards"
	"hito/web/followups"
	"hito/web/frameworks"
	"hito/web/histories"
	"hito/web/inboxes"
	"hito/web/indicators"
	"hito/web/lines"
	"hito/web/objectives"
	"hito/web/opendata"
	"hito/web/outlines"
	"hito/web/plans"
	"hito/web/reports/paper"
	"hito/web/results"
	"hito/web/rounds"
	"hito/web/sessions"
	"hito/web/settings"
	"hito/web/sheets"
	"hito/web/snapshots"
	"hito/web/ui"
	"hito/web/units"
	"hito/web/users"
	"hito/web/watch"
)

// Config is what the pages need from outside.
type Config struct {
	Pool     *pgxpool.Pool
	Logger   *slog.Logger
	Slow     *pgxpool.Pool               // for exports and verifications; Pool where it is nil
	Ready    func(context.Context) error // tells whether the database answers
	Now      func() time.Time
	Location *time.Location // in which "today" is decided
	Site     ui.Site        // its Nav is set here, beside the routes
	Contact  abouts.Contact // for the accessibility statement
	DIR3     string         // code of the body in the directory of public bodies, for the catalogue of open data; blank where unknown
	HTTPS    bool           // people reach this server over TLS: browsers are told to keep to it
	Users    user.Store

	// Background counts what is done after its answer, such as e-mails on their way; whoever stops the server waits
	// for it. It may be nil.
	Background *sync.WaitGroup

	Sessions sessions.Config // how people sign in beside their password, and how they are written to
	Proxies  []netip.Prefix  // of which the client's address is taken, as they forward it

	Printer *paper.Printer // makes the PDF of reports; nil where there is no Chromium

	Watch *watch.Observer // is told of every request; it may be nil

	Replica *db.Replica // where whoever has not signed in reads what everybody may; nil for nowhere else
	Unkept  bool        // works everything out again at each visit, as the benchmark asks of some
}

// mainNav are the main sections, in the order of the header.
var mainNav = []ui.Link{
	{Text: "Inicio", Href: "/"},
	{Text: "Planes", Href: "/planes"},
	{Text: "Retos", Href: ui.ChallengesPath},
	{Text: "Acerca de", Href: "/acerca-de"},
}

// New returns the handler of the whole site.
func New(cfg Config) http.Handler {
	s := newShell(cfg)
	s.cfg.Site.Nav, s.cfg.Site.Data, s.cfg.Site.HTTPS = mainNav, opendata.Root, s.cfg.HTTPS
	s.cfg.Site.Location = s.cfg.Location
	return s.handler(s.routes)
}

func newShell(cfg Config) *shell {
	if cfg.Background == nil {
		cfg.Background = new(sync.WaitGroup)
	}
	return &shell{cfg: cfg, laters: make(chan struct{}, mostLater)}
}

// handler puts what every request passes through around routes.
func (s *shell) handler(routes func(chi.Router)) http.Handler {
	r := chi.NewRouter()
	r.Use(
		s.identify,
		s.log,
		s.secure,
		s.recoverPanics,
		compress,
		s.limitBody,
		s.checkAddress,
		s.clientAddress(),
		s.authenticate,
		s.refuseCrossOrigin, // after it is known of whom a refusal tells
		middleware.GetHead,
	)
	r.NotFound(s.notFound(r))
	r.MethodNotAllowed(s.methodNotAllowed(r))
	routes(r)
	return r
}

// routes is the list of everything this site answers.
func (s *shell) routes(r chi.Router) {
	s.planRoutes(r)
	s.keepingRoutes(r)
	s.structureRoutes(r)
	s.indicatorRoutes(r)
	s.valueRoutes(r)
	s.resultRoutes(r)
	s.roundRoutes(r)
	s.snapshotRoutes(r)
	s.aboutChallenges(r)
	s.importRoutes(r)
	s.exportRoutes(r)
	s.reportRoutes(r)
	s.publicationRoutes(r)
	s.tokenRoutes(r)
	s.entryRoutes(r)
	s.accountRoutes(r)
	s.administrationRoutes(r)
	s.publicRoutes(r)
}

// planRoutes are the plans and what is read of them.
func (s *shell) planRoutes(r chi.Router) {
	text := plans.Pages{
		Pool: s.cfg.Pool, Today: s.today, Plans: plan.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Location: s.cfg.Location,
	}
	figures := dashboards.Pages{Pool: s.cfg.Pool, Today: s.today, Location: s.cfg.Location, Boards: s.boards()}
	followup := followups.Pages{Pool: s.cfg.Pool, Today: s.today}
	objective := objectives.Pages{Pool: s.cfg.Pool, Today: s.today, Location: s.cfg.Location}
	indicator := indicators.Pages{Pool: s.cfg.Pool, Today: s.today, Location: s.cfg.Location}
	line := lines.Pages{Pool: s.cfg.Pool, Today: s.today, Location: s.cfg.Location}
	snapshot := snapshots.Pages{Pool: s.cfg.Pool, Today: s.today, Location: s.cfg.Location}

	r.Get("/", s.page(access.Browse, text.Home))
	r.Get("/planes", s.page(access.Browse, text.List))
	r.Get("/planes/{plan}", s.page(access.Browse, text.Show))
	r.Post("/planes/{plan}/publicacion", s.page(access.PublishPlan, text.Publish))
	r.Get("/planes/{plan}/cuadro-de-mando", s.page(access.Browse, figures.Show))
	r.Get("/planes/{plan}/seguimiento", s.page(access.Browse, followup.Show))
	r.Get("/planes/{plan}/objetivos", s.page(access.Browse, objective.Index))
	r.Get("/planes/{plan}/objetivos/{code}", s.page(access.Browse, objective.Show))
	r.Get("/planes/{plan}/indicadores", s.page(access.Browse, indicator.List))
	r.Get("/planes/{plan}/indicadores/{code}", s.page(access.Browse, indicator.Show))
	r.Get("/planes/{plan}/lineas", s.page(access.Browse, line.Index))
	r.Get("/planes/{plan}/lineas/{code}", s.page(access.Browse, line.Show))
	r.Get("/planes/{plan}/seguimientos", s.page(access.Browse, snapshot.List))
	r.Get("/planes/{plan}/seguimientos/{id}", s.page(access.Browse, snapshot.Show))
}

// keepingRoutes are those with which the technician keeps plans themselves.
func (s *shell) keepingRoutes(r chi.Router) {
	changes := histories.Pages{Pool: s.cfg.Pool, Location: s.cfg.Location}
	r.Get("/planes/{plan}/historia", s.page(access.ReadHistory, changes.List))

	kept := plans.Pages{
		Pool: s.cfg.Pool, Today: s.today, Plans: plan.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Location: s.cfg.Location,
	}
	r.Get("/planes/nuevo", s.page(access.CreatePlan, kept.New))
	r.Post("/planes", s.form(access.CreatePlan, kept.Create))
	r.Get("/planes/{plan}/editar", s.page(access.WritePlan, kept.Edit))
	r.Post("/planes/{plan}/editar", s.form(access.WritePlan, kept.Save))
	r.Post("/planes/{plan}/estado", s.form(access.WritePlan, kept.Take))
	r.Get("/planes/{plan}/duplicar", s.page(access.CreatePlan, kept.Duplicate))
	r.Post("/planes/{plan}/duplicar", s.form(access.CreatePlan, kept.SaveCopy))
	r.Get("/planes/{plan}/apartados", s.page(access.WritePlan, kept.Sections))
	r.Post("/planes/{plan}/apartados", s.form(access.WritePlan, kept.CreateSection))
	r.Get("/planes/{plan}/apartados/nuevo", s.page(access.WritePlan, kept.NewSection))
	r.Post("/planes/{plan}/apartados/orden", s.form(access.WritePlan, kept.MoveSection))
	r.Get("/planes/{plan}/apartados/{id}", s.page(access.WritePlan, kept.EditSection))
	r.Post("/planes/{plan}/apartados/{id}", s.form(access.WritePlan, kept.SaveSection))
	r.Post("/planes/{plan}/apartados/{id}/baja", s.form(access.WritePlan, kept.DropSection))
}

// structureRoutes are those with which lines, frameworks and objectives are kept.
func (s *shell) structureRoutes(r chi.Router) {
	kept := plan.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}
	outline := outlines.Pages{Pool: s.cfg.Pool}
	line := lines.Pages{Pool: s.cfg.Pool, Today: s.today, Plans: kept, Location: s.cfg.Location}
	objective := objectives.Pages{Pool: s.cfg.Pool, Today: s.today, Plans: kept, Location: s.cfg.Location}
	framework := frameworks.Pages{Pool: s.cfg.Pool, Plans: kept, Location: s.cfg.Location}

	r.Get("/planes/{plan}/estructura", s.page(access.WritePlan, outline.Show))
	r.Get("/planes/{plan}/lineas/nueva", s.page(access.WritePlan, line.New))
	r.Post("/planes/{plan}/lineas", s.form(access.WritePlan, line.Create))
	r.Post("/planes/{plan}/lineas/orden", s.form(access.WritePlan, line.Move))
	r.Get("/planes/{plan}/lineas/{code}/editar", s.page(access.WritePlan, line.Edit))
	r.Post("/planes/{plan}/lineas/{code}/editar", s.form(access.WritePlan, line.Save))
	r.Post("/planes/{plan}/lineas/{code}/baja", s.form(access.WritePlan, line.Delete))
	r.Get("/planes/{plan}/objetivos/nuevo", s.page(access.WritePlan, objective.New))
	r.Post("/planes/{plan}/objetivos", s.form(access.WritePlan, objective.Create))
	r.Post("/planes/{plan}/objetivos/orden", s.form(access.WritePlan, objective.Move))
	r.Get("/planes/{plan}/objetivos/{code}/editar", s.page(access.WritePlan, objective.Edit))
	r.Post("/planes/{plan}/objetivos/{code}/editar", s.form(access.WritePlan, objective.Save))
	r.Post("/planes/{plan}/objetivos/{code}/baja", s.form(access.WritePlan, objective.Delete))
	r.Post("/planes/{plan}/objetivos/{code}/anulacion", s.form(access.WritePlan, objective.Cancel))
	r.Post("/planes/{plan}/objetivos/{code}/restauracion", s.form(access.WritePlan, objective.Restore))
	r.Get("/planes/{plan}/marcos/nuevo", s.page(access.WritePlan, framework.New))
	r.Post("/planes/{plan}/marcos", s.form(access.WritePlan, framework.Create))
	r.Get("/planes/{plan}/marcos/{code}/editar", s.page(access.WritePlan, framework.Edit))
	r.Post("/planes/{plan}/marcos/{code}/editar", s.form(access.WritePlan, framework.Save))
	r.Post("/planes/{plan}/marcos/{code}/baja", s.form(access.WritePlan, framework.Delete))
}

// indicatorRoutes are those with which indicators are kept.
func (s *shell) indicatorRoutes(r chi.Router) {
	kept := indicators.Keeping{Store: indicator.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Today: s.today, Location: s.cfg.Location}
	r.Get("/planes/{plan}/indicadores/nuevo", s.page(access.WritePlan, kept.New))
	r.Post("/planes/{plan}/indicadores", s.form(access.WritePlan, kept.Create))
	r.Post("/planes/{plan}/indicadores/orden", s.form(access.WritePlan, kept.Move))
	r.Get("/planes/{plan}/indicadores/{code}/editar", s.page(access.WritePlan, kept.Edit))
	r.Post("/planes/{plan}/indicadores/{code}/editar", s.form(access.WritePlan, kept.Save))
	r.Post("/planes/{plan}/indicadores/{code}/anulacion", s.form(access.WritePlan, kept.Cancel))
	r.Post("/planes/{plan}/indicadores/{code}/restauracion", s.form(access.WritePlan, kept.Restore))
	r.Post("/planes/{plan}/indicadores/{code}/baja", s.form(access.WritePlan, kept.Delete))
}

// valueRoutes are those with which values are recorded: one at a time, and a whole round in the sheet.
func (s *shell) valueRoutes(r chi.Router) {
	sheet := sheets.Pages{Values: indicator.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Today: s.today, Location: s.cfg.Location}
	r.Get("/planes/{plan}/hoja", s.page(access.ReportValues, sheet.Show))
	r.Post("/planes/{plan}/hoja", s.form(access.ReportValues, sheet.Save))
	r.Get("/planes/{plan}/hoja/fila", s.page(access.ReportValues, sheet.Row))
	value := indicators.Pages{
		Pool: s.cfg.Pool, Values: indicator.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Today: s.today, Location: s.cfg.Location,
	}
	r.Post("/planes/{plan}/indicadores/{code}/valores", s.form(access.ReportValues, value.Record))
	r.Get("/planes/{plan}/indicadores/{code}/valores/{fecha}", s.page(access.ReportValues, value.Day))
	r.Post("/planes/{plan}/indicadores/{code}/valores/{fecha}", s.form(access.ReportValues, value.Correct))
	r.Post("/planes/{plan}/indicadores/{code}/valores/{fecha}/retirada", s.form(access.ReportValues, value.Withdraw))
}

// resultRoutes are those of the evidence of what was achieved.
func (s *shell) resultRoutes(r chi.Router) {
	result := results.Pages{
		Results: indicator.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Today: s.today, Location: s.cfg.Location,
	}
	r.Get("/planes/{plan}/resultados", s.page(access.Browse, result.List))
	r.Post("/planes/{plan}/resultados", s.form(access.ReportValues, result.Create))
	r.Get("/planes/{plan}/resultados/nuevo", s.page(access.ReportValues, result.New))
	r.Get("/planes/{plan}/resultados/{id}", s.page(access.Browse, result.Show))
	r.Post("/planes/{plan}/resultados/{id}", s.form(access.WritePlan, result.Save))
	r.Get("/planes/{plan}/resultados/{id}/editar", s.page(access.WritePlan, result.Edit))
	r.Post("/planes/{plan}/resultados/{id}/retirada", s.form(access.WritePlan, result.Withdraw))
	r.Post("/planes/{plan}/resultados/{id}/restauracion", s.form(access.WritePlan, result.Restore))
	r.Post("/planes/{plan}/resultados/{id}/ficheros", s.upload(access.ReportValues, result.AddFiles))
	r.Get("/planes/{plan}/resultados/{id}/ficheros/{file}", s.page(access.Browse, result.Download))
	r.Post("/planes/{plan}/resultados/{id}/ficheros/{file}/retirada", s.form(access.WritePlan, result.WithdrawFile))
}

// roundRoutes are those of follow-up rounds, with the inbox of each unit.
func (s *shell) roundRoutes(r chi.Router) {
	store := round.Store{Pool: s.cfg.Pool, Now: s.cfg.Now, Today: s.today}
	asked := rounds.Pages{Rounds: store, Location: s.cfg.Location}
	r.Get("/planes/{plan}/rondas", s.page(access.ReadHistory, asked.List))
	r.Post("/planes/{plan}/rondas", s.form(access.WritePlan, asked.Create))
	r.Get("/planes/{plan}/rondas/nueva", s.page(access.WritePlan, asked.New))
	r.Get("/planes/{plan}/rondas/{id}", s.page(access.ReadHistory, asked.Show))
	r.Post("/planes/{plan}/rondas/{id}", s.form(access.WritePlan, asked.Save))
	r.Post("/planes/{plan}/rondas/{id}/anulacion", s.form(access.WritePlan, asked.Cancel))
	r.Post("/planes/{plan}/rondas/{id}/aceptaciones", s.form(access.WritePlan, asked.Accept))
	r.Get("/planes/{plan}/rondas/{id}/cierre", s.page(access.WritePlan, asked.Closing))
	r.Post("/planes/{plan}/rondas/{id}/cierre", s.form(access.WritePlan, asked.Close))
	r.Get("/planes/{plan}/rondas/{id}/valores/{code}", s.page(access.WritePlan, asked.Entry))
	r.Post("/planes/{plan}/rondas/{id}/valores/{code}/correccion", s.form(access.WritePlan, asked.Correct))
	r.Post("/planes/{plan}/rondas/{id}/valores/{code}/devolucion", s.form(access.WritePlan, asked.Return))

	inbox := inboxes.Pages{Rounds: store, Location: s.cfg.Location}
	r.Get(ui.InboxPath, s.page(access.ReportValues, inbox.Show))
	r.Post(ui.InboxPath, s.form(access.ReportValues, inbox.Send))
}

// snapshotRoutes are those that freeze follow-ups and compare them.
func (s *shell) snapshotRoutes(r chi.Router) {
	followUp := snapshots.Pages{
		Pool: s.cfg.Pool, Today: s.today, Location: s.cfg.Location, Snapshots: snapshot.Store{Pool: s.cfg.Pool, Now: s.cfg.Now},
	}
	comparison := comparisons.Pages{Pool: s.cfg.Pool, Today: s.today}
	r.Get("/planes/{plan}/seguimientos/nuevo", s.form(access.WritePlan, followUp.New))
	r.Post("/planes/{plan}/seguimientos", s.form(access.WritePlan, followUp.Close))
	r.Get("/planes/{plan}/comparar", s.page(access.Browse, comparison.Show))
}

// entryRoutes are the ways in and out.
func (s *shell) entryRoutes(r chi.Router) {
	entry := sessions.Pages{Config: s.cfg.Sessions, Users: s.cfg.Users, Later: s.later}
	r.Get("/entrar", s.page(access.Browse, entry.SignIn))
	r.Post("/entrar", s.page(access.Browse, entry.Start))
	r.Get("/entrar/codigo", s.page(access.Browse, entry.Code))
	r.Post("/entrar/codigo", s.page(access.Browse, entry.Confirm))
	r.Get("/entrar/segundo-factor", s.page(access.Browse, entry.Enrol))
	r.Post("/entrar/segundo-factor", s.page(access.Browse, entry.EnableFactor))
	r.Get("/entrar/olvido", s.page(access.Browse, entry.Forgot))
	r.Post("/entrar/olvido", s.page(access.Browse, entry.SendReset))
	r.Get("/entrar/con/{provider}", s.page(access.Browse, entry.External))
	r.Post("/entrar/con/{provider}", s.page(access.Browse, entry.StartExternal))
	r.Get("/entrar/con/{provider}/respuesta", s.page(access.Browse, entry.Return))
	r.Get("/enlace/{token}", s.page(access.Browse, entry.Link))
	r.Post("/enlace/{token}", s.page(access.Browse, entry.Answer))
	r.Post("/salir", s.page(access.Browse, entry.SignOut))
}

// accountRoutes are a person's own account.
func (s *shell) accountRoutes(r chi.Router) {
	own := accounts.Pages{
		Users: s.cfg.Users, Mail: s.cfg.Sessions.Mail, PublicURL: s.cfg.Sessions.PublicURL, Later: s.later, Location: s.cfg.Location,
	}
	r.Get("/cuenta", s.page(access.UseAccount, own.Account))
	r.Get("/cuenta/contrasena", s.page(access.UseAccount, own.Password))
	r.Post("/cuenta/contrasena", s.page(access.UseAccount, own.ChangePassword))
	r.Get("/cuenta/correo", s.page(access.UseAccount, own.Email))
	r.Post("/cuenta/correo", s.page(access.UseAccount, own.ChangeEmail))
	r.Get("/cuenta/segundo-factor", s.page(access.UseAccount, own.Factor))
	r.Post("/cuenta/segundo-factor", s.page(access.UseAccount, own.EnableFactor))
	r.Post("/cuenta/segundo-factor/baja", s.page(access.UseAccount, own.DisableFactor))
	r.Post("/cuenta/codigos", s.page(access.UseAccount, own.RenewCodes))
	r.Get("/cuenta/sesiones", s.page(access.UseAccount, own.Sessions))
	r.Post("/cuenta/sesiones", s.page(access.UseAccount, own.EndOthers))
	r.Post("/cuenta/sesiones/{id}", s.page(access.UseAccount, own.EndSession))
}

// administrationRoutes are people, units, settings and the audit.
func (s *shell) administrationRoutes(r chi.Router) {
	parts := unit.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}
	people := users.Pages{
		Users: s.cfg.Users, Units: parts, Mail: s.cfg.Sessions.Mail, PublicURL: s.cfg.Sessions.PublicURL, Later: s.later, Location: s.cfg.Location,
	}
	r.Get("/administracion/personas", s.page(access.ManageUsers, people.List))
	r.Post("/administracion/personas", s.page(access.ManageUsers, people.Invite))
	r.Get("/administracion/personas/nueva", s.page(access.ManageUsers, people.New))
	r.Get("/administracion/personas/{id}", s.page(access.ManageUsers, people.Show))
	r.Post("/administracion/personas/{id}", s.page(access.ManageUsers, people.Save))
	r.Post("/administracion/personas/{id}/enlace", s.page(access.ManageUsers, people.NewLink))
	r.Post("/administracion/personas/{id}/segundo-factor", s.page(access.ManageUsers, people.ResetFactor))
	r.Post("/administracion/personas/{id}/sesiones", s.page(access.ManageUsers, people.EndSessions))
	r.Post("/administracion/personas/{id}/baja", s.page(access.ManageUsers, people.Disable))
	r.Post("/administracion/personas/{id}/alta", s.page(access.ManageUsers, people.Enable))
	r.Post("/administracion/personas/{id}/cuentas", s.page(access.ManageUsers, people.Unlink))

	division := units.Pages{Units: parts, Location: s.cfg.Location}
	r.Get("/administracion/unidades", s.page(access.ManageUnits, division.List))
	r.Post("/administracion/unidades", s.page(access.ManageUnits, division.Create))
	r.Get("/administracion/unidades/nueva", s.page(access.ManageUnits, division.New))
	r.Get("/administracion/unidades/{id}", s.page(access.ManageUnits, division.Show))
	r.Post("/administracion/unidades/{id}", s.page(access.ManageUnits, division.Save))
	r.Post("/administracion/unidades/{id}/baja", s.page(access.ManageUnits, division.Delete))

	general := settings.Pages{
		Pool: s.cfg.Pool, Store: setting.Store{Pool: s.cfg.Pool, Now: s.cfg.Now}, Location: s.cfg.Location, Contact: s.cfg.Contact,
	}
	r.Get("/administracion", s.page(access.ManageSettings, general.Index))
	r.Get("/administracion/ajustes", s.page(access.ManageSettings, general.Security))
	r.Post("/administracion/ajustes", s.page(access.ManageSettings, general.SaveSecurity))
	r.Get("/administracion/textos", s.page(access.ManageSettings, general.Texts))
	r.Get("/administracion/textos/{name}", s.page(access.ManageSettings, general.Text))
	r.Post("/administracion/textos/{name}", s.page(access.ManageSettings, general.SaveText))

	events := audits.Pages{Pool: s.cfg.Pool, Slow: cmp.Or(s.cfg.Slow, s.cfg.Pool), Now: s.cfg.Now, Location: s.cfg.Location}
	r.Get("/administracion/auditoria", s.page(access.ReadAudit, events.List))
	r.Get("/administracion/auditoria/verificacion", s.page(access.ReadAudit, events.Verification))
	r.Post("/administracion/auditoria/exportar", s.page(access.ReadAudit, events.Export))
}

// today is the calendar day at the organisation's place.
func (s *shell) today() date.Date { return date.Of(s.cfg.Now().In(s.cfg.Location)) }
