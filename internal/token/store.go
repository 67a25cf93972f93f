package token

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Store keeps tokens. Now is the clock, and Today the day where the organisation is.
type Store struct {
	Pool  *pgxpool.Pool
	Now   func() time.Time
	Today func() date.Date
}

// Prefix begins every secret, so that one that leaks into a file is recognised.
const Prefix = "hito_"

// mostTokens is how many tokens that serve a person may have.
const mostTokens = 20

func digestOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// told is a token as events tell it.
type told struct {
	Name      string    `json:"name"`
	Scopes    []Scope   `json:"scopes"`
	PlanID    int64     `json:"plan_id,omitempty"`
	ExpiresOn date.Date `json:"ends_on"`
}

// Create makes a token of the actor and returns its secret, this once: a form that comes again gets a blank one. What is
// wrong with the draft is fault.Invalid.
func (s Store) Create(ctx context.Context, actor access.Actor, key string, d Draft) (secret string, err error) {
	if err := access.Require(actor, access.ReportValues, access.Target{}); err != nil {
		return "", fmt.Errorf("create a token: %w", err)
	}
	k, err := d.check(s.Today())
	if err != nil {
		return "", err
	}
	made := Prefix + rand.Text()
	_, err = db.Once(ctx, s.Pool, db.Submission{Key: key, Action: "token.create", UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		planID, err := boundTo(ctx, tx, actor, d.Plan)
		if err != nil {
			return "", err
		}
		if err := s.hasRoom(ctx, tx, actor.ID); err != nil {
			return "", err
		}
		id, err := s.insert(ctx, tx, actor.ID, planID, k, made)
		if err != nil {
			return "", err
		}
		secret = made
		return strconv.FormatInt(id, 10), audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: "token.create", Object: audit.Object{Type: "token", ID: id},
			After: told{k.name, k.scopes, planID, k.expiresOn},
		})
	})
	if err != nil {
		return "", fmt.Errorf("create a token: %w", err)
	}
	return secret, nil
}

// boundTo returns the number of the plan with a slug, 0 for none.
func boundTo(ctx context.Context, tx pgx.Tx, actor access.Actor, slug string) (int64, error) {
	if slug == "" {
		return 0, nil
	}
	p, err := plan.Find(ctx, tx, access.Plans(actor), slug)
	if errors.Is(err, fault.NotFound) {
		return 0, fault.Invalid{"plan": "Ese plan ya no está en la lista: elija otro."}
	}
	return p.ID, err
}

func (s Store) hasRoom(ctx context.Context, tx pgx.Tx, userID int64) error {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT count(*)
		  FROM api_tokens
		 WHERE user_id = $1 AND revoked_at IS NULL AND expires_on >= $2`, userID, s.Today()).Scan(&n)
	if err == nil && n >= mostTokens {
		return fault.Invalid{"name": fmt.Sprintf("Ya tiene %d claves que sirven: revoque antes las que no use.", n)}
	}
	return err
}

func (s Store) insert(ctx context.Context, tx pgx.Tx, userID, planID int64, k checked, secret string) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO api_tokens (user_id, plan_id, name, scopes, token_hash, hint, created_at, expires_on)
		VALUES (@user, nullif(@plan::bigint, 0), @name, @scopes, @hash, @hint, @now, @expires_on)
		RETURNING id`, pgx.NamedArgs{
		"user": userID, "plan": planID, "name": k.name, "scopes": k.scopes, "hash": digestOf(secret),
		"hint": secret[len(secret)-4:], "now": s.Now(), "expires_on": k.expiresOn,
	}).Scan(&id)
	return id, err
}

const columns = `
	SELECT t.id, u.name AS owner, t.name, t.hint, t.scopes, coalesce(p.slug, '') AS plan_slug, coalesce(p.title, '') AS plan_title,
	       t.created_at, t.expires_on, coalesce(t.used_at, '0001-01-01') AS used_at, coalesce(t.revoked_at, '0001-01-01') AS revoked_at
	  FROM api_tokens t
	  JOIN users u ON u.id = t.user_id
	  LEFT JOIN plans p ON p.id = t.plan_id`

// Own returns the tokens of a person, the newest first.
func (s Store) Own(ctx context.Context, userID int64) ([]Token, error) {
	return s.list(ctx, columns+`
	 WHERE t.user_id = $1
	 ORDER BY t.id DESC`, userID)
}

// All returns a page of everybody's tokens, those that serve first and then the newest, and how many there are.
func (s Store) All(ctx context.Context, actor access.Actor, limit, offset int) (list []Token, total int, err error) {
	if err := access.Require(actor, access.ManageUsers, access.Target{}); err != nil {
		return nil, 0, fmt.Errorf("list tokens: %w", err)
	}
	if err := s.Pool.QueryRow(ctx, `SELECT count(*) FROM api_tokens`).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count tokens: %w", err)
	}
	list, err = s.list(ctx, columns+`
	 ORDER BY t.revoked_at IS NOT NULL OR t.expires_on < $1, t.id DESC
	 LIMIT $2 OFFSET $3`, s.Today(), limit, offset)
	return list, total, err
}

func (s Store) list(ctx context.Context, sql string, args ...any) ([]Token, error) {
	rows, _ := s.Pool.Query(ctx, sql, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Token])
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return list, nil
}

