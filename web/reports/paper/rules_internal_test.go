package paper

import (
	"context"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/date"
)

func TestNumberFormatShowsWhatTheTextSays(t *testing.T) {
	for _, c := range []struct {
		number     float64
		percentage bool
		places     int
		text, want string
	}{
		{2.0 / 3, true, 2, "66,67\u00a0%", "0.00\"\u00a0\"%"}, {.8, true, 0, "80\u00a0%", "0\"\u00a0\"%"}, {7, false, 0, "7", "0"},
		{41.8, false, 1, "41,8\u00a0km", "0.0\"\u00a0km\""}, {12345.5, false, 1, "12.345,5", "#,##0.0"}, {3.2, false, 1, "+3,2\u00a0p.\u00a0p.", "\"+\"0.0\"\u00a0p.\u00a0p.\""},
		{-5.2, false, 1, "−5,2", "0.0;\"−\"0.0"}, {.8, true, 2, "80,00\u00a0% · En plazo", "0.00\"\u00a0\"%\" · En plazo\""}, {7, false, 0, "7 de 12", ""}, {7, false, 0, "siete", ""}, {7, false, 0, `7 "x"`, ""}, {.5, true, 0, "sin dato", ""},
	} {
		if got := numberFormat(c.number, c.percentage, c.places, c.text); got != c.want {
			t.Errorf("numberFormat(%v, %q) = %q, want %q", c.number, c.text, got, c.want)
		}
	}
}

func TestColumnsFillAPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := Table{Compact: rapid.Bool().Draw(t, "compact")}
		cells := rapid.SliceOfN(rapid.StringN(0, 80, -1), 1, 9).Draw(t, "cells")
		var row Row
		for _, text := range cells {
			table.Columns = append(table.Columns, Column{Heading: "C", Share: rapid.IntRange(0, 60).Draw(t, "share"), Numeric: rapid.Bool().Draw(t, "numeric")})
			row.Cells = append(row.Cells, Cell{Text: text})
		}
		table.Rows = []Row{row}
		b := &body{wide: rapid.Bool().Draw(t, "wide")}
		total := 0
		for _, width := range b.onPage(table.widths(b.wide)) {
			if width <= 0 {
				t.Fatalf("a column of width %d", width)
			}
			total += width
		}
		if total != b.width() {
			t.Fatalf("columns of %d together, on a page of %d", total, b.width())
		}
	})
}

func TestACourseIsDrawnByItsDates(t *testing.T) {
	third, half, over := .3, .5, 1.3
	c := Course{Days: []string{"a", "b", "c", "d"}, Dates: []date.Date{0, 10, 20, 100}, Actual: []*float64{&third, nil, &half, &over}, Planned: []float64{0, .1, .2, 1}}
	p := c.plot()
	if p.actual != "M0.0 850.0M200.0 750.0L1000.0 350.0" || p.planned != "M0.0 1000.0L100.0 950.0L200.0 900.0L1000.0 500.0" {
		t.Errorf("lines %s and %s", p.actual, p.planned)
	}
	if len(p.points) != 3 || p.ticks[4].text != "200\u00a0%" || len(p.days) != 3 {
		t.Errorf("%d points, up to %s, days %v", len(p.points), p.ticks[4].text, p.days)
	}
	c.Dates = nil
	if got := c.plot().planned; got != "M0.0 1000.0L333.3 950.0L666.7 900.0L1000.0 500.0" {
		t.Errorf("without dates: %s", got)
	}
	for _, c := range []Course{{}, {Days: []string{"a"}, Actual: []*float64{&half}}, {Days: []string{"a", "b"}}} {
		if p := c.plot(); strings.Contains(p.actual+p.planned, "NaN") {
			t.Errorf("%+v is drawn as %s", c, p.actual)
		}
	}
}

func TestQuotedEndsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := quoted(rapid.String().Draw(t, "text"))
		if inner := got[1 : len(got)-1]; strings.ContainsAny(inner, "\"'<>{};\n/*") {
			t.Fatal(got)
		}
	})
}

func TestPagesOfReadsWhereAnchorsStand(t *testing.T) {
	pdf := "7 0 obj\n<</Type /Page\n>>\n12 0 obj\n<</Type /Page\n>>\n20 0 obj\n<</Type /Pages\n/Kids [7 0 R 12 0 R]>>\n<</uno [7 0 R /XYZ 0 1 0]\n/dos-2 [12 0 R /XYZ 0 2 0]>>"
	if got := pagesOf([]byte(pdf)); got["uno"] != 1 || got["dos-2"] != 2 || len(got) != 2 {
		t.Errorf("pages = %v", got)
	}
}

func TestAPDFThatLacksItsTagsIsRefused(t *testing.T) {
	for _, pdf := range []string{"", "<html>", "%PDF-1.4 /Lang /Outlines /Title", "%PDF-1.4 /StructTreeRoot /Outlines /Title"} {
		if checkPDF([]byte(pdf)) == nil {
			t.Errorf("%q is taken for a report", pdf)
		}
	}
}

func TestWhoeverWaitsToPrintMayGo(t *testing.T) {
	p := &Printer{path: "/none", turn: make(chan struct{}, 1)}
	p.turn <- struct{}{} // somebody is printing
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.PDF(ctx, Document{}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}
