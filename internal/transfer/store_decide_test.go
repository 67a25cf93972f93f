package transfer_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/transfer"
)

// Each value that cannot be recorded says why, and the rest can be applied.
func TestValuesThatAreWrong(t *testing.T) {
	o := openOffice(t)
	const file = `Código del indicador;Fecha del valor;Valor;Comentario
I1.1;3/9/2025;17;
I1.1;4/9/2025;17,25;Con demasiados decimales
I1.3;4/9/2025;17,5;
I1.1;22/11/2026;17;Mañana
I6.3;1/3/2026;17;Anulado desde antes
I1.1;5/9/2025;1;
I1.1;5/9/2025;2;
I1.1;6/9/2025;1;
I1.1;6/9/2025;1,0;
I2.1;31/7/2025;4000;Otro que el que consta
`
	i := o.bring(values(file))
	list, total, err := o.ValueChanges(t.Context(), o.technician, i.ID, transfer.Wrong, 20, 0)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, v := range list {
		told = append(told, fmt.Sprintf("%d %s", v.Line, v.Problem))
	}
	want := []string{
		"3 Este indicador se mide con 1 decimal como mucho.",
		"4 Este indicador se mide sin decimales.",
		"5 La fecha no puede ser posterior a la de hoy.",
		"6 El indicador está anulado desde esa fecha o antes: ya no se registran valores.",
		"7 El fichero da valores distintos de este indicador para el mismo día (líneas 7 y 8): deje uno.",
		"8 El fichero da valores distintos de este indicador para el mismo día (líneas 7 y 8): deje uno.",
	}
	if !slices.Equal(told, want) || total != len(want) {
		t.Errorf("%d wrong:\n%s\nproblems: %+v", total, strings.Join(told, "\n"), i.Understood.Problems)
	}
	if counts := i.Counts[transfer.Measurement]; counts[transfer.Created] != 2 || counts[transfer.Changed] != 1 || counts[transfer.Same] != 1 {
		t.Errorf("counted %v", counts)
	}
	var invalid fault.Invalid
	if err := o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, " "); !errors.As(err, &invalid) || invalid["reason"] == "" {
		t.Errorf("corrected without a reason: %v", err)
	}
	o.apply(i)
	if n := o.count(`SELECT count(*) FROM measurements WHERE reason = 'Es lo que dice el acta' AND revision > 1`); n != 1 {
		t.Errorf("%d values were corrected for the reason", n)
	}
}

