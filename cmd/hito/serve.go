package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo"
	"hito/internal/job"
	"hito/internal/transfer"
	"hito/internal/user"
	"hito/web"
	"hito/web/abouts"
	"hito/web/reports/paper"
	"hito/web/sessions"
	"hito/web/ui"
)

// defaultTimeZone is where the dates of a plan are meant.
const defaultTimeZone = "Europe/Madrid"

// drainTimeout is how long requests under way may take at a stop.
const drainTimeout = 10 * time.Second

// databaseFlags say which database is used; they are shared by all commands that need one.
type databaseFlags struct {
	DatabaseURL string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"Servidor PostgreSQL (postgres://…). Sin él, Hito arranca uno propio en la carpeta de datos. Mejor en DATABASE_URL que en la línea de órdenes, que otras personas del equipo pueden ver; la contraseña puede ir aparte, en PGPASSWORD."`
	Data        string `env:"HITO_DATA" placeholder:"DIR" help:"Carpeta de datos del PostgreSQL propio (hito-data; con --demo, hito-demo)."`
	PostgresBin string `name:"postgres-bin" env:"HITO_POSTGRES_BIN" placeholder:"DIR" help:"Carpeta con initdb y postgres, si no se encuentran solos."`
}

type serveCommand struct {
	databaseFlags
	Addr      string        `env:"HITO_ADDR" default:"127.0.0.1:8080" help:"Dirección y puerto en los que se sirve (${default})."`
	Demo      bool          `env:"HITO_DEMO" help:"Sirve los planes de demostración en una base de datos aparte."`
	Body      string        `env:"HITO_BODY" placeholder:"NOMBRE" help:"Nombre del organismo, para la cabecera y los textos legales."`
	DrainWait time.Duration `name:"drain-wait" env:"HITO_DRAIN_WAIT" default:"0s" placeholder:"TIEMPO" help:"Al parar, tiempo en el que se sigue sirviendo mientras /readyz responde ya 503, para que un proxy con varias instancias deje de enviar peticiones a esta; por ejemplo, 5s (${default})."`
	HTTPS     bool          `name:"https" env:"HITO_HTTPS" help:"Se llega a este servidor por TLS (a través de un proxy): los navegadores lo recordarán."`

	ReplicaURL string `name:"replica-url" env:"HITO_REPLICA_URL" placeholder:"URL" help:"Servidor PostgreSQL en espera (réplica de lectura) en el que se leen las páginas públicas y los datos abiertos mientras responde y va al día; si no, se leen en el principal."`

	ContactForm   string `name:"contact-form" env:"HITO_CONTACT_FORM" placeholder:"URL" help:"Formulario de contacto, para la declaración de accesibilidad."`
	ContactEmail  string `name:"contact-email" env:"HITO_CONTACT_EMAIL" placeholder:"CORREO" help:"Correo de contacto, para la declaración de accesibilidad."`
	ContactPhone  string `name:"contact-phone" env:"HITO_CONTACT_PHONE" placeholder:"TELÉFONO" help:"Teléfono de contacto, para la declaración de accesibilidad."`
	ContactOffice string `name:"contact-office" env:"HITO_CONTACT_OFFICE" placeholder:"DIRECCIÓN" help:"Oficina de atención, para la declaración de accesibilidad."`
	Appeal        string `env:"HITO_APPEAL" placeholder:"UNIDAD" help:"Unidad que resuelve las reclamaciones de accesibilidad (RD 1112/2018, artículo 13)."`

	Chromium string `env:"HITO_CHROMIUM" placeholder:"PROGRAMA" help:"Chromium con el que se hacen los PDF de los informes, si no se encuentra solo. Sin ninguno no hay PDF: se ofrecen la página para imprimir, DOCX y XLSX."`

	DIR3 string `name:"dir3" env:"HITO_DIR3" placeholder:"CÓDIGO" help:"Código DIR3 del organismo, como L01140424, para el catálogo de datos abiertos."`

	accountFlags
	scheduleFlags
	watchFlags

	TimeZone  string `name:"time-zone" env:"HITO_TIME_ZONE" default:"${time_zone}" help:"Zona horaria de las fechas (${default})."`
	LogFormat string `name:"log-format" env:"HITO_LOG_FORMAT" enum:"text,json" default:"text" help:"Forma del registro: ${enum} (${default})."`
}

// Run serves until it is told to stop by SIGINT or SIGTERM.
func (c serveCommand) Run(k *kong.Kong) error {
	location, err := c.location()
	if err != nil {
		return err
	}
	printer := paper.FindPrinter(c.Chromium)
	if printer == nil && c.Chromium != "" {
		return &usageError{fmt.Sprintf("--chromium: no hay ningún programa en %q", c.Chromium)}
	}
	log := newLogger(c.LogFormat, k.Stderr)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	listener, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	accounts, err := c.read(listener.Addr(), c.HTTPS)
	if err != nil {
		return err
	}
	recipients, err := c.backupRecipients()
	if err != nil {
		return err
	}
	settings := c.config(c.Demo, log)
	settings.Pages, settings.Replica = true, c.ReplicaURL
	look, err := c.look(ctx, accounts.proxies, log)
	if err != nil {
		return err
	}
	defer look.close()
	settings.Tracer = look.tracer
	database, err := db.Open(ctx, settings)
	if err != nil {
		return unlessStopped(ctx, k.Stderr, err)
	}
	defer closeDatabase(database, log)
	if err := c.claim(ctx, database, location); err != nil {
		return unlessStopped(ctx, k.Stderr, err)
	}
	users := user.Store{Pool: database.Pool, Now: time.Now}
	setUp, err := users.SetUpLink(ctx)
	if err != nil {
		return unlessStopped(ctx, k.Stderr, err)
	}
	go keepHouse(ctx, log, users.Purge, transfer.Store{Pool: database.Pool, Now: time.Now}.Purge)
	jobs, err := job.Start(ctx, job.Config{Pool: database.Jobs, Now: time.Now, Location: location, Logger: log, Mail: accounts.Mail, Spans: look.spans(), Backups: c.scheduled(database.OwnerURL(), recipients)})
	if err != nil {
		return unlessStopped(ctx, k.Stderr, err)
	}
	defer stopJobs(jobs, log)
	background := new(sync.WaitGroup)
	defer waitFor(background, drainTimeout)
	leave := &leaving{wait: c.DrainWait}
	handler := resting(web.New(web.Config{
		Users: users, Sessions: accounts.Config, Proxies: accounts.proxies, Background: background,
		Pool: database.Pool, Slow: database.Slow, Replica: database.Replica, Ready: leave.ready(database.Pool), Logger: log, Now: time.Now, Location: location,
		Site:    ui.Site{Body: c.Body, Demo: c.Demo, Version: version},
		Contact: c.contact(), DIR3: c.DIR3, HTTPS: accounts.https, Printer: printer, Watch: look.observer,
	}), restAfter, giveBack)
	go look.serve(database, leave.ready(database.Pool), c.newestBackup)
	c.welcome(k.Stdout, accounts, setUp, database)
	return serve(ctx, stop, listener, leave.announce(handler), leave, database.Lost(), log)
}

func (c serveCommand) contact() abouts.Contact {
	return abouts.Contact{Form: c.ContactForm, Email: c.ContactEmail, Phone: c.ContactPhone, Office: c.ContactOffice, Appeal: c.Appeal}
}

// location is where a day begins and ends; without a name, which Go takes for UTC, it is the default.
func (c serveCommand) location() (*time.Location, error) {
	location, err := time.LoadLocation(cmp.Or(c.TimeZone, defaultTimeZone))
	if err != nil {
		return nil, &usageError{fmt.Sprintf("--time-zone: no existe la zona horaria %q; por ejemplo, %s", c.TimeZone, defaultTimeZone)}
	}
	return location, nil
}

// unlessStopped tells a start that a signal ended from one that failed: whoever stopped it wants no errors.
func unlessStopped(ctx context.Context, w io.Writer, err error) error {
	if ctx.Err() == nil {
		return err
	}
	_, _ = io.WriteString(w, "hito: detenido antes de arrancar\n") // nobody may be reading
	return nil
}

// claim makes sure that demo mode and real installations never share a database.
func (c serveCommand) claim(ctx context.Context, database *db.Database, location *time.Location) error {
	if !c.Demo {
		return demo.Exclude(ctx, database.Pool)
	}
	err := demo.Load(ctx, database.Pool, date.Of(time.Now().In(location)))
	if errors.Is(err, demo.ErrForeign) {
		return demo.ErrForeign
	}
	return err
}

// waitFor waits for what is under way in the background, but not for ever.
func waitFor(background *sync.WaitGroup, most time.Duration) {
	over := make(chan struct{})
	go func() { background.Wait(); close(over) }()
	select {
	case <-over:
	case <-time.After(most):
	}
}

// stopJobs lets what is under way finish: what was cut off is done at the next start.
func stopJobs(jobs *job.Runner, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	if err := jobs.Stop(ctx); err != nil {
		log.Warn("background jobs were cut off at the stop", "err", err)
	}
}

func closeDatabase(database *db.Database, log *slog.Logger) {
	if err := database.Close(); err != nil {
		log.Error("the database did not close cleanly", "err", err)
	}
}

func (f databaseFlags) config(demo bool, log *slog.Logger) db.Config {
	folder := f.Data
	if folder == "" {
		folder = "hito-data"
		if demo {
			folder = "hito-demo"
		}
	}
	return db.Config{URL: f.DatabaseURL, DataDir: folder, BinDir: f.PostgresBin, Log: log}
}

func newLogger(format string, w io.Writer) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("la dirección %s ya está en uso: pare el otro programa o elija otra con --addr", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("no hay permiso para servir en %s: elija un puerto por encima de 1023 con --addr", addr)
	case err != nil:
		return nil, &usageError{fmt.Sprintf("--addr: no se puede servir en %q (%v); por ejemplo, 127.0.0.1:8080", addr, err)}
	}
	return listener, nil
}

// serve answers requests until ctx ends or the database is lost, then lets a proxy notice and those under way finish.
// A second signal, after forget, ends the program at once.
func serve(ctx context.Context, forget func(), listener net.Listener, handler http.Handler, leave *leaving, lost <-chan error, log *slog.Logger) error {
	server := web.NewServer(handler, log)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var cause error
	select {
	case cause = <-failed:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), cause)
	case cause = <-lost:
	case <-ctx.Done():
		log.Info("stopping")
	}
	forget()
	if cause == nil {
		leave.begin()
	}
	drain, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		log.Warn("requests were cut off at the stop", "err", err)
	}
	return cause
}

// welcome tells whoever started the server where to look and where the data are.
func (c serveCommand) welcome(w io.Writer, a accounts, setUp string, database *db.Database) {
	var text strings.Builder
	fmt.Fprintf(&text, "\n  Hito %s\n\n", version)
	fmt.Fprintf(&text, "  Dirección  %s\n", a.PublicURL)
	if c.Demo {
		fmt.Fprintf(&text, "  Contenido  dos planes de demostración: el I Plan de Innovación y un plan ficticio\n")
	}
	switch {
	case c.Demo:
		fmt.Fprintf(&text, "  Cuentas    están en la página «Entrar», con la contraseña %s\n", sessions.DemoPassword)
	case setUp != "":
		fmt.Fprintf(&text, "  Cuentas    no hay ninguna. Cree la primera con este enlace, que sirve una vez, durante un día:\n")
		fmt.Fprintf(&text, "             %s/enlace/%s\n", a.PublicURL, setUp)
	}
	fmt.Fprintf(&text, "  Datos      %s\n", database.Where())
	for _, note := range append(a.notes, database.Notes()...) {
		fmt.Fprintf(&text, "  Aviso      %s\n", note)
	}
	fmt.Fprintf(&text, "  Parar      Ctrl-C\n\n")
	// Nobody may be reading: serving goes on all the same.
	_, _ = io.WriteString(w, text.String())
}

type migrateCommand struct{ databaseFlags }

// Run opens the database, which migrates it, and closes it again.
func (c migrateCommand) Run(k *kong.Kong) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := newLogger("text", k.Stderr)
	database, err := db.Open(ctx, c.config(false, log))
	if err != nil {
		return err
	}
	defer closeDatabase(database, log)
	_, err = fmt.Fprintf(k.Stdout, "El esquema está al día: %s\n", database.Where())
	return err
}
