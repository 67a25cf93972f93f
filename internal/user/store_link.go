package user

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// LinkKind is what a single-use link is for.
type LinkKind string

// Kinds of link.
const (
	SetUp      LinkKind = "setup"      // the first administrator of an empty installation
	Invitation LinkKind = "invitation" // a first password, or an account of the organisation
	Reset      LinkKind = "reset"      // another password, given by an administrator
	Forgotten  LinkKind = "forgot"     // another password, asked for by whoever knows the address
	NewEmail   LinkKind = "email"      // shows that a new address is the person's
)

// How long links last.
const (
	setUpFor  = 24 * time.Hour
	inviteFor = 7 * 24 * time.Hour
	resetFor  = 24 * time.Hour // given by an administrator
	forgotFor = time.Hour      // asked for by anybody who knows the address
	emailFor  = 24 * time.Hour
)

// Link is a single-use link that still works. Name and Email are the person's, Email the new one where the link
// confirms it; both are blank for the set-up.
type Link struct {
	Kind      LinkKind
	UserID    int64
	Name      string
	Email     string
	ExpiresAt time.Time
}

// OpenLink returns what a link is for, or ErrLink. It uses nothing up: programs open links in e-mails.
func (s Store) OpenLink(ctx context.Context, token string) (Link, error) {
	l, err := readLink(ctx, s.Pool, token, s.Now())
	if err != nil {
		return Link{}, fmt.Errorf("open a link: %w", err)
	}
	return l, nil
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func readLink(ctx context.Context, q querier, token string, now time.Time) (Link, error) {
	rows, _ := q.Query(ctx, `
		SELECT l.kind, coalesce(u.id, 0) AS user_id, coalesce(u.name, '') AS name,
		       CASE WHEN l.email <> '' THEN l.email ELSE coalesce(u.email, '') END AS email, l.expires_at
		  FROM links l
		  LEFT JOIN users u ON u.id = l.user_id
		 WHERE l.token_hash = $1 AND l.expires_at > $2 AND u.disabled_at IS NULL`, hashOf(token), now)
	l, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Link])
	if errors.Is(err, pgx.ErrNoRows) {
		return Link{}, ErrLink
	}
	return l, err
}

// takeLink uses a link up, with its person locked, as everybody does who deletes links. Of two that take it at the
// same time, one finds it gone.
func takeLink(ctx context.Context, tx pgx.Tx, token string, now time.Time) (Link, error) {
	l, err := readLink(ctx, tx, token, now)
	if err != nil {
		return Link{}, err
	}
	if l.UserID != 0 {
		if a, err := lockAccount(ctx, tx, l.UserID); err != nil || a.Disabled {
			return Link{}, errors.Join(ErrLink, err)
		}
	}
	gone, err := tx.Exec(ctx, `DELETE FROM links WHERE token_hash = $1`, hashOf(token))
	if err == nil && gone.RowsAffected() == 0 {
		err = ErrLink
	}
	return l, err
}

// makeLink draws a link that takes the place of an earlier one of its kind.
func makeLink(ctx context.Context, tx pgx.Tx, kind LinkKind, userID int64, email string, ends time.Time) (token string, err error) {
	token, hash := newToken()
	_, err = tx.Exec(ctx, `
		INSERT INTO links (token_hash, kind, user_id, email, expires_at)
		VALUES ($1, $2, nullif($3::bigint, 0), $4, $5)
		ON CONFLICT ON CONSTRAINT links_one_of_each DO UPDATE
		   SET token_hash = excluded.token_hash, email = excluded.email, expires_at = excluded.expires_at`, hash, kind, userID, email, ends)
	if err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	return token, nil
}

