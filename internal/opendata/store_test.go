package opendata_test

import (
	"bytes"
	"crypto/rand"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/opendata"
	"hito/internal/plan"
	"hito/internal/unit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	example  = "plan-de-ejemplo"
	montilla = "i-plan-innovacion-2021-2023"
)

var today = date.New(2026, 11, 21)

type desk struct {
	*testing.T
	pool *pgxpool.Pool
	opendata.Store
}

func open(t *testing.T) desk {
	t.Helper()
	pool := demotest.New(t, today)
	return desk{t, pool, opendata.Store{Pool: pool, Today: func() date.Date { return today }}}
}

// overview finds a plan and reads its overview, as its public page does.
func (d desk) overview(slug string) (opendata.Overview, error) {
	of, err := d.Find(d.Context(), slug)
	if err != nil {
		return opendata.Overview{}, err
	}
	return d.Overview(d.Context(), of)
}

func (d desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatalf("%.80s: %v", sql, err)
	}
}

func (d desk) plan(slug string) opendata.Plan {
	d.Helper()
	p, err := d.Find(d.Context(), slug)
	if err != nil {
		d.Fatal(err)
	}
	return p
}

func (d desk) shows(slug string, parts ...plan.Part) opendata.Plan {
	d.Helper()
	d.exec(`UPDATE plans SET shows = $2, version = version + 1 WHERE slug = $1`, slug, append([]plan.Part{}, parts...))
	return d.plan(slug)
}

func (d desk) written(p opendata.Plan, name string, f opendata.Format) []byte {
	d.Helper()
	set, ok := opendata.DatasetNamed(p, name)
	if !ok {
		d.Fatalf("%s has no %s", p.Slug, name)
	}
	var out bytes.Buffer
	table, err := opendata.NewTable(&out, f, opendata.HeadingOf(p, set))
	if err == nil {
		err = d.Write(d.Context(), p, set, table)
	}
	if err != nil {
		d.Fatalf("%s.%s: %v", name, f, err)
	}
	return out.Bytes()
}

// rows reads a dataset back from its plain text, by the names of its fields.
func (d desk) rows(p opendata.Plan, name string) []map[string]string {
	d.Helper()
	return parse(d.T, d.written(p, name, opendata.CSV), ',')
}

func parse(t *testing.T, body []byte, comma rune) []map[string]string {
	t.Helper()
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	in.Comma = comma
	lines, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, len(lines)-1)
	for n, line := range lines[1:] {
		rows[n] = map[string]string{}
		for k, name := range lines[0] {
			rows[n][name] = line[k]
		}
	}
	return rows
}

