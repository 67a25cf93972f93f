package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Notice is what somebody was told.
type Notice struct {
	ID     int64
	Code   string // of the reto
	Title  string // of the reto, as its reader may know it
	Kind   Kind
	Body   string
	ToldAt time.Time
	Unread bool
}

// Told is a part of what somebody was told, newest first, and how the whole stands.
type Told struct {
	Notices       []Notice
	Total, Unread int
	Newest        int64 // number of the newest of all; 0 without any
	Mails         bool  // they come by e-mail too
}

// List returns so many of the actor's own notices, after the first few. It takes two queries.
func List(ctx context.Context, tx pgx.Tx, actor access.Actor, limit, offset int) (Told, error) {
	var t Told
	if err := access.Require(actor, access.UseAccount, access.Target{}); err != nil {
		return t, fmt.Errorf("list notices: %w", err)
	}
	err := tx.QueryRow(ctx, `
		SELECT count(n.id), count(n.id) FILTER (WHERE n.read_at IS NULL), coalesce(max(n.id), 0), w.mail_notices
		  FROM users w
		  LEFT JOIN notices n ON n.user_id = w.id
		 WHERE w.id = $1
		 GROUP BY w.id`, actor.ID).Scan(&t.Total, &t.Unread, &t.Newest, &t.Mails)
	if err != nil {
		return t, fmt.Errorf("count notices: %w", err)
	}
	rows, err := tx.Query(ctx, `
		SELECT n.id, c.code, `+titled+` AS title, n.kind, n.body, n.told_at, n.read_at IS NULL AS unread
		  FROM notices n
		  JOIN users w ON w.id = n.user_id
		  JOIN challenges c ON c.id = n.challenge_id
		 WHERE n.user_id = $1
		 ORDER BY n.id DESC
		 LIMIT $2 OFFSET $3`, actor.ID, limit, offset)
	if err != nil {
		return t, fmt.Errorf("list notices: %w", err)
	}
	if t.Notices, err = pgx.CollectRows(rows, pgx.RowToStructByName[Notice]); err != nil {
		return t, fmt.Errorf("list notices: %w", err)
	}
	return t, nil
}

// once carries out what the actor does with their own notices, however often its form comes. No event tells of it: when
// somebody reads what would tell whose a confidential reto is.
func (s Store) once(ctx context.Context, actor access.Actor, key, action string, fn func(pgx.Tx) (string, error)) (string, error) {
	if err := access.Require(actor, access.UseAccount, access.Target{}); err != nil {
		return "", fmt.Errorf("%s: %w", action, err)
	}
	result, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: action, UserID: actor.ID}, fn)
	if err != nil {
		return "", fmt.Errorf("%s: %w", action, err)
	}
	return result, nil
}

// Read marks one of the actor's own notices as read and returns the code of its reto; another's is fault.NotFound.
func (s Store) Read(ctx context.Context, actor access.Actor, key string, id int64) (code string, err error) {
	return s.once(ctx, actor, key, "notice.read", func(tx pgx.Tx) (string, error) {
		rows, err := tx.Query(ctx, `
			UPDATE notices n
			   SET read_at = coalesce(n.read_at, $3)
			  FROM challenges c
			 WHERE n.id = $1 AND n.user_id = $2 AND c.id = n.challenge_id
			RETURNING c.code`, id, actor.ID, s.Now())
		if err != nil {
			return "", err
		}
		codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err == nil && len(codes) == 0 {
			return "", fault.NotFound
		}
		if err != nil {
			return "", err
		}
		return codes[0], nil
	})
}

// ReadAll marks the actor's own notices as read, up to the newest that was shown: what came later was not seen.
func (s Store) ReadAll(ctx context.Context, actor access.Actor, key string, newest int64) error {
	_, err := s.once(ctx, actor, key, "notice.read_all", func(tx pgx.Tx) (string, error) {
		_, err := tx.Exec(ctx, `
			UPDATE notices
			   SET read_at = $3
			 WHERE user_id = $1 AND id <= $2 AND read_at IS NULL`, actor.ID, newest, s.Now())
		return "", err
	})
	return err
}

// ChooseMails turns the actor's e-mails on or off. Those that wait are left too.
func (s Store) ChooseMails(ctx context.Context, actor access.Actor, key string, wanted bool) error {
	_, err := s.once(ctx, actor, key, "user.choose_mails", func(tx pgx.Tx) (string, error) {
		changed, err := tx.Exec(ctx, `
			UPDATE users
			   SET mail_notices = $2
			 WHERE id = $1 AND mail_notices <> $2`, actor.ID, wanted)
		if err != nil || changed.RowsAffected() == 0 {
			return "", err
		}
		return "", audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: "user.choose_mails", Object: audit.Object{Type: "user", ID: actor.ID},
			Before: map[string]any{"mails": !wanted}, After: map[string]any{"mails": wanted},
		})
	})
	return err
}
