package board

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/progress"
)

func TestPublishedBeside(t *testing.T) {
	published := map[string]decimal.Decimal{"same": number("0.67"), "other": number("0"), "exact": number("0.3333"), "void": number("0.5")}
	computed := decimal.NewNullDecimal(number("0.666666666667"))
	cases := []struct {
		code     string
		computed decimal.NullDecimal
		places   int32
		want     *Beside
	}{
		{"same", computed, 0, &Beside{"67\u00a0%", "67\u00a0%", false}},
		{"same", computed, 2, &Beside{"67,00\u00a0%", "66,67\u00a0%", true}},
		{"other", computed, 0, &Beside{"0\u00a0%", "67\u00a0%", true}},
		{"exact", decimal.NewNullDecimal(number("0.333333333333")), 2, &Beside{"33,33\u00a0%", "33,33\u00a0%", false}},
		{"void", decimal.NullDecimal{}, 0, &Beside{"50\u00a0%", "sin dato", true}},
		{"nowhere", computed, 0, nil},
	}
	for _, c := range cases {
		got := PublishedBeside(published, c.code, c.computed, c.places)
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s with %d decimals: %+v, want %+v", c.code, c.places, got, c.want)
		}
	}
}

func TestObjectiveNote(t *testing.T) {
	one := decimal.New(1, 0)
	indicators := make([]dashboard.Indicator, 3)
	cases := []struct {
		name string
		dashboard.Objective
		want string
	}{
		{"nothing particular", dashboard.Objective{Objective: plan.Objective{Weight: one}, Indicators: indicators,
			Figures: dashboard.Figures{Coverage: progress.Coverage{WithData: 3, Total: 3}}}, ""},
		{"missing data", dashboard.Objective{Objective: plan.Objective{Weight: one}, Indicators: indicators,
			Figures: dashboard.Figures{Coverage: progress.Coverage{WithData: 2, Total: 3}}}, "2 de 3 con dato"},
		{"none that counts", dashboard.Objective{Objective: plan.Objective{Weight: one}, Indicators: indicators}, "ningún indicador cuenta"},
		{"empty", dashboard.Objective{Objective: plan.Objective{Weight: one}}, "sin indicadores"},
		{"weightless", dashboard.Objective{Indicators: indicators}, "peso 0: no cuenta"},
		{"cancelled", dashboard.Objective{Objective: plan.Objective{Weight: one, CancelledOn: date.New(2026, 4, 12)},
			Figures: dashboard.Figures{Status: dashboard.Cancelled}}, "anulado el 12/4/2026: no cuenta"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := ObjectiveNote(c.Objective); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestNothingIsExpectedOfACancelledObjective(t *testing.T) {
	o := dashboard.Objective{Figures: dashboard.Figures{Status: dashboard.Cancelled, Expected: decimal.NewNullDecimal(number("0.5"))}}
	row := ObjectiveRowOf(sample(), asked, o)
	if !row.Off || row.Expected != "—" || row.Meter.Expected.Valid {
		t.Errorf("%+v", row)
	}
}

func TestObjectiveTableHasAColumnForEachHeading(t *testing.T) {
	for _, published := range []bool{false, true} {
		p := ObjectiveTableProps{Label: "Objetivos", Heads: ObjectiveHeads(published), Published: published, Total: &ObjectiveRow{Status: "met"}}
		for _, o := range sample().Objectives {
			p.Rows = append(p.Rows, ObjectiveRowOf(sample(), asked, o))
		}
		p.Rows[0].Beside = &Beside{"0 %", "17 %", true}
		var html strings.Builder
		if err := ObjectiveTable(p).Render(t.Context(), &html); err != nil {
			t.Fatal(err)
		}
		page, err := goquery.NewDocumentFromReader(strings.NewReader(html.String()))
		if err != nil {
			t.Fatal(err)
		}
		heads := page.Find("thead th").Length()
		page.Find("tbody tr, tfoot tr").Each(func(n int, tr *goquery.Selection) {
			if cells := tr.Children().Length(); cells != heads {
				t.Errorf("published %v: row %d has %d cells for %d headings", published, n, cells, heads)
			}
		})
		if marked := page.Find(".differs").Length() == 1; marked != published {
			t.Errorf("published %v: a difference is marked: %v", published, marked)
		}
	}
}

func TestWithoutIndicatorsSaysWhatItMeans(t *testing.T) {
	o := dashboard.Objective{Objective: plan.Objective{Weight: decimal.New(1, 0)}, Figures: dashboard.Figures{Expected: decimal.NewNullDecimal(number("0.70959"))}}
	if p := WithoutIndicators(o); !strings.Contains(p.Text, "cuenta como 0 %") || !strings.Contains(p.Text, "70,96\u00a0%") {
		t.Errorf("%q", p.Text)
	}
	o.Weight = decimal.Zero
	if p := WithoutIndicators(o); strings.Contains(p.Text, "0 %") || !strings.Contains(p.Text, "tampoco cuenta") {
		t.Errorf("without weight: %q", p.Text)
	}
}

func TestStandardGroupsLeaveOutWhatIsNotPicked(t *testing.T) {
	frameworks := []plan.Framework{
		{Title: "ACSA", Standards: []plan.Standard{{Code: "S1", Title: "Uno"}, {Code: "S2", Title: "Dos"}}},
		{Title: "Otro", Standards: []plan.Standard{{Code: "S3"}}},
	}
	got := StandardGroups(frameworks, func(s plan.Standard) (StandardItem, bool) { return StandardItem{None: "nada"}, s.Code == "S2" })
	if len(got) != 1 || got[0].Title != "ACSA" || len(got[0].Standards) != 1 || got[0].Standards[0].Code != "S2" || got[0].Standards[0].Title != "Dos" || got[0].Standards[0].None != "nada" {
		t.Errorf("%+v", got)
	}
}
