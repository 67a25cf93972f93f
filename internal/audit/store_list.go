package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
)

// Query narrows the events; what is zero or blank narrows nothing.
type Query struct {
	Text   string // in the name or e-mail of who acted or whom it is about, or the request's id
	Topic  string // the kind of object in an action: "user" finds "user.invite" and all its like
	Action string
	Object Object // with its ID
	Key    string // of what it tells after: the name of a setting, for one
	PlanID int64
	Actor  int64
	From   time.Time
	Until  time.Time // the first instant that is too late
	Below  int64     // only events with a lower number: the next page
	Limit  int
}

// Entry is an event as it is read. ActorName is the person's name today, blank for who is no person; Before,
// After and Personal are JSON, nil where there is none.
type Entry struct {
	ID         int64
	At         time.Time
	ActorKind  string
	ActorID    int64
	ActorName  string
	Action     string
	ObjectType string
	ObjectID   int64
	PlanID     int64
	RequestID  string
	Before     json.RawMessage
	After      json.RawMessage
	Personal   json.RawMessage
	Forgotten  bool // the personal part was there and its time is over
}

// named finds the people whom a text names.
var named = `SELECT id FROM users WHERE strpos(` + db.Folded("name || ' ' || email") + `, ` + db.Folded("@text") + `) > 0`

// List returns the events that a query asks for, newest first. It takes one query.
func List(ctx context.Context, tx pgx.Tx, q Query) ([]Entry, error) {
	rows, err := tx.Query(ctx, `
		SELECT e.id, e.at, e.actor_kind, coalesce(e.actor_id, 0) AS actor_id, coalesce(u.name, '') AS actor_name, e.action,
		       e.object_type, coalesce(e.object_id, 0) AS object_id, coalesce(e.plan_id, 0) AS plan_id, e.request_id,
		       e.before, e.after, p.body::json AS personal, e.personal_digest IS NOT NULL AND p.body IS NULL AS forgotten
		  FROM audit_events e
		  LEFT JOIN users u ON u.id = e.actor_id
		  LEFT JOIN audit_personal p ON p.event_id = e.id
		 WHERE (@below::bigint = 0 OR e.id < @below)
		   AND (@action = '' OR e.action = @action)
		   AND (@topic = '' OR starts_with(e.action, @topic || '.'))
		   AND (@object_type = '' OR (e.object_type = @object_type AND e.object_id = @object_id))
		   AND (@plan_id::bigint = 0 OR e.plan_id = @plan_id)
		   AND (@actor::bigint = 0 OR e.actor_id = @actor)
		   AND (@from::timestamptz IS NULL OR e.at >= @from)
		   AND (@until::timestamptz IS NULL OR e.at < @until)
		   AND (@key = '' OR e.after ? @key)
		   AND (@text = '' OR e.request_id = @text OR e.actor_id IN (`+named+`) OR (e.object_type = 'user' AND e.object_id IN (`+named+`)))
		 ORDER BY e.id DESC
		 LIMIT @limit`, pgx.NamedArgs{
		"below": q.Below, "action": q.Action, "topic": q.Topic, "object_type": q.Object.Type, "object_id": q.Object.ID,
		"key": q.Key, "plan_id": q.PlanID, "actor": q.Actor, "from": instant(q.From), "until": instant(q.Until), "text": q.Text, "limit": q.Limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list the audit: %w", err)
	}
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByName[Entry])
	if err != nil {
		return nil, fmt.Errorf("list the audit: %w", err)
	}
	return entries, nil
}

// Find is List in a transaction of its own.
func Find(ctx context.Context, pool *pgxpool.Pool, q Query) (entries []Entry, err error) {
	err = db.ReadTx(ctx, pool, func(tx pgx.Tx) (err error) {
		entries, err = List(ctx, tx, q)
		return err
	})
	return entries, err
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Forget deletes the personal part of at most so many events older than that, but never of those of the last ninety
// days, and returns of how many. The chain stays whole.
func Forget(ctx context.Context, tx pgx.Tx, olderThan time.Time, most int) (int64, error) {
	var gone int64
	if err := tx.QueryRow(ctx, `SELECT audit_forget($1, $2)`, olderThan, most).Scan(&gone); err != nil {
		return 0, fmt.Errorf("forget old personal data: %w", err)
	}
	return gone, nil
}
