package user

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Attempts that may fail in a window. The first bound is what one address may try on one account. Those of accounts
// and addresses do not hold where the account has signed in before, so that a flood locks nobody out of their usual
// place; codes of the second factor are few, so theirs holds everywhere.
const (
	attemptWindow    = 15 * time.Minute
	mostPerPair      = 10
	mostPerAccount   = 50
	mostPerAddress   = 100
	mostCodes        = 20
	knownAddressKept = 90 * 24 * time.Hour
)

// trial is an attempt at something that can be guessed: kind says what, account whose.
type trial struct {
	kind    string
	account string // as typed; only a hash of it is kept
	userID  int64  // 0 where no account has that name
	from    From
}

// factorTrial is the kind of attempts at codes.
const factorTrial = "factor"

func (t trial) accountBound() int {
	if t.kind == factorTrial {
		return mostCodes
	}
	return mostPerAccount
}

// network is what stands for an address: whoever has one of IPv6 has all of its /64.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

// tally are the counts of an attempt.
type tally struct{ pair, account, address int }

// over tells which bounds are passed.
func (t trial) over(n tally, known bool) bool {
	exempt := known && t.kind != factorTrial
	return n.pair > mostPerPair || n.account > t.accountBound() && !exempt || n.address > mostPerAddress && !known
}

// crossed tells counts of which one has just passed its bound: that is told once in a window.
func (t trial) crossed(n tally) bool {
	return n.pair == mostPerPair+1 || n.account == t.accountBound()+1 || n.address == mostPerAddress+1
}

// place tells whether the account has signed in from the address, or in the browser, before.
type place struct{ address, browser bool }

func (t trial) knownKeys() (address, browser []byte) {
	return hashOf("known", t.account, network(t.from.Address)), hashOf("browser", t.account, t.from.Browser)
}

// keys names the counts. A browser that is known has a pair of its own, so that nobody beside it, behind the same
// address, uses its attempts up.
func (t trial) keys(known place) (pair, account, address []byte) {
	pair = hashOf(t.kind, "pair", t.account, network(t.from.Address))
	if known.browser {
		pair = hashOf(t.kind, "browser", t.account, t.from.Browser)
	}
	return pair, hashOf(t.kind, "account", t.account), hashOf(t.kind, "address", network(t.from.Address))
}

// where looks up whether the place is known.
func (t trial) where(ctx context.Context, tx pgx.Tx) (known place, err error) {
	address, browser := t.knownKeys()
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM known_addresses WHERE key = $1),
		       $3 AND EXISTS (SELECT FROM known_addresses WHERE key = $2)`, address, browser, t.from.Browser != "").Scan(&known.address, &known.browser)
	return known, err
}

// admit counts the attempt before it is made, so that many at once do not slip through, and returns
// fault.TooMany where the bounds are passed; what comes after that is not even counted. It looks and takes as long
// for an account that does not exist.
func (s Store) admit(ctx context.Context, t trial) error {
	now := s.Now()
	limited := false
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		place, err := t.where(ctx, tx)
		if err != nil {
			return err
		}
		known := place.address || place.browser
		before, err := t.peek(ctx, tx, now, place)
		if err != nil {
			return err
		}
		if limited = t.over(before, known); limited {
			return nil
		}
		counted, err := t.count(ctx, tx, now, place)
		if err != nil {
			return err
		}
		if limited = t.over(counted, known); limited && t.crossed(counted) {
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

// peek reads the counts without adding to them.
func (t trial) peek(ctx context.Context, tx pgx.Tx, now time.Time, known place) (tally, error) {
	pair, account, address := t.keys(known)
	var n tally
	err := tx.QueryRow(ctx, `
		SELECT coalesce(max(count) FILTER (WHERE key = $1), 0),
		       coalesce(max(count) FILTER (WHERE key = $2), 0),
		       coalesce(max(count) FILTER (WHERE key = $3), 0)
		  FROM attempts
		 WHERE key IN ($1, $2, $3) AND ends_at > $4`, pair, account, address, now).Scan(&n.pair, &n.account, &n.address)
	return n, err
}

// count adds the attempt to its counts, the pair's first as in pass, or two could wait for each other. Beyond the
// pair's bound it adds to no other, so that one address alone locks nobody out elsewhere.
func (t trial) count(ctx context.Context, tx pgx.Tx, now time.Time, known place) (tally, error) {
	pair, account, address := t.keys(known)
	counts, err := count(ctx, tx, now, pair)
	n := tally{pair: counts[string(pair)]}
	if err != nil || n.pair > mostPerPair {
		return n, err
	}
	others, err := count(ctx, tx, now, account, address)
	n.account, n.address = others[string(account)], others[string(address)]
	return n, err
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

// pass takes the attempt back that turned out right, in the caller's transaction. Where it lets the person in
// entirely, the address and the browser are remembered.
func (t trial) pass(ctx context.Context, tx pgx.Tx, now time.Time, entirely bool) error {
	known, err := t.where(ctx, tx)
	if err != nil {
		return fmt.Errorf("take an attempt back: %w", err)
	}
	pair, account, address := t.keys(known)
	var batch pgx.Batch
	batch.Queue(`DELETE FROM attempts WHERE key = $1`, pair)
	takeBack(&batch, sorted(account, address)...)
	if entirely {
		ofAddress, ofBrowser := t.knownKeys()
		places := [][]byte{ofAddress}
		if t.from.Browser != "" {
			places = sorted(ofAddress, ofBrowser)
		}
		for _, key := range places {
			batch.Queue(`
				INSERT INTO known_addresses (key, seen_at)
				VALUES ($1, $2)
				ON CONFLICT (key) DO UPDATE SET seen_at = excluded.seen_at`, key, now)
		}
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("take an attempt back: %w", err)
	}
	return nil
}

// forgive takes an attempt back that was neither right nor wrong: whoever judges it could not.
func (s Store) forgive(ctx context.Context, t trial) error {
	return db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		known, err := t.where(ctx, tx)
		if err != nil {
			return err
		}
		pair, account, address := t.keys(known)
		var batch pgx.Batch
		takeBack(&batch, append([][]byte{pair}, sorted(account, address)...)...)
		return tx.SendBatch(ctx, &batch).Close()
	})
}

func takeBack(batch *pgx.Batch, keys ...[]byte) {
	for _, key := range keys {
		batch.Queue(`UPDATE attempts SET count = greatest(count - 1, 0) WHERE key = $1`, key)
	}
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
