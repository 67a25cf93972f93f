package user

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
)

// insert writes a new person; an e-mail that somebody has is fault.Conflict and fault.Invalid.
func insert(ctx context.Context, tx pgx.Tx, d Draft, now time.Time) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO users (email, name, role, created_at)
		VALUES ($1, $2, $3, $4)
		RETURNING id`, d.Email, d.Name, d.Role, now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("write a person: %w", db.Translate(err))
	}
	return id, setUnits(ctx, tx, id, d.UnitIDs)
}

// insertFirst is insert where there is nobody yet, and ErrLink where somebody was faster.
func insertFirst(ctx context.Context, tx pgx.Tx, d Draft, now time.Time) (int64, error) {
	// The lock makes two first administrators come one after the other; the next statement sees what was done meanwhile.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('hito first administrator', 0))`); err != nil {
		return 0, err
	}
	var empty bool
	if err := tx.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM users)`).Scan(&empty); err != nil {
		return 0, err
	}
	if !empty {
		return 0, ErrLink
	}
	return insert(ctx, tx, d, now)
}

// setUnits makes a person belong to just those units that exist.
func setUnits(ctx context.Context, tx pgx.Tx, id int64, unitIDs []int64) error {
	_, err := tx.Exec(ctx, `
		WITH gone AS (
		       DELETE FROM user_units
		        WHERE user_id = $1 AND NOT unit_id = ANY(coalesce($2::bigint[], '{}')))
		INSERT INTO user_units (user_id, unit_id)
		SELECT $1, id
		  FROM units
		 WHERE id = ANY($2::bigint[])
		ON CONFLICT DO NOTHING`, id, unitIDs)
	if err != nil {
		return fmt.Errorf("write a person's units: %w", err)
	}
	return nil
}

// keepAnAdmin returns ErrLastAdmin where, without a person, nobody who can sign in would administer the
// installation. It locks those who do, so that two cannot take each other away.
func keepAnAdmin(ctx context.Context, tx pgx.Tx, without int64) error {
	rows, _ := tx.Query(ctx, `
		SELECT id
		  FROM users
		 WHERE role = $1 AND disabled_at IS NULL
		   AND (password_hash IS NOT NULL OR EXISTS (SELECT FROM identities WHERE user_id = users.id))
		 ORDER BY id
		   FOR NO KEY UPDATE`, access.Admin)
	admins, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("look for administrators: %w", err)
	}
	if !slices.ContainsFunc(admins, func(id int64) bool { return id != without }) {
		return ErrLastAdmin
	}
	return nil
}

const columns = `u.id, u.email, u.name, u.role, u.password_hash IS NOT NULL AS has_password, u.totp_secret IS NOT NULL AS has_factor,
	coalesce(u.disabled_at, '0001-01-01') AS disabled_at, u.created_at, u.version,
	ARRAY(SELECT unit_id FROM user_units WHERE user_id = u.id ORDER BY unit_id) AS unit_ids,
	ARRAY(SELECT t.name FROM user_units uu JOIN units t ON t.id = uu.unit_id WHERE uu.user_id = u.id ORDER BY t.name) AS units,
	(SELECT count(*) FROM identities WHERE user_id = u.id)::int AS identities,
	coalesce((SELECT max(seen_at) FROM sessions WHERE user_id = u.id AND confirmed AND expires_at > @now), '0001-01-01') AS seen_at,
	EXISTS (SELECT FROM links WHERE user_id = u.id AND kind = 'invitation' AND expires_at > @now) AS invited`

// Query narrows the list of people; what is blank narrows nothing.
type Query struct {
	Text          string // in name or e-mail
	Role          access.Role
	State         string // "active", "disabled" or "pending"
	UnitID        int64
	Limit, Offset int
}

// People returns a page of the people in the order of their names, and how many there are. It takes one query.
func (s Store) People(ctx context.Context, actor access.Actor, q Query) ([]User, int, error) {
	if err := access.Require(actor, access.ManageUsers, access.Target{}); err != nil {
		return nil, 0, fmt.Errorf("list people: %w", err)
	}
	rows, _ := s.Pool.Query(ctx, `
		SELECT `+columns+`, count(*) OVER () AS total
		  FROM users u
		 WHERE (@text = '' OR strpos(`+db.Folded("u.name || ' ' || u.email")+`, `+db.Folded("@text")+`) > 0)
		   AND (@role = '' OR u.role = @role)
		   AND (@unit::bigint = 0 OR EXISTS (SELECT FROM user_units WHERE user_id = u.id AND unit_id = @unit))
		   AND CASE @state
		       WHEN 'disabled' THEN u.disabled_at IS NOT NULL
		       WHEN 'active' THEN u.disabled_at IS NULL AND (u.password_hash IS NOT NULL OR EXISTS (SELECT FROM identities WHERE user_id = u.id))
		       WHEN 'pending' THEN u.disabled_at IS NULL AND u.password_hash IS NULL AND NOT EXISTS (SELECT FROM identities WHERE user_id = u.id)
		       ELSE true END
		 ORDER BY `+db.Folded("u.name")+`, u.id
		 LIMIT @limit OFFSET @offset`, pgx.NamedArgs{
		"now": s.Now(), "text": q.Text, "role": q.Role, "unit": q.UnitID, "state": q.State, "limit": q.Limit, "offset": q.Offset,
	})
	type counted struct {
		User
		Total int
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[counted])
	if err != nil {
		return nil, 0, fmt.Errorf("list people: %w", err)
	}
	list, total := make([]User, len(found)), 0
	for n, f := range found {
		list[n], total = f.User, f.Total
	}
	return list, total, nil
}

// Find returns a person, to an administrator or to that person; fault.NotFound to anybody else.
func (s Store) Find(ctx context.Context, actor access.Actor, id int64) (User, error) {
	if !access.Can(actor, access.ManageUsers, access.Target{}) && (!actor.SignedIn() || actor.ID != id) {
		return User{}, fmt.Errorf("find person %d: %w", id, fault.NotFound)
	}
	return s.find(ctx, `u.id = @id`, id)
}

// FindByEmail returns the person with an e-mail, to an administrator, or fault.NotFound.
func (s Store) FindByEmail(ctx context.Context, actor access.Actor, email string) (User, error) {
	if err := access.Require(actor, access.ManageUsers, access.Target{}); err != nil {
		return User{}, fmt.Errorf("find a person: %w", err)
	}
	return s.find(ctx, `u.email = @id`, email)
}

func (s Store) find(ctx context.Context, where string, id any) (User, error) {
	rows, _ := s.Pool.Query(ctx, `
		SELECT `+columns+`
		  FROM users u
		 WHERE `+where, pgx.NamedArgs{"now": s.Now(), "id": id})
	u, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[User])
	if err != nil {
		return User{}, fmt.Errorf("find a person: %w", db.Translate(err))
	}
	return u, nil
}