func (d desk) board(slug string) dashboard.Board {
	d.Helper()
	var b dashboard.Board
	err := db.ReadTx(d.Context(), d.pool, func(tx pgx.Tx) (err error) {
		b, err = dashboard.LoadView(d.Context(), tx, slug, dashboard.View{Today: today, Scope: access.Scope{}})
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return b
}

func same(t *testing.T, what, got string, want decimal.NullDecimal) {
	t.Helper()
	if !want.Valid && got == "" {
		return
	}
	if figure, err := decimal.NewFromString(got); err != nil || !figure.Equal(want.Decimal) {
		t.Errorf("%s is %q, the dashboard has %s", what, got, want.Decimal)
	}
}

func TestTheFiguresAreThoseOfTheDashboard(t *testing.T) {
	d := open(t)
	for _, slug := range []string{example, montilla} {
		b, p := d.board(slug), d.plan(slug)
		objectives, indicators := d.rows(p, "objetivos"), d.rows(p, "indicadores")
		if len(objectives) != len(b.Objectives) || len(indicators) != b.Size() || b.Size() < 20 {
			t.Fatalf("%s: %d objectives and %d indicators", slug, len(objectives), len(indicators))
		}
		for n, o := range b.Objectives {
			row := objectives[n]
			if row["codigo"] != o.Code || row["fecha"] != b.On.String() || row["indicadores"] != strconv.Itoa(o.Coverage.Total) {
				t.Errorf("%s: %v", o.Code, row)
			}
			same(t, o.Code, row["progreso"], o.Progress)
			same(t, o.Code+" expected", row["previsto"], o.Expected)
		}
		for n, i := range b.Indicators() {
			row := indicators[n]
			same(t, i.Code, row["progreso"], i.Progress)
			same(t, i.Code+" expected", row["previsto"], decimal.NewNullDecimal(i.Expected))
			same(t, i.Code+" value", row["valor"], i.Value)
			same(t, i.Code+" baseline", row["valor_inicial"], i.Baseline)
			if row["codigo"] != i.Code || row["estado"] == "" || row["regla"] == "" || row["objetivo"] != i.Objective {
				t.Errorf("%s: %v", i.Code, row)
			}
		}
		o, err := d.overview(slug)
		if err != nil {
			t.Fatal(err)
		}
		if !o.Figures.Progress.Decimal.Equal(b.Progress.Decimal) || !o.Figures.Expected.Decimal.Equal(b.Expected.Decimal) || o.Figures.Status != b.Status || o.On != b.On {
			t.Errorf("%s: the overview has %+v", slug, o.Figures)
		}
	}
}

func TestEveryFormatHoldsTheSame(t *testing.T) {
	d := open(t)
	p := d.plan(example)
	for _, set := range opendata.DatasetsOf(p) {
		plain := d.rows(p, set.Name)
		if len(plain) == 0 {
			t.Fatalf("%s is empty", set.Name)
		}
		spanish := parse(t, d.written(p, set.Name, opendata.SpanishCSV), ';')
		var document struct {
			Title   string           `json:"titulo"`
			Licence string           `json:"licencia"`
			Rows    []map[string]any `json:"datos"`
		}
		decoder := json.NewDecoder(bytes.NewReader(d.written(p, set.Name, opendata.JSON)))
		decoder.UseNumber()
		if err := decoder.Decode(&document); err != nil {
			t.Fatalf("%s: %v", set.Name, err)
		}
		sheet := sheetRows(t, d.written(p, set.Name, opendata.XLSX), "Datos")
		if len(spanish) != len(plain) || len(document.Rows) != len(plain) || len(sheet) != len(plain)+1 || document.Licence != "CC-BY-4.0" {
			t.Fatalf("%s: %d, %d, %d and %d rows", set.Name, len(plain), len(spanish), len(document.Rows), len(sheet)-1)
		}
		for _, f := range set.Fields(p) {
			at := slices.Index(sheet[0], f.Name)
			if at < 0 {
				t.Fatalf("%s: the spreadsheet has no %s", set.Name, f.Name)
			}
			for n, row := range plain {
				value := document.Rows[n][f.Name]
				text := row[f.Name]
				number, _ := value.(json.Number)
				differs := f.Type == opendata.Decimal && (number.String() != text || strings.Replace(spanish[n][f.Name], ",", ".", 1) != text) ||
					f.Type == opendata.Text && (value != strings.TrimPrefix(text, "'") || spanish[n][f.Name] != text)
				if differs {
					t.Errorf("%s.%s: %q, %q and %v", set.Name, f.Name, text, spanish[n][f.Name], value)
				}
			}
		}
	}
}

func sheetRows(t *testing.T, body []byte, sheet string) [][]string {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWhatIsNotShownIsNotThere(t *testing.T) {
	d := open(t)
	names := func(p opendata.Plan) string {
		var list []string
		for _, set := range opendata.DatasetsOf(p) {
			list = append(list, set.Name)
		}
		return strings.Join(list, " ")
	}
	for _, c := range []struct {
		shows []plan.Part
		want  string
		open  bool
	}{
		{nil, "seguimientos", false},
		{[]plan.Part{plan.ShowObjectives}, "objetivos seguimientos", false},
		{[]plan.Part{plan.ShowObjectives, plan.ShowIndicators, plan.ShowComments}, "objetivos indicadores mediciones seguimientos", false},
		{[]plan.Part{plan.ShowObjectives, plan.ShowIndicators, plan.ShowResults}, "objetivos indicadores mediciones resultados seguimientos", true},
	} {
		p := d.shows(example, c.shows...)
		if got := names(p); got != c.want || p.Open != c.open {
			t.Errorf("%v: %s, open %v", c.shows, got, p.Open)
		}
		o, err := d.overview(example)
		if err != nil {
			t.Fatal(err)
		}
		if (len(o.Objectives) > 0) != p.Shown(plan.ShowObjectives) || (len(o.Results) > 0) != p.Shown(plan.ShowResults) ||
			(len(o.Objectives) > 0 && len(o.Objectives[0].Indicators) > 0) != p.Shown(plan.ShowIndicators) {
			t.Errorf("%v: %d objectives, %d results", c.shows, len(o.Objectives), len(o.Results))
		}
		f, err := d.Frozen(t.Context(), p, o.FollowUps[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		table, err := opendata.NewTable(&out, opendata.CSV, opendata.Heading{Fields: opendata.FollowUpDataset.AllFields()})
		if err == nil {
			err = f.Write(table)
		}
		if err != nil {
			t.Fatal(err)
		}
		levels := map[string]bool{}
		for _, row := range parse(t, out.Bytes(), ',') {
			levels[row["nivel"]] = true
		}
		if !levels["plan"] || levels["objetivo"] != p.Shown(plan.ShowObjectives) || levels["indicador"] != p.Shown(plan.ShowIndicators) {
			t.Errorf("%v: the follow-up has %v", c.shows, levels)
		}
	}
	with := d.shows(example, plan.Parts...)
	without := d.shows(example, plan.ShowObjectives, plan.ShowIndicators, plan.ShowResults)
	for name, field := range map[string]string{"indicadores": "comentario", "mediciones": "comentario", "resultados": "ficheros"} {
		if _, there := d.rows(with, name)[0][field]; !there {
			t.Errorf("%s has no %s", name, field)
		}
		if _, there := d.rows(without, name)[0][field]; there {
			t.Errorf("%s has %s though it is not shown", name, field)
		}
	}
}

func TestPlansThatAreNotPublishedAreNotFound(t *testing.T) {
	d := open(t)
	d.exec(`UPDATE plans SET published_at = NULL WHERE slug = $1`, example)
	for _, slug := range []string{example, "otro"} {
		if _, err := d.Find(t.Context(), slug); !errors.Is(err, fault.NotFound) {
			t.Errorf("find %s: %v", slug, err)
		}
		if _, err := d.overview(slug); !errors.Is(err, fault.NotFound) {
			t.Errorf("overview of %s: %v", slug, err)
		}
	}
	list, err := d.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Slug != montilla {
		t.Errorf("list: %v, %v", list, err)
	}
	if _, err := d.Frozen(t.Context(), d.plan(montilla), 999_999); !errors.Is(err, fault.NotFound) {
		t.Errorf("a follow-up of another plan: %v", err)
	}
}

func TestSmallDatasetsAreMeasuredExactly(t *testing.T) {
	d := open(t)
	p := d.plan(montilla)
	for _, set := range opendata.DatasetsOf(p) {
		sizes, err := d.Sizes(t.Context(), p, set)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []opendata.Format{opendata.CSV, opendata.SpanishCSV, opendata.JSON} {
			if got, want := sizes[f], int64(len(d.written(p, set.Name, f))); got != want {
				t.Errorf("%s.%s: %d bytes, want %d", set.Name, f, got, want)
			}
		}
		if sizes[opendata.XLSX] < 1000 {
			t.Errorf("%s: a spreadsheet of %d bytes", set.Name, sizes[opendata.XLSX])
		}
	}
}

func TestTheStampTellsOfEveryChange(t *testing.T) {
	d := open(t)
	seen := map[string]string{d.plan(example).Stamp: "at first"}
	for _, change := range []string{
		`UPDATE plans SET version = version + 1 WHERE slug = 'plan-de-ejemplo'`,
		`UPDATE plans SET shows = '{objectives}' WHERE slug = 'plan-de-ejemplo'`,
		`UPDATE plans SET licence = 'CC0-1.0' WHERE slug = 'plan-de-ejemplo'`,
		"a unit is named again",
	} {
		if strings.HasPrefix(change, "UPDATE") {
			d.exec(change)
		} else {
			d.nameUnit("Otro nombre")
		}
		stamp := d.plan(example).Stamp
		if before, there := seen[stamp]; there {
			t.Errorf("after %s it is what it was %s", change, before)
		}
		seen[stamp] = change
	}
}

// nameUnit gives some unit another name.
func (d desk) nameUnit(name string) {
	d.Helper()
	units := unit.Store{Pool: d.pool, Now: time.Now}
	list, err := units.List(d.Context())
	if err == nil {
		err = units.Update(d.Context(), dbtest.Actor(d, d.pool, access.Admin), rand.Text(), list[0].ID, list[0].Version, unit.Draft{Name: name})
	}
	if err != nil {
		d.Fatal(err)
	}
}

// A client that stops reading gives the error back and leaves nothing behind.
func TestATableThatCannotBeWrittenIsAnError(t *testing.T) {
	d := open(t)
	p := d.plan(example)
	for _, f := range opendata.Formats {
		set, _ := opendata.DatasetNamed(p, "indicadores")
		table, err := opendata.NewTable(broken{}, f, opendata.HeadingOf(p, set))
		if err == nil {
			err = d.Write(t.Context(), p, set, table)
		}
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
