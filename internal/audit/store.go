package audit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Record adds events to the chain in their order, in the transaction of what they tell. Only one transaction at a time
// adds to it, so this comes last, just before the commit. The transaction must be read committed. It takes one
// statement, however many they are.
func Record(ctx context.Context, tx pgx.Tx, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	var c columns
	for _, e := range events {
		if err := c.add(e); err != nil {
			return fmt.Errorf("record %s: %w", e.Action, err)
		}
	}
	// The trigger that chains each row sees those that the same statement added before it, and salted digests tell
	// which personal part is whose.
	_, err := tx.Exec(ctx, `
		WITH given AS MATERIALIZED (
		       SELECT *
		         FROM unnest(@at::timestamptz[], @actor_kind::text[], @actor_id::bigint[], @action::text[], @object_type::text[],
		                     @object_id::bigint[], @plan_id::bigint[], @request_id::text[], @before::text[], @after::text[],
		                     @digest::bytea[], @salt::bytea[], @body::text[])
		              WITH ORDINALITY AS g (at, actor_kind, actor_id, action, object_type, object_id, plan_id, request_id, before, after,
		                                    digest, salt, body, n)),
		event AS (
		       INSERT INTO audit_events (at, actor_kind, actor_id, action, object_type, object_id, plan_id, request_id, before, after, personal_digest)
		       SELECT at, actor_kind, nullif(actor_id, 0), action, object_type, nullif(object_id, 0), nullif(plan_id, 0), request_id,
		              before::jsonb, after::jsonb, digest
		         FROM given
		        ORDER BY n
		       RETURNING id, personal_digest)
		INSERT INTO audit_personal (event_id, salt, body)
		SELECT event.id, given.salt, given.body
		  FROM event
		  JOIN given ON given.digest = event.personal_digest`, c.arguments())
	if err != nil {
		return fmt.Errorf("record in the audit: %w", err)
	}
	return nil
}

// columns are events as the arrays of one statement.
type columns struct {
	at                                       []time.Time
	actorKind, action, objectType, requestID []string
	actorID, objectID, planID                []int64
	before, after                            []*string // JSON, nil for none
	digest, salt                             [][]byte  // nil without a personal part
	body                                     []string
}

func (c *columns) add(e Event) error {
	before, err := document(e.Before)
	if err != nil {
		return err
	}
	after, err := document(e.After)
	if err != nil {
		return err
	}
	if e.Personal.Address == "" {
		e.Personal.Address = e.Actor.Origin.Address
	}
	body, err := e.Personal.body()
	if err != nil {
		return err
	}
	var salt, digest []byte
	if body != "" {
		salt = make([]byte, 16)
		if _, err := rand.Read(salt); err != nil {
			return fmt.Errorf("draw a salt: %w", err)
		}
		digest = personalDigest(salt, body)
	}
	c.at, c.actorKind, c.actorID = append(c.at, e.At), append(c.actorKind, kindOf(e.Actor)), append(c.actorID, e.Actor.ID)
	c.action, c.objectType, c.objectID = append(c.action, e.Action), append(c.objectType, e.Object.Type), append(c.objectID, e.Object.ID)
	c.planID, c.requestID = append(c.planID, e.PlanID), append(c.requestID, e.Actor.Origin.RequestID)
	c.before, c.after = append(c.before, before), append(c.after, after)
	c.digest, c.salt, c.body = append(c.digest, digest), append(c.salt, salt), append(c.body, body)
	return nil
}

func (c *columns) arguments() pgx.NamedArgs {
	return pgx.NamedArgs{
		"at": c.at, "actor_kind": c.actorKind, "actor_id": c.actorID, "action": c.action, "object_type": c.objectType,
		"object_id": c.objectID, "plan_id": c.planID, "request_id": c.requestID, "before": c.before, "after": c.after,
		"digest": c.digest, "salt": c.salt, "body": c.body,
	}
}

func personalDigest(salt []byte, body string) []byte {
	sum := sha256.Sum256(append(append([]byte{}, salt...), body...))
	return sum[:]
}
