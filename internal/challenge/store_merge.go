package challenge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/notice"
)

// mergeTargets are the states of retos into which another may be merged.
var mergeTargets = []State{Received, Analysis, Waiting, Admitted, Project, Pilot, Implemented}

const mostAlike = 20

// Alike lists the retos that another may be merged into: those that have a text or, where it is blank, those whose title
// or words are like its own; the likest first. It is for whoever reads all of them, and takes one query.
func Alike(ctx context.Context, tx pgx.Tx, a access.Actor, today date.Date, c Challenge, typed string) ([]Listed, error) {
	where, args := ListQuery{Text: typed, States: mergeTargets}.conditions(a, today)
	args = with(args, pgx.NamedArgs{"id": c.ID, "excerpt": longestExcerpt, "most": mostAlike, "any": typed != ""})
	rows, err := tx.Query(ctx, `
		SELECT `+listed+`
		  FROM challenges c`+listedFrom+`
		 CROSS JOIN LATERAL (SELECT o.folded_title, replace(plainto_tsquery('spanish', o.folded_title)::text, '&', '|')::tsquery AS asked
		                       FROM challenges o
		                      WHERE o.id = @id) m
		 WHERE c.id <> @id AND (@any OR c.folded_title % m.folded_title OR c.words @@ m.asked) AND `+where+`
		 ORDER BY similarity(c.folded_title, m.folded_title) + ts_rank(c.words, m.asked) DESC, c.id
		 LIMIT @most`, args)
	if err != nil {
		return nil, fmt.Errorf("list retos like %d: %w", c.ID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Listed])
	if err != nil {
		return nil, fmt.Errorf("list retos like %d: %w", c.ID, err)
	}
	return list, nil
}

// Moving counts what goes from a reto to the one that it is merged into.
type Moving struct {
	Supporters int // with its author, who becomes one
	Followers  int
	Notes      int // internal comments
	Merged     int // retos that were merged into it before
}

// CountMoving counts what would go from a reto to another. It takes one query.
func CountMoving(ctx context.Context, tx pgx.Tx, c, target Challenge) (Moving, error) {
	rows, err := tx.Query(ctx, `
		SELECT count(*) FILTER (WHERE m.supports) AS supporters, count(*) FILTER (WHERE m.follows) AS followers,
		       (SELECT count(*) FROM challenge_messages n WHERE n.challenge_id = @id AND n.kind = 'internal') AS notes,
		       (SELECT count(*) FROM challenges o WHERE o.merged_into = @id) AS merged
		  FROM (`+followersMoving+`) m`, pgx.NamedArgs{"id": c.ID, "target": target.ID})
	if err != nil {
		return Moving{}, fmt.Errorf("count what reto %d has: %w", c.ID, err)
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Moving])
	if err != nil {
		return Moving{}, fmt.Errorf("count what reto %d has: %w", c.ID, err)
	}
	return m, nil
}

// followersMoving are the people who go from the reto @id to the reto @target: those whom it affects or who follow it,
// and its author, but not the author of the target, who has it anyway. Nobody outside the database learns who they are.
const followersMoving = `SELECT f.user_id, bool_or(f.supports) AS supports, bool_or(f.follows) AS follows, min(f.since) AS since
	  FROM (SELECT user_id, supports, follows, since FROM challenge_followers WHERE challenge_id = @id
	         UNION ALL
	        SELECT author_id, true, true, submitted_at FROM challenges WHERE id = @id AND author_id IS NOT NULL) f
	 WHERE f.user_id IS DISTINCT FROM (SELECT author_id FROM challenges WHERE id = @target)
	 GROUP BY f.user_id`

// Mergeable returns nil where a reto may be merged into another, else in a fault.Invalid by the field "con" why not.
func Mergeable(c, target Challenge) error {
	switch {
	case target.ID == c.ID:
		return fault.Invalid{"con": "Un reto no se puede unir a sí mismo."}
	case target.State == Merged:
		return fault.Invalid{"con": "Ese reto ya se ha unido a otro: elija ese otro."}
	case !slices.Contains(mergeTargets, target.State):
		return fault.Invalid{"con": "Ese reto no sigue adelante, porque se descartó o se retiró: elija otro."}
	}
	return nil
}

// toldMerge is a reto that was merged, and toldAbsorbed the one that took it, as events tell them.
type (
	toldMerge struct {
		State State `json:"state"`
		Into  int64 `json:"merged_into,omitempty"`
	}
	toldAbsorbed struct {
		Merged     int64 `json:"merged_from"`
		Supporters int   `json:"supporters"`
		Notes      int   `json:"notes"`
	}
)

