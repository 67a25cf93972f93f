package workbook_test

import (
	"bytes"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/plan"
	"hito/internal/sheet"
	"hito/internal/table"
	"hito/internal/transfer"
	"hito/internal/unit"
	"hito/internal/workbook"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var today = date.New(2026, 3, 14)

func loaded(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := demotest.New(t, today)
	return pool
}

// kept is what the database has of a plan, and the same as it goes out.
func kept(t *testing.T, pool *pgxpool.Pool, slug string) (has transfer.Existing, d workbook.Data) {
	t.Helper()
	ctx := t.Context()
	err := db.ReadTx(ctx, pool, func(tx pgx.Tx) (err error) {
		if has.Plan, err = plan.Find(ctx, tx, access.Scope{All: true}, slug); err != nil {
			return err
		}
		has.Records, err = transfer.Records(ctx, tx, has.Plan.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	counted, err := unit.Store{Pool: pool}.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range counted {
		has.Units = append(has.Units, u.Unit)
	}
	has.Today = today
	return has, workbook.Data{
		Slug: slug, Title: has.Plan.Title, At: at, Records: has.Records,
		Values: func(fn func(transfer.Value) error) error { return transfer.EachValue(ctx, pool, has.Plan.ID, fn) },
	}
}

type valueKey struct {
	code string
	on   date.Date
}

// readBack is what Hito makes of a file.
func readBack(t *testing.T, name string, content []byte, mode transfer.Mode, has transfer.Existing) (transfer.Understood, map[valueKey]transfer.Value) {
	t.Helper()
	f, err := table.Open(name, content)
	if err != nil {
		t.Fatal(err)
	}
	values := map[valueKey]transfer.Value{}
	u, err := transfer.Interpret(f, transfer.Settings{Mode: mode, On: today}, has, func(v transfer.Value) error {
		values[valueKey{v.Code, v.On}] = v
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range u.Problems {
		t.Errorf("problem: %+v", p)
	}
	for _, q := range u.Questions {
		t.Errorf("question: %+v", q)
	}
	return u, values
}

func sameValues(t *testing.T, d workbook.Data, got map[valueKey]transfer.Value) {
	t.Helper()
	sent := 0
	err := d.Values(func(v transfer.Value) error {
		sent++
		back, found := got[valueKey{v.Code, v.On}]
		if !found || !back.Value.Equal(v.Value) || back.Comment != v.Comment {
			t.Errorf("%s on %s is %s %q, and comes back as %s %q", v.Code, v.On, v.Value, v.Comment, back.Value, back.Comment)
		}
		return nil
	})
	if err != nil || sent == 0 || sent != len(got) {
		t.Errorf("%d values went out, %d come back, %v", sent, len(got), err)
	}
}

func TestWhatGoesOutComesBackWithoutLoss(t *testing.T) {
	pool := loaded(t)
	for _, slug := range []string{"i-plan-innovacion-2021-2023", "plan-de-ejemplo"} {
		has, d := kept(t, pool, slug)
		var out bytes.Buffer
		if err := workbook.Write(&out, d); err != nil {
			t.Fatal(err)
		}
		u, values := readBack(t, "plan.xlsx", out.Bytes(), transfer.Update, has)
		if !u.Own || len(u.Tables) != len(transfer.SheetNames) {
			t.Errorf("%s: own %v, tables %d", slug, u.Own, len(u.Tables))
		}
		changes := transfer.Compare(has, u, transfer.Update)
		if len(changes) != len(has.Records) {
			t.Errorf("%s: %d changes of %d records", slug, len(changes), len(has.Records))
		}
		for _, c := range changes {
			if c.Outcome != transfer.Same {
				t.Errorf("%s: %s %s: %+v %+v", slug, c.Outcome, c.Label, c.Edits, c.Problems)
			}
		}
		sameValues(t, d, values)
	}
}

// A unit's sheet as it is sent says nothing yet; filled in, it says the values of that day.
func TestAUnitsSheetComesBackAsValues(t *testing.T) {
	pool := loaded(t)
	has, _ := kept(t, pool, "plan-de-ejemplo")
	of := workbook.Sheet{Slug: has.Plan.Slug, Title: has.Plan.Title, Unit: "Unidad", On: today, At: at}
	for _, r := range has.Records {
		if r.Kind == transfer.Indicator {
			of.Rows = append(of.Rows, workbook.SheetRow{ID: r.ID, Code: r.Cells["code"], Title: r.Cells["title"], Objective: r.Cells["objective"], LastOn: today - 30, Last: decimal.NewNullDecimal(decimal.NewFromInt(3))})
		}
	}
	var out bytes.Buffer
	if err := workbook.WriteSheet(&out, of); err != nil {
		t.Fatal(err)
	}
	if u, values := readBack(t, "hoja.xlsx", out.Bytes(), transfer.Values, has); len(values) > 0 || len(u.Records) > 0 || !u.Own {
		t.Errorf("an empty sheet says %v and %v", values, u.Records)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at, typed := range map[string]any{"J2": 12.5, "K2": "Un comentario", "J3": "7,25", "I4": "1/3/2026", "J4": 0} {
		if err := f.SetCellValue("Valores", at, typed); err != nil {
			t.Fatal(err)
		}
	}
	filled, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	u, values := readBack(t, "hoja.xlsx", filled.Bytes(), transfer.Values, has)
	if len(values) != 3 || len(u.Records) > 0 {
		t.Fatalf("values %v, records %v", values, u.Records)
	}
	for n, want := range []transfer.Value{
		{Code: of.Rows[0].Code, On: today, Value: decimal.New(125, -1), Comment: "Un comentario"},
		{Code: of.Rows[1].Code, On: today, Value: decimal.New(725, -2)},
		{Code: of.Rows[2].Code, On: date.New(2026, 3, 1), Value: decimal.Zero},
	} {
		got := values[valueKey{want.Code, want.On}]
		if !got.Value.Equal(want.Value) || got.Comment != want.Comment || got.Code == "" {
			t.Errorf("row %d is %+v, want %+v", n+2, got, want)
		}
	}
}

func TestAnEmptyTemplateSaysNothing(t *testing.T) {
	var out bytes.Buffer
	if err := workbook.Write(&out, workbook.Data{Title: "Plantilla", At: at}); err != nil {
		t.Fatal(err)
	}
	u, values := readBack(t, "plantilla.xlsx", out.Bytes(), transfer.NewPlan, transfer.Existing{Today: today})
	if len(u.Records) > 0 || len(values) > 0 || !u.Own {
		t.Errorf("%v, %v", u.Records, values)
	}
}

// The indicators of a plan as separated text come back as they are, with their current values.
func TestIndicatorsAsTextComeBack(t *testing.T) {
	pool := loaded(t)
	for _, flavour := range sheet.Flavours {
		has, d := kept(t, pool, "plan-de-ejemplo")
		var out bytes.Buffer
		if err := workbook.WriteCSV(&out, flavour, d, today); err != nil {
			t.Fatal(err)
		}
		u, values := readBack(t, "indicadores.csv", out.Bytes(), transfer.Update, has)
		for _, c := range transfer.Compare(has, u, transfer.Update) {
			if c.Outcome != transfer.Same && c.Outcome != transfer.Gone {
				t.Errorf("%s: %s %s: %+v %+v", flavour, c.Outcome, c.Label, c.Edits, c.Problems)
			}
		}
		newest := map[string]transfer.Value{}
		if err := d.Values(func(v transfer.Value) error {
			if v.On <= today {
				newest[v.Code] = v
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(values) != len(newest) || len(values) == 0 {
			t.Errorf("%s: %d values of %d", flavour, len(values), len(newest))
		}
		for code, v := range newest {
			if got := values[valueKey{code, v.On}]; !got.Value.Equal(v.Value) || got.Comment != v.Comment {
				t.Errorf("%s: %s is %+v, and comes back as %+v", flavour, code, v, got)
			}
		}
	}
}
