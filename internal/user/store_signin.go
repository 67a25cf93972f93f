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
	"hito/internal/setting"
)

// account is what a sign-in needs of a person.
type account struct {
	ID           int64
	Name         string
	Email        string
	Role         access.Role
	PasswordHash string
	TOTPSecret   string
	TOTPStep     int64
	Disabled     bool
}

const accountColumns = `id, name, email, role, coalesce(password_hash, '') AS password_hash, coalesce(totp_secret, '') AS totp_secret,
	totp_step, disabled_at IS NOT NULL AS disabled`

// SignIn lets a person in with e-mail and password: it begins a session, which waits for the second factor where
// there is one. It returns ErrCredentials, whatever the reason, or fault.TooMany.
func (s Store) SignIn(ctx context.Context, from From, email, password string) (Started, error) {
	a, err := s.accountByEmail(ctx, email)
	if err != nil {
		return Started{}, err
	}
	t := trial{kind: "session", account: email, userID: a.ID, from: from}
	if err := s.admit(ctx, t); err != nil {
		return Started{}, err
	}
	hash := a.PasswordHash
	if a.Disabled {
		hash = ""
	}
	same, err := matches(ctx, password, hash)
	if err != nil {
		return Started{}, fmt.Errorf("sign in: %w", err)
	}
	if !same {
		return Started{}, s.refuse(ctx, t, ErrCredentials)
	}
	return s.start(ctx, t, a)
}

func (s Store) accountByEmail(ctx context.Context, email string) (account, error) {
	rows, _ := s.Pool.Query(ctx, `
		SELECT `+accountColumns+`
		  FROM users
		 WHERE email = $1`, email)
	return oneAccount(rows)
}

// oneAccount reads an account, zero where there is none.
func oneAccount(rows pgx.Rows) (account, error) {
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[account])
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return account{}, fmt.Errorf("look an account up: %w", db.Translate(err))
	}
	return a, nil
}

// refuse records a failed attempt and returns why. What was typed is not kept: it may be a password.
func (s Store) refuse(ctx context.Context, t trial, why error) error {
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		return audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: t.from.actor(0), Action: t.kind + ".refuse", Object: audit.Object{Type: "user", ID: t.userID},
		})
	})
	if err != nil {
		return fmt.Errorf("refuse a %s: %w", t.kind, err)
	}
	return fmt.Errorf("%s: %w", t.kind, why)
}

// start begins a session after a right attempt. The account is read again under lock: what was changed while the
// password was compared counts.
func (s Store) start(ctx context.Context, t trial, a account) (Started, error) {
	now, confirmed := s.Now(), a.TOTPSecret == ""
	var started Started
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			SELECT `+accountColumns+`
			  FROM users
			 WHERE id = $1
			   FOR SHARE`, a.ID)
		again, err := oneAccount(rows)
		if err != nil {
			return err
		}
		if again.Disabled || again.ID == 0 || again.PasswordHash != a.PasswordHash || again.TOTPSecret != a.TOTPSecret {
			return ErrCredentials
		}
		started, err = enter(ctx, tx, now, again, confirmed, false, t.from)
		if err != nil {
			return err
		}
		if err := t.pass(ctx, tx, now, confirmed); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			At: now, Actor: t.from.actor(a.ID), Action: "session.start", Object: audit.Object{Type: "user", ID: a.ID},
			After: map[string]any{"confirmed": confirmed},
		})
	})
	if err != nil {
		return Started{}, fmt.Errorf("sign in: %w", err)
	}
	return started, nil
}

// enter begins a session and tells what is still missing in it.
func enter(ctx context.Context, tx pgx.Tx, now time.Time, a account, confirmed, elsewhere bool, from From) (Started, error) {
	security := setting.DefaultSecurity()
	if _, err := setting.Load(ctx, tx, setting.SecurityName, &security); err != nil {
		return Started{}, err
	}
	token, ends, err := begin(ctx, tx, now, a.ID, confirmed, elsewhere, from)
	if err != nil {
		return Started{}, err
	}
	return Started{Token: token, Session: Session{
		User: access.Actor{Kind: access.Person, ID: a.ID, Name: a.Name, Role: a.Role}, Email: a.Email,
		HasFactor: a.TOTPSecret != "", Confirmed: confirmed, Needed: security.Needs(a.Role), Elsewhere: elsewhere, ExpiresAt: ends,
	}}, nil
}

// Confirm completes a sign-in with a code of the second factor or one of the recovery codes, each of which works
// once. The session gets a new token. It returns ErrCode, or fault.TooMany, which ends the session.
func (s Store) Confirm(ctx context.Context, from From, token string, session Session, code string) (Started, error) {
	t := trial{kind: factorTrial, account: session.Email, userID: session.User.ID, from: from}
	if err := s.admit(ctx, t); err != nil {
		if errors.Is(err, fault.TooMany) {
			err = errors.Join(err, s.SignOut(ctx, from, token))
		}
		return Started{}, err
	}
	now := s.Now()
	var started Started
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		a, err := lockAccount(ctx, tx, session.User.ID)
		if err != nil {
			return err
		}
		how, err := useCode(ctx, tx, a, code, now)
		if err != nil {
			return err
		}
		gone, err := tx.Exec(ctx, `
			DELETE FROM sessions
			 WHERE token_hash = $1 AND user_id = $2 AND NOT confirmed AND expires_at > $3`, hashOf(token), a.ID, now)
		if err != nil {
			return err
		}
		if gone.RowsAffected() == 0 || a.Disabled {
			return fault.SignIn
		}
		if started, err = enter(ctx, tx, now, a, true, false, from); err != nil {
			return err
		}
		if err := t.pass(ctx, tx, now, true); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			At: now, Actor: from.actor(a.ID), Action: "session.confirm", Object: audit.Object{Type: "user", ID: a.ID}, After: map[string]any{"how": how},
		})
	})
	if errors.Is(err, ErrCode) {
		return Started{}, s.refuse(ctx, t, ErrCode)
	}
	if err != nil {
		return Started{}, fmt.Errorf("confirm a sign-in: %w", err)
	}
	return started, nil
}

func lockAccount(ctx context.Context, tx pgx.Tx, id int64) (account, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+accountColumns+`
		  FROM users
		 WHERE id = $1
		   FOR NO KEY UPDATE`, id)
	a, err := oneAccount(rows)
	if err == nil && a.ID == 0 {
		err = fault.NotFound
	}
	return a, err
}

// useCode spends a code of the second factor, or a recovery code, of a locked account.
func useCode(ctx context.Context, tx pgx.Tx, a account, code string, now time.Time) (how string, err error) {
	if a.TOTPSecret == "" {
		return "", ErrCode
	}
	step, err := stepOf(a.TOTPSecret, code, a.TOTPStep, now)
	if err != nil {
		return "", err
	}
	if step != 0 {
		_, err = tx.Exec(ctx, `UPDATE users SET totp_step = $2 WHERE id = $1`, a.ID, step)
		return "code", err
	}
	spent, err := tx.Exec(ctx, `
		DELETE FROM recovery_codes
		 WHERE user_id = $1 AND code_hash = $2`, a.ID, recoveryHash(code))
	if err != nil {
		return "", err
	}
	if spent.RowsAffected() == 0 {
		return "", ErrCode
	}
	return "recovery_code", nil
}
