package transfer_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/transfer"
	"hito/internal/workbook"
)

// A workbook of Hito holds texts as they are, so an apostrophe in front of one is part of it.
func TestAnApostropheInABookOfOursStays(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	for n, r := range w.Records {
		if r.Kind == transfer.Indicator {
			w.Records[n].Cells["title"], w.Records[n].Cells["method"] = "'=A1 más B1", "'-1 por cada baja\n'+1 por cada alta"
		}
	}
	w.values = []transfer.Value{{Code: "I.1.1", On: date.New(2025, 3, 1), Value: decimal.New(3, 0), Comment: "'@todo el personal"}}
	r := read(t, w.book(t, w.Records), transfer.Settings{Mode: transfer.Update}, w.Existing)
	r.allAre(t, transfer.Same)
	if len(r.values) != 1 || r.values[0].Comment != "'@todo el personal" {
		t.Errorf("%+v", r.values)
	}
}

// A row that was copied, its hidden key with it, is no continuation of the one above: it is told, and joined to nothing.
func TestACopiedRowOfABookOfOursIsToldAndNotJoined(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	var edited []transfer.Record
	for _, r := range w.Records {
		if edited = append(edited, r); r.Kind == transfer.Indicator {
			r.Cells = maps.Clone(r.Cells)
			r.Cells["code"], r.Cells["title"] = "I.1.2", "Otra cosa"
			edited = append(edited, r)
		}
	}
	r := read(t, w.book(t, edited), transfer.Settings{Mode: transfer.Update}, w.Existing)
	want := "same I.1.1\nwrong I.1.2 @3,0:Esta fila y la"
	if got := r.what(transfer.Indicator); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// A row of values that was copied says by its key whose value it was, and by its code whose it is now: nobody guesses.
func TestAValueWhoseKeyAndCodeSayDifferentThings(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	n := slices.IndexFunc(w.Records, func(r transfer.Record) bool { return r.Kind == transfer.Indicator })
	other := w.Records[n]
	other.ID, other.Cells = other.ID+1, maps.Clone(other.Cells)
	other.Cells["code"], other.Cells["title"] = "I.1.2", "Otra cosa"
	w.Records = slices.Insert(w.Records, n+1, other)
	w.values = []transfer.Value{
		{Code: "I.1.1", On: date.New(2025, 3, 1), Value: decimal.New(3, 0)}, {Code: "I.1.1", On: date.New(2025, 4, 1), Value: decimal.New(4, 0)},
	}
	b := w.edited(t)
	b.done(b.SetCellValue("Valores", "A3", "I.1.2"))
	r := read(t, b.opened(), transfer.Settings{Mode: transfer.Update}, w.Existing)
	if len(r.values) != 1 || r.values[0].Line != 2 || len(r.Problems) != 1 || r.Problems[0].Line != 3 || r.Problems[0].Column != 1 || !strings.Contains(r.Problems[0].Text, "I.1.2") {
		t.Errorf("%+v\n%+v", r.values, r.Problems)
	}

	b = w.edited(t) // two indicators swap their codes, which their values follow
	at := func(row string) string { return "A" + row }
	b.done(b.SetCellValue("Indicadores", at("2"), "I.1.2"))
	b.done(b.SetCellValue("Indicadores", at("3"), "I.1.1"))
	r = read(t, b.opened(), transfer.Settings{Mode: transfer.Update}, w.Existing)
	if len(r.Problems) != 0 || len(r.values) != 2 || r.values[0].Code != "I.1.2" || r.values[1].Code != "I.1.2" {
		t.Errorf("%+v\n%+v", r.values, r.Problems)
	}
}

// edited is the workbook of a plan, for somebody to edit.
func (w world) edited(t *testing.T) book {
	t.Helper()
	var out bytes.Buffer
	err := workbook.Write(&out, workbook.Data{
		Slug: w.Plan.Slug, Title: w.Plan.Title, At: time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC), Records: w.Records,
		Values: func(fn func(transfer.Value) error) error {
			for _, v := range w.values {
				if err := fn(v); err != nil {
					return err
				}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return book{t, file}
}

// Two columns that were told to be the same: the first one is, and that the other one is left out is told.
func TestTwoColumnsCannotBeTheSame(t *testing.T) {
	s := transfer.Settings{Mode: transfer.NewPlan, Columns: map[string]transfer.Field{
		transfer.ColumnKey(transfer.Indicator, "Meta", 1): "target", transfer.ColumnKey(transfer.Indicator, "Meta nueva", 1): "target",
	}}
	r := read(t, opened(t, "Objetivo;Indicador;Meta;Meta nueva\nUno;a;1;2\n"), s, newPlan())
	if len(r.Problems) != 1 || r.Problems[0].Line != 1 || r.Problems[0].Column != 4 || !strings.Contains(r.Problems[0].Text, "Meta nueva") {
		t.Errorf("%+v", r.Problems)
	}
	if c := r.of(transfer.Indicator); len(c) != 1 || c[0].Cells["target"] != "1" {
		t.Errorf("%+v", c)
	}
}

// Whoever gives an objective another code may write it in its indicators too, or leave theirs as they are.
func TestAnObjectiveWithAnotherCode(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	for _, indicators := range []string{"O.E.1", "O.E.9"} {
		b := w.edited(t)
		b.done(b.SetCellValue("Objetivos", "A2", "O.E.9"))
		b.done(b.SetCellValue("Indicadores", "B2", indicators))
		r := read(t, b.opened(), transfer.Settings{Mode: transfer.Update}, w.Existing)
		want := "changed O.E.9 code:O.E.1→O.E.9\nsame I.1.1"
		if got := r.what(transfer.Objective, transfer.Indicator); got != want || len(r.Problems)+len(r.Questions) > 0 {
			t.Errorf("%s:\n%s\nwant\n%s\n%+v %+v", indicators, got, want, r.Problems, r.Questions)
		}
	}
}