// A file that is none is refused, and nothing of it is kept.
func TestFilesThatCannotBeRead(t *testing.T) {
	o := openOffice(t)
	for name, u := range map[string]transfer.Upload{
		"empty":        {Name: "a.csv", Slug: example},
		"no table":     {Name: "a.xlsx", Slug: example, Content: []byte("PK\x03\x04 roto")},
		"too large":    {Name: "a.csv", Slug: example, Content: make([]byte, transfer.LargestFile+1)},
		"another mode": {Name: "a.csv", Slug: example, Content: []byte("a;b\n1;2\n"), Settings: transfer.Settings{Mode: "otro"}},
		"no plan":      {Name: "a.csv", Content: []byte("a;b\n1;2\n"), Settings: transfer.Settings{Mode: transfer.Values}},
	} {
		if _, err := o.Begin(t.Context(), o.technician, rand.Text(), u); len(refused(err)) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := o.count(`SELECT count(*) FROM imports`); n != 0 {
		t.Errorf("%d are kept", n)
	}
	u := update(1)
	u.Slug = "nadie"
	if _, err := o.Begin(t.Context(), o.technician, rand.Text(), u); !errors.Is(err, fault.NotFound) {
		t.Errorf("an unknown plan: %v", err)
	}
}

// What is decided counts when the file is compared again, and the meanings of columns can be kept for another file.
func TestDecidingAndMappings(t *testing.T) {
	o := openOffice(t)
	i := o.bring(transfer.Upload{Name: "", Content: []byte("Qué\tCuánto\nI1.1\t17\n"), Slug: example, Settings: transfer.Settings{Mode: transfer.Values}})
	if i.Name != transfer.Pasted {
		t.Errorf("what was pasted is called %q", i.Name)
	}
	columns := map[string]transfer.Field{}
	for _, table := range i.Understood.Tables {
		for _, c := range table.Columns {
			columns[c.Key] = map[int]transfer.Field{1: "indicator", 2: "value"}[c.Number]
		}
	}
	d := transfer.Decision{Settings: transfer.Settings{Mode: transfer.Values, On: thatDay - 40, Columns: columns}, SaveAs: " Hoja del servicio "}
	for range 2 { // the second one comes from an old page
		err := o.Decide(t.Context(), o.technician, rand.Text(), i.ID, i.Version, d)
		if found := o.find(i.ID); found.Version == i.Version && err != nil || found.Version != i.Version && err != nil && !errors.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
	}
	if found := o.find(i.ID); !maps.Equal(found.Settings.Columns, columns) || found.Settings.On != thatDay-40 {
		t.Errorf("kept: %+v", found.Settings)
	}
	o.must(o.Decide(t.Context(), o.technician, rand.Text(), i.ID, o.find(i.ID).Version, d)) // the same name once more
	list, err := o.Mappings(t.Context())
	if err != nil || len(list) != 1 || list[0].Name != "Hoja del servicio" || !maps.Equal(list[0].Columns, columns) {
		t.Fatalf("mappings: %+v, %v", list, err)
	}
	if err := o.DropMapping(t.Context(), o.as("director"), rand.Text(), list[0].ID); !errors.Is(err, fault.Forbidden) {
		t.Errorf("dropped by the director: %v", err)
	}
	o.must(o.DropMapping(t.Context(), o.technician, rand.Text(), list[0].ID))
	if err := o.DropMapping(t.Context(), o.technician, rand.Text(), list[0].ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("dropped twice: %v", err)
	}
}

// The head of a new plan is that of the file where nothing else was typed, and what is missing is told at its fields.
func TestTheHeadOfANewPlan(t *testing.T) {
	o := openOffice(t)
	file := o.state(example)
	i := o.bring(transfer.Upload{Name: "plan.xlsx", Content: o.book("", file)})
	if head := file.Records[0].Cells; i.Head.Title != head["title"] || i.Head.StartsOn != head["starts_on"] || i.Head.Slug != example {
		t.Errorf("the head is %+v", i.Head)
	}
	if err := o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, ""); refused(err)["slug"] == "" {
		t.Errorf("with the address of another plan: %v", err)
	}
	o.must(o.Decide(t.Context(), o.technician, rand.Text(), i.ID, i.Version, transfer.Decision{Settings: i.Settings, Head: plan.Creation{Title: "Otro", Slug: "otro"}}))
	if i = o.apply(o.find(i.ID)); i.Plan.Slug != "otro" || i.Plan.Title != "Otro" {
		t.Errorf("the plan is %+v", i.Plan)
	}
}

// What nobody applies is discarded by hand or by its age, and its file is forgotten; what was applied stays.
func TestDiscardedAndOldImports(t *testing.T) {
	o := openOffice(t)
	left, discarded := o.bring(update(1)), o.bring(update(2))
	applied := o.apply(o.bring(update(3)))
	o.must(o.Discard(t.Context(), o.technician, rand.Text(), discarded.ID, discarded.Version))
	if err := o.Apply(t.Context(), o.technician, rand.Text(), discarded.ID, discarded.Version+1, "x"); !errors.Is(err, fault.Conflict) {
		t.Errorf("what was discarded is applied: %v", err)
	}
	o.must(o.Purge(t.Context()))
	if n := o.count(`SELECT count(*) FROM imports WHERE content IS NULL`); n != 0 {
		t.Errorf("%d files are forgotten at once", n)
	}
	o.exec(`UPDATE imports SET created_at = created_at - interval '31 days'`)
	o.must(o.Purge(t.Context()))
	o.must(o.Purge(t.Context()))
	for _, i := range []transfer.Import{left, discarded} {
		if found := o.find(i.ID); found.State != transfer.StateDiscarded {
			t.Errorf("an old one is %s", found.State)
		}
	}
	if n := o.count(`SELECT count(*) FROM imports WHERE content IS NULL`); n != 2 {
		t.Errorf("%d files are forgotten, want 2", n)
	}
	if n := o.count(`SELECT count(*) FROM import_values WHERE import_id <> $1`, applied.ID); n != 0 {
		t.Errorf("%d values of them are left", n)
	}
	o.undo(applied)
	o.whole()
}

// telling counts how often progress is told.
type telling struct{ told atomic.Int32 }

