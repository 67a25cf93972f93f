package main

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
)

// leaving is a stop that a proxy notices before it happens: for the time of wait, requests are served as ever, but
// the instance says that it is not ready, and asks its clients not to use their connections again.
type leaving struct {
	wait  time.Duration
	begun atomic.Bool
}

var errLeaving = errors.New("this instance is stopping")

// ready tells whether requests should be sent here.
func (l *leaving) ready(pool *pgxpool.Pool) func(context.Context) error {
	return func(ctx context.Context) error {
		if l.begun.Load() {
			return errLeaving
		}
		return db.Ready(ctx, pool)
	}
}

// announce has connections end with the answer under way: one that is closed while it rests may be just about to bring
// a request, which would then be lost.
func (l *leaving) announce(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.begun.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// begin says so and gives the proxy its time.
func (l *leaving) begin() {
	l.begun.Store(true)
	time.Sleep(l.wait)
}
