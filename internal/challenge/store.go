package challenge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/notice"
)

// Store keeps retos. Today is the day where the organisation is.
type Store struct {
	Pool    *pgxpool.Pool
	Now     func() time.Time
	Today   func() date.Date
	Notices notice.Writer
}

// Conditions of SQL on a reto c; their named arguments are those of reader. They are access.ReadChallenge for many
// retos at once: the second is who may read all of it, the first who may read at least what is public.
const (
	readable = `(` + whole + ` OR c.published_at IS NOT NULL
		OR EXISTS (SELECT FROM challenge_followers f WHERE f.challenge_id = c.id AND f.user_id = @reader_id))`
	whole = `(@reads_all OR ` + theirs + `)`

	// theirs are those of whoever does not read all of them; each part has an index.
	theirs = `(c.author_id = @reader_id OR c.assignee_id = @reader_id OR c.assigned_unit_id = ANY(@reader_units)
		OR c.shared AND c.unit_id = ANY(@reader_units))`
)

// reader are the named arguments that tell who reads.
func reader(a access.Actor) pgx.NamedArgs {
	args := pgx.NamedArgs{
		"reads_all": access.Can(a, access.ReadChallenges, access.Target{}), "names": access.Can(a, access.NameAuthor, access.Target{}),
		"reader_id": int64(0), "reader_units": []int64{}, "signed_in": false,
	}
	if a.SignedIn() && a.Role.Known() {
		args["reader_id"], args["reader_units"], args["signed_in"] = a.ID, append([]int64{}, a.Units...), true
	}
	return args
}

// with returns arguments with more of them.
func with(args pgx.NamedArgs, more pgx.NamedArgs) pgx.NamedArgs {
	for name, value := range more {
		args[name] = value
	}
	return args
}

// columns of a reto c as its reader may know it. Names of authors are told to whoever may know them alone.
const columns = `c.id, c.code, c.title, c.problem, c.affects, c.affected, c.evidence, c.tried, c.idea, c.urgency, c.urgency_reason,
	coalesce(u.name, '') AS unit, coalesce(c.unit_id, 0) AS unit_id, c.area,
	CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('PlanSlug', p.slug, 'PlanTitle', p.title, 'Line', l.id IS NOT NULL,
	     'Code', coalesce(l.code, o.code), 'Title', coalesce(l.title, o.title)) END AS touches,
	c.privacy,
	CASE WHEN @names OR c.privacy = 'named' AND @signed_in OR c.author_id = @reader_id THEN coalesce(a.name, '') ELSE '' END AS author,
	CASE WHEN @names OR c.secret_digest = @secret THEN c.contact_name ELSE '' END AS contact_name,
	CASE WHEN @names OR c.secret_digest = @secret THEN c.contact_email ELSE '' END AS contact_email,
	c.shared, c.state, c.state_since, c.submitted_at, c.submitted_on, c.answer_due_on,
	coalesce(c.answered_at, '0001-01-01') AS answered_at, coalesce(c.decision_asked_at, '0001-01-01') AS decision_asked,
	coalesce(c.assignee_id, 0) AS assignee_id, coalesce(g.name, '') AS assignee,
	coalesce(c.assigned_unit_id, 0) AS assigned_unit_id, coalesce(v.name, '') AS assigned_unit,
	coalesce(c.merged_into, 0) AS merged_id, c.public_title, c.public_text, coalesce(c.published_at, '0001-01-01') AS published_at, c.version,
	(SELECT count(*) FROM challenge_followers f WHERE f.challenge_id = c.id AND f.supports) AS supporters,
	coalesce(c.author_id = @reader_id OR c.secret_digest = @secret, false) AS own,
	coalesce(c.assignee_id = @reader_id OR c.assigned_unit_id = ANY(@reader_units), false) AS assigned,
	coalesce(m.supports, false) AS supports, coalesce(m.follows, false) AS follows,
	coalesce(` + whole + ` OR c.secret_digest = @secret, false) AS whole`

// joined are the tables that columns reads, from challenges c.
const joined = `
	  LEFT JOIN units u ON u.id = c.unit_id
	  LEFT JOIN plans p ON p.id = c.plan_id
	  LEFT JOIN objectives o ON o.plan_id = c.plan_id AND o.id = c.objective_id
	  LEFT JOIN strategic_lines l ON l.plan_id = c.plan_id AND l.id = c.line_id
	  LEFT JOIN users a ON a.id = c.author_id
	  LEFT JOIN users g ON g.id = c.assignee_id
	  LEFT JOIN units v ON v.id = c.assigned_unit_id
	  LEFT JOIN challenge_followers m ON m.challenge_id = c.id AND m.user_id = @reader_id`

// Find returns the reto with a code, as the actor may know it: the code of its address, or the one that its anonymous
// author keeps. One that does not exist and one that the actor may not read are the same fault.NotFound.
func Find(ctx context.Context, tx pgx.Tx, a access.Actor, typed string) (Challenge, error) {
	code := ReadCode(typed)
	if code == "" {
		return Challenge{}, fmt.Errorf("find a reto: %w", fault.NotFound)
	}
	args := with(reader(a), pgx.NamedArgs{"code": code, "secret": digestOf(code)})
	rows, err := tx.Query(ctx, `
		SELECT `+columns+`
		  FROM challenges c`+joined+`
		 WHERE c.code = @code OR c.secret_digest = @secret`, args)
	if err != nil {
		return Challenge{}, fmt.Errorf("find a reto: %w", err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Challenge])
	if errors.Is(err, pgx.ErrNoRows) {
		return Challenge{}, fmt.Errorf("find a reto: %w", fault.NotFound)
	}
	if err != nil {
		return Challenge{}, fmt.Errorf("find a reto: %w", err)
	}
	if !access.Can(a, access.ReadChallenge, c.Target()) {
		return Challenge{}, fmt.Errorf("find reto %d: %w", c.ID, fault.NotFound)
	}
	c.address = code
	return c.seen(), nil
}

// FindKnown is Find for what is done with an account. The code that an anonymous author keeps leads nowhere there: who has
// it is that author, who is nobody, and one that is guessed must not be told from one that is not.
func FindKnown(ctx context.Context, tx pgx.Tx, a access.Actor, typed string) (Challenge, error) {
	c, err := Find(ctx, tx, a, typed)
	if err == nil && c.Secret() && a.SignedIn() {
		return Challenge{}, fmt.Errorf("find reto %d by its author's code: %w", c.ID, fault.NotFound)
	}
	return c, err
}

// seen leaves of a reto what its reader may know.
func (c Challenge) seen() Challenge {
	if c.Whole {
		return c
	}
	known := Challenge{
		ID: c.ID, Code: c.Code, Title: c.PublicTitle, Problem: c.PublicText, PublicTitle: c.PublicTitle, PublicText: c.PublicText,
		State: c.State, StateSince: c.StateSince, SubmittedAt: c.SubmittedAt, SubmittedOn: c.SubmittedOn, PublishedAt: c.PublishedAt,
		Version: c.Version, Supporters: c.Supporters, Supports: c.Supports, Follows: c.Follows, MergedID: c.MergedID, address: c.address,
	}
	switch {
	case c.Public():
	case c.PublicTitle == "":
		known.Title = c.Title // of one that they follow by having been merged into it
	default: // and of one that they follow since it was public, what they have read of it; what it said is withdrawn
		known.Problem, known.PublicText = "", ""
	}
	return known
}
