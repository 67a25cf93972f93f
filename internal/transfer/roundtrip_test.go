package transfer_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/table"
	"hito/internal/transfer"
	"hito/internal/unit"
	"hito/internal/workbook"
)

// world is a plan as records, with its values.
type world struct {
	transfer.Existing
	values []transfer.Value
}

// drawn makes up a plan that forms would have taken.
type drawn struct {
	*rapid.T
	world
	ids map[transfer.Kind]int64 // numbers are those of a kind
}

func drawWorld(t *rapid.T) world {
	d := &drawn{T: t, world: world{Existing: transfer.Existing{
		Today: date.New(2026, 3, 14),
		Plan:  plan.Plan{ID: 7, Slug: "un-plan", Title: "Un plan", Body: "Un organismo", StartsOn: date.New(2024, 1, 1), EndsOn: date.New(2027, 12, 31)},
	}}}
	for n, name := range []string{"Dirección", "Infancia, Familia y Mayores", "Unidad de Innovación", "UTS"} {
		d.Units = append(d.Units, unit.Unit{ID: int64(n) + 1, Name: name})
	}
	d.frame()
	d.structure()
	return d.world
}

func (d *drawn) add(kind transfer.Kind, cells map[transfer.Field]string) map[transfer.Field]string {
	if d.ids == nil {
		d.ids = map[transfer.Kind]int64{}
	}
	d.ids[kind]++
	r := transfer.Record{Kind: kind, ID: d.ids[kind], Cells: cells}
	if kind == transfer.Point {
		r.ID = 0
	}
	d.Records = append(d.Records, r)
	return cells
}

var lines = rapid.StringMatching(`[a-zñá=+@-][a-zñáA-Z0-9 ,.;:()%=+'"-]{0,20}(\n[a-z][a-z ]{0,10}){0,2}`)

func (d *drawn) text(name string) string { return strings.TrimSpace(line.Draw(d.T, name)) }

// line is what a title may be, what a spreadsheet would calculate and numbers included.
var line = rapid.OneOf(rapid.StringMatching(`[a-zñáA-Z=+@¿«-][a-zñáA-Z0-9,.;:()%=+'"-]{1,12}( [a-zA-Z0-9ñ;]{1,9}){0,4}`), rapid.SampledFrom([]string{"Total", "Fuente de datos", "12", "1.5", "30/11/2022", "Sí"}))

