package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/trace"

	"hito/internal/backup"
	"hito/internal/db"
	"hito/internal/measure"
	"hito/web/watch"
)

// watchFlags say how whoever runs the server looks into it.
type watchFlags struct {
	PrivateAddr string        `name:"private-addr" env:"HITO_PRIVATE_ADDR" placeholder:"DIRECCIÓN" help:"Dirección privada, como 127.0.0.1:9090, en la que se sirven métricas para Prometheus, perfiles y el detalle del estado (docs/monitoring.md). Sin ella no se sirven en ninguna."`
	SlowQuery   time.Duration `name:"slow-query" env:"HITO_SLOW_QUERY" default:"500ms" placeholder:"TIEMPO" help:"Se anota en el registro cada consulta a la base de datos que tarde más; 0, ninguna (${default})."`
	SlowRequest time.Duration `name:"slow-request" env:"HITO_SLOW_REQUEST" default:"1s" placeholder:"TIEMPO" help:"Se anota en el registro como lenta cada petición que tarde más; 0, ninguna (${default})."`
	OTLP        string        `name:"otlp" env:"HITO_OTLP,OTEL_EXPORTER_OTLP_ENDPOINT" placeholder:"URL" help:"Colector de OpenTelemetry (OTLP por HTTP), como http://127.0.0.1:4318, al que se envían trazas sin valores ni datos personales."`
}

// watching is how a running server is looked into.
type watching struct {
	observer *watch.Observer
	tracer   *measure.Tracer
	traces   *watch.Traces // nil where none are wanted
	listener net.Listener  // nil where there is no private address
	log      *slog.Logger
}

// look makes what the flags ask for; it is closed at the end.
func (f watchFlags) look(ctx context.Context, proxies []netip.Prefix, log *slog.Logger) (*watching, error) {
	w := &watching{
		observer: &watch.Observer{Slow: f.SlowRequest, Proxies: proxies},
		tracer:   &measure.Tracer{Slow: f.SlowQuery, Logger: log},
		log:      log,
	}
	if f.SlowQuery < 0 || f.SlowRequest < 0 {
		return nil, &usageError{"--slow-query y --slow-request: un tiempo no puede ser negativo; por ejemplo, 500ms"}
	}
	if f.OTLP != "" {
		var err error
		w.traces, err = watch.NewTraces(watch.TracesConfig{
			Collector: f.OTLP, Headers: os.Getenv("OTEL_EXPORTER_OTLP_HEADERS"), Version: version,
			Failed: func(err error) { log.Warn("traces could not be sent", "err", err) },
		})
		if err != nil {
			return nil, &usageError{fmt.Sprintf("--otlp: %v; se escribe como http://127.0.0.1:4318, y OTEL_EXPORTER_OTLP_HEADERS como nombre=valor", err)}
		}
		w.tracer.Spans, w.observer.Spans = w.traces.Tracer(), w.traces.Tracer()
	}
	if f.PrivateAddr == "" {
		runtime.MemProfileRate = 0 // nobody can ask for a profile: none is kept
		return w, nil
	}
	w.observer.Metrics = watch.NewMetrics()
	var err error
	w.listener, err = listenPrivately(ctx, f.PrivateAddr)
	return w, err
}

func listenPrivately(ctx context.Context, addr string) (net.Listener, error) {
	at, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, &usageError{fmt.Sprintf("--private-addr: %q no es una dirección con puerto; por ejemplo, 127.0.0.1:9090", addr)}
	}
	if !watch.Private(at) {
		return nil, &usageError{fmt.Sprintf("--private-addr: %q no es una dirección privada. Las métricas y los perfiles no pueden estar al alcance de cualquiera: "+
			"use 127.0.0.1:9090 o la dirección de este equipo en una red privada", addr)}
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", at.String())
	if err != nil {
		return nil, &usageError{fmt.Sprintf("--private-addr: no se puede servir en %q (%v)", addr, err)}
	}
	return listener, nil
}

// spans makes spans of jobs; nil where no traces are wanted.
func (w *watching) spans() trace.Tracer { return w.tracer.Spans }

// serve answers on the private address, if there is one, until the server is closed.
func (w *watching) serve(database *db.Database, ready func(context.Context) error, newest func() (time.Time, bool)) {
	if w.listener == nil {
		return
	}
	sources := watch.Sources{
		Version: version,
		Pools:   map[string]*pgxpool.Pool{"pages": database.Pool, "slow": database.Slow, "jobs": database.Jobs},
		Ready:   ready,
		Queue: func(ctx context.Context) (measure.Queue, error) {
			return measure.LoadQueue(ctx, database.Pool)
		},
		Backup: newest,
	}
	server := watch.NewServer(watch.Handler(w.observer.Metrics, sources), w.log)
	w.log.Info("metrics and profiles are served privately", "addr", w.listener.Addr().String())
	if err := server.Serve(w.listener); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		w.log.Error("the private listener ended", "err", err)
	}
}

// newestBackup tells when the newest scheduled back-up was made.
func (f scheduleFlags) newestBackup() (time.Time, bool) {
	if f.BackupDir == "" {
		return time.Time{}, false
	}
	path, at, err := backup.Newest(f.BackupDir)
	return at, err == nil && path != ""
}

// close ends the private listener, and sends the spans that are left.
func (w *watching) close() {
	if w.listener != nil {
		_ = w.listener.Close()
	}
	if w.traces != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = w.traces.Close(ctx) // failures were told
	}
}
