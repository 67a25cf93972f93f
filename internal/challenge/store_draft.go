package challenge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
)

// mostDrafted is how many letters a draft may have as JSON. PostgreSQL, which takes 60 000, writes it with more spaces.
const mostDrafted = 59_000

// SavedDraft is what a person has typed of a reto that is not sent yet.
type SavedDraft struct {
	Typed   Submission
	SavedAt time.Time
}

// FindDraft returns the draft of a person, nil for none.
func FindDraft(ctx context.Context, tx pgx.Tx, userID int64) (*SavedDraft, error) {
	var d SavedDraft
	var fields []byte
	err := tx.QueryRow(ctx, `
		SELECT fields, saved_at
		  FROM challenge_drafts
		 WHERE user_id = $1`, userID).Scan(&fields, &d.SavedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(fields, &d.Typed)
	}
	if err != nil {
		return nil, fmt.Errorf("read a draft of a reto: %w", err)
	}
	return &d, nil
}

// SaveDraft keeps what a person has typed in place of what they had typed before; where nothing is written any more,
// nothing is kept. It is checked only once it is sent. A text that no form of ours is so long for is fault.Invalid by the
// field "draft". Nobody is told, not even by an event: a draft is nobody else's business. Form is the key drawn for a
// form that keeps itself while one types: what is still under way once its reto was sent is fault.Conflict, or the draft
// would come back. It is blank where somebody asks for it.
func (s Store) SaveDraft(ctx context.Context, a access.Actor, form string, typed Submission) error {
	if err := access.Require(a, access.UseAccount, access.Target{}); err != nil {
		return fmt.Errorf("save a draft of a reto: %w", err)
	}
	if typed.Blank() {
		return s.DropDraft(ctx, a)
	}
	fields, err := drafted(typed)
	if err != nil {
		return err
	}
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		if err := holdDraft(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := unsent(ctx, tx, a.ID, form); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO challenge_drafts (user_id, fields, saved_at)
			VALUES ($1, $2, $3)
			ON CONFLICT (user_id) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at`, a.ID, fields, s.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("save a draft of a reto: %w", err)
	}
	return nil
}

// holdDraft lets a draft be kept, and a reto be sent, one after the other.
func holdDraft(ctx context.Context, tx pgx.Tx, userID int64) error {
	if _, err := tx.Exec(ctx, `SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE`, userID); err != nil {
		return fmt.Errorf("hold a draft of a reto: %w", err)
	}
	return nil
}

// unsent returns fault.Conflict where a reto was sent with a form, whose key is the beginning of what it was sent with.
func unsent(ctx context.Context, tx pgx.Tx, userID int64, form string) error {
	if form == "" {
		return nil
	}
	var sent bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM submissions WHERE user_id = $1 AND action = $2 AND starts_with(key, $3))`, userID, submitting, form).Scan(&sent)
	if err != nil {
		return fmt.Errorf("look whether a form was sent: %w", err)
	}
	if sent {
		return fmt.Errorf("its reto was sent: %w", fault.Conflict)
	}
	return nil
}

// drafted writes a submission as JSON that jsonb takes: it has no place for NUL.
func drafted(d Submission) (string, error) {
	for _, field := range d.fields() {
		*field = strings.NewReplacer("\x00", "", "\r\n", "\n").Replace(*field)
	}
	fields, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("write a draft of a reto: %w", err)
	}
	if utf8.RuneCount(fields) > mostDrafted {
		return "", fault.Invalid{"draft": "El texto es demasiado largo para guardarlo como borrador: acórtelo."}
	}
	return string(fields), nil
}

// DropDraft throws the draft of a person away, if there is one.
func (s Store) DropDraft(ctx context.Context, a access.Actor) error {
	if err := access.Require(a, access.UseAccount, access.Target{}); err != nil {
		return fmt.Errorf("drop a draft of a reto: %w", err)
	}
	return db.Tx(ctx, s.Pool, func(tx pgx.Tx) error { return dropDraft(ctx, tx, a) })
}

func dropDraft(ctx context.Context, tx pgx.Tx, a access.Actor) error {
	if _, err := tx.Exec(ctx, `DELETE FROM challenge_drafts WHERE user_id = $1`, a.ID); err != nil {
		return fmt.Errorf("drop a draft of a reto: %w", err)
	}
	return nil
}