func (d *drawn) lines(name string) string {
	if rapid.Bool().Draw(d.T, name+"?") {
		return ""
	}
	kept := strings.Split(lines.Draw(d.T, name), "\n")
	for n := range kept {
		kept[n] = strings.TrimSpace(kept[n])
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

func (d *drawn) day(name string, from, to date.Date) date.Date {
	return date.Date(rapid.Int32Range(int32(from), int32(to)).Draw(d.T, name))
}

func (d *drawn) number(name string) string {
	return decimal.New(rapid.Int64Range(-2_000_000, 2_000_000).Draw(d.T, name), -rapid.Int32Range(0, 4).Draw(d.T, name+" places")).String()
}

// some are a few of a list, in its order, as a cell has them.
func (d *drawn) some(name string, of []string) string {
	var list []string
	for _, one := range of {
		if rapid.IntRange(0, 2).Draw(d.T, name) == 0 {
			list = append(list, one)
		}
	}
	return strings.Join(list, "; ")
}

func (d *drawn) frame() {
	d.add(transfer.Head, map[transfer.Field]string{
		"slug": d.Plan.Slug, "title": d.Plan.Title, "body": d.Plan.Body, "summary": d.lines("summary"), "general_objective": d.lines("general"),
		"notice": d.lines("notice"), "starts_on": d.Plan.StartsOn.String(), "ends_on": d.Plan.EndsOn.String(),
		"on_track_from": "0.9", "delayed_from": "0.725", "cadence_months": rapid.SampledFrom([]string{"", "3"}).Draw(d.T, "cadence"),
	})
	for n := range rapid.IntRange(0, 2).Draw(d.T, "sections") {
		d.add(transfer.Section, map[transfer.Field]string{"heading": d.text("heading") + strconv.Itoa(n), "body": d.lines("body")})
	}
	for year := range rapid.IntRange(0, 3).Draw(d.T, "periods") {
		d.add(transfer.Period, map[transfer.Field]string{
			"title": d.text("period"), "starts_on": fmt.Sprintf("%d-01-01", 2024+year), "ends_on": fmt.Sprintf("%d-12-31", 2024+year),
		})
	}
}

func (d *drawn) structure() {
	var standards, codes, indicators []string
	for n := range rapid.IntRange(0, 2).Draw(d.T, "frameworks") {
		code := "M" + strconv.Itoa(n)
		d.add(transfer.Framework, map[transfer.Field]string{"code": code, "title": d.text("framework"), "description": d.lines("about")})
		for k := range rapid.IntRange(1, 2).Draw(d.T, "standards") {
			d.add(transfer.Standard, map[transfer.Field]string{"framework": code, "code": "III." + strconv.Itoa(k), "title": d.text("standard")})
			standards = append(standards, code+" III."+strconv.Itoa(k))
		}
	}
	for n := range rapid.IntRange(0, 2).Draw(d.T, "lines") {
		code := "L." + strconv.Itoa(n+1)
		d.add(transfer.Line, map[transfer.Field]string{
			"code": code, "title": d.text("line"), "description": d.lines("about"), "standards": d.some("standards", standards),
		})
		codes = append(codes, code)
	}
	for n := range rapid.IntRange(1, 3).Draw(d.T, "objectives") {
		objective := d.add(transfer.Objective, map[transfer.Field]string{
			"code": "O.E." + strconv.Itoa(n+1), "title": d.text("objective"), "weight": rapid.SampledFrom([]string{"1", "0.5", "0", "12.25"}).Draw(d.T, "weight"),
			"lines": d.some("lines", codes), "standards": d.some("standards", standards), "cancelled_on": "", "cancel_reason": "",
		})
		if rapid.IntRange(0, 4).Draw(d.T, "cancelled") == 0 {
			objective["cancelled_on"], objective["cancel_reason"] = "2025-06-01", "porque sí"
		}
		for k := range rapid.IntRange(0, 3).Draw(d.T, "indicators") {
			code := fmt.Sprintf("I.%d.%d", n+1, k+1)
			indicators = append(indicators, code)
			d.indicator(code, objective["code"], standards)
		}
	}
	for n := range rapid.IntRange(0, min(2, len(indicators))).Draw(d.T, "results") {
		cells := map[transfer.Field]string{
			"title": d.text("result"), "description": d.lines("about"), "achieved_on": rapid.SampledFrom([]string{"", "2025-01-31"}).Draw(d.T, "achieved"),
			"url": rapid.SampledFrom([]string{"", "https://ejemplo.org/a?b=1"}).Draw(d.T, "url"), "indicators": indicators[n],
		}
		d.add(transfer.Result, cells)
	}
}

func (d *drawn) indicator(code, objective string, standards []string) {
	cells := d.add(transfer.Indicator, map[transfer.Field]string{
		"code": code, "objective": objective, "title": rapid.SampledFrom([]string{"El mismo nombre", d.text("title")}).Draw(d.T, "twice"),
		"description": d.lines("about"), "method": d.lines("method"), "source": d.lines("source"),
		"unit_of_measure": rapid.SampledFrom([]string{"", "%", "personas"}).Draw(d.T, "measure"), "decimals": strconv.Itoa(rapid.IntRange(0, 4).Draw(d.T, "decimals")),
		"nature": rapid.SampledFrom([]string{"", "output", "impact"}).Draw(d.T, "nature"), "periodicity": rapid.SampledFrom([]string{"", "3", "12"}).Draw(d.T, "periodicity"),
		"units": d.some("units", []string{"Dirección", "Infancia, Familia y Mayores", "Unidad de Innovación", "UTS"}),
		"rule":  rapid.SampledFrom([]string{"maintain_at_least", "maintain_at_most"}).Draw(d.T, "rule"), "baseline": d.number("baseline"), "target": d.number("target"),
		"starts_on": "", "ends_on": "", "steps": rapid.SampledFrom([]string{"", "si"}).Draw(d.T, "steps"), "weight": "1",
		"standards": d.some("standards", standards), "cancelled_on": "", "cancel_reason": "",
	})
	if cells["baseline"] != cells["target"] {
		cells["rule"] = "reach"
	}
	if rapid.Bool().Draw(d.T, "no baseline") && cells["target"] != "0" {
		cells["baseline"] = ""
	}
	for n := range rapid.IntRange(0, 2).Draw(d.T, "points") {
		d.add(transfer.Point, map[transfer.Field]string{
			"indicator": code, "on": d.day("on", date.New(2024+n, 2, 1), date.New(2024+n, 11, 30)).String(), "value": d.number("point"),
		})
	}
	for n := range rapid.IntRange(0, 2).Draw(d.T, "values") {
		v, _ := decimal.NewFromString(d.number("value"))
		d.values = append(d.values, transfer.Value{Code: code, On: d.day("on", date.New(2024+n, 1, 1), date.New(2024+n, 12, 31)), Value: v, Comment: d.lines("comment")})
	}
}

func (w world) book(t interface{ Fatal(...any) }, edited []transfer.Record) *table.File {
	var b bytes.Buffer
	err := workbook.Write(&b, workbook.Data{
		Slug: w.Plan.Slug, Title: w.Plan.Title, At: time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC), Records: edited,
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
	f, err := table.Open("un-plan.xlsx", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// fewer lowers how often rapid.Check draws, where each time takes long.
func fewer(t *testing.T, checks string) {
	t.Helper()
	before := flag.Lookup("rapid.checks").Value.String()
	if before != "100" {
		return // somebody asked for so many
	}
	if err := flag.Set("rapid.checks", checks); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.checks", before) })
}

func TestAPlanThatGoesOutAndComesBackIsTheSame(t *testing.T) {
	fewer(t, "25")
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		f := w.book(t, w.Records)
		w.comesBackSame(t, f)
		w.comesBackNew(t, f)
	})
}

func (w world) comesBackSame(t *rapid.T, f *table.File) {
	var values []transfer.Value
	u, err := transfer.Interpret(f, transfer.Settings{Mode: transfer.Update}, w.Existing, func(v transfer.Value) error {
		values = append(values, v)
		return nil
	})
	if err != nil || !u.Own || len(u.Problems) > 0 || len(u.Questions) > 0 || len(u.Records) != len(w.Records) || u.Values != len(values) {
		t.Fatalf("%d records of %d, own %t, %v, %+v, %+v", len(u.Records), len(w.Records), u.Own, err, u.Problems, u.Questions)
	}
	for _, c := range transfer.Compare(w.Existing, u, transfer.Update) {
		if c.Outcome != transfer.Same {
			t.Fatalf("%s %q is %s: %+v %+v", c.Kind, c.Label, c.Outcome, c.Edits, c.Problems)
		}
	}
	if len(values) != len(w.values) {
		t.Fatalf("%d values of %d", len(values), len(w.values))
	}
	for n, v := range values {
		if want := w.values[n]; v.Code != want.Code || v.On != want.On || !v.Value.Equal(want.Value) || v.Comment != want.Comment {
			t.Fatalf("%+v came back as %+v", want, v)
		}
	}
}

// comesBackNew makes a plan anew of what another one gave out: it has all of it.
func (w world) comesBackNew(t *rapid.T, f *table.File) {
	has := transfer.Existing{Today: w.Today, Units: w.Units, Plan: w.Plan}
	u, err := transfer.Interpret(f, transfer.Settings{Mode: transfer.NewPlan}, has, func(transfer.Value) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	var want []transfer.Record
	for _, s := range transfer.SheetNames {
		for _, r := range w.Records {
			if r.Kind == s.Kind {
				want = append(want, r)
			}
		}
	}
	changes := transfer.Compare(has, u, transfer.NewPlan)
	if len(changes) != len(want) {
		t.Fatalf("%d of %d", len(changes), len(want))
	}
	for n, c := range changes {
		if c.Outcome != transfer.Created || c.Kind != want[n].Kind || !maps.Equal(c.Cells, want[n].Cells) {
			t.Fatalf("%s %q is %s: %+v\n%v\n%v", c.Kind, c.Label, c.Outcome, c.Problems, c.Cells, want[n].Cells)
		}
	}
}
