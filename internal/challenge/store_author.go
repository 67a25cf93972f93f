package challenge

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/notice"
)

// LongestReason is how many letters an author may write when withdrawing a reto.
const LongestReason = 1000

// MayWithdrawIt tells whether the actor may withdraw the reto: its author, until it is being carried out.
func (c Challenge) MayWithdrawIt(a access.Actor) bool {
	t, possible := transition(c.State, Withdrawn)
	return possible && access.Can(a, t.Needs, c.Target())
}

// Withdraw ends a reto at its author's wish. The reason may be blank; whoever may read the reto reads it. A reto that is
// carried out, or over, is fault.Conflict; what is wrong with the reason is fault.Invalid by the field "reason".
func (s Store) Withdraw(ctx context.Context, c Change, reason string) error {
	return s.write(ctx, c, "challenge.withdraw", Read, func(tx pgx.Tx, held Challenge) (Written, error) {
		if err := access.Require(c.Actor, access.AmendChallenge, held.Target()); err != nil {
			return Written{}, err
		}
		if !held.MayWithdrawIt(c.Actor) {
			return Written{}, fmt.Errorf("withdraw reto %d, which is %s: %w", held.ID, held.State, fault.Conflict)
		}
		var check draft.Check
		note := check.Lines("reason", reason, LongestReason)
		if err := check.Err(); err != nil {
			return Written{}, err
		}
		if err := s.move(ctx, tx, held, c.Actor, step{to: Withdrawn, public: note}); err != nil {
			return Written{}, err
		}
		told := telling{kind: notice.Moved, body: "Quien presentó el reto lo ha retirado.", to: toHandlers + ` OR ` + toFollowers}
		return Written{Before: toldMove{held.State}, After: toldMove{Withdrawn}}, s.tell(ctx, tx, held, c.Actor, told)
	})
}

// Words are what its author wrote of a reto, as a form holds it.
func (c Challenge) Words() Submission {
	return Submission{
		Title: c.Title, Problem: c.Problem, Area: c.Area, Affects: c.Affects, Affected: counted(c.Affected), Evidence: c.Evidence,
		Tried: c.Tried, Idea: c.Idea, Urgency: string(c.Urgency), UrgencyReason: c.UrgencyReason,
	}
}

// readWords reads them by the rules of a new reto. What the form does not hold, where it comes from and whose it is among
// that, stays as it is.
func readWords(d Submission) (sent, error) {
	return Submission{
		Title: d.Title, Problem: d.Problem, Area: d.Area, Affects: d.Affects, Affected: d.Affected, Evidence: d.Evidence,
		Tried: d.Tried, Idea: d.Idea, Urgency: d.Urgency, UrgencyReason: d.UrgencyReason, Privacy: string(Named),
	}.read(access.Actor{Kind: access.Person}, Basis{})
}

// toldEdit names what was changed, and tells none of it.
type toldEdit struct {
	Changed []string `json:"changed"`
}

// Edit corrects what the author of a reto wrote, while it was not looked at yet or waits for information. Errors are
// fault.Conflict where it has changed since the form was made, or can be corrected no more, and a fault.Invalid by the
// names that the fields have in JSON.
func (s Store) Edit(ctx context.Context, c Change, d Submission) error {
	err := s.write(ctx, c, "challenge.edit", Edit, func(tx pgx.Tx, held Challenge) (Written, error) {
		now, err := readWords(d)
		if err != nil {
			return Written{}, err
		}
		changed := now.differsFrom(held)
		if len(changed) == 0 {
			return Written{}, errAlready
		}
		_, err = tx.Exec(ctx, `
			UPDATE challenges
			   SET title = @title, problem = @problem, area = @area, affects = @affects, affected = @affected, evidence = @evidence,
			       tried = @tried, idea = @idea, urgency = @urgency, urgency_reason = @reason, version = version + 1
			 WHERE id = @id`, pgx.NamedArgs{
			"id": held.ID, "title": now.title, "problem": now.problem, "area": now.area, "affects": now.affects, "affected": now.affected,
			"evidence": now.evidence, "tried": now.tried, "idea": now.idea, "urgency": now.urgency, "reason": now.urgencyReason,
		})
		if err != nil {
			return Written{}, fmt.Errorf("correct reto %d: %w", held.ID, err)
		}
		told := telling{kind: notice.Informed, body: "Quien presentó este reto ha corregido su texto.", to: toHandlers}
		return Written{After: toldEdit{changed}}, s.tell(ctx, tx, held, c.Actor, told)
	})
	if errors.Is(err, errAlready) {
		return nil
	}
	return err
}

// differsFrom names the texts that are not as they were.
func (s sent) differsFrom(c Challenge) (changed []string) {
	for _, one := range []struct{ name, now, was string }{
		{"title", s.title, c.Title}, {"problem", s.problem, c.Problem}, {"area", s.area, c.Area}, {"affects", s.affects, c.Affects},
		{"affected", counted(s.affected), counted(c.Affected)}, {"evidence", s.evidence, c.Evidence}, {"tried", s.tried, c.Tried},
		{"idea", s.idea, c.Idea}, {"urgency", string(s.urgency), string(c.Urgency)}, {"urgency_reason", s.urgencyReason, c.UrgencyReason},
	} {
		if one.now != one.was {
			changed = append(changed, one.name)
		}
	}
	return changed
}

// counted writes how many, blank where that was not told.
func counted(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
