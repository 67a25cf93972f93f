package user

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Attempts that may fail in a window. The first bound is what one address may try on one account; the others
// hold only from where the account has never signed in, so that a flood locks nobody out of their usual place.
const (
	attemptWindow    = 15 * time.Minute
	mostPerPair      = 10
	mostPerAccount   = 50
	mostPerAddress   = 100
	knownAddressKept = 90 * 24 * time.Hour
)

// trial is an attempt at something that can be guessed: kind says what, account whose.
type trial struct {
	kind    string
	account string // as typed; only a hash of it is kept
	userID  int64  // 0 where no account has that name
	from    From
}

func (t trial) keys() (pair, account, address []byte) {
	return hashOf(t.kind, "pair", t.account, t.from.Address), hashOf(t.kind, "account", t.account), hashOf(t.kind, "address", t.from.Address)
}

// admit counts the attempt before it is made, so that many at once do not slip through, and returns
// fault.TooMany where the bounds are passed. It looks and takes as long for an account that does not exist.
func (s Store) admit(ctx context.Context, t trial) error {
	now := s.Now()
	limited := false
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		ofPair, ofAccount, ofAddress, err := t.count(ctx, tx, now)
		if err != nil {
			return err
		}
		var known bool
		if err := tx.QueryRow(ctx, `
			SELECT EXISTS (SELECT FROM known_addresses WHERE user_id = $1 AND address_hash = $2)`,
			t.userID, hashOf(t.from.Address)).Scan(&known); err != nil {
			return err
		}
		flooded := !known && (ofAccount > mostPerAccount || ofAddress > mostPerAddress)
		limited = ofPair > mostPerPair || flooded
		if first := ofPair == mostPerPair+1 || flooded && ofPair == 1; limited && first {
			return audit.Record(ctx, tx, audit.Event{
				At: now, Actor: t.from.actor(0), Action: t.kind + ".limit", Object: audit.Object{Type: "user", ID: t.userID},
			})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count an attempt: %w", err)
	}
	if limited {
		return fmt.Errorf("%s: %w", t.kind, fault.TooMany)
	}
	return nil
}

// count adds the attempt to its counts, the pair's first as in pass, or two could wait for each other. Beyond the
// pair's bound it adds to no other, so that one address alone locks nobody out elsewhere.
func (t trial) count(ctx context.Context, tx pgx.Tx, now time.Time) (ofPair, ofAccount, ofAddress int, err error) {
	pair, account, address := t.keys()
	counts, err := count(ctx, tx, now, pair)
	if err != nil || counts[string(pair)] > mostPerPair {
		return counts[string(pair)], 0, 0, err
	}
	others, err := count(ctx, tx, now, account, address)
	return counts[string(pair)], others[string(account)], others[string(address)], err
}

// count adds one to each key's count, in an order that is the same for everybody, and returns the counts.
func count(ctx context.Context, tx pgx.Tx, now time.Time, keys ...[]byte) (map[string]int, error) {
	slices.SortFunc(keys, bytes.Compare)
	rows, err := tx.Query(ctx, `
		INSERT INTO attempts AS a (key, count, ends_at)
		SELECT key, 1, $2::timestamptz + $3::interval
		  FROM unnest($1::bytea[]) key
		ON CONFLICT (key) DO UPDATE
		   SET count = CASE WHEN a.ends_at <= $2 THEN 1 ELSE least(a.count, 1000000) + 1 END,
		       ends_at = CASE WHEN a.ends_at <= $2 THEN excluded.ends_at ELSE a.ends_at END
		RETURNING key, count`, keys, now, attemptWindow)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	var key []byte
	var n int
	_, err = pgx.ForEachRow(rows, []any{&key, &n}, func() error {
		counts[string(key)] = n
		return nil
	})
	return counts, err
}

// pass takes the attempt back that turned out right, and remembers the address, in the caller's transaction.
func (t trial) pass(ctx context.Context, tx pgx.Tx, now time.Time) error {
	pair, account, address := t.keys()
	var batch pgx.Batch
	batch.Queue(`DELETE FROM attempts WHERE key = $1`, pair)
	for _, key := range sorted(account, address) {
		batch.Queue(`UPDATE attempts SET count = greatest(count - 1, 0) WHERE key = $1`, key)
	}
	batch.Queue(`
		INSERT INTO known_addresses (user_id, address_hash, seen_at)
		VALUES ($1, $2, $3)
		ON CONFLICT (user_id, address_hash) DO UPDATE SET seen_at = excluded.seen_at`, t.userID, hashOf(t.from.Address), now)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("take an attempt back: %w", err)
	}
	return nil
}

func sorted(keys ...[]byte) [][]byte {
	slices.SortFunc(keys, bytes.Compare)
	return keys
}

// Refusals of one person that are told in the audit, in a window.
const mostRefusals = 60

// RecordRefusal tells in the audit that a person was refused at a route; of very many in a row only the first.
func (s Store) RecordRefusal(ctx context.Context, t audit.Event) error {
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		key := hashOf("refusal", strconv.FormatInt(t.Actor.ID, 10))
		counts, err := count(ctx, tx, t.At, key)
		if err != nil || counts[string(key)] > mostRefusals {
			return err
		}
		return audit.Record(ctx, tx, t)
	})
	if err != nil {
		return fmt.Errorf("record a refusal: %w", err)
	}
	return nil
}
