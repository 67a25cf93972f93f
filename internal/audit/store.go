package audit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Record adds events to the chain, in the transaction of what they tell. Only one transaction at a time
// adds to it, so this comes last, just before the commit. The transaction must be read committed.
func Record(ctx context.Context, tx pgx.Tx, events ...Event) error {
	var batch pgx.Batch
	for _, e := range events {
		if err := queue(&batch, e); err != nil {
			return fmt.Errorf("record %s: %w", e.Action, err)
		}
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("record in the audit: %w", err)
	}
	return nil
}

func queue(batch *pgx.Batch, e Event) error {
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
	batch.Queue(`
		WITH event AS (
		       INSERT INTO audit_events (at, actor_kind, actor_id, action, object_type, object_id, plan_id, request_id, before, after, personal_digest)
		       VALUES (@at, @actor_kind, nullif(@actor_id, 0), @action, @object_type, nullif(@object_id, 0), nullif(@plan_id, 0), @request_id,
		               @before, @after, @digest)
		       RETURNING id)
		INSERT INTO audit_personal (event_id, salt, body)
		SELECT id, @salt, @body
		  FROM event
		 WHERE @body <> ''`, pgx.NamedArgs{
		"at": e.At, "actor_kind": kindOf(e.Actor), "actor_id": e.Actor.ID, "action": e.Action, "object_type": e.Object.Type,
		"object_id": e.Object.ID, "plan_id": e.PlanID, "request_id": e.Actor.Origin.RequestID, "before": before, "after": after,
		"digest": digest, "salt": salt, "body": body,
	})
	return nil
}

func personalDigest(salt []byte, body string) []byte {
	sum := sha256.Sum256(append(append([]byte{}, salt...), body...))
	return sum[:]
}
