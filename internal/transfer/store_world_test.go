package transfer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/internal/workbook"
)

const (
	example  = "plan-de-ejemplo"
	montilla = "i-plan-innovacion-2021-2023"
)

var thatDay = date.New(2026, time.November, 21)

// office is the demo with its people, in which files are brought.
type office struct {
	testing.TB
	transfer.Store
	db         *dbtest.Database
	technician access.Actor
}

func openOffice(t testing.TB) *office {
	t.Helper()
	d := demotest.Lease(t, thatDay)
	ticks := 0
	now := func() time.Time { // each time a little later
		ticks++
		return thatDay.Time().Add(9*time.Hour + time.Duration(ticks)*time.Second)
	}
	return &office{
		TB: t, db: d, technician: dbtest.Actor(t, d.Pool, access.Technician),
		Store: transfer.Store{Pool: d.Pool, Slow: d.Pool, Now: now, Today: func() date.Date { return thatDay }},
	}
}

// as is somebody with a role; nobody with none.
func (o *office) as(role access.Role) access.Actor {
	o.Helper()
	return dbtest.Actor(o, o.db.Pool, role)
}

// state is all that an import can change of a plan.
type state struct {
	Records []transfer.Record
	Values  []transfer.Value
	planID  int64
}

// state reads a plan; it is empty where there is none.
func (o *office) state(slug string) (s state) {
	o.Helper()
	err := db.ReadTx(o.Context(), o.db.Pool, func(tx pgx.Tx) error {
		p, err := plan.Find(o.Context(), tx, access.Scope{All: true}, slug)
		if err != nil {
			return err
		}
		s.planID = p.ID
		s.Records, err = transfer.Records(o.Context(), tx, p.ID)
		return err
	})
	if err == nil {
		err = transfer.EachValue(o.Context(), o.db.Pool, s.planID, func(v transfer.Value) error {
			s.Values = append(s.Values, v)
			return nil
		})
	}
	if err != nil {
		o.Fatal(err)
	}
	return s
}

// clone lets records be edited without the others.
func (s state) clone() state {
	c := state{Values: slices.Clone(s.Values), planID: s.planID}
	for _, r := range s.Records {
		cells := map[transfer.Field]string{}
		for f, text := range r.Cells {
			cells[f] = text
		}
		r.Cells = cells
		c.Records = append(c.Records, r)
	}
	return c
}

// text writes a state down; without numbers, those of two plans can be compared.
func (s state) text(numbers bool) string {
	s = s.clone()
	for n := range s.Records {
		if !numbers {
			s.Records[n].ID = 0
		}
	}
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (s state) record(kind transfer.Kind, code string) *transfer.Record {
	for n, r := range s.Records {
		if r.Kind == kind && r.Cells["code"] == code {
			return &s.Records[n]
		}
	}
	panic("no " + string(kind) + " " + code)
}

func (s *state) add(kind transfer.Kind, cells map[transfer.Field]string) {
	s.Records = append(s.Records, transfer.Record{Kind: kind, Cells: cells})
}

// book is the workbook of a state.
func (o *office) book(slug string, s state) []byte {
	o.Helper()
	var b bytes.Buffer
	err := workbook.Write(&b, workbook.Data{Slug: slug, Title: "Un plan", At: thatDay.Time(), Records: s.Records, Values: func(give func(transfer.Value) error) error {
		for _, v := range s.Values {
			if err := give(v); err != nil {
				return err
			}
		}
		return nil
	}})
	if err != nil {
		o.Fatal(err)
	}
	return b.Bytes()
}

// bring brings a file for a plan and returns what is found of it.
func (o *office) bring(u transfer.Upload) transfer.Import {
	o.Helper()
	id, err := o.Begin(o.Context(), o.technician, rand.Text(), u)
	if err != nil {
		o.Fatal(err)
	}
	return o.find(id)
}

func (o *office) find(id int64) transfer.Import {
	o.Helper()
	i, err := o.Find(o.Context(), o.technician, id)
	if err != nil {
		o.Fatal(err)
	}
	return i
}

// values is an upload of a table of values for the example.
func values(table string) transfer.Upload {
	return transfer.Upload{Name: "valores.csv", Content: []byte(table), Slug: example, Settings: transfer.Settings{Mode: transfer.Values}}
}

func (o *office) apply(i transfer.Import) transfer.Import {
	o.Helper()
	if err := o.Apply(o.Context(), o.technician, rand.Text(), i.ID, i.Version, "Es lo que dice el acta"); err != nil {
		o.Fatalf("%v: %v", err, refused(err))
	}
	return o.find(i.ID)
}

func (o *office) undo(i transfer.Import) {
	o.Helper()
	if err := o.Undo(o.Context(), o.technician, rand.Text(), i.ID, i.Version); err != nil {
		o.Fatalf("%v: %v", err, touched(err))
	}
}

// refused tells what an error refuses in words.
func refused(err error) map[string]string {
	var invalid fault.Invalid
	errors.As(err, &invalid)
	return invalid
}

func touched(err error) []string {
	var t transfer.Touched
	errors.As(err, &t)
	return t.What
}

func (o *office) exec(sql string, args ...any) {
	o.Helper()
	if _, err := o.db.Pool.Exec(o.Context(), sql, args...); err != nil {
		o.Fatalf("%s: %v", sql, err)
	}
}

func (o *office) count(sql string, args ...any) (n int) {
	o.Helper()
	if err := o.db.Pool.QueryRow(o.Context(), sql, args...).Scan(&n); err != nil {
		o.Fatalf("%s: %v", sql, err)
	}
	return n
}

// actions lists what was told since an event, oldest first.
func (o *office) actions(since int64) []string {
	o.Helper()
	rows, _ := o.db.Pool.Query(o.Context(), `SELECT action FROM audit_events WHERE id > $1 ORDER BY id`, since)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		o.Fatal(err)
	}
	return list
}

func (o *office) newest() int64 { return int64(o.count(`SELECT max(id) FROM audit_events`)) }

// whole sees that the chain of events holds.
func (o *office) whole() {
	o.Helper()
	v, err := audit.Verify(context.Background(), o.db.Pool, audit.Head{})
	if err != nil || v.Broken != 0 {
		o.Errorf("the audit: %+v, %v", v, err)
	}
}
