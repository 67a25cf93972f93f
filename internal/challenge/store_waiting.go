package challenge

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/setting"
	"hito/internal/source"
)

// Tasks is what of the retos waits for one person.
type Tasks struct {
	Decide         int // retos on which the director is asked to decide
	DecideSince    time.Time
	Unanswered     int // retos without a first answer, for whoever handles them
	UnansweredLate int
	Assigned       int // to the person, or to a unit of theirs
	AssignedLate   int // of those, without a first answer in time
	ByUnit         int // of those, to a unit
	Asked          int // the person's own, of which more is asked
	Values         []source.Pending
}

// FindTasks returns what waits for an actor. It takes one query, and none for whoever has not signed in.
func FindTasks(ctx context.Context, tx pgx.Tx, a access.Actor, today date.Date) (Tasks, error) {
	args := reader(a)
	if args["signed_in"] == false {
		return Tasks{}, nil
	}
	handles := access.Can(a, access.HandleChallenge, access.Target{})
	rows, err := tx.Query(ctx, `
		SELECT count(*) FILTER (WHERE @decides AND c.decision_asked_at IS NOT NULL) AS decide,
		       coalesce(min(c.decision_asked_at) FILTER (WHERE @decides), '0001-01-01') AS decide_since,
		       count(*) FILTER (WHERE @handles AND `+unanswered+`) AS unanswered,
		       count(*) FILTER (WHERE @handles AND `+unanswered+` AND c.answer_due_on < @today) AS unanswered_late,
		       count(*) FILTER (WHERE `+assigned+`) AS assigned,
		       count(*) FILTER (WHERE `+assigned+` AND `+unanswered+` AND c.answer_due_on < @today) AS assigned_late,
		       count(*) FILTER (WHERE `+assigned+` AND c.assignee_id IS DISTINCT FROM @reader_id) AS by_unit,
		       count(*) FILTER (WHERE c.author_id = @reader_id AND c.state = 'waiting') AS asked,
		       CASE WHEN @handles THEN `+source.Unconfirmed+` ELSE '[]' END AS values
		  FROM challenges c
		 WHERE c.state = ANY(@running)`, with(args, pgx.NamedArgs{
		"today": today, "running": running, "handles": handles, "decides": !handles && access.Can(a, access.DecideChallenge, access.Target{}),
	}))
	if err != nil {
		return Tasks{}, fmt.Errorf("find what waits of the retos: %w", err)
	}
	w, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Tasks])
	if err != nil {
		return Tasks{}, fmt.Errorf("find what waits of the retos: %w", err)
	}
	return w, nil
}

// assigned tells in SQL retos c that are the reader's to work on.
const assigned = `(c.assignee_id = @reader_id OR c.assigned_unit_id = ANY(@reader_units))`

// Undecided is a reto that waits for a decision. It tells no author.
type Undecided struct {
	Code    string
	Title   string
	AskedAt time.Time
	Impact  decimal.NullDecimal // from 1 to 5; null where nobody has evaluated it
	Effort  decimal.NullDecimal
}

// Undecideds are the retos that wait for a decision, the longest first, and how many have waited too long for a first
// answer, of those that are about a plan or about none.
type Undecideds struct {
	List []Undecided // at most MostUndecided
	All  int
	Late int
}

// MostUndecided is how many of them are listed.
const MostUndecided = 24

// FindUndecided returns what waits for a decision about a plan or about none, to whoever may read all retos; nothing to
// others. It takes one query, none for others, and another where something that is listed has been evaluated.
func FindUndecided(ctx context.Context, tx pgx.Tx, a access.Actor, planID int64, today date.Date) (Undecideds, error) {
	if !access.Can(a, access.ReadChallenges, access.Target{}) {
		return Undecideds{}, nil
	}
	var u Undecideds
	var found []asked
	err := tx.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE c.decision_asked_at IS NOT NULL),
		       count(*) FILTER (WHERE `+unanswered+` AND c.answer_due_on < @today),
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('Code', l.code, 'Title', l.title, 'AskedAt', l.decision_asked_at,
		                    'Given', (SELECT jsonb_object_agg(g.criterion, jsonb_build_object('Sum', g.sum, 'Count', g.count))
		                                FROM (SELECT s.criterion, sum(s.score), count(*)
		                                        FROM challenge_scores s
		                                       WHERE s.challenge_id = l.id
		                                       GROUP BY s.criterion) g)) ORDER BY l.decision_asked_at, l.id), '[]')
		          FROM (SELECT w.*
		                  FROM challenges w
		                 WHERE w.decision_asked_at IS NOT NULL AND (w.plan_id = @plan_id OR w.plan_id IS NULL)
		                 ORDER BY w.decision_asked_at, w.id
		                 LIMIT @most) l)
		  FROM challenges c
		 WHERE c.state = ANY(@running) AND (c.plan_id = @plan_id OR c.plan_id IS NULL)`, pgx.NamedArgs{
		"plan_id": planID, "today": today, "running": running, "most": MostUndecided,
	}).Scan(&u.All, &u.Late, &found)
	if err != nil {
		return Undecideds{}, fmt.Errorf("find retos that wait for a decision: %w", err)
	}
	u.List, err = assessed(ctx, tx, found)
	return u, err
}

// asked is a reto on which a decision is asked, with what its evaluations gave each criterion.
type asked struct {
	Code    string
	Title   string
	AskedAt time.Time
	Given   AllGiven
}

// assessed works out what evaluations come to. The criteria are read where there is one.
func assessed(ctx context.Context, tx pgx.Tx, found []asked) ([]Undecided, error) {
	var rules setting.Challenges
	if slices.ContainsFunc(found, func(f asked) bool { return len(f.Given) > 0 }) {
		var err error
		if rules, _, err = setting.LoadChallenges(ctx, tx); err != nil {
			return nil, err
		}
	}
	list := make([]Undecided, len(found))
	for n, f := range found {
		a := Assess(rules.Criteria, f.Given)
		list[n] = Undecided{Code: f.Code, Title: f.Title, AskedAt: f.AskedAt, Impact: a.Impact.Value, Effort: a.Effort()}
	}
	return list, nil
}

// Mention is a reto that a reader may know of. It tells no author.
type Mention struct {
	ID    int64
	Code  string
	Title string // the public one for whoever may read no more
}

// Mentions returns, of some retos, those that an actor may read, by their numbers. It takes one query, none for no retos.
func Mentions(ctx context.Context, tx pgx.Tx, a access.Actor, ids []int64) (map[int64]Mention, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT c.id, c.code, `+shownTitle+` AS title
		  FROM challenges c
		 WHERE c.id = ANY(@ids) AND `+readable, with(reader(a), pgx.NamedArgs{"ids": ids}))
	if err != nil {
		return nil, fmt.Errorf("name retos: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Mention])
	if err != nil {
		return nil, fmt.Errorf("name retos: %w", err)
	}
	named := make(map[int64]Mention, len(list))
	for _, m := range list {
		named[m.ID] = m
	}
	return named, nil
}