// Revoke ends a token of the actor, or of anybody for whoever manages people. One that is over is fault.Conflict, and
// one that the actor may not know of fault.NotFound.
func (s Store) Revoke(ctx context.Context, actor access.Actor, key string, id int64) error {
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: "token.revoke", UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		var name string
		var revoked bool
		err := tx.QueryRow(ctx, `
			SELECT name, revoked_at IS NOT NULL
			  FROM api_tokens
			 WHERE id = $1 AND (user_id = $2 OR $3)
			   FOR UPDATE`, id, actor.ID, access.Can(actor, access.ManageUsers, access.Target{})).Scan(&name, &revoked)
		switch {
		case err != nil:
			return "", db.Translate(err)
		case revoked:
			return "", fault.Conflict
		}
		if _, err := tx.Exec(ctx, `UPDATE api_tokens SET revoked_at = $2 WHERE id = $1`, id, s.Now()); err != nil {
			return "", err
		}
		return "", audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: "token.revoke", Object: audit.Object{Type: "token", ID: id}, Before: map[string]any{"name": name},
		})
	})
	if err != nil {
		return fmt.Errorf("revoke token %d: %w", id, err)
	}
	return nil
}

// usedAtMost is the time between two writes of when a token was last used.
const usedAtMost = time.Minute

// Authenticate returns who asks with a secret, acting from an origin, or fault.SignIn for one that is unknown, revoked
// or over, or whose person may no longer sign in.
func (s Store) Authenticate(ctx context.Context, secret string, from access.Origin) (Bearer, error) {
	if !strings.HasPrefix(secret, Prefix) {
		return Bearer{}, fmt.Errorf("a token of another form: %w", fault.SignIn)
	}
	b := Bearer{Actor: access.Actor{Kind: access.Person, Origin: from}}
	var usedAt time.Time
	err := s.Pool.QueryRow(ctx, `
		SELECT t.id, t.scopes, coalesce(p.slug, ''), coalesce(t.used_at, '0001-01-01'), u.id, u.name, u.role,
		       ARRAY(SELECT unit_id FROM user_units WHERE user_id = u.id ORDER BY unit_id)
		  FROM api_tokens t
		  JOIN users u ON u.id = t.user_id
		  LEFT JOIN plans p ON p.id = t.plan_id
		 WHERE t.token_hash = $1
		   AND t.revoked_at IS NULL
		   AND t.expires_on >= $2
		   AND u.disabled_at IS NULL`, digestOf(secret), s.Today()).
		Scan(&b.TokenID, &b.Scopes, &b.Plan, &usedAt, &b.Actor.ID, &b.Actor.Name, &b.Actor.Role, &b.Actor.Units)
	if errors.Is(err, pgx.ErrNoRows) {
		return Bearer{}, fmt.Errorf("use a token: %w", fault.SignIn)
	}
	if err != nil {
		return Bearer{}, fmt.Errorf("use a token: %w", err)
	}
	if s.Now().Sub(usedAt) < usedAtMost {
		return b, nil
	}
	if _, err := s.Pool.Exec(ctx, `UPDATE api_tokens SET used_at = $2 WHERE id = $1`, b.TokenID, s.Now()); err != nil {
		return Bearer{}, fmt.Errorf("note the use of token %d: %w", b.TokenID, err)
	}
	return b, nil
}

// What a token may ask in a window. It is counted in the database, for all servers together.
const (
	MostRequests  = 120
	RequestWindow = time.Minute
)

// Admit counts a request of a token and returns how many are left in the window and when that ends; beyond MostRequests
// the error is fault.TooMany.
func (s Store) Admit(ctx context.Context, tokenID int64) (left int, ends time.Time, err error) {
	now := s.Now()
	var count int
	err = s.Pool.QueryRow(ctx, `
		INSERT INTO attempts AS a (key, count, ends_at)
		VALUES ($1, 1, $3)
		ON CONFLICT (key) DO UPDATE
		   SET count = CASE WHEN a.ends_at <= $2 THEN 1 ELSE a.count + 1 END,
		       ends_at = CASE WHEN a.ends_at <= $2 THEN excluded.ends_at ELSE a.ends_at END
		RETURNING count, ends_at`, digestOf("requests of token "+strconv.FormatInt(tokenID, 10)), now, now.Add(RequestWindow)).
		Scan(&count, &ends)
	switch {
	case err != nil:
		return 0, ends, fmt.Errorf("count a request of token %d: %w", tokenID, err)
	case count > MostRequests:
		return 0, ends, fmt.Errorf("requests of token %d: %w", tokenID, fault.TooMany)
	}
	return MostRequests - count, ends, nil
}

// Claim ties an Idempotency-Key of a token to what was asked under it, and tells whether it is the same as before. A
// request that was claimed may still have failed: whoever carries it out does so once, by a key of its own.
func (s Store) Claim(ctx context.Context, tokenID int64, key string, asked []byte) (same bool, err error) {
	fingerprint := sha256.Sum256(asked)
	err = s.Pool.QueryRow(ctx, `
		INSERT INTO api_requests AS r (token_id, key, fingerprint, at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT ON CONSTRAINT api_requests_pkey DO UPDATE SET at = r.at
		RETURNING r.fingerprint = $3`, tokenID, key, fingerprint[:], s.Now()).Scan(&same)
	if err != nil {
		return false, fmt.Errorf("claim a key of token %d: %w", tokenID, db.Translate(err))
	}
	return same, nil
}
