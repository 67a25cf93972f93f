package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"hito/internal/fault"
	"hito/internal/measure"
	"hito/web/ui"
	"hito/web/watch"
)

// shell is what surrounds the pages.
type shell struct {
	cfg    Config
	laters chan struct{}
}

// record is what is known of a request when its one line is logged.
type record struct {
	id    string
	err   error         // why it was refused or failed; nil otherwise
	body  io.ReadCloser // what is sent, before it is limited
	stack string        // of a panic
	cut   bool          // part of the answer had gone out when it failed
	work  measure.Work  // what it asked of the database
}

type recordKey struct{}

// recordOf returns the record that identify made.
func recordOf(r *http.Request) *record { return r.Context().Value(recordKey{}).(*record) }

// identify gives every request an id of our own (one from outside could be
// forged) and what the pages show of this site.
func (s *shell) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:12]
		w.Header().Set("X-Request-Id", id)
		rec := &record{id: id}
		rec.work.ID, rec.work.Name = id, func() string { return routeOf(r) }
		ctx := measure.With(context.WithValue(r.Context(), recordKey{}, rec), &rec.work)
		ctx = ui.WithRequestID(ui.WithSite(ctx, s.cfg.Site), id)
		ctx = ui.WithCause(ctx, func(err error) { rec.err = err })
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// log writes one line for each request. It names the route and not the
// address: addresses and queries hold what people typed.
func (s *shell) log(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		counted := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		r, answered := s.cfg.Watch.Begin(r)
		defer func() {
			took := time.Since(start)
			s.logLine(r, counted.Status(), counted.BytesWritten(), took)
			answered(watch.Answer{Route: routeOf(r), Method: knownMethod(r.Method), Status: counted.Status(), Took: took})
		}()
		next.ServeHTTP(counted, r)
	})
}

func (s *shell) logLine(r *http.Request, status, bytes int, took time.Duration) {
	rec := recordOf(r)
	attrs := []slog.Attr{
		slog.String("id", rec.id),
		slog.String("method", knownMethod(r.Method)),
		slog.String("route", routeOf(r)),
		slog.Int("status", status),
		slog.Int("bytes", bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	level := slog.LevelInfo
	if count, inDatabase := rec.work.Statements(); count > 0 {
		attrs = append(attrs, slog.Int64("statements", count), slog.Float64("db_ms", float64(inDatabase.Microseconds())/1000))
	}
	if s.cfg.Watch.IsSlow(took) {
		level = slog.LevelWarn
		attrs = append(attrs, slog.Bool("slow", true))
	}
	if status >= http.StatusInternalServerError || rec.cut {
		level = slog.LevelError
		if rec.err != nil {
			attrs = append(attrs, slog.String("error", rec.err.Error()))
		}
		if rec.stack != "" {
			attrs = append(attrs, slog.String("stack", rec.stack))
		}
	}
	s.cfg.Logger.LogAttrs(r.Context(), level, "request", attrs...)
}

// routeOf names the route of a request, without anything that was typed.
func routeOf(r *http.Request) string { return chi.RouteContext(r.Context()).RoutePattern() }

// knownMethod keeps invented methods out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}

const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'"

// secure sets the headers that every answer carries, errors and assets included.
func (s *shell) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.cfg.HTTPS {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// recoverPanics answers a panic with the page for internal errors. When part
// of the answer has gone out already, the connection is cut instead, so that
// nobody takes half an answer for a whole one.
func (s *shell) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			rec := recordOf(r)
			if v == http.ErrAbortHandler { //nolint:errorlint // net/http panics with this very value
				rec.cut = r.Context().Err() == nil // else the client has gone
				panic(v)
			}
			rec.err, rec.stack = fmt.Errorf("panic: %v", v), string(debug.Stack())
			if counted, ok := w.(middleware.WrapResponseWriter); ok && counted.Status() != 0 {
				rec.cut = true
				panic(http.ErrAbortHandler)
			}
			s.fail(w, r, rec.err)
		}()
		next.ServeHTTP(w, r)
	})
}

// limitBody lets nobody send more than a form holds.
func (s *shell) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recordOf(r).body = r.Body
		r.Body = http.MaxBytesReader(w, r.Body, maxBodyBytes)
		next.ServeHTTP(w, r)
	})
}

// checkAddress refuses what no address of ours holds, before anything reads it:
// PostgreSQL, for one, fails on NUL and on invalid UTF-8.
func (s *shell) checkAddress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := checkURL(r.URL); err != nil {
			s.fail(w, r, err)
			return
		}
		// Routes see the decoded path, whatever was escaped without need.
		r.URL.RawPath = ""
		next.ServeHTTP(w, r)
	})
}

func checkURL(u *url.URL) error {
	if !clean(u.Path) {
		return fmt.Errorf("path with control characters: %w", fault.BadInput)
	}
	if u.RawPath != "" && strings.Count(u.RawPath, "/") != strings.Count(u.Path, "/") {
		return fmt.Errorf("path with an escaped slash: %w", fault.NotFound)
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return fmt.Errorf("malformed query: %w", fault.BadInput)
	}
	for key, values := range query {
		for _, v := range append(values, key) {
			if !clean(v) {
				return fmt.Errorf("query with control characters: %w", fault.BadInput)
			}
		}
	}
	return nil
}

// clean tells valid UTF-8 without control characters.
func clean(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f }) < 0
}

// refuseCrossOrigin answers 403 to writes that another site has a browser send.
func (s *shell) refuseCrossOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := protection.Check(r); err != nil {
			s.fail(w, r, fmt.Errorf("%w: %w", fault.Forbidden, err))
			return
		}
		next.ServeHTTP(w, r)
	})
}
