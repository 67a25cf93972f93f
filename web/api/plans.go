package api

import (
	"context"

	"github.com/jackc/pgx/v5"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/plan"
)

// PlansQuery are the parameters of the list of plans.
type PlansQuery struct {
	Limit  limitText  `query:"limit" doc:"Cuántos planes como máximo."`
	Offset offsetText `query:"offset" doc:"Cuántos planes se saltan antes."`
	Text   searchText `query:"text" doc:"Solo los planes con todas estas palabras en su título o en su entidad, sin distinguir mayúsculas ni tildes." example:"innovación"`
}

// PlanList is a page of the plans.
type PlanList struct {
	Total  int           `json:"total" doc:"Cuántos planes hay en todas las páginas." example:"2"`
	Limit  int           `json:"limit" doc:"Cuántos planes tiene una página como máximo." example:"20"`
	Offset int           `json:"offset" doc:"Cuántos planes hay antes de esta página." example:"0"`
	Plans  []PlanSummary `json:"plans" nullable:"false" doc:"Los planes de esta página."`
}

// PlanHead is what identifies a plan.
type PlanHead struct {
	Slug     string     `json:"slug" doc:"Identificador del plan en las direcciones." example:"i-plan-innovacion-2021-2023"`
	Title    string     `json:"title" doc:"Título del plan." example:"I Plan de Innovación en Servicios Sociales 2021-2023"`
	Body     string     `json:"body" doc:"Entidad a la que pertenece." example:"Servicios Sociales Municipales de Montilla"`
	State    plan.State `json:"state"`
	StartsOn date.Date  `json:"starts_on" doc:"Primer día del plan." example:"2021-07-01"`
	EndsOn   date.Date  `json:"ends_on" doc:"Último día del plan." example:"2023-06-30"`
	Notice   string     `json:"notice" doc:"Advertencia sobre sus datos, si la hay: qué no es del documento original, o que son de ejemplo."`
}

// PlanSummary is a plan in a list, with how it stands.
type PlanSummary struct {
	PlanHead
	Summary string    `json:"summary" doc:"De qué trata, en pocas palabras."`
	On      date.Date `json:"on" doc:"Fecha de las cifras: hoy o, si el plazo del plan ha terminado, la de su último seguimiento." example:"2022-11-30"`
	Figures
	Last *SnapshotReference `json:"last_snapshot" doc:"Su último seguimiento; nulo si no tiene."`
}

// PlanQuery names a plan.
type PlanQuery struct {
	Slug string `path:"slug" doc:"Identificador del plan." example:"i-plan-innovacion-2021-2023"`
}

// Plan is the whole text and frame of a plan.
type Plan struct {
	PlanHead
	Summary          string          `json:"summary" doc:"De qué trata, en pocas palabras."`
	GeneralObjective string          `json:"general_objective" doc:"Objetivo general."`
	OnTrackFrom      Fraction        `json:"on_track_from" nullable:"false" doc:"Parte del progreso previsto desde la que algo está en plazo." example:"0.9"`
	DelayedFrom      Fraction        `json:"delayed_from" nullable:"false" doc:"Parte del progreso previsto desde la que algo va solo con retraso; por debajo está crítico." example:"0.7"`
	Sections         []Section       `json:"sections" nullable:"false" doc:"Apartados del texto del plan, en su orden."`
	Periods          []Period        `json:"periods" nullable:"false" doc:"Periodos en que se divide."`
	Lines            []PlanLine      `json:"lines" nullable:"false" doc:"Líneas estratégicas."`
	Frameworks       []Framework     `json:"frameworks" nullable:"false" doc:"Marcos de referencia externos a cuyos estándares responde."`
	Objectives       []PlanObjective `json:"objectives" nullable:"false" doc:"Objetivos específicos, en el orden del plan."`
}

// Section is a headed part of a plan's text.
type Section struct {
	Heading string `json:"heading" doc:"Título del apartado."`
	Body    string `json:"body" doc:"Texto, en Markdown."`
}

// Period is a stage of a plan's calendar.
type Period struct {
	Title    string    `json:"title" doc:"Nombre del periodo." example:"Enero a diciembre de 2022"`
	StartsOn date.Date `json:"starts_on" doc:"Primer día." example:"2022-01-01"`
	EndsOn   date.Date `json:"ends_on" doc:"Último día." example:"2022-12-31"`
}

// PlanLine is a strategic line of a plan.
type PlanLine struct {
	Code        string `json:"code" doc:"Código de la línea, único en su plan." example:"1"`
	Title       string `json:"title" doc:"Título de la línea." example:"Ciudadanía"`
	Description string `json:"description" doc:"En qué consiste."`
}

// PlanObjective is a specific objective of a plan.
type PlanObjective struct {
	Code         string    `json:"code" doc:"Código del objetivo, único en su plan." example:"O.E.1"`
	Title        string    `json:"title" doc:"Texto del objetivo."`
	Weight       Quantity  `json:"weight" nullable:"false" doc:"Peso en las medias; con 0 no cuenta." example:"1"`
	Lines        []string  `json:"lines" nullable:"false" doc:"Códigos de sus líneas estratégicas, una, varias o ninguna."`
	CancelledOn  date.Date `json:"cancelled_on" nullable:"true" doc:"Desde qué día está anulado y no cuenta; nulo si no lo está."`
	CancelReason string    `json:"cancel_reason" doc:"Por qué se anuló."`
}

