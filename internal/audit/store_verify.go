package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
)

// Head is the last event of the chain. Whoever notes it elsewhere can tell later that nothing before it was
// changed, and nothing removed from the end.
type Head struct {
	ID   int64
	Hash []byte
}

// String writes a head as people note it down: "1234:9f86d081…", the whole hash in hexadecimal.
func (h Head) String() string { return fmt.Sprintf("%d:%s", h.ID, hex.EncodeToString(h.Hash)) }

// ParseHead reads what String writes.
func ParseHead(text string) (Head, error) {
	var h Head
	var hash string
	if _, err := fmt.Sscanf(text, "%d:%64s", &h.ID, &hash); err != nil {
		return Head{}, fmt.Errorf("read %q as a head: %w", text, err)
	}
	var err error
	if h.Hash, err = hex.DecodeString(hash); err != nil || len(h.Hash) != sha256.Size || h.ID < 1 || h.String() != text {
		return Head{}, fmt.Errorf("%q is no head", text)
	}
	return h, nil
}

// Verdict is what verifying the chain found. Reason is blank where all events fit; else Broken is the first that does not.
type Verdict struct {
	Events    int64
	Forgotten int64 // events whose personal part has been forgotten
	Head      Head
	Broken    int64
	Reason    Reason
}

// Reason is how an event does not fit the chain.
type Reason string

// Reasons of a broken chain.
const (
	Altered         Reason = "altered"          // the event is not what was recorded
	Missing         Reason = "missing"          // an event before it was removed, or one slipped in
	PersonalAltered Reason = "personal_altered" // its personal part is not what was recorded
	HeadLost        Reason = "head_lost"        // the head noted elsewhere is not there
)

// link is an event as it is verified.
type link struct {
	ID        int64
	Previous  []byte
	Hash      []byte
	Canonical string
	Digest    []byte
	Salt      []byte
	Body      *string
}

// Verify walks the whole chain in one state of the database and tells whether it holds; noted is a head that
// somebody kept, zero for none. It reads every event, in a stream.
func Verify(ctx context.Context, pool *pgxpool.Pool, noted Head) (Verdict, error) {
	var v Verdict
	err := db.ReadTx(ctx, pool, func(tx pgx.Tx) (err error) {
		// A long chain takes longer than a page may.
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		v, err = VerifyIn(ctx, tx, noted)
		return err
	})
	if err != nil {
		return Verdict{}, fmt.Errorf("verify the audit: %w", err)
	}
	return v, nil
}

// VerifyIn is Verify as a transaction sees the chain.
func VerifyIn(ctx context.Context, tx pgx.Tx, noted Head) (Verdict, error) {
	v := Verdict{Head: Head{Hash: make([]byte, sha256.Size)}}
	rows, err := tx.Query(ctx, `
		SELECT e.id, e.previous, e.hash, jsonb_build_object(
		           'id', e.id, 'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		           'actor_kind', e.actor_kind, 'actor_id', e.actor_id, 'action', e.action,
		           'object_type', e.object_type, 'object_id', e.object_id, 'plan_id', e.plan_id,
		           'request_id', e.request_id, 'before', e.before, 'after', e.after,
		           'personal_digest', encode(e.personal_digest, 'hex'))::text AS canonical,
		       e.personal_digest AS digest, p.salt, p.body
		  FROM audit_events e
		  LEFT JOIN audit_personal p ON p.event_id = e.id
		 ORDER BY e.id`)
	if err != nil {
		return v, fmt.Errorf("read the audit: %w", err)
	}
	foundNoted := noted.ID == 0
	var l link
	_, err = pgx.ForEachRow(rows, []any{&l.ID, &l.Previous, &l.Hash, &l.Canonical, &l.Digest, &l.Salt, &l.Body}, func() error {
		v.add(l)
		foundNoted = foundNoted || l.ID == noted.ID && bytes.Equal(l.Hash, noted.Hash)
		return nil
	})
	if err != nil {
		return v, fmt.Errorf("read the audit: %w", err)
	}
	if v.Reason == "" && !foundNoted {
		v.Broken, v.Reason = noted.ID, HeadLost
	}
	return v, nil
}

// add takes the next event into the verdict, which keeps the first break.
func (v *Verdict) add(l link) {
	reason := v.Head.breaks(l)
	if reason != "" && v.Reason == "" {
		v.Broken, v.Reason = l.ID, reason
	}
	if l.Digest != nil && l.Body == nil {
		v.Forgotten++
	}
	v.Events++
	v.Head = Head{l.ID, bytes.Clone(l.Hash)}
}

func (h Head) breaks(l link) Reason {
	sum := sha256.Sum256(append(bytes.Clone(l.Previous), l.Canonical...))
	switch {
	case l.ID != h.ID+1 || !bytes.Equal(l.Previous, h.Hash):
		return Missing
	case !bytes.Equal(sum[:], l.Hash):
		return Altered
	case l.Body != nil && !bytes.Equal(personalDigest(l.Salt, *l.Body), l.Digest):
		return PersonalAltered
	default:
		return ""
	}
}
