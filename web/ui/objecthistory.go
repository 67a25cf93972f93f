package ui

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
)

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
