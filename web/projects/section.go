package projects

import (
	"context"
	"slices"

	"github.com/a-h/templ"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/web/ui"
)

// traceProps is what a reto leads to in plans.
type traceProps struct {
	Plans []planTrace
	Edit  string // address of the form that links it; blank for whoever may not
}

// sectionProps is the part of the page of a reto that tells what it leads to.
type sectionProps struct {
	Trace   *traceProps  // nil where there is nothing to show
	Project *projectView // nil without one
	Empty   *ui.EmptyProps
	Open    string // address of the project, or of the form for a new one; blank where the page is no use
	Label   string
}

// Section is the part of the page of a reto that tells what it leads to: at most four queries, whatever its size.
func (p Pages) Section(ctx context.Context, tx pgx.Tx, actor access.Actor, c challenge.Challenge) (templ.Component, error) {
	f := found{Actor: actor, Challenge: c}
	ties, err := challenge.Ties(ctx, tx, actor, c)
	if err != nil {
		return nil, err
	}
	boards, err := dashboard.States(ctx, tx, plansOf(ties), p.Challenges.Today())
	if err != nil {
		return nil, err
	}
	u, err := challenge.FindProject(ctx, tx, actor, c)
	if err != nil {
		return nil, err
	}
	s := sectionProps{}
	links := c.Allows(actor, challenge.Link)
	if links || len(ties) > 0 {
		s.Trace = &traceProps{Plans: tracesOf(ties, boards)}
	}
	if links {
		s.Trace.Edit = f.linksPath()
	}
	s.showProject(f, u, p)
	if s.Trace == nil && s.Project == nil && s.Empty == nil {
		return nil, nil
	}
	return section(s), nil
}

func (s *sectionProps) showProject(f found, u *challenge.Undertaking, p Pages) {
	switch {
	case u != nil:
		v := f.viewOf(*u, p.Challenges.Today(), false)
		s.Project = &v
		if f.Challenge.KeepsMilestones(f.Actor) {
			s.Open, s.Label = f.projectPath(), "Llevar el proyecto"
		}
	case f.Challenge.Allows(f.Actor, challenge.Plan):
		s.Empty = &ui.EmptyProps{
			Icon: "flag", Title: "Todavía no tiene proyecto", Text: "Con un proyecto, el reto tiene fechas, responsable e hitos.",
			Link: &ui.Link{Text: "Crear el proyecto", Href: f.projectPath()},
		}
	}
}

// plansOf are the numbers of the plans of ties, each once.
func plansOf(ties []challenge.Tie) []int64 {
	var ids []int64
	for _, t := range ties {
		if !slices.Contains(ids, t.PlanID) {
			ids = append(ids, t.PlanID)
		}
	}
	return ids
}
