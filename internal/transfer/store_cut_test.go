package transfer_test

import (
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"hito/internal/db/dbtest"
	"hito/internal/transfer"
)

// small is a file for the example: an indicator that is new, one that changes, and values of three.
const small = `Código;O.E.;Indicador;Meta;Valor inicial;Decimales;31/1/2026;28/2/2026
I1.1;O1;Días de espera hasta la primera cita;11;32;1;%d;30
I77.1;O2;Un indicador nuevo;40;0;0;1;2
I2.1;O2;Trámites que se pueden hacer por internet;20;2;0;7;8
`

func update(nth int) transfer.Upload {
	return transfer.Upload{
		Name: "tabla.csv", Content: fmt.Appendf(nil, small, nth), Slug: example, Settings: transfer.Settings{Mode: transfer.Update},
	}
}

// The program may end at any moment while it brings, applies or undoes an import: either all of it is there afterwards or
// nothing, and the form that is sent again leaves all of it, once.
func TestAnImportThatIsCutOffIsThereWholeOrNotAtAll(t *testing.T) {
	o := openOffice(t)
	pool, fuse := dbtest.Fused(t, o.db.Pool)
	cut := o.Store
	cut.Pool, cut.Slow = pool, pool
	before := o.state(example).text(true)
	steps := map[string]struct {
		ready func() transfer.Import
		do    func(key string, i transfer.Import) error
		sum   func() string // what would show half of it
	}{
		"bring": {
			func() transfer.Import { return transfer.Import{} },
			func(key string, _ transfer.Import) error {
				_, err := cut.Begin(t.Context(), o.technician, key, update(1))
				return err
			},
			func() string {
				return fmt.Sprint(o.count(`SELECT count(*) FROM imports WHERE state = 'ready'`), o.count(`SELECT count(*) FROM imports`),
					o.count(`SELECT count(*) FROM import_values`), o.count(`SELECT count(*) FROM audit_events`))
			},
		},
		"apply": {
			func() transfer.Import { return o.bring(update(1)) },
			func(key string, i transfer.Import) error {
				return cut.Apply(t.Context(), o.technician, key, i.ID, i.Version, "Porque sí")
			},
			func() string {
				return fmt.Sprint(o.count(`SELECT count(*) FROM imports WHERE state = 'applied'`), o.count(`SELECT count(*) FROM audit_events`),
					o.count(`SELECT count(*) FROM measurements`), o.count(`SELECT count(*) FROM indicators`))
			},
		},
		"undo": {
			func() transfer.Import { return o.apply(o.bring(update(1))) },
			func(key string, i transfer.Import) error {
				return cut.Undo(t.Context(), o.technician, key, i.ID, i.Version)
			},
			func() string {
				return fmt.Sprint(o.count(`SELECT count(*) FROM imports WHERE state = 'undone'`), o.count(`SELECT count(*) FROM audit_events`),
					o.count(`SELECT count(*) FROM measurements`), o.count(`SELECT count(*) FROM indicators`))
			},
		},
	}
	for _, name := range []string{"bring", "apply", "undo"} {
		step, cuts, whole := steps[name], 0, 0
		i, now := step.ready(), step.sum()
		for n, blown := 1, true; blown; n++ {
			key := rand.Text()
			if err := pool.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
			fuse.Set(n, n%2 == 0)
			err := step.do(key, i)
			if blown = fuse.Take(); blown == (err == nil) {
				t.Fatalf("%s cut at %d: %v", name, n, err)
			}
			o.settled()
			after := step.sum()
			if blown && after == now {
				cuts++
				continue
			}
			whole++
			if err := step.do(key, i); err != nil {
				t.Fatalf("%s again after the cut at %d: %v", name, n, err)
			}
			if again := step.sum(); again != after || after == now {
				t.Fatalf("%s after the cut at %d: %s, then %s, was %s", name, n, after, again, now)
			}
			o.reset(name)
			if blown {
				i = step.ready()
				now = step.sum()
			}
		}
		if cuts < 10 || whole == 0 {
			t.Errorf("%s: %d cuts left nothing and %d all", name, cuts, whole)
		}
	}
	if after := o.state(example).text(true); after != before {
		t.Errorf("the plan is\n%s\nwant\n%s", after, before)
	}
	o.whole()
}

// settled waits until the server has ended what was cut off.
func (o *office) settled() {
	o.Helper()
	for range 500 {
		if o.count(`
			SELECT count(*)
			  FROM pg_stat_activity
			 WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IS DISTINCT FROM 'idle' AND backend_type = 'client backend'`) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	o.Fatal("something goes on in the database")
}

// reset takes back what stands of a step, for the next cut.
func (o *office) reset(step string) {
	o.Helper()
	if step != "apply" {
		return
	}
	list, _, err := o.List(o.Context(), o.technician, example, 1, 0)
	if err != nil || list[0].State != transfer.StateApplied {
		o.Fatalf("the newest import is %+v, %v", list, err)
	}
	o.undo(list[0])
}
