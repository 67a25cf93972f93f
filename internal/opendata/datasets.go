package opendata

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/dashboard"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Datasets lists what there is of each plan, in the order in which it is offered.
var Datasets = []Dataset{
	dataset(Dataset{
		Name: "objetivos", Title: "Objetivos", Needs: plan.ShowObjectives, Keywords: []string{"objetivos", "grado de cumplimiento"},
		Description: "Los objetivos específicos del plan, con su progreso, lo que se esperaba a la misma fecha y su estado.",
	}, objectiveColumns, eachObjective),
	dataset(Dataset{
		Name: "indicadores", Title: "Indicadores", Needs: plan.ShowIndicators, Keywords: []string{"indicadores", "metas", "grado de cumplimiento"},
		Description: "Los indicadores de cada objetivo: cómo se miden, de dónde parten, qué meta tienen, su último valor y su progreso.",
	}, indicatorColumns, eachIndicator),
	dataset(Dataset{
		Name: "mediciones", Title: "Mediciones", Needs: plan.ShowIndicators, many: true, Keywords: []string{"indicadores", "mediciones", "series temporales"},
		Description: "Todos los valores que se han registrado de cada indicador, con su fecha. Los que se corrigieron figuran con el valor correcto.",
	}, measurementColumns, func(ctx context.Context, s Store, p Plan, fn func(Measurement) error) error {
		return s.eachMeasurement(ctx, p, fn)
	}),
	dataset(Dataset{
		Name: "resultados", Title: "Resultados", Needs: plan.ShowResults, Keywords: []string{"resultados", "evidencias"},
		Description: "Lo que el plan ha alcanzado, con su fecha y los indicadores a los que sirve.",
	}, resultColumns, eachResult),
	dataset(Dataset{
		Name: "seguimientos", Title: "Seguimientos", Keywords: []string{"seguimiento", "evaluación"},
		Description: "Los seguimientos cerrados del plan: cómo estaba en cada fecha. Cada uno tiene además sus propios datos, que no cambian.",
	}, followUpColumns, eachFollowUp),
}

// FollowUpDataset is a closed follow-up line by line; its data are those of a FrozenTable.
var FollowUpDataset = dataset(Dataset{
	Name: "seguimiento", Title: "Datos de un seguimiento", Keywords: []string{"seguimiento"},
	Description: "Cómo estaba el plan en la fecha de un seguimiento: una línea para el plan, una para cada objetivo y una para cada indicador. No cambia nunca.",
}, frozenColumns, nil)

// DatasetNamed returns the dataset with a name, if a plan has it.
func DatasetNamed(p Plan, name string) (Dataset, bool) {
	list := DatasetsOf(p)
	at := slices.IndexFunc(list, func(d Dataset) bool { return d.Name == name })
	if at < 0 {
		return Dataset{}, false
	}
	return list[at], true
}

// live loads the board of the day and gives it to fn, outside of any transaction.
func (s Store) live(ctx context.Context, p Plan, fn func(dashboard.Board) error) error {
	var b dashboard.Board
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		b, err = s.board(ctx, tx, p)
		return err
	})
	if err != nil {
		return err
	}
	return fn(b)
}

func eachObjective(ctx context.Context, s Store, p Plan, fn func(Objective) error) error {
	return s.live(ctx, p, func(b dashboard.Board) error { return each(objectivesOf(p, b), fn) })
}

func eachIndicator(ctx context.Context, s Store, p Plan, fn func(Indicator) error) error {
	var b dashboard.Board
	var said map[int64]string
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		if b, err = s.board(ctx, tx, p); err != nil {
			return err
		}
		said, err = loadComments(ctx, tx, p, b)
		return err
	})
	if err != nil {
		return err
	}
	for _, o := range b.Objectives {
		for _, i := range o.Indicators {
			if err := fn(indicatorOf(p, b, i, said[i.ID])); err != nil {
				return err
			}
		}
	}
	return nil
}

func eachResult(ctx context.Context, s Store, p Plan, fn func(Result) error) error {
	var list []Result
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		list, _, err = loadResults(ctx, tx, p, s.Today(), 0)
		return err
	})
	if err != nil {
		return err
	}
	return each(list, fn)
}

func eachFollowUp(ctx context.Context, s Store, p Plan, fn func(FollowUp) error) error {
	list, err := s.FollowUps(ctx, p)
	if err != nil {
		return err
	}
	return each(list, fn)
}

// FollowUps returns the closed follow-ups of a published plan, newest first.
func (s Store) FollowUps(ctx context.Context, p Plan) ([]FollowUp, error) {
	var refs []dashboard.SnapshotRef
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		_, refs, err = dashboard.FollowUps(ctx, tx, everything, p.Slug)
		return err
	})
	return followUpsOf(p, refs), err
}

// FrozenTable is a closed follow-up with its lines.
type FrozenTable struct {
	FollowUp
	rows []Frozen
}

// Frozen returns a follow-up of a published plan, or fault.NotFound.
func (s Store) Frozen(ctx context.Context, p Plan, id int64) (FrozenTable, error) {
	var b dashboard.Board
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		b, err = dashboard.LoadFrozen(ctx, tx, everything, p.Slug, id)
		return err
	})
	if err != nil {
		return FrozenTable{}, err
	}
	if b.Frozen == nil {
		return FrozenTable{}, fmt.Errorf("follow-up %d of %q: %w", id, p.Slug, fault.NotFound)
	}
	return FrozenTable{FollowUp: followUpsOf(p, []dashboard.SnapshotRef{*b.Frozen})[0], rows: frozenOf(p, b)}, nil
}

// Write writes the lines into a table and closes it.
func (f FrozenTable) Write(t Table) error {
	for _, row := range f.rows {
		cells := make([]any, len(frozenColumns))
		for n, c := range frozenColumns {
			cells[n] = c.of(row)
		}
		if err := t.Row(cells); err != nil {
			t.Discard()
			return err
		}
	}
	return t.Close()
}

func each[T any](list []T, fn func(T) error) error {
	for _, one := range list {
		if err := fn(one); err != nil {
			return err
		}
	}
	return nil
}

// instant writes a time as machines read it, in UTC.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
