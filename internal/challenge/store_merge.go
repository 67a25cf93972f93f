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
	where = `c.id <> @id AND ` + where
	args = with(args, pgx.NamedArgs{
		"id": c.ID, "title": c.Title, "any": typed != "", "excerpt": longestExcerpt, "most": mostAlike,
		"candidates": mostCandidates, "least": leastSimilarity, "in_text": worthOfText,
	})
	found := inAll.near(where)
	if typed != "" {
		found = `SELECT ` + inAll.columns() + ` FROM challenges c WHERE ` + where
	}
	rows, err := tx.Query(ctx, `
		WITH typed AS MATERIALIZED (`+typedTitle+`
		), near AS MATERIALIZED (`+found+`
		), likest AS (
		       SELECT n.id, similarity(n.folded, t.title) + coalesce(ts_rank(n.in_text, t.hints), 0) AS likeness
		         FROM near n, typed t
		        WHERE @any OR n.folded % t.title OR n.in_text @@ t.hints
		        ORDER BY likeness DESC, n.id
		        LIMIT @most)
		SELECT `+listed+`
		  FROM likest a
		  JOIN challenges c ON c.id = a.id`+listedFrom+`
		 ORDER BY a.likeness DESC, c.id`, args)
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
	Links      int // to something of a plan; they go to a reto that can have some
}

// CountMoving counts what would go from a reto to another. It takes one query.
func CountMoving(ctx context.Context, tx pgx.Tx, c, target Challenge) (Moving, error) {
	rows, err := tx.Query(ctx, `
		SELECT count(*) FILTER (WHERE m.supports) AS supporters, count(*) FILTER (WHERE m.follows) AS followers,
		       (SELECT count(*) FROM challenge_messages n WHERE n.challenge_id = @id AND n.kind = 'internal') AS notes,
		       (SELECT count(*) FROM challenges o WHERE o.merged_into = @id) AS merged,
		       (SELECT count(*) FROM challenge_links k WHERE k.challenge_id = @id AND @linkable) AS links
		  FROM (`+followersMoving+`) m`, pgx.NamedArgs{"id": c.ID, "target": target.ID, "linkable": slices.Contains(Link.In, target.State)})
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
		Links      int   `json:"links,omitempty"`
	}
)

// Merge ends a reto that says the same as another, which takes its supporters, followers, internal comments, the retos
// merged into it before and, once it is admitted itself, the links. What its author wrote and was written, and the files, stay where they are. Errors are
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
				After: toldAbsorbed{Merged: held.ID, Supporters: moving.Supporters, Notes: moving.Notes, Links: moving.Links},
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
	if err = hold(ctx, tx, c.Code, into); err != nil {
		return held, target, err
	}
	if held, err = FindKnown(ctx, tx, c.Actor, c.Code); err != nil {
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
	target, err := FindKnown(ctx, tx, a, typed)
	if errors.Is(err, fault.NotFound) {
		return target, fault.Invalid{"con": "No hay ningún reto con ese código."}
	}
	if err != nil {
		return target, err
	}
	if err := Mergeable(c, target); err != nil {
		return target, err
	}
	return target, withoutProject(ctx, tx, c)
}

// withoutProject refuses to merge a reto that has a project, which nobody could keep from then on.
func withoutProject(ctx context.Context, tx pgx.Tx, c Challenge) error {
	var has bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM challenge_projects WHERE challenge_id = $1)`, c.ID).Scan(&has); err != nil {
		return fmt.Errorf("look for the project of reto %d: %w", c.ID, err)
	}
	if has {
		return fault.Invalid{"con": "Este reto tiene un proyecto, que se perdería de vista: fusione el otro con este."}
	}
	return nil
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
	if moving.Links > 0 {
		if err := moveLinks(ctx, tx, held.ID, target.ID); err != nil {
			return moving, err
		}
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

// moveLinks leaves out those that the other reto has already.
func moveLinks(ctx context.Context, tx pgx.Tx, id, target int64) error {
	_, err := tx.Exec(ctx, `
		WITH gone AS (
		       DELETE FROM challenge_links
		        WHERE challenge_id = $1
		       RETURNING *)
		INSERT INTO challenge_links (challenge_id, plan_id, objective_id, indicator_id, result_id, linked_at, linked_by)
		SELECT $2, plan_id, objective_id, indicator_id, result_id, linked_at, linked_by
		  FROM gone
		 ORDER BY id
		ON CONFLICT ON CONSTRAINT challenge_links_unique DO NOTHING`, id, target)
	if err != nil {
		return fmt.Errorf("move the links of reto %d to %d: %w", id, target, err)
	}
	return nil
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
