package evaluations

import (
	"context"

	"github.com/a-h/templ"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/web/ui"
)

// sectionProps is what the page of a reto tells of its evaluation.
type sectionProps struct {
	Text string
	Link ui.Link
}

// Section tells on the page of a reto what its evaluations come to, to whoever may work on it; nil to others, and where
// nobody has evaluated it nor may. It takes two queries.
func (p Pages) Section(ctx context.Context, tx pgx.Tx, actor access.Actor, c challenge.Challenge) (templ.Component, error) {
	if !access.Can(actor, access.WorkOnChallenge, c.Target()) {
		return nil, nil
	}
	v := view{Challenge: c}
	if err := v.fill(ctx, tx); err != nil {
		return nil, err
	}
	evaluates := c.Allows(actor, challenge.Evaluate)
	if len(v.Evaluations) == 0 && !evaluates {
		return nil, nil
	}
	s := sectionProps{Text: sentence(v, actor), Link: ui.Link{Text: "Ver la evaluación", Href: pathOf(c.Address())}}
	switch {
	case evaluates && v.own(actor).Version == 0:
		s.Link.Text = "Evaluar"
	case evaluates:
		s.Link.Text = "Ver la evaluación o cambiar la suya"
	}
	return section(s), nil
}

func sentence(v view, actor access.Actor) string {
	switch {
	case len(v.Evaluations) == 0:
		return "Nadie lo ha evaluado todavía."
	case v.hides(actor):
		return evaluatedBy(len(v.Evaluations)) + ". Las puntuaciones se muestran cuando guarde la suya."
	default:
		a := challenge.Assess(v.Rules.Criteria, challenge.GivenBy(v.Evaluations))
		return "Impacto " + figureOf(a.Impact.Value, shortPlaces) + " · esfuerzo " + figureOf(a.Effort(), shortPlaces) + " · " +
			ui.Count(v.people(), "persona", "personas")
	}
}
