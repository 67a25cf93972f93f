package user

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Invite makes a person and the link with which they choose a password. A repeated submission returns the person
// without the link, which is shown once. An e-mail that somebody has is fault.Invalid.
func (s Store) Invite(ctx context.Context, actor access.Actor, key string, d Draft) (id int64, token string, err error) {
	if err := access.Require(actor, access.ManageUsers, access.Target{}); err != nil {
		return 0, "", fmt.Errorf("invite: %w", err)
	}
	if d, err = d.Check(); err != nil {
		return 0, "", err
	}
	now := s.Now()
	result, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: "user.invite", UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		id, err := insert(ctx, tx, d, now)
		if err != nil {
			return "", err
		}
		if token, err = makeLink(ctx, tx, Invitation, id, "", now.Add(inviteFor)); err != nil {
			return "", err
		}
		return strconv.FormatInt(id, 10), audit.Record(ctx, tx, audit.Event{
			At: now, Actor: actor, Action: "user.invite", Object: audit.Object{Type: "user", ID: id},
			After:    map[string]any{"role": d.Role, "units": d.UnitIDs},
			Personal: audit.Personal{After: map[string]any{"name": d.Name, "email": d.Email}},
		})
	})
	if err != nil {
		return 0, "", fmt.Errorf("invite: %w", err)
	}
	id, err = strconv.ParseInt(result, 10, 64)
	return id, token, err
}

// change is a locked person with what an administrator may change, before and after.
type change struct {
	User
	Barred   bool // may not sign in
	action   string
	before   any // nil, not an empty map, where there is none
	after    any
	personal audit.Personal
}

// alter carries out what an administrator does to a person: fn writes and says what changed. A version other than
// the one shown is fault.Conflict; 0 asks for none.
func (s Store) alter(ctx context.Context, actor access.Actor, key, action string, id int64, version int, fn func(pgx.Tx, *change) error) error {
	if err := access.Require(actor, access.ManageUsers, access.Target{}); err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: action, UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		// One at a time: two that each hold a person and look for all administrators would wait for each other.
		if err := lockPeople(ctx, tx); err != nil {
			return "", err
		}
		c := change{action: action}
		err := tx.QueryRow(ctx, `
			SELECT id, email, name, role, version, disabled_at IS NOT NULL, password_hash IS NOT NULL,
			       ARRAY(SELECT unit_id FROM user_units WHERE user_id = u.id ORDER BY unit_id)
			  FROM users u
			 WHERE id = $1
			   FOR NO KEY UPDATE`, id).Scan(&c.ID, &c.Email, &c.Name, &c.Role, &c.Version, &c.Barred, &c.HasPassword, &c.UnitIDs)
		if errors.Is(err, pgx.ErrNoRows) {
			return "", fault.NotFound
		}
		if err != nil {
			return "", err
		}
		if version != 0 && c.Version != version {
			return "", fault.Conflict
		}
		if err := fn(tx, &c); err != nil {
			return "", err
		}
		return "", audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: c.action, Object: audit.Object{Type: "user", ID: id},
			Before: c.before, After: c.after, Personal: c.personal,
		})
	})
	if err != nil {
		return fmt.Errorf("%s %d: %w", action, id, err)
	}
	return nil
}