func (c *telling) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if strings.Contains(q.SQL, "SET done = $2, total = $3") {
		c.told.Add(1)
	}
	return ctx
}

func (*telling) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// A large file is read and applied by a job, which tells others how far it is; one that runs again does nothing.
func TestALargeFileIsCarriedOnByAJob(t *testing.T) {
	o := openOffice(t)
	var table strings.Builder
	table.WriteString("Código del indicador;Fecha del valor;Valor;Comentario\n")
	const rows = 21_000 // days of three indicators, since 1950
	for n := range rows {
		fmt.Fprintf(&table, "I1.%d;%s;%d;Recuento del registro\n", 1+n%3, date.New(1950, 1, 1)+date.Date(n/3), n%90)
	}
	i := o.bring(values(table.String()))
	if i.State != transfer.StateReading || i.Size <= transfer.ReadAtOnce {
		t.Fatalf("%d bytes are %s", i.Size, i.State)
	}
	config, count := o.db.Pool.Config(), &telling{}
	config.ConnConfig.Tracer = count
	slow, err := pgxpool.NewWithConfig(t.Context(), config)
	o.must(err)
	t.Cleanup(slow.Close)
	job := o.Store
	job.Pool, job.Slow = slow, slow
	o.must(job.CarryOn(t.Context(), i.ID))
	if i = o.find(i.ID); i.State != transfer.StateReady || i.Counts[transfer.Measurement][transfer.Created] != rows || count.told.Load() == 0 {
		t.Fatalf("read: %s, %v, progress told %d times", i.State, i.Counts, count.told.Load())
	}
	o.must(job.CarryOn(t.Context(), i.ID))
	if again := o.find(i.ID); again.Version != i.Version {
		t.Error("it was read again")
	}
	o.must(o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, ""))
	if found := o.find(i.ID); found.State != transfer.StateApplying || found.Total != rows {
		t.Fatalf("to be applied: %+v", found)
	}
	if n := o.count(`SELECT count(*) FROM river.river_job WHERE kind = 'import' AND queue = 'import'`); n != 2 {
		t.Errorf("%d jobs", n)
	}
	for _, err := range together(2, func(int) error { return job.CarryOn(t.Context(), i.ID) }) { // as two servers
		o.must(err)
	}
	if i = o.find(i.ID); i.State != transfer.StateApplied || i.AppliedBy != o.technician.Name {
		t.Errorf("applied: %s by %q", i.State, i.AppliedBy)
	}
	if n := o.count(`SELECT count(*) FROM measurements WHERE recorded_by = $1 AND measured_on < '2000-01-01'`, o.technician.ID); n != rows {
		t.Errorf("%d values recorded, want %d", n, rows)
	}
	if n := o.count(`SELECT count(*) FROM audit_events WHERE action = 'measurement.import'`); n != 3 {
		t.Errorf("%d indicators told of, want 3", n)
	}

	o.undo(i)
}

// What stands against a large import is told in it: who asked for it may not write any more, or the plan is closed.
func TestAnImportThatCannotBeCarriedOn(t *testing.T) {
	o := openOffice(t)
	i := o.bring(update(1))
	for name, sql := range map[string]string{
		"the plan is closed":     `UPDATE plans SET state = 'closed' WHERE slug = 'plan-de-ejemplo'`,
		"the person is disabled": `UPDATE users SET disabled_at = now() WHERE role = 'technician'`,
	} {
		o.exec(`UPDATE imports SET state = 'applying', applied_by = $2 WHERE id = $1`, i.ID, o.technician.ID)
		o.exec(sql)
		o.must(o.CarryOn(t.Context(), i.ID))
		if found := o.find(i.ID); found.State != transfer.StateReady || found.Failure == "" {
			t.Errorf("%s: %s, %q", name, found.State, found.Failure)
		}
		o.exec(`UPDATE plans SET state = 'active' WHERE slug = 'plan-de-ejemplo'`)
	}
	o.exec(`UPDATE users SET disabled_at = NULL`)
	o.exec(`UPDATE imports SET state = 'reading', content = 'PK' || '\003\004'::bytea, size = 4, name = 'roto.xlsx' WHERE id = $1`, i.ID)
	o.must(o.CarryOn(t.Context(), i.ID))
	if found := o.find(i.ID); found.State != transfer.StateFailed || found.Failure == "" {
		t.Errorf("a broken file: %s, %q", found.State, found.Failure)
	}
}
