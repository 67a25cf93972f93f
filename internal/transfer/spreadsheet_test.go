package transfer_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/table"
	"hito/internal/transfer"
	"hito/internal/workbook"
)

// handMade is the sheet that a new workbook has.
const handMade = "Sheet1"

// book is a workbook that somebody made by hand.
type book struct {
	*testing.T
	*excelize.File
}

func (b book) done(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b book) row(sheet, at string, cells ...any) { b.done(b.SetSheetRow(sheet, at, &cells)) }

func (b book) styled(from, to string, s excelize.Style) {
	id, err := b.NewStyle(&s)
	b.done(err)
	b.done(b.SetCellStyle(handMade, from, to, id))
}

func (b book) opened() *table.File {
	var out bytes.Buffer
	b.done(b.Write(&out))
	f, err := table.Open("plan.xlsx", out.Bytes())
	b.done(err)
	return f
}

// What spreadsheets have and texts have not: merged cells, percentages, days, more digits than are shown, hidden sheets.
func TestASpreadsheetMadeByHand(t *testing.T) {
	b := book{t, excelize.NewFile()}
	const s = handMade
	b.row(s, "B2", "Plan de innovación")
	b.row(s, "B4", "Objetivo", "Indicador", "Resultados", "Meta", time.Date(2022, 11, 1, 0, 0, 0, 0, time.UTC), "Avance")
	b.row(s, "B5", "LÍNEA 1")
	b.done(b.MergeCell(s, "B5", "G5"))
	b.row(s, "B6", "Crear redes", "Redes creadas", "Convenio con la universidad", 100.0/3, 0.5, 0.015)
	b.row(s, "B7", "", "", "Jornada de presentación")
	b.row(s, "B8", "", "Satisfacción", "", 0.9, 0.45, 0.5)
	b.done(b.MergeCell(s, "B6", "B8"))
	b.done(b.MergeCell(s, "C6", "C7"))
	b.done(b.MergeCell(s, "E6", "E7"))
	month, decimals, percent := "mmm-yy", "0.00", "0.0%"
	b.styled("F4", "F4", excelize.Style{CustomNumFmt: &month})
	b.styled("E6", "E6", excelize.Style{CustomNumFmt: &decimals})
	b.styled("E8", "F8", excelize.Style{CustomNumFmt: &percent})
	b.styled("G6", "G8", excelize.Style{CustomNumFmt: &percent})
	_, err := b.NewSheet("Vieja")
	b.done(err)
	b.row("Vieja", "A1", "Objetivo", "Indicador", "Meta")
	b.row("Vieja", "A2", "Otro", "Otra", 1)
	b.done(b.SetSheetVisible("Vieja", false))

	r := read(t, b.opened(), transfer.Settings{Mode: transfer.NewPlan}, newPlan())
	r.allAre(t, transfer.Created)
	if len(r.Tables) != 2 || !r.Tables[1].Hidden || r.Tables[0].Header != 4 || !slices.Equal(r.Tables[0].Joined, []int{7}) {
		t.Errorf("%+v", r.Tables)
	}
	indicators := r.of(transfer.Indicator)
	if len(indicators) != 2 || len(r.of(transfer.Objective)) != 1 {
		t.Fatalf("%+v", r.changes)
	}
	networks, satisfaction := indicators[0].Cells, indicators[1].Cells
	if networks["target"] != "33.33" || networks["decimals"] != "2" || satisfaction["target"] != "90" || satisfaction["unit_of_measure"] != "%" || satisfaction["objective"] != "O.E.1" {
		t.Errorf("%v\n%v", networks, satisfaction)
	}
	if results := r.of(transfer.Result); len(results) != 2 || results[1].Cells["title"] != "Jornada de presentación" || results[1].Cells["indicators"] != "O.E.1.1" {
		t.Errorf("%+v", results)
	}
	if len(r.values) != 2 || r.values[0].On != november || r.values[1].Value.String() != "45" {
		t.Errorf("%+v", r.values)
	}
	for _, c := range r.Claims {
		if c.Verdict != transfer.Agrees {
			t.Errorf("%+v", c)
		}
	}
}

