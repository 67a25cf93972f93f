package db

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// AskedReplica is one that is asked when a test says so.
func AskedReplica(primary *pgxpool.Pool, address string, log *slog.Logger) *Replica {
	return &Replica{primary: primary, url: address, role: func(*pgxpool.Config) {}, log: log}
}

// Look asks how far the servers are.
func (r *Replica) Look(t interface{ Context() context.Context }, now time.Time) {
	r.look(t.Context(), now)
}

// Was takes it that the primary was at a place at a time.
func (r *Replica) Was(at time.Time, to string) { r.reached = []reach{{at, to}} }

// CloseStandby closes what looking opened.
func (r *Replica) CloseStandby() { r.standby.Close() }