// Merge ends a reto that says the same as another, which takes its supporters, followers, internal comments and the
// retos merged into it before. What its author wrote and was written, and the files, stay where they are. Errors are
// those of write, and a fault.Invalid by the field "con".
func (s Store) Merge(ctx context.Context, c Change, into string) error {
	const action = "challenge.merge"
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: c.Key, Action: action, UserID: c.Actor.ID}, func(tx pgx.Tx) (string, error) {
		held, target, err := s.holdBoth(ctx, tx, c, into)
		if err != nil {
			return "", err
		}
		moving, err := s.merge(ctx, tx, held, target, c.Actor)
		if err != nil {
			return "", err
		}
		return strconv.FormatInt(held.ID, 10), s.record(ctx, tx, held, c.Actor, Merge.Needs, action, Written{
			Before: toldMerge{State: held.State}, After: toldMerge{State: Merged, Into: target.ID},
			More: []audit.Event{{
				Action: "challenge.absorb", Object: audit.Object{Type: "challenge", ID: target.ID},
				After: toldAbsorbed{Merged: held.ID, Supporters: moving.Supporters, Notes: moving.Notes},
			}},
		})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}

// holdBoth holds a reto and the one that it is to be merged into, in the order of their numbers. One merge waits for
// another before it holds any, as those that were merged into the first follow it. It asks all that write asks.
func (s Store) holdBoth(ctx context.Context, tx pgx.Tx, c Change, into string) (held, target Challenge, err error) {
	if _, err = tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('hito merging retos', 0))`); err != nil {
		return held, target, fmt.Errorf("wait for other merges: %w", err)
	}
	codes := []string{ReadCode(c.Code), ReadCode(into)}
	_, err = tx.Exec(ctx, `
		SELECT c.id
		  FROM challenges c
		 WHERE c.code = ANY(@codes) OR c.secret_digest = ANY(@secrets)
		 ORDER BY c.id
		   FOR NO KEY UPDATE OF c`, pgx.NamedArgs{"codes": codes, "secrets": [][]byte{digestOf(codes[0]), digestOf(codes[1])}})
	if err != nil {
		return held, target, fmt.Errorf("hold two retos: %w", err)
	}
	if held, err = find(ctx, tx, c.Actor, c.Code, ""); err != nil {
		return held, target, err
	}
	if err = held.Require(c.Actor, Merge); err != nil {
		return held, target, err
	}
	if c.Version != held.Version {
		return held, target, fmt.Errorf("reto %d is at version %d, not %d: %w", held.ID, held.Version, c.Version, fault.Conflict)
	}
	target, err = FindMergeTarget(ctx, tx, c.Actor, held, into)
	return held, target, err
}

// FindMergeTarget returns the reto with a code, if another may be merged into it; else a fault.Invalid by the field "con".
func FindMergeTarget(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge, typed string) (Challenge, error) {
	target, err := find(ctx, tx, a, typed, "")
	if errors.Is(err, fault.NotFound) {
		return target, fault.Invalid{"con": "No hay ningún reto con ese código."}
	}
	if err != nil {
		return target, err
	}
	return target, Mergeable(c, target)
}

// merge does it in the caller's transaction, which holds both. Who waits for the merged one is told first, while it is
// still known who that is.
func (s Store) merge(ctx context.Context, tx pgx.Tx, held, target Challenge, by access.Actor) (Moving, error) {
	moving, err := CountMoving(ctx, tx, held, target)
	if err != nil {
		return moving, err
	}
	if err := s.move(ctx, tx, held, by, step{to: Merged, into: target.ID}); err != nil {
		return moving, err
	}
	t := telling{kind: notice.MergedInto, body: mergedSentence(target), to: toEverybody, contact: true}
	if err := s.tell(ctx, tx, held, by, t); err != nil {
		return moving, err
	}
	return moving, moveWhatItHas(ctx, tx, held.ID, target.ID)
}

// mergedSentence names the other reto only where anybody may read of it.
func mergedSentence(target Challenge) string {
	if target.Public() {
		return "El reto se ha unido a otro que ya se tramita, «" + target.PublicTitle + "», porque tratan de lo mismo."
	}
	return "El reto se ha unido a otro que ya se tramita, porque tratan de lo mismo."
}

func moveWhatItHas(ctx context.Context, tx pgx.Tx, id, target int64) error {
	args := pgx.NamedArgs{"id": id, "target": target}
	for _, statement := range []string{`
		INSERT INTO challenge_followers AS old (challenge_id, user_id, supports, follows, since)
		SELECT @target, m.user_id, m.supports, m.follows, m.since
		  FROM (` + followersMoving + `) m
		ON CONFLICT (challenge_id, user_id) DO UPDATE
		   SET supports = old.supports OR excluded.supports, follows = old.follows OR excluded.follows, since = least(old.since, excluded.since)`, `
		DELETE FROM challenge_followers
		 WHERE challenge_id = @id`, `
		UPDATE challenge_messages
		   SET challenge_id = @target, merged_from = coalesce(merged_from, @id)
		 WHERE challenge_id = @id AND kind = 'internal'`, `
		UPDATE challenges
		   SET merged_into = @target, version = version + 1
		 WHERE merged_into = @id`,
	} {
		if _, err := tx.Exec(ctx, statement, args); err != nil {
			return fmt.Errorf("move what reto %d has to %d: %w", id, target, err)
		}
	}
	return nil
}
