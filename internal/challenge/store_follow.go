package challenge

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
)

// Supporters lists the names of those whom a reto affects too, for those alone who may know them.
func Supporters(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge) ([]string, error) {
	if !access.Can(a, access.NameAuthor, c.Target()) || c.Supporters == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT u.name
		  FROM challenge_followers f
		  JOIN users u ON u.id = f.user_id
		 WHERE f.challenge_id = $1 AND f.supports
		 ORDER BY u.name, u.id`, c.ID)
	if err != nil {
		return nil, fmt.Errorf("read whom reto %d affects too: %w", c.ID, err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read whom reto %d affects too: %w", c.ID, err)
	}
	return names, nil
}

// errAlready tells that there is nothing to do.
var errAlready = errors.New("it is so already")

// Support says that a reto affects the actor too, or takes that back. Whoever says so follows it too.
func (s Store) Support(ctx context.Context, c Change, supports bool) error {
	return s.attend(ctx, c, switched("support", supports), Support, func(held Challenge) (bool, bool) {
		return supports, held.Follows || supports
	})
}

// Follow has the actor told of what becomes of a reto, or no longer.
func (s Store) Follow(ctx context.Context, c Change, follows bool) error {
	return s.attend(ctx, c, switched("follow", follows), Follow, func(held Challenge) (bool, bool) {
		return held.Supports, follows
	})
}

// switched names the action that does something, or takes it back.
func switched(verb string, on bool) string {
	if on {
		return "challenge." + verb
	}
	return "challenge.un" + verb
}

// attend writes whether the actor supports and follows a reto. What is so already is no change and is not told.
func (s Store) attend(ctx context.Context, c Change, action string, o Operation, want func(Challenge) (supports, follows bool)) error {
	err := s.write(ctx, c, action, o, func(tx pgx.Tx, held Challenge) (Written, error) {
		supports, follows := want(held)
		if supports == held.Supports && follows == held.Follows {
			return Written{}, errAlready
		}
		hidden, err := wroteMerged(ctx, tx, held.ID, c.Actor.ID)
		if err != nil {
			return Written{}, err
		}
		return Written{Hidden: hidden}, s.writeFollower(ctx, tx, held.ID, c.Actor.ID, supports, follows)
	})
	if errors.Is(err, errAlready) {
		return nil
	}
	return err
}

// wroteMerged tells whether somebody who is not to be known wrote a reto that was merged into another, which they follow
// since then: an event by which they leave that one, which never told that they came, would name them.
func wroteMerged(ctx context.Context, tx pgx.Tx, challengeID, userID int64) (wrote bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM challenges WHERE merged_into = $1 AND author_id = $2 AND privacy <> 'named')`, challengeID, userID).Scan(&wrote)
	if err != nil {
		return false, fmt.Errorf("look for retos merged into %d: %w", challengeID, err)
	}
	return wrote, nil
}

func (s Store) writeFollower(ctx context.Context, tx pgx.Tx, challengeID, userID int64, supports, follows bool) error {
	query := `
		INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since)
		VALUES (@id, @user, @supports, @follows, @at)
		ON CONFLICT (challenge_id, user_id) DO UPDATE SET supports = @supports, follows = @follows`
	if !supports && !follows {
		query = `DELETE FROM challenge_followers WHERE challenge_id = @id AND user_id = @user`
	}
	_, err := tx.Exec(ctx, query, pgx.NamedArgs{"id": challengeID, "user": userID, "supports": supports, "follows": follows, "at": s.Now()})
	if err != nil {
		return fmt.Errorf("write a follower of reto %d: %w", challengeID, err)
	}
	return nil
}
