// Package web is the face of Hito over HTTP: the list of routes, what every
// request passes through, and how errors are answered.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/web/abouts"
	"hito/web/api"
	"hito/web/dashboards"
	"hito/web/followups"
	"hito/web/indicators"
	"hito/web/lines"
	"hito/web/objectives"
	"hito/web/plans"
	"hito/web/snapshots"
	"hito/web/static"
	"hito/web/ui"
)

// Config is what the pages need from outside.
type Config struct {
	Pool     *pgxpool.Pool
	Logger   *slog.Logger
	Ready    func(context.Context) error // tells whether the database answers
	Now      func() time.Time
	Location *time.Location // in which "today" is decided
	Site     ui.Site        // its Nav is set here, beside the routes
	Contact  abouts.Contact // for the accessibility statement
	HTTPS    bool           // people reach this server over TLS: browsers are told to keep to it
}

// mainNav are the main sections, in the order of the header.
var mainNav = []ui.Link{
	{Text: "Inicio", Href: "/"},
	{Text: "Planes", Href: "/planes"},
	{Text: "Acerca de", Href: "/acerca-de"},
}

// New returns the handler of the whole site.
func New(cfg Config) http.Handler {
	s := &shell{cfg: cfg}
	s.cfg.Site.Nav, s.cfg.Site.Data = mainNav, api.Root+"/openapi.json"
	return s.handler(s.routes)
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
		s.refuseCrossOrigin,
		middleware.GetHead,
	)
	r.NotFound(s.notFound(r))
	r.MethodNotAllowed(s.methodNotAllowed(r))
	routes(r)
	return r
}

// routes is the list of everything this site answers.
func (s *shell) routes(r chi.Router) {
	about := abouts.New(abouts.Config{Body: s.cfg.Site.Body, Version: s.cfg.Site.Version, Contact: s.cfg.Contact, Data: s.cfg.Site.Data})

	plan := plans.Pages{Pool: s.cfg.Pool, Today: s.today}
	dashboard := dashboards.Pages{Pool: s.cfg.Pool, Today: s.today}
	followup := followups.Pages{Pool: s.cfg.Pool, Today: s.today}
	objective := objectives.Pages{Pool: s.cfg.Pool, Today: s.today}
	indicator := indicators.Pages{Pool: s.cfg.Pool, Today: s.today, Location: s.cfg.Location}
	line := lines.Pages{Pool: s.cfg.Pool, Today: s.today}
	snapshot := snapshots.Pages{Pool: s.cfg.Pool, Today: s.today, Location: s.cfg.Location}

	r.Get("/", s.page(plan.Home))
	r.Get("/planes", s.page(plan.List))
	r.Get("/planes/{plan}", s.page(plan.Show))
	r.Get("/planes/{plan}/cuadro-de-mando", s.page(dashboard.Show))
	r.Get("/planes/{plan}/seguimiento", s.page(followup.Show))
	r.Get("/planes/{plan}/objetivos", s.page(objective.Index))
	r.Get("/planes/{plan}/objetivos/{code}", s.page(objective.Show))
	r.Get("/planes/{plan}/indicadores", s.page(indicator.List))
	r.Get("/planes/{plan}/indicadores/{code}", s.page(indicator.Show))
	r.Get("/planes/{plan}/lineas", s.page(line.Index))
	r.Get("/planes/{plan}/lineas/{code}", s.page(line.Show))
	r.Get("/planes/{plan}/seguimientos", s.page(snapshot.List))
	r.Get("/planes/{plan}/seguimientos/{id}", s.page(snapshot.Show))

	r.Get("/accesibilidad", s.page(about.Accessibility))
	r.Get("/acerca-de", s.page(about.About))

	api.Mount(r, api.Config{Pool: s.cfg.Pool, Today: s.today, Version: s.cfg.Site.Version, Fail: s.fail})

	r.Get("/healthz", s.healthz)
	r.Get("/readyz", s.readyz)
	r.Get("/static/*", s.page(static.Serve))
}

// today is the calendar day at the organisation's place.
func (s *shell) today() date.Date { return date.Of(s.cfg.Now().In(s.cfg.Location)) }
