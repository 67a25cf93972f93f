package challenge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
)

// Move is a change of state as its reader may know it.
type Move struct {
	From, To State // From is blank for the first one
	MovedAt  time.Time
	ByAuthor bool
	Mover    string // blank for the author, and to whoever has not signed in or may not read all of the reto
	Public   string // the note that everybody may read; may be blank
	Internal string // blank for whoever does not work on it
}

// Moves lists where a reto has been, oldest first.
func Moves(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge) ([]Move, error) {
	rows, err := tx.Query(ctx, `
		SELECT coalesce(m.from_state, '') AS "from", m.to_state AS "to", m.moved_at, m.moved_by IS NULL AS by_author,
		       CASE WHEN @signed_in AND @whole THEN coalesce(u.name, '') ELSE '' END AS mover, m.public_note AS public,
		       CASE WHEN @works THEN m.internal_note ELSE '' END AS internal
		  FROM challenge_moves m
		  LEFT JOIN users u ON u.id = m.moved_by
		 WHERE m.challenge_id = @id
		 ORDER BY m.id`, with(reader(a), pgx.NamedArgs{
		"id": c.ID, "whole": c.Whole, "works": access.Can(a, access.WorkOnChallenge, c.Target()),
	}))
	if err != nil {
		return nil, fmt.Errorf("read the moves of reto %d: %w", c.ID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Move])
	if err != nil {
		return nil, fmt.Errorf("read the moves of reto %d: %w", c.ID, err)
	}
	return list, nil
}

// Relative is a reto that another was merged with, as its reader may know it.
type Relative struct {
	Code   string
	Title  string
	Target bool // the other was merged into it; else it was merged into the other
}

// Relatives lists the reto that another was merged into, if the actor may read it, and, for those who handle retos, those
// that were merged into it.
func Relatives(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge) ([]Relative, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.code, CASE WHEN `+whole+` OR `+unwritten+` THEN c.title ELSE c.public_title END AS title, c.id = @into AS target
		  FROM challenges c
		 WHERE (c.id = @into OR @reads_all AND c.merged_into = @id) AND `+readable+`
		 ORDER BY c.id`, with(reader(a), pgx.NamedArgs{"id": c.ID, "into": c.MergedID}))
	if err != nil {
		return nil, fmt.Errorf("read what reto %d was merged with: %w", c.ID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Relative])
	if err != nil {
		return nil, fmt.Errorf("read what reto %d was merged with: %w", c.ID, err)
	}
	return list, nil
}
