package api

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/plan"
	"hito/internal/snapshot"
)

// SnapshotReference names a snapshot.
type SnapshotReference struct {
	_       struct{}  `nullable:"true"`
	ID      int64     `json:"id" doc:"Número del seguimiento." example:"1"`
	Title   string    `json:"title" doc:"Título del seguimiento." example:"Seguimiento noviembre 2022"`
	TakenOn date.Date `json:"taken_on" doc:"Fecha de los datos." example:"2022-11-30"`
}

// SnapshotList are the snapshots of a plan.
type SnapshotList struct {
	Plan      PlanHead   `json:"plan" doc:"El plan."`
	Snapshots []Snapshot `json:"snapshots" nullable:"false" doc:"Sus seguimientos, del más reciente al más antiguo."`
}

// Snapshot is a frozen situation of a plan with its headline figures.
type Snapshot struct {
	ID       int64     `json:"id" doc:"Número del seguimiento." example:"1"`
	Title    string    `json:"title" doc:"Título del seguimiento." example:"Seguimiento noviembre 2022"`
	Note     string    `json:"note" doc:"Observaciones."`
	TakenOn  date.Date `json:"taken_on" doc:"Fecha de los datos." example:"2022-11-30"`
	ClosedAt time.Time `json:"closed_at" doc:"Cuándo se cerró, en UTC." example:"2022-12-01T09:30:00Z"`
	Figures
}

// SnapshotQuery names a snapshot of a plan.
type SnapshotQuery struct {
	PlanQuery
	ID idText `path:"id" doc:"Número del seguimiento." example:"1"`
}

// SnapshotDetail is a snapshot with the percentages that were published with it.
type SnapshotDetail struct {
	Plan PlanHead `json:"plan" doc:"El plan, como era entonces."`
	Snapshot
	Published *Published `json:"published" doc:"Cifras que se publicaron en otro lugar para la misma fecha; nulo si no las hay."`
}

// Published are figures that were made public elsewhere, beside the computed ones.
type Published struct {
	_          struct{}          `nullable:"true"`
	Source     string            `json:"source" doc:"Dónde se publicaron."`
	Objectives []PublishedFigure `json:"objectives" nullable:"false" doc:"Las de los objetivos, en el orden del plan."`
	Indicators []PublishedFigure `json:"indicators" nullable:"false" doc:"Las de los indicadores, en el orden del plan."`
}

// PublishedFigure is a published figure beside the one that the rules give.
type PublishedFigure struct {
	Code      string   `json:"code" doc:"Código del objetivo o del indicador." example:"O.E.12"`
	Title     string   `json:"title" doc:"Su título."`
	Published Fraction `json:"published" nullable:"false" doc:"Progreso publicado, fracción de 1, con el redondeo con que se publicó." example:"0"`
	Computed  Fraction `json:"computed" doc:"Progreso según sus valores, fracción de 1; nulo si no hay dato." example:"0.166667"`
}

func (s *service) listSnapshots(ctx context.Context, q *PlanQuery) (SnapshotList, error) {
	var p plan.Plan
	var refs []dashboard.SnapshotRef
	err := db.ReadTx(ctx, s.cfg.Pool, func(tx pgx.Tx) (err error) {
		p, refs, err = dashboard.FollowUps(ctx, tx, everybody, q.Slug)
		return err
	})
	if err != nil {
		return SnapshotList{}, err
	}
	return SnapshotList{Plan: planHead(p), Snapshots: each(refs, formSnapshot)}, nil
}

func (s *service) getSnapshot(ctx context.Context, q *SnapshotQuery) (SnapshotDetail, error) {
	var no refused
	id := no.id("path.id", q.ID)
	if err := no.err(); err != nil {
		return SnapshotDetail{}, err
	}
	var b dashboard.Board
	var published snapshot.Published
	err := db.ReadTx(ctx, s.cfg.Pool, func(tx pgx.Tx) (err error) {
		if b, err = dashboard.LoadFrozen(ctx, tx, everybody, q.Slug, id); err != nil {
			return err
		}
		published, err = snapshot.PublishedIn(ctx, tx, b.Plan.ID, id)
		return err
	})
	if err != nil {
		return SnapshotDetail{}, err
	}
	return SnapshotDetail{Plan: planHead(b.Plan), Snapshot: formSnapshot(*b.Frozen), Published: formPublished(b, published)}, nil
}

// snapshotReference returns nil for nil.
func snapshotReference(ref *dashboard.SnapshotRef) *SnapshotReference {
	if ref == nil {
		return nil
	}
	return &SnapshotReference{ID: ref.ID, Title: ref.Title, TakenOn: ref.TakenOn}
}

func formSnapshot(ref dashboard.SnapshotRef) Snapshot {
	return Snapshot{
		ID: ref.ID, Title: ref.Title, Note: ref.Note, TakenOn: ref.TakenOn,
		ClosedAt: ref.ClosedAt.UTC(), Figures: figures(ref.Figures()),
	}
}

// formPublished sets the published figures beside those of the snapshot's board; nil without any.
func formPublished(b dashboard.Board, p snapshot.Published) *Published {
	if len(p.Objectives)+len(p.Indicators) == 0 {
		return nil
	}
	out := &Published{Source: p.Source, Objectives: []PublishedFigure{}, Indicators: []PublishedFigure{}}
	add := func(to *[]PublishedFigure, from map[string]decimal.Decimal, code, title string, computed decimal.NullDecimal) {
		if figure, ok := from[code]; ok {
			*to = append(*to, PublishedFigure{Code: code, Title: title, Published: fraction(figure), Computed: Fraction(computed)})
		}
	}
	for _, o := range b.Objectives {
		add(&out.Objectives, p.Objectives, o.Code, o.Title, o.Progress)
		for _, i := range o.Indicators {
			add(&out.Indicators, p.Indicators, i.Code, i.Title, i.Progress)
		}
	}
	return out
}
