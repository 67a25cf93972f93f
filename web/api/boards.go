package api

import (
	"context"

	"github.com/jackc/pgx/v5"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
)

// BoardQuery asks for the situation of a plan.
type BoardQuery struct {
	PlanQuery
	AsOf
}

// Dashboard is the situation of a plan.
type Dashboard struct {
	On date.Date `json:"on" doc:"Fecha a la que se refiere todo lo demás." example:"2022-11-30"`
	Figures
	Plan       PlanHead           `json:"plan" doc:"El plan."`
	Snapshot   *SnapshotReference `json:"snapshot" doc:"El seguimiento que se ha pedido; nulo si se ha pedido una fecha."`
	Objectives []Objective        `json:"objectives" nullable:"false" doc:"Objetivos específicos, en el orden del plan."`
	Lines      []Line             `json:"lines" nullable:"false" doc:"Líneas estratégicas, en el orden del plan."`
	Top        []Indicator        `json:"top" nullable:"false" doc:"Indicadores con mayor progreso, primero el mayor; cinco como máximo."`
	Bottom     []Indicator        `json:"bottom" nullable:"false" doc:"Indicadores con menor progreso, primero el menor; cinco como máximo y ninguno que esté entre los de mayor progreso."`
}

// Objective is a specific objective with how it stands.
type Objective struct {
	PlanObjective
	Figures
	Indicators []Indicator `json:"indicators" nullable:"false" doc:"Sus indicadores, en el orden del plan. Sin ninguno, el progreso es 0 y se espera de él lo que del calendario del plan."`
}

// Line is a strategic line with how it stands.
type Line struct {
	PlanLine
	Figures
	Objectives []string `json:"objectives" nullable:"false" doc:"Códigos de sus objetivos, en el orden del plan."`
}

func (s *service) getDashboard(ctx context.Context, q *BoardQuery) (Dashboard, error) {
	v, err := q.view(s.cfg.Today())
	if err != nil {
		return Dashboard{}, err
	}
	b, err := s.board(ctx, q.Slug, v, dashboard.LoadStateView)
	if err != nil {
		return Dashboard{}, err
	}
	return formDashboard(b), nil
}

// board loads the situation of a plan in a transaction.
func (s *service) board(ctx context.Context, slug string, v dashboard.View,
	load func(context.Context, pgx.Tx, string, dashboard.View) (dashboard.Board, error),
) (b dashboard.Board, err error) {
	err = db.ReadTx(ctx, s.cfg.Pool, func(tx pgx.Tx) (err error) {
		b, err = load(ctx, tx, slug, v)
		return err
	})
	return b, err
}

func formDashboard(b dashboard.Board) Dashboard {
	return Dashboard{
		On: b.On, Figures: figures(b.Figures), Plan: planHead(b.Plan), Snapshot: snapshotReference(b.Frozen),
		Objectives: each(b.Objectives, objective),
		Lines: each(b.Lines, func(l dashboard.Line) Line {
			return Line{
				PlanLine:   PlanLine{Code: l.Code, Title: l.Title, Description: l.Description},
				Figures:    figures(l.Figures),
				Objectives: each(b.ObjectivesOf(l.Code), func(o dashboard.Objective) string { return o.Code }),
			}
		}),
		Top:    each(b.Top(), formIndicator),
		Bottom: each(b.Bottom(), formIndicator),
	}
}

func objective(o dashboard.Objective) Objective {
	return Objective{
		PlanObjective: planObjective(o.Objective), Figures: figures(o.Figures),
		Indicators: each(o.Indicators, formIndicator),
	}
}
