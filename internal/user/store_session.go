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

// Ends of a session.
const (
	idleFor       = 4 * time.Hour    // without a request
	sessionFor    = 12 * time.Hour   // in all: a working day
	unconfirmed   = 10 * time.Minute // while the second factor is still to come
	touchedAtMost = time.Minute      // between two writes of when a session was last used
)

// mostUnread ends the count of unread notices, which every page of a person waits for.
const mostUnread = 100

// Session is a browser in which somebody has signed in. Until it is Full, its actor may do nothing but
// complete the sign-in.
type Session struct {
	ID         int64
	User       access.Actor
	Email      string
	HasFactor  bool
	Confirmed  bool // the second factor was given, or is not needed
	Needed     bool // the person's role needs a second factor
	Elsewhere  bool // the second factor is the provider's affair
	Unread     int  // notices, counted up to mostUnread
	ExpiresAt  time.Time
	LastSeenAt time.Time
}

// Full tells a session in which the person may act.
func (s Session) Full() bool { return s.Confirmed && !s.MustEnrol() }

// MustEnrol tells a session whose person has to set up a second factor first.
func (s Session) MustEnrol() bool { return s.Needed && !s.HasFactor && !s.Elsewhere }

// Actor returns who acts in the session: nobody until it is full.
func (s Session) Actor() access.Actor {
	if s.Full() {
		return s.User
	}
	return access.Actor{}
}

// Resume returns the session of a token, or fault.SignIn for one that is unknown or over, or whose person may
// no longer sign in. It asks once, by keys, and writes at most once a minute when it was used.
func (s Store) Resume(ctx context.Context, token string) (Session, error) {
	now := s.Now()
	var found Session
	var needed []access.Role
	err := s.Pool.QueryRow(ctx, `
		SELECT s.id, s.confirmed, s.elsewhere, s.seen_at, s.expires_at, u.id, u.name, u.email, u.role, u.totp_secret IS NOT NULL,
		       ARRAY(SELECT unit_id FROM user_units WHERE user_id = u.id ORDER BY unit_id),
		       (SELECT count(*) FROM (SELECT FROM notices n WHERE n.user_id = u.id AND n.read_at IS NULL LIMIT @most_unread) unread),
		       coalesce((SELECT ARRAY(SELECT jsonb_array_elements_text(nullif(value->'second_factor', 'null'))) FROM settings WHERE name = @security), @default_roles)
		  FROM sessions s
		  JOIN users u ON u.id = s.user_id
		 WHERE s.token_hash = @token
		   AND s.expires_at > @now
		   AND s.seen_at > @idle_since
		   AND u.disabled_at IS NULL`, pgx.NamedArgs{
		"token": hashOf(token), "now": now, "idle_since": now.Add(-idleFor), "most_unread": mostUnread,
		"security": setting.SecurityName, "default_roles": setting.DefaultSecurity().SecondFactor,
	}).Scan(&found.ID, &found.Confirmed, &found.Elsewhere, &found.LastSeenAt, &found.ExpiresAt, &found.User.ID, &found.User.Name, &found.Email,
		&found.User.Role, &found.HasFactor, &found.User.Units, &found.Unread, &needed)
	if errors.Is(err, pgx.ErrNoRows) {
		return Session{}, fmt.Errorf("resume a session: %w", fault.SignIn)
	}
	if err != nil {
		return Session{}, fmt.Errorf("resume a session: %w", err)
	}
	found.User.Kind, found.User.Session = access.Person, found.ID
	found.Needed = setting.Security{SecondFactor: needed}.Needs(found.User.Role)
	if now.Sub(found.LastSeenAt) >= touchedAtMost {
		err = s.touch(ctx, found.ID, now)
	}
	return found, err
}

// touch only ever updates: a slow request must not bring back a session that has ended meanwhile.
func (s Store) touch(ctx context.Context, id int64, now time.Time) error {
	_, err := s.Pool.Exec(ctx, `
		UPDATE sessions
		   SET seen_at = $2
		 WHERE id = $1 AND seen_at <= $3`, id, now, now.Add(-touchedAtMost))
	if err != nil {
		return fmt.Errorf("touch a session: %w", err)
	}
	return nil
}

// Started is a session that has just begun: what the browser keeps, and until when.
type Started struct {
	Session
	Token string
}

// begin opens a session for a person in the caller's transaction.
func begin(ctx context.Context, tx pgx.Tx, now time.Time, userID int64, confirmed, elsewhere bool, from From) (token string, ends time.Time, err error) {
	token, hash := newToken()
	ends = now.Add(sessionFor)
	if !confirmed {
		ends = now.Add(unconfirmed)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
		VALUES (@hash, @user_id, @confirmed, @elsewhere, @address, @device, @now, @now, @ends)`, pgx.NamedArgs{
		"hash": hash, "user_id": userID, "confirmed": confirmed, "elsewhere": elsewhere, "address": from.Address, "device": from.Device,
		"now": now, "ends": ends,
	})
	if err != nil {
		return "", ends, fmt.Errorf("begin a session: %w", err)
	}
	return token, ends, nil
}

// SignOut ends the session of a token, if it stands.
func (s Store) SignOut(ctx context.Context, from From, token string) error {
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		var userID int64
		err := tx.QueryRow(ctx, `
			DELETE FROM sessions
			 WHERE token_hash = $1
			RETURNING user_id`, hashOf(token)).Scan(&userID)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: from.actor(userID), Action: "session.end", Object: audit.Object{Type: "user", ID: userID},
		})
	})
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// Open is a session as its person sees it in the list of all.
type Open struct {
	ID        int64
	Device    string
	Address   string
	CreatedAt time.Time
	SeenAt    time.Time
}

// Sessions returns the sessions of a person that stand, the last used first.
func (s Store) Sessions(ctx context.Context, userID int64) ([]Open, error) {
	now := s.Now()
	rows, err := s.Pool.Query(ctx, `
		SELECT id, device, address, created_at, seen_at
		  FROM sessions
		 WHERE user_id = $1 AND confirmed AND expires_at > $2 AND seen_at > $3
		 ORDER BY seen_at DESC, id DESC`, userID, now, now.Add(-idleFor))
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Open])
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return list, nil
}

// EndSession ends one of the actor's own sessions; another's, or one that is over, is fault.NotFound.
func (s Store) EndSession(ctx context.Context, actor access.Actor, id int64) error {
	return s.endSessions(ctx, actor, `
		DELETE FROM sessions
		 WHERE user_id = $1 AND id = $2`, id)
}

// EndOtherSessions ends all of the actor's own sessions but the one in which it is asked.
func (s Store) EndOtherSessions(ctx context.Context, actor access.Actor) error {
	err := s.endSessions(ctx, actor, `
		DELETE FROM sessions
		 WHERE user_id = $1 AND id <> $2`, actor.Session)
	if errors.Is(err, fault.NotFound) {
		return nil // there was no other
	}
	return err
}

func (s Store) endSessions(ctx context.Context, actor access.Actor, sql string, id int64) error {
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		if err := access.Require(actor, access.UseAccount, access.Target{}); err != nil {
			return err
		}
		gone, err := tx.Exec(ctx, sql, actor.ID, id)
		if err != nil {
			return err
		}
		if gone.RowsAffected() == 0 {
			return fault.NotFound
		}
		return audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: "session.end", Object: audit.Object{Type: "user", ID: actor.ID},
			After: map[string]any{"sessions": gone.RowsAffected()},
		})
	})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}
