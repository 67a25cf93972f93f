package ui

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
)

// FindHistory is ObjectHistory in a transaction of its own.
func FindHistory(ctx context.Context, pool *pgxpool.Pool, object audit.Object, place *time.Location) (p *HistoryProps, err error) {
	err = db.ReadTx(ctx, pool, func(tx pgx.Tx) error {
		p, err = ObjectHistory(ctx, tx, object, place)
		return err
	})
	return p, err
}

// ObjectHistory returns the newest changes of something of a plan for those who may read them, nil for others. Only
// who may read the audit is led there.
func ObjectHistory(ctx context.Context, tx pgx.Tx, object audit.Object, place *time.Location) (*HistoryProps, error) {
	actor := Actor(ctx)
	if !access.Can(actor, access.ReadHistory, access.Target{}) {
		return nil, nil
	}
	events, err := audit.List(ctx, tx, audit.Query{Object: object, Limit: NewestEvents})
	if err != nil {
		return nil, err
	}
	p := &HistoryProps{Entries: HistoryOf(events, place, access.Can(actor, access.ManageUsers, access.Target{}))}
	if access.Can(actor, access.ReadAudit, access.Target{}) {
		p.All = AuditOf(object)
	}
	return p, nil
}