// Framework is an outside reference with standards.
type Framework struct {
	Code        string     `json:"code" doc:"Código del marco." example:"ACSA"`
	Title       string     `json:"title" doc:"Nombre del marco."`
	Description string     `json:"description" doc:"Qué es."`
	Standards   []Standard `json:"standards" nullable:"false" doc:"Sus estándares, en su orden."`
}

// Standard is a requirement of a framework with what of the plan answers to it.
type Standard struct {
	Code       string   `json:"code" doc:"Código del estándar." example:"III.1.2"`
	Title      string   `json:"title" doc:"Texto del estándar."`
	Lines      []string `json:"lines" nullable:"false" doc:"Códigos de las líneas vinculadas."`
	Objectives []string `json:"objectives" nullable:"false" doc:"Códigos de los objetivos vinculados."`
	Indicators []string `json:"indicators" nullable:"false" doc:"Códigos de los indicadores vinculados."`
}

func (s *service) listPlans(ctx context.Context, q *PlansQuery) (PlanList, error) {
	var no refused
	limit := no.count("query.limit", string(q.Limit), 1, maxLimit, defaultLimit)
	offset := no.count("query.offset", string(q.Offset), 0, maxOffset, 0)
	text := no.search("query.text", q.Text)
	if err := no.err(); err != nil {
		return PlanList{}, err
	}
	today := s.cfg.Today()
	var found []dashboard.Summary
	var total int
	err := db.ReadTx(ctx, s.cfg.Pool, func(tx pgx.Tx) (err error) {
		found, total, err = dashboard.Plans(ctx, tx, everybody, today, text, limit, offset)
		if err == nil && len(found) == 0 && offset > 0 {
			_, total, err = dashboard.Plans(ctx, tx, everybody, today, text, 1, 0) // an empty page does not know the total
		}
		return err
	})
	if err != nil {
		return PlanList{}, err
	}
	return PlanList{Total: total, Limit: limit, Offset: offset, Plans: each(found, planSummary)}, nil
}

func (s *service) getPlan(ctx context.Context, q *PlanQuery) (Plan, error) {
	var doc plan.Document
	err := db.ReadTx(ctx, s.cfg.Pool, func(tx pgx.Tx) (err error) {
		doc, err = plan.Load(ctx, tx, everybody, q.Slug)
		return err
	})
	if err != nil {
		return Plan{}, err
	}
	return wholePlan(doc), nil
}

func planHead(p plan.Plan) PlanHead {
	return PlanHead{
		Slug: p.Slug, Title: p.Title, Body: p.Body, State: p.State,
		StartsOn: p.StartsOn, EndsOn: p.EndsOn, Notice: p.Notice,
	}
}

func planSummary(s dashboard.Summary) PlanSummary {
	return PlanSummary{
		PlanHead: planHead(s.Plan), Summary: s.Plan.Summary, On: s.On,
		Figures: figures(s.Figures), Last: snapshotReference(s.Last),
	}
}

func wholePlan(doc plan.Document) Plan {
	return Plan{
		PlanHead: planHead(doc.Plan), Summary: doc.Summary, GeneralObjective: doc.GeneralObjective,
		OnTrackFrom: fraction(doc.OnTrackFrom), DelayedFrom: fraction(doc.DelayedFrom),
		Sections: each(doc.Sections, func(s plan.Section) Section { return Section(s) }),
		Periods:  each(doc.Periods, func(p plan.Period) Period { return Period(p) }),
		Lines: each(doc.Lines, func(l plan.Line) PlanLine {
			return PlanLine{Code: l.Code, Title: l.Title, Description: l.Description}
		}),
		Frameworks: each(doc.Frameworks, framework),
		Objectives: each(doc.Objectives, planObjective),
	}
}

func planObjective(o plan.Objective) PlanObjective {
	return PlanObjective{
		Code: o.Code, Title: o.Title, Weight: quantity(o.Weight), Lines: list(o.Lines),
		CancelledOn: o.CancelledOn, CancelReason: o.CancelReason,
	}
}

func framework(f plan.Framework) Framework {
	return Framework{
		Code: f.Code, Title: f.Title, Description: f.Description,
		Standards: each(f.Standards, func(s plan.Standard) Standard {
			return Standard{Code: s.Code, Title: s.Title, Lines: list(s.Lines), Objectives: list(s.Objectives), Indicators: list(s.Indicators)}
		}),
	}
}

// each maps a list; the result is never nil, which would be null in JSON.
func each[T, R any](values []T, form func(T) R) []R {
	formed := make([]R, len(values))
	for n, v := range values {
		formed[n] = form(v)
	}
	return formed
}

// list returns the list itself, or an empty one instead of nil.
func list(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}