// lockPeople lets one transaction at a time change who administers; it comes before any person is locked.
func lockPeople(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('hito people', 0))`)
	return err
}

// Update writes what an administrator edited about a person, whom a new role ends no session but meets at the next
// request. It returns fault.Invalid, fault.Conflict, or ErrLastAdmin.
func (s Store) Update(ctx context.Context, actor access.Actor, key string, id int64, version int, d Draft) error {
	d, err := d.Check()
	if err != nil {
		return err
	}
	slices.Sort(d.UnitIDs)
	return s.alter(ctx, actor, key, "user.update", id, version, func(tx pgx.Tx, c *change) error {
		if c.Role == access.Admin && d.Role != access.Admin {
			if err := keepAnAdmin(ctx, tx, id); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `
			UPDATE users
			   SET email = $2, name = $3, role = $4, version = version + 1
			 WHERE id = $1`, id, d.Email, d.Name, d.Role)
		if err != nil {
			return err
		}
		c.before = map[string]any{"role": c.Role, "units": c.UnitIDs}
		c.after = map[string]any{"role": d.Role, "units": d.UnitIDs}
		if c.Email != d.Email { // whoever reads the old address has no business with the account
			if _, err := tx.Exec(ctx, `DELETE FROM links WHERE user_id = $1`, id); err != nil {
				return err
			}
		}
		if c.Name != d.Name || c.Email != d.Email {
			c.personal.Before = map[string]any{"name": c.Name, "email": c.Email}
			c.personal.After = map[string]any{"name": d.Name, "email": d.Email}
		}
		return setUnits(ctx, tx, id, d.UnitIDs)
	})
}

// Disable bars a person from signing in and ends their sessions and links at once.
func (s Store) Disable(ctx context.Context, actor access.Actor, key string, id int64) error {
	return s.alter(ctx, actor, key, "user.disable", id, 0, func(tx pgx.Tx, c *change) error {
		if c.Role == access.Admin {
			if err := keepAnAdmin(ctx, tx, id); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `
			WITH ended AS (DELETE FROM sessions WHERE user_id = $1),
			     unlinked AS (DELETE FROM links WHERE user_id = $1)
			UPDATE users
			   SET disabled_at = coalesce(disabled_at, $2), version = version + 1
			 WHERE id = $1`, id, s.Now())
		return err
	})
}

// Enable lets a person sign in again.
func (s Store) Enable(ctx context.Context, actor access.Actor, key string, id int64) error {
	return s.alter(ctx, actor, key, "user.enable", id, 0, func(tx pgx.Tx, _ *change) error {
		_, err := tx.Exec(ctx, `UPDATE users SET disabled_at = NULL, version = version + 1 WHERE id = $1`, id)
		return err
	})
}

// NewLink makes a link for a person who has none or lost it: an invitation while there is no password yet, else a
// reset, which ends nothing until it is used. A repeated submission returns "", a disabled person is fault.Conflict.
func (s Store) NewLink(ctx context.Context, actor access.Actor, key string, id int64) (token string, kind LinkKind, err error) {
	err = s.alter(ctx, actor, key, "user.link_made", id, 0, func(tx pgx.Tx, c *change) error {
		if c.Barred {
			return fault.Conflict
		}
		ends := s.Now().Add(inviteFor)
		kind = Invitation
		if c.HasPassword {
			kind, ends = Reset, s.Now().Add(resetFor)
		}
		c.after = map[string]any{"kind": kind}
		token, err = makeLink(ctx, tx, kind, id, "", ends)
		return err
	})
	return token, kind, err
}

// ResetFactor takes a person's second factor away, as when a telephone and the recovery codes are lost, and ends
// their sessions.
func (s Store) ResetFactor(ctx context.Context, actor access.Actor, key string, id int64) error {
	return s.alter(ctx, actor, key, "user.reset_factor", id, 0, func(tx pgx.Tx, _ *change) error {
		return dropFactor(ctx, tx, id, 0)
	})
}

// dropFactor removes a second factor and ends the person's sessions but one.
func dropFactor(ctx context.Context, tx pgx.Tx, id, butSession int64) error {
	_, err := tx.Exec(ctx, `
		WITH spent AS (DELETE FROM recovery_codes WHERE user_id = $1),
		     ended AS (DELETE FROM sessions WHERE user_id = $1 AND id <> $2)
		UPDATE users
		   SET totp_secret = NULL, totp_step = 0, version = version + 1
		 WHERE id = $1`, id, butSession)
	return err
}

// EndAllSessions ends every session of a person.
func (s Store) EndAllSessions(ctx context.Context, actor access.Actor, key string, id int64) error {
	return s.alter(ctx, actor, key, "user.end_sessions", id, 0, func(tx pgx.Tx, c *change) error {
		gone, err := tx.Exec(ctx, `
			WITH unlinked AS (DELETE FROM links WHERE user_id = $1 AND kind IN ('forgot', 'email'))
			DELETE FROM sessions WHERE user_id = $1`, id)
		c.after = map[string]any{"sessions": gone.RowsAffected()}
		return err
	})
}

// Unlink takes the organisation's accounts away from a person, who then signs in with a password alone, and ends
// their sessions.
func (s Store) Unlink(ctx context.Context, actor access.Actor, key string, id int64) error {
	return s.alter(ctx, actor, key, "user.unlink", id, 0, func(tx pgx.Tx, c *change) error {
		if c.Role == access.Admin && !c.HasPassword {
			if err := keepAnAdmin(ctx, tx, id); err != nil {
				return err
			}
		}
		gone, err := tx.Exec(ctx, `
			WITH ended AS (DELETE FROM sessions WHERE user_id = $1)
			DELETE FROM identities WHERE user_id = $1`, id)
		c.after = map[string]any{"identities": gone.RowsAffected()}
		return err
	})
}
