// Package evaluations shows what several people think of retos: the form and the table of one of them, and the map of
// impact and effort of all that something may still become of.
package evaluations

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/setting"
	"hito/web/ui"
)

// Pages answers the addresses of evaluations.
type Pages struct {
	Challenges challenge.Store
	Location   *time.Location // in which times are shown
}

// pathOf is where a reto is evaluated, by the code of its address.
func pathOf(address string) string { return ui.ChallengePath(address) + "/evaluacion" }

// view is a reto with what people think of it.
type view struct {
	Challenge   challenge.Challenge
	Rules       setting.Challenges
	Evaluations []challenge.Evaluation
}

// load reads the reto of an address for whoever may work on it. It takes three queries.
func load(ctx context.Context, tx pgx.Tx, actor access.Actor, code string) (v view, err error) {
	if v.Challenge, err = challenge.FindKnown(ctx, tx, actor, code); err != nil {
		return v, err
	}
	if err := access.Require(actor, access.WorkOnChallenge, v.Challenge.Target()); err != nil {
		return v, err
	}
	return v, v.fill(ctx, tx)
}

// fill reads what people think of the reto.
func (v *view) fill(ctx context.Context, tx pgx.Tx) (err error) {
	if v.Rules, _, err = setting.LoadChallenges(ctx, tx); err != nil {
		return err
	}
	v.Evaluations, err = challenge.Evaluations(ctx, tx, v.Challenge.ID)
	return err
}

func (v view) own(actor access.Actor) challenge.Evaluation {
	return challenge.EvaluationOf(v.Evaluations, actor.ID)
}

func (v view) people() int { return challenge.Evaluators(v.Rules.Criteria, v.Evaluations) }

// hides tells whether the scores of others wait for those of whoever asks: who has still to give theirs shall not lean
// on them.
func (v view) hides(actor access.Actor) bool {
	return v.Challenge.Allows(actor, challenge.Evaluate) && v.own(actor).Version == 0 && len(v.Evaluations) > 0
}

// frame is the page of a reto's evaluation.
func (v view) frame() ui.PageProps {
	return ui.ChallengePage(v.Challenge, "Evaluación del reto "+v.Challenge.Address(), ui.Crumb{Text: "Evaluación"})
}
