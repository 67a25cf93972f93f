package user

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Bound is how often something may be done in a window, such as trying codes.
type Bound struct {
	Kind   string // names it in the audit: "reto_code" gives "reto_code.limit"
	Object string // what the audit takes it to be about
	Most   int
}

// Bounds of what needs no account.
var (
	WrongCodes  = Bound{"reto_code", "challenge", 20}   // of retos
	Intakes     = Bound{"reto_intake", "challenge", 10} // retos that are submitted
	WrongTokens = Bound{"token", "token", 50}           // of other applications
)

// Admit counts something that may be done so many times in a window, before it is done: by the account of whoever is
// signed in, so that nobody beside them holds people back, else by the network; the network of whoever is signed in is
// counted too, as an account is no licence to guess. It is fault.TooMany beyond the bound, and what comes then is not
// counted. Of an address only a hash of its network is kept; the audit tells that a bound was reached, and not by whom.
func (s Store) Admit(ctx context.Context, by access.Actor, b Bound) error {
	limited := false
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		key := b.keyOf(by)
		before, err := peekAt(ctx, tx, s.Now(), key)
		if limited = before >= b.Most; err != nil || limited {
			return err
		}
		keys := [][]byte{key}
		if by.SignedIn() {
			keys = append(keys, b.networkOf(by))
		}
		counts, err := count(ctx, tx, s.Now(), keys...)
		if err != nil {
			return err
		}
		if limited = counts[string(key)] > b.Most; counts[string(key)] != b.Most {
			return nil
		}
		return audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: access.Actor{Origin: access.Origin{RequestID: by.Origin.RequestID}}, Action: b.Kind + ".limit",
			Object: audit.Object{Type: b.Object},
		})
	})
	if err != nil {
		return fmt.Errorf("count %s: %w", b.Kind, err)
	}
	if limited {
		return fmt.Errorf("%s: %w", b.Kind, fault.TooMany)
	}
	return nil
}

// Refused tells whether Admit would refuse, and counts nothing.
func (s Store) Refused(ctx context.Context, by access.Actor, b Bound) (bool, error) {
	var before int
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		before, err = peekAt(ctx, tx, s.Now(), b.keyOf(by))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look how often there was %s: %w", b.Kind, err)
	}
	return before >= b.Most, nil
}

func (b Bound) keyOf(by access.Actor) []byte {
	if by.SignedIn() {
		return hashOf(b.Kind, "account", strconv.FormatInt(by.ID, 10))
	}
	return b.networkOf(by)
}

func (b Bound) networkOf(by access.Actor) []byte {
	return hashOf(b.Kind, "network", network(by.Origin.Address))
}

func peekAt(ctx context.Context, tx pgx.Tx, now time.Time, key []byte) (n int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT coalesce(max(count), 0)
		  FROM attempts
		 WHERE key = $1 AND ends_at > $2`, key, now).Scan(&n)
	return n, err
}