// SetUpLink returns the token of a new set-up link while the installation has nobody, else "". An earlier one no
// longer works.
func (s Store) SetUpLink(ctx context.Context) (token string, err error) {
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		var empty bool
		if err := tx.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM users)`).Scan(&empty); err != nil || !empty {
			return err
		}
		if token, err = makeLink(ctx, tx, SetUp, 0, "", s.Now().Add(setUpFor)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{At: s.Now(), Actor: systemActor, Action: "user.offer_set_up", Object: audit.Object{Type: "user"}})
	})
	if err != nil {
		return "", fmt.Errorf("make a set-up link: %w", err)
	}
	return token, nil
}

// Answer is what a person writes to a link that asks for a password; Name and Email only to the set-up.
type Answer struct {
	Name, Email, Password string
}

// AnswerLink takes a link and sets the password; the set-up makes the first administrator. It signs the person in,
// ends all their other sessions, and returns fault.Invalid by the fields "name", "email" and "password", or ErrLink.
func (s Store) AnswerLink(ctx context.Context, from From, token string, answer Answer) (Started, error) {
	l, err := s.OpenLink(ctx, token)
	if err != nil {
		return Started{}, err
	}
	d := Draft{Name: l.Name, Email: l.Email, Role: access.Admin}
	if l.Kind == SetUp {
		d.Name, d.Email = answer.Name, answer.Email
	}
	if d, err = checkAnswer(d, answer.Password); err != nil {
		return Started{}, err
	}
	hash, err := hashPassword(ctx, answer.Password)
	if err != nil {
		return Started{}, err
	}
	now := s.Now()
	var started Started
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		var event audit.Event
		if l, err = takeLink(ctx, tx, token, now); err != nil {
			return err
		}
		if event, err = s.settle(ctx, tx, from, &l, d, hash, now); err != nil {
			return err
		}
		a, err := lockAccount(ctx, tx, l.UserID)
		if err != nil {
			return err
		}
		if started, err = enter(ctx, tx, now, a, a.TOTPSecret == "", false, from); err != nil {
			return err
		}
		t := trial{kind: "session", account: a.Email, userID: a.ID, from: from}
		if err := t.pass(ctx, tx, now, started.Confirmed); err != nil {
			return err
		}
		return audit.Record(ctx, tx, event, audit.Event{
			At: now, Actor: from.actor(a.ID), Action: "session.start", Object: event.Object, After: map[string]any{"link": l.Kind},
		})
	})
	if err != nil {
		return Started{}, fmt.Errorf("answer a link: %w", err)
	}
	return started, nil
}

func checkAnswer(d Draft, password string) (Draft, error) {
	d, err := d.Check()
	var wrong fault.Invalid
	if err != nil && !errors.As(err, &wrong) {
		return d, err
	}
	if weak := CheckPassword(password, d.Name, d.Email); weak != nil {
		if wrong == nil {
			wrong = fault.Invalid{}
		}
		wrong["password"] = weak.Error()
	}
	if len(wrong) > 0 {
		return d, wrong
	}
	return d, nil
}

// settle writes what a taken link brings: the first administrator, or a person's password.
func (s Store) settle(ctx context.Context, tx pgx.Tx, from From, l *Link, d Draft, hash string, now time.Time) (audit.Event, error) {
	var err error
	action, after := "user.set_password", map[string]any{"link": l.Kind}
	switch l.Kind {
	case SetUp:
		action, after["role"] = "user.set_up", d.Role
		if l.UserID, err = insertFirst(ctx, tx, d, now); err != nil {
			return audit.Event{}, err
		}
	case NewEmail:
		return audit.Event{}, ErrLink
	case Invitation, Reset, Forgotten: // the password is all
	}
	_, err = tx.Exec(ctx, `
		WITH ended AS (DELETE FROM sessions WHERE user_id = $1),
		     unlinked AS (DELETE FROM links WHERE user_id = $1)
		UPDATE users
		   SET password_hash = $2, version = version + 1
		 WHERE id = $1`, l.UserID, hash)
	return audit.Event{At: now, Actor: from.actor(l.UserID), Action: action, Object: audit.Object{Type: "user", ID: l.UserID}, After: after}, err
}

// AskReset counts that somebody asks for another password, and returns fault.TooMany where that is too often. Who
// asks learns nothing from it of whether there is such an account.
func (s Store) AskReset(ctx context.Context, from From, email string) error {
	return s.admit(ctx, trial{kind: "reset", account: email, from: from})
}

// Forgot makes a reset link for the person with an e-mail, and returns "" where there is none who may use it.
func (s Store) Forgot(ctx context.Context, from From, email string) (token string, err error) {
	a, err := s.accountByEmail(ctx, email)
	if err != nil || a.ID == 0 {
		return "", err
	}
	now := s.Now()
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		// Under lock: an address that was changed meanwhile belongs to somebody else.
		a, err := lockAccount(ctx, tx, a.ID)
		if err != nil || a.Email != email || a.Disabled || a.PasswordHash == "" {
			return err
		}
		if token, err = makeLink(ctx, tx, Forgotten, a.ID, "", now.Add(forgotFor)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			At: now, Actor: from.actor(0), Action: "user.forgot", Object: audit.Object{Type: "user", ID: a.ID},
		})
	})
	if err != nil {
		return "", fmt.Errorf("make a reset link: %w", err)
	}
	return token, nil
}
