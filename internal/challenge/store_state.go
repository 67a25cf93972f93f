package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/notice"
)

// moving is what Move does: who may, and from where, is for the transition to say.
var moving = Operation{"move", access.ReadChallenges, States}

// NextMoves returns the changes of state that an actor may make as one who handles retos: all of Moves but the author's
// own, which is to withdraw it.
func (c Challenge) NextMoves(a access.Actor) []Transition {
	var list []Transition
	for _, t := range c.Moves(a) {
		if t.To != Withdrawn {
			list = append(list, t)
		}
	}
	return list
}

// Move changes the state of a reto and tells whoever waits for what becomes of it. Errors are fault.Conflict where it is
// no longer in the state that the form was made from, and a fault.Invalid by the fields "a", "public" and "internal".
func (s Store) Move(ctx context.Context, c Change, d MoveDraft) error {
	return s.write(ctx, c, "challenge.move", moving, func(tx pgx.Tx, held Challenge) (Written, error) {
		t, err := d.transition(c.Actor, held)
		if err != nil {
			return Written{}, err
		}
		if held.State != t.From {
			return Written{}, fmt.Errorf("reto %d is %s, not %s: %w", held.ID, held.State, t.From, fault.Conflict)
		}
		to := step{to: t.To}
		if to.public, to.internal, err = d.Check(t); err != nil {
			return Written{}, err
		}
		if err := s.move(ctx, tx, held, c.Actor, to); err != nil {
			return Written{}, err
		}
		audience := toEverybody
		if !access.Can(c.Actor, access.HandleChallenge, held.Target()) {
			audience += " OR " + toAssigned + " OR " + toKeepers // who go on from what a director decides
		}
		err = s.tell(ctx, tx, held, c.Actor, telling{kind: notice.Moved, body: t.told(to.public), to: audience, contact: true})
		return Written{Before: toldMove{t.From}, After: toldMove{t.To}}, err
	})
}

// toldDecision is a request for a decision as events tell it.
type toldDecision struct {
	Asked bool `json:"decision_asked"`
}

// AskDecision asks the director to decide on a reto, or takes that back. Errors are those of write; fault.Conflict where
// that was done already.
func (s Store) AskDecision(ctx context.Context, c Change, ask bool) error {
	return s.write(ctx, c, "challenge.ask_decision", AskDecision, func(tx pgx.Tx, held Challenge) (Written, error) {
		asked := !held.DecisionAsked.IsZero()
		if asked == ask {
			return Written{}, fmt.Errorf("a decision on reto %d is asked for, or not, already: %w", held.ID, fault.Conflict)
		}
		_, err := tx.Exec(ctx, `
			UPDATE challenges
			   SET decision_asked_at = CASE WHEN @ask THEN @at::timestamptz END, version = version + 1
			 WHERE id = @id`, pgx.NamedArgs{"id": held.ID, "ask": ask, "at": s.Now()})
		if err != nil {
			return Written{}, fmt.Errorf("ask for a decision on reto %d: %w", held.ID, err)
		}
		w := Written{Before: toldDecision{asked}, After: toldDecision{ask}}
		if !ask {
			w.Action = "challenge.unask_decision"
			return w, nil
		}
		return w, s.tell(ctx, tx, held, c.Actor, telling{
			kind: notice.DecisionAsked, body: "Se pide a dirección que decida si el reto se admite o se descarta.", to: toDirectors,
		})
	})
}