// A unit's sheet comes back as values, found by the numbers in its hidden column whatever is written beside them.
func TestAUnitsSheetComesBackAsValues(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	var id int64
	for _, r := range w.Records {
		if r.Kind == transfer.Indicator {
			id = r.ID
		}
	}
	var out bytes.Buffer
	err := workbook.WriteSheet(&out, workbook.Sheet{
		Slug: w.Plan.Slug, Title: w.Plan.Title, Unit: "UTS", On: date.New(2026, 2, 28), At: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC),
		Rows: []workbook.SheetRow{
			{ID: id, Code: "I.1.1", Title: "Redes creadas", Objective: "O.E.1 Crear redes", Target: decimal.New(10, 0), Planned: decimal.New(5, 0)},
			{ID: id + 100, Code: "I.8.8", Title: "Otra", Target: decimal.New(10, 0)},
			{ID: id, Code: "I.1.1", Title: "Redes creadas", Target: decimal.New(10, 0)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	b := book{t, file}
	at := func(heading string, row int) string {
		rows, err := b.GetRows("Valores")
		b.done(err)
		name, err := excelize.CoordinatesToCellName(slices.Index(rows[0], heading)+1, row)
		b.done(err)
		return name
	}
	b.done(b.SetCellValue("Valores", at("Código del indicador", 2), "otro"))
	b.done(b.SetCellValue("Valores", at("Valor", 2), 7))
	b.done(b.SetCellValue("Valores", at("Comentario", 2), "bien"))
	b.done(b.SetCellValue("Valores", at("Valor", 3), 8))
	r := read(t, b.opened(), transfer.Settings{Mode: transfer.Values}, w.Existing)
	if !r.Own || len(r.values) != 1 || r.values[0].Code != "I.1.1" || r.values[0].Value.String() != "7" || r.values[0].On != date.New(2026, 2, 28) || r.values[0].Comment != "bien" {
		t.Errorf("own %t: %+v", r.Own, r.values)
	}
	if len(r.Problems) != 1 || r.Problems[0].Line != 3 || !strings.Contains(r.Problems[0].Text, "I.8.8") {
		t.Errorf("%+v", r.Problems)
	}
}

// Headings that nobody knows are shown, and read once a person has told what they are.
func TestColumnsThatWereToldAreRead(t *testing.T) {
	const file = "Ziel;Messgröße;Soll;Ist;Soll\nEins;a;10;3;99\n"
	first := read(t, opened(t, file), transfer.Settings{Mode: transfer.NewPlan}, newPlan())
	if len(first.Tables) != 1 || len(first.changes) > 0 || len(first.Problems) != 1 || first.Tables[0].Columns[2].Sample[0] != "10" {
		t.Fatalf("%+v", first.Understood)
	}
	s := transfer.Settings{Mode: transfer.NewPlan, On: november, Columns: map[string]transfer.Field{}}
	for n, f := range []transfer.Field{transfer.ObjectiveTitle, "title", "target", transfer.CurrentValue, ""} {
		s.Columns[first.Tables[0].Columns[n].Key] = f
	}
	r := read(t, opened(t, file), s, newPlan())
	r.allAre(t, transfer.Created)
	if len(r.of(transfer.Indicator)) != 1 || len(r.values) != 1 || r.of(transfer.Indicator)[0].Cells["target"] != "10" || r.Tables[0].Columns[0].Guessed {
		t.Errorf("%+v %+v", r.changes, r.Tables)
	}
	s.Columns = map[string]transfer.Field{transfer.ColumnKey(transfer.Indicator, "Meta", 2): "target", transfer.ColumnKey(transfer.Indicator, "2022", 1): transfer.OfDate}
	r = read(t, opened(t, "Objetivo;Indicador;Meta;Meta;2022\nUno;a;1;2;3\n"), s, newPlan())
	if c := r.of(transfer.Indicator); len(c) != 1 || c[0].Cells["target"] != "2" || len(r.values) != 1 || r.values[0].On != date.New(2022, 12, 31) {
		t.Errorf("%+v %+v", c, r.values)
	}
}
