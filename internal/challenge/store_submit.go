package challenge

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/internal/calendar"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/notice"
)

// submitting is what it is to send a reto, in events and for db.Once.
const submitting = "challenge.submit"

// Intake is a reto on its way in.
type Intake struct {
	Actor   access.Actor // the zero Actor is an anonymous author
	Key     string       // of the form, see db.Once
	Receipt string       // of an anonymous author's form: the code that they keep is made from it
	Typed   Submission
	Files   []attachment.New
	Known   []string // codes of similar retos that the author has been told of
}

// author is who sends it, of whom nothing is known where that is nobody: neither where from, nor in which request.
func (in Intake) author() access.Actor {
	if !in.Actor.SignedIn() {
		return access.Actor{}
	}
	return in.Actor
}

func (in Intake) submission() db.Submission {
	return db.Submission{Key: in.Key, Action: submitting, UserID: in.author().ID}
}

// Resembling tells that there are retos very much like one that was about to be kept, of which the author has not been told.
type Resembling struct{ Found []Similar }

// Error tells how many, and not which.
func (a Resembling) Error() string { return fmt.Sprintf("%d retos resemble it", len(a.Found)) }

// Sent tells whether a reto came in before with the same form.
func (s Store) Sent(ctx context.Context, in Intake) (bool, error) {
	return db.Repeated(ctx, s.Pool, in.submission())
}

// Submit keeps a reto with its files, once, however often its form comes, tells whoever handles retos, and drops the
// draft of it. It returns the reto's address for its author: its code, or the one that an anonymous author keeps, which
// stands nowhere but in this answer. Errors are fault.SignIn where somebody unknown may not submit, fault.Invalid as of
// Submission.Check and CheckFiles, Resembling, and those of db.Once; fault.Conflict, with the address, where a reto came in by
// the same form with other words.
func (s Store) Submit(ctx context.Context, in Intake) (address string, err error) {
	in.Actor = in.author()
	secret := ""
	if !in.Actor.SignedIn() {
		if secret, err = secretOf(in.Receipt); err != nil {
			return "", fmt.Errorf("submit a reto: %w", err)
		}
		address = Grouped(secret)
	}
	code, err := db.Once(ctx, s.Pool, in.submission(), func(tx pgx.Tx) (string, error) { return s.submit(ctx, tx, in, secret) })
	if db.Constraint(err) == "challenges_secret_unique" {
		return address, fmt.Errorf("submit a reto again: %w", err)
	}
	if err != nil {
		return "", fmt.Errorf("submit a reto: %w", err)
	}
	if secret == "" {
		address = Grouped(code)
	}
	return address, nil
}

// submit returns the code of what it kept; of an anonymous one nothing, as its key leads from the form to the author.
func (s Store) submit(ctx context.Context, tx pgx.Tx, in Intake, secret string) (string, error) {
	if err := holdDraft(ctx, tx, in.Actor.ID); err != nil {
		return "", err
	}
	b, err := LoadBasis(ctx, tx, in.Actor, s.Today())
	if err != nil {
		return "", err
	}
	if err := access.Require(in.Actor, access.SubmitChallenge, access.Target{Open: b.Setting.Open}); err != nil {
		return "", err
	}
	kept, err := in.Typed.read(in.Actor, b)
	if err != nil {
		return "", err
	}
	if err := CheckFiles(len(in.Files)); err != nil {
		return "", err
	}
	if err := warn(ctx, tx, in, kept.title); err != nil {
		return "", err
	}
	c := Challenge{Code: newCode(), Title: kept.title, Privacy: kept.privacy, Own: true}
	due := calendar.After(b.Today, b.Setting.AnswerDays, b.Setting.Days())
	if c.ID, err = s.insert(ctx, tx, in.Actor, kept, arrival{c.Code, secret, b.Today, due}); err != nil {
		return "", err
	}
	if err := s.insertFiles(ctx, tx, c.ID, pgtype.Int8{}, false, in.Files); err != nil {
		return "", err
	}
	code := ""
	if secret == "" {
		code = c.Code
		if err := dropDraft(ctx, tx, in.Actor); err != nil {
			return "", err
		}
	}
	return code, s.announce(ctx, tx, in, c, due)
}

