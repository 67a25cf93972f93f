package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/db"
)

// LargestExport is how many events an export holds at most, the newest ones.
const LargestExport = 100_000

// exportBatch is how many events are read at a time: whoever downloads slowly holds no transaction.
const exportBatch = 1000

// Export is events that somebody takes away.
type Export struct {
	Actor access.Actor
	At    time.Time
	Query Query // its Limit does not count
}

// Record tells in the audit what is taken away, in words without personal data, each time that it is. It comes
// before Each.
func (e Export) Record(ctx context.Context, pool *pgxpool.Pool) error {
	if err := access.Require(e.Actor, access.ReadAudit, access.Target{}); err != nil {
		return fmt.Errorf("export the audit: %w", err)
	}
	err := db.Tx(ctx, pool, func(tx pgx.Tx) error {
		return Record(ctx, tx, Event{At: e.At, Actor: e.Actor, Action: "audit.export", Object: Object{Type: "audit"}, After: e.Query.told()})
	})
	if err != nil {
		return fmt.Errorf("record an export of the audit: %w", err)
	}
	return nil
}

// told is what the audit keeps of a query: not the text, which may name a person.
func (q Query) told() map[string]any {
	told := map[string]any{}
	if q.Text != "" {
		told["text_search"] = true
	}
	if q.Topic != "" {
		told["topic"] = q.Topic
	}
	if q.Action != "" {
		told["action"] = q.Action
	}
	if q.Object.Type != "" {
		told["object"] = fmt.Sprintf("%s-%d", q.Object.Type, q.Object.ID)
	}
	if !q.From.IsZero() {
		told["from"] = q.From.Format(time.DateOnly)
	}
	if !q.Until.IsZero() {
		told["until"] = q.Until.Add(-1).Format(time.DateOnly) // the last day that counts
	}
	return told
}

// Each gives every event that the query asks for to fn, newest first, at most LargestExport of them, and tells
// whether there were more.
func (e Export) Each(ctx context.Context, pool *pgxpool.Pool, fn func(Entry) error) (more bool, err error) {
	return e.each(ctx, pool, exportBatch, LargestExport, fn)
}

func (e Export) each(ctx context.Context, pool *pgxpool.Pool, batch, most int, fn func(Entry) error) (more bool, err error) {
	q := e.Query
	q.Limit = batch
	for given := 0; ; {
		list, err := Find(ctx, pool, q)
		if err != nil {
			return false, fmt.Errorf("export the audit: %w", err)
		}
		for _, entry := range list {
			if given == most {
				return true, nil
			}
			if err := fn(entry); err != nil {
				return false, err
			}
			given++
		}
		if len(list) < batch {
			return false, nil
		}
		q.Below = list[len(list)-1].ID
	}
}
