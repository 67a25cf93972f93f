package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/user"
	"hito/web"
	"hito/web/sessions"
	"hito/web/ui"
)

// site is the whole application in this process, on one of the generated databases: once as it works everything out at
// each visit, and once as it is served, which keeps what has not changed.
type site struct {
	pool          *pgxpool.Pool
	handler, kept http.Handler
}

func newSite(ctx context.Context, url string) (*site, error) {
	pool, err := db.Connect(ctx, url, func(cfg *pgxpool.Config) { cfg.ConnConfig.Tracer = tracer{} })
	if err != nil {
		return nil, err
	}
	cfg := web.Config{
		Pool: pool, Ready: pool.Ping, Logger: slog.New(slog.NewTextHandler(nowhere{}, nil)),
		Now: time.Now, Location: time.UTC, Site: ui.Site{Version: "benchmark"}, Users: user.Store{Pool: pool, Now: time.Now},
		Sessions: sessions.Config{PublicURL: "http://127.0.0.1"},
	}
	s := &site{pool: pool, kept: web.New(cfg)}
	cfg.Unkept = true
	s.handler = web.New(cfg)
	return s, nil
}

// nowhere is where lines of the log go that were written as they always are.
type nowhere struct{}

func (nowhere) Write(line []byte) (int, error) { return len(line), nil }

func dashboardPath(slug string) string { return "/planes/" + slug + "/cuadro-de-mando" }

// visit asks for a page as a browser does and returns its bytes as they would be sent.
func (s *site) visit(ctx context.Context, path string) ([]byte, error) {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return nil, fmt.Errorf("%s answers %d", path, w.Code)
	}
	return w.Body.Bytes(), nil
}
