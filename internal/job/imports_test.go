package job

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/transfer"
)

const countImported = `SELECT count(*) FROM measurements WHERE comment = 'Importado'`

// brought is a file that is too large to be read while somebody waits, as its owner left it.
func (y yard) brought() (transfer.Store, access.Actor, int64) {
	y.Helper()
	store := transfer.Store{Pool: y.d.Pool, Slow: y.d.Pool, Now: time.Now, Today: func() date.Date { return today }}
	actor := dbtest.Actor(y, y.d.Pool, access.Technician)
	var table strings.Builder
	table.WriteString("Código del indicador;Fecha del valor;Valor;Comentario\n")
	for n := range 3_000 {
		fmt.Fprintf(&table, "I1.%d;%s;%d;Importado\n", 1+n%3, date.New(1990, time.January, 1)+date.Date(n/3), n%90)
	}
	table.WriteString(strings.Repeat(";;;\n", transfer.ReadAtOnce/4))
	id, err := store.Begin(y.Context(), actor, rand.Text(), transfer.Upload{
		Name: "valores.csv", Content: []byte(table.String()), Slug: "plan-de-ejemplo", Settings: transfer.Settings{Mode: transfer.Values},
	})
	if err != nil {
		y.Fatal(err)
	}
	return store, actor, id
}

func (y yard) importIs(state transfer.State) func() bool {
	return func() bool { return y.count(`SELECT count(*) FROM imports WHERE state = '`+string(state)+`'`) == 1 }
}

// A large file is read, and applied, by whichever server comes to it, once.
func TestLargeImportsAreCarriedOn(t *testing.T) {
	y := open(t)
	store, actor, id := y.brought()
	a, b := y.start(), y.start()
	y.until("the file to be read", y.importIs(transfer.StateReady))
	i, err := store.Find(t.Context(), actor, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Apply(t.Context(), actor, rand.Text(), id, i.Version, ""); err != nil {
		t.Fatal(err)
	}
	y.until("it to be applied", y.importIs(transfer.StateApplied))
	y.stop(a, b)
	if n := y.count(countImported); n != 3_000 {
		t.Errorf("%d values are there", n)
	}
}

// A job of a server that died leaves no half, and is begun again.
func TestAnImportOfADeadServer(t *testing.T) {
	y := open(t)
	_, _, id := y.brought()
	y.exec(fmt.Sprintf(`
		UPDATE river.river_job
		   SET state = 'running', attempt = 1, attempted_at = now() - interval '1 hour', attempted_by = '{dead}'
		 WHERE kind = 'import' AND args->>'import_id' = '%d'`, id))
	r := y.start()
	y.until("the file to be read", y.importIs(transfer.StateReady))
	y.stop(r)
}

// One that fails each time is given up, so that nobody waits for it.
func TestAnImportThatFailsEachTimeIsGivenUp(t *testing.T) {
	y := open(t)
	y.brought()
	cfg := y.config()
	w := &importsWorker{store: transfer.Store{Pool: cfg.Pool, Slow: cfg.Pool, Now: cfg.Now, Today: cfg.today}}
	y.exec(`UPDATE imports SET settings = '[]'`) // which no version of the program has written
	job := &river.Job[transfer.Task]{Args: transfer.Task{ImportID: int64(y.count(`SELECT id FROM imports`))}}
	job.JobRow = &rivertype.JobRow{Attempt: 1, MaxAttempts: transfer.MostAttempts}
	if err := w.Work(t.Context(), job); err == nil || !y.importIs(transfer.StateReading)() {
		t.Errorf("the first attempt: %v", err)
	}
	job.JobRow = &rivertype.JobRow{Attempt: transfer.MostAttempts, MaxAttempts: transfer.MostAttempts}
	if err := w.Work(t.Context(), job); err == nil || !y.importIs(transfer.StateFailed)() {
		t.Errorf("the last attempt: %v", err)
	}
}

var _ river.Worker[transfer.Task] = &importsWorker{}
