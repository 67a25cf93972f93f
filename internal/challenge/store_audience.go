package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/notice"
)

// Whom something is told: conditions on a user w who may sign in, with a reto of the number @id.
const (
	toAuthor    = `w.id = (SELECT c.author_id FROM challenges c WHERE c.id = @id)`
	toFollowers = `w.id IN (SELECT f.user_id FROM challenge_followers f WHERE f.challenge_id = @id AND f.follows)`
	toAssigned  = `w.id = (SELECT c.assignee_id FROM challenges c WHERE c.id = @id)`
	toKeepers   = `w.role = 'technician'`
	toDirectors = `w.role = 'director'`

	// toHandlers are whoever it is assigned to, and the technicians where that is nobody.
	toHandlers = `CASE WHEN EXISTS (SELECT FROM challenges c JOIN users g ON g.id = c.assignee_id
	                                 WHERE c.id = @id AND g.disabled_at IS NULL)
	                   THEN ` + toAssigned + ` ELSE ` + toKeepers + ` END`
	toEverybody = toAuthor + ` OR ` + toFollowers // who waits for what becomes of it
)

// telling is a sentence on its way to an audience.
type telling struct {
	kind    notice.Kind
	body    string // names no author
	to      string // one of the conditions above
	contact bool   // and to the contact that an anonymous author left
}

// tell notes for everybody of an audience, but whoever did it, what happened to a reto.
func (s Store) tell(ctx context.Context, tx pgx.Tx, c Challenge, by access.Actor, t telling) error {
	rows, err := tx.Query(ctx, `
		SELECT w.id
		  FROM users w
		 WHERE w.disabled_at IS NULL AND w.id <> @by AND (`+t.to+`)
		 ORDER BY w.id`, pgx.NamedArgs{"id": c.ID, "by": by.ID})
	if err != nil {
		return fmt.Errorf("find whom to tell of reto %d: %w", c.ID, err)
	}
	users, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("find whom to tell of reto %d: %w", c.ID, err)
	}
	return s.Notices.Tell(ctx, tx, s.Now(), notice.Telling{
		ChallengeID: c.ID, Code: Grouped(c.Code), Kind: t.kind, Body: t.body, Users: users, Contact: t.contact && !c.Own,
	})
}