// warn returns Resembling where there are open retos very much like one with a title, beside those that the author knows of.
func warn(ctx context.Context, tx pgx.Tx, in Intake, title string) error {
	found, err := SimilarTo(ctx, tx, in.Actor, title)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(s Similar) bool {
		return s.Likeness < likeEnough || !s.State.Open() || slices.Contains(in.Known, s.Code)
	})
	if len(found) > 0 {
		return Resembling{found}
	}
	return nil
}

// arrival is what a reto gets when it comes in.
type arrival struct {
	code   string
	secret string // blank but for an anonymous author
	on     date.Date
	due    date.Date
}

// insert writes a reto with the first of its moves, which nobody made, and returns its number.
func (s Store) insert(ctx context.Context, tx pgx.Tx, author access.Actor, k sent, at arrival) (id int64, err error) {
	args := pgx.NamedArgs{
		"code": at.code, "secret": nil, "title": k.title, "problem": k.problem, "affects": k.affects, "affected": k.affected,
		"evidence": k.evidence, "tried": k.tried, "idea": k.idea, "urgency": k.urgency, "urgency_reason": k.urgencyReason,
		"unit": orNull(k.unitID), "area": k.area, "plan": orNull(k.touches.PlanID), "objective": nil, "line": nil,
		"privacy": k.privacy, "author": orNull(author.ID), "contact_name": k.contactName, "contact_email": k.contactEmail,
		"shared": k.shared, "state": Received, "now": s.Now(), "today": at.on, "due": at.due,
	}
	if at.secret != "" {
		args["secret"] = digestOf(at.secret)
	}
	if k.touches.Line {
		args["line"] = k.touches.ID
	} else {
		args["objective"] = orNull(k.touches.ID)
	}
	err = tx.QueryRow(ctx, `
		WITH kept AS (
		       INSERT INTO challenges (code, secret_digest, title, problem, affects, affected, evidence, tried, idea, urgency,
		              urgency_reason, unit_id, area, plan_id, objective_id, line_id, privacy, author_id, contact_name, contact_email,
		              shared, state, state_since, submitted_at, submitted_on, answer_due_on)
		       VALUES (@code, @secret, @title, @problem, @affects, @affected, @evidence, @tried, @idea, @urgency,
		              @urgency_reason, @unit, @area, @plan, @objective, @line, @privacy, @author, @contact_name, @contact_email,
		              @shared, @state, @now, @now, @today, @due)
		       RETURNING id)
		INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on)
		SELECT id, @state, @now, @today
		  FROM kept
		RETURNING challenge_id`, args).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("write a reto: %w", err)
	}
	return id, nil
}

func orNull(id int64) pgtype.Int8 { return pgtype.Int8{Int64: id, Valid: id != 0} }

// toldSubmission is what events tell of a reto that came in: nothing that it says, nor where it comes from.
type toldSubmission struct {
	As          Privacy   `json:"submitted_as"`
	Urgency     Urgency   `json:"urgency"`
	Files       int       `json:"files"`
	AnswerDueOn date.Date `json:"answer_due_on"`
}

// announce tells whoever handles retos, and the audit.
func (s Store) announce(ctx context.Context, tx pgx.Tx, in Intake, c Challenge, due date.Date) error {
	told := telling{kind: notice.Submitted, body: "Se ha recibido un reto. Espera su primera respuesta hasta el " + due.Time().Format("2/1/2006") + ".", to: toKeepers}
	if err := s.tell(ctx, tx, c, in.Actor, told); err != nil {
		return err
	}
	urgency := Urgency(in.Typed.Urgency) // it was read, so it is one of them
	return s.record(ctx, tx, c, in.Actor, access.SubmitChallenge, submitting, Written{
		After: toldSubmission{c.Privacy, urgency, len(in.Files), due},
	})
}
