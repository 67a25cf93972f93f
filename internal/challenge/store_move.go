package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"hito/internal/access"
)

// step is a change of state about to be written.
type step struct {
	to       State
	public   string // what everybody who follows the reto is told; may be blank
	internal string
	into     int64 // the reto that it is merged into; 0 for none
}

// move writes a change of state in the caller's transaction, which holds the reto and has asked whether it may be. What
// the author is told in words, or by a decision, is the first answer, if there was none. Nobody is noted as having moved
// what its author moved as such; an author who handles retos is noted like anybody else who does, as a blank would tell
// who wrote it.
func (s Store) move(ctx context.Context, tx pgx.Tx, c Challenge, by access.Actor, to step) error {
	t, _ := transition(c.State, to.to)
	asAuthor := c.Own && !access.Can(by, t.Needs, access.Target{})
	answers := !asAuthor && (to.public != "" || to.to != Analysis)
	_, err := tx.Exec(ctx, `
		WITH moved AS (
		       UPDATE challenges
		          SET state = @to, state_since = @at, merged_into = nullif(@into::bigint, 0), decision_asked_at = NULL, version = version + 1,
		              answered_at = CASE WHEN @answers THEN coalesce(answered_at, @at) ELSE answered_at END
		        WHERE id = @id)
		INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, moved_by, public_note, internal_note)
		VALUES (@id, @from, @to, @at, @on, @by, @public, @internal)`, pgx.NamedArgs{
		"id": c.ID, "from": c.State, "to": to.to, "at": s.Now(), "on": s.Today(), "public": to.public, "internal": to.internal,
		"by": pgtype.Int8{Int64: by.ID, Valid: by.ID != 0 && !asAuthor}, "into": to.into, "answers": answers,
	})
	if err != nil {
		return fmt.Errorf("move reto %d from %s to %s: %w", c.ID, c.State, to.to, err)
	}
	return nil
}

// toldMove is a change of state as events tell it. The notes are kept with the move and not told again.
type toldMove struct {
	State State `json:"state"`
}
