package board

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/progress"
)

func render(t *testing.T, table Table) *goquery.Document {
	t.Helper()
	var html strings.Builder
	if err := IndicatorTable(table).Render(t.Context(), &html); err != nil {
		t.Fatal(err)
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(html.String()))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// text is what a selection says, its spaces made one.
func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

func TestIndicatorTableTellsEachFigure(t *testing.T) {
	b := sample()
	delayed := &b.Objectives[0].Indicators[0]
	delayed.Baseline, delayed.Value = decimal.NewNullDecimal(number("-2.5")), decimal.NewNullDecimal(number("12345.5"))
	delayed.Decimals, delayed.UnitOfMeasure, delayed.MeasuredOn = 1, "aves", date.New(2022, 9, 5)
	b.Objectives[0].Indicators[1].UnitOfMeasure = "%"
	page := render(t, asked.IndicatorTable(b, b.Indicators()))
	want := map[string][]string{
		"Inicial":    {"−2,5", "sin línea base", "sin línea base", "sin línea base", "sin línea base", "sin línea base"},
		"Meta":       {"10,0 aves", "10 %", "10", "10", "10", "10"},
		"Progreso":   {"50,00 %", "120,00 %", "sin dato", "−10,00 %", "70,00 %", "30,00 %"},
		"Previsto":   {"70,00 %", "70,00 %", "70,00 %", "70,00 %", "70,00 %", "—"},
		"Desviación": {"−20,0 p. p.", "+50,0 p. p.", "—", "−80,0 p. p.", "0,0 p. p.", "—"},
		"Estado":     {"Con retraso", "Cumplido", "Sin dato", "Crítico", "En plazo", "Anulado"},
	}
	for label, cells := range want {
		found := page.Find("td[data-label='" + label + "']")
		if found.Length() != len(cells) {
			t.Fatalf("%s has %d cells, want %d", label, found.Length(), len(cells))
		}
		found.Each(func(n int, cell *goquery.Selection) {
			if got := text(cell); got != cells[n] {
				t.Errorf("%s of row %d: %q, want %q", label, n+1, got, cells[n])
			}
		})
	}
	if got := text(page.Find("td[data-label=Actual]").First()); got != "12.345,5 5/9/2022" {
		t.Errorf("current value %q", got)
	}
	if got := text(page.Find("td[data-label=Actual]").Eq(1)); got != "1 % 3/1/2022" {
		t.Errorf("a symbol stands beside every number: %q", got)
	}
	if got := page.Find("tbody tr.off").Length(); got != 1 {
		t.Errorf("%d rows are off, want the cancelled one", got)
	}
}

func TestIndicatorTableLinksWithinTheView(t *testing.T) {
	b := sample()
	page := render(t, asked.IndicatorTable(b, b.Indicators()).Labelled("Todos"))
	row := page.Find("tbody tr").First()
	for selector, want := range map[string]string{
		"th > a":       "/planes/plan/indicadores/I.1?fecha=2022-11-30",
		".subtext > a": "/planes/plan/objetivos/O.E.1?fecha=2022-11-30",
	} {
		if got, _ := row.Find(selector).Attr("href"); got != want {
			t.Errorf("%s links to %s, want %s", selector, got, want)
		}
	}
	if got := text(page.Find("caption")); got != "Todos" {
		t.Errorf("caption %q", got)
	}
	if page.Find(".sort").Length() != 0 {
		t.Error("a table that is not sortable has headings that sort")
	}
	if own := render(t, asked.IndicatorTable(b, b.Indicators()).WithoutObjectives()); own.Find(".subtext > a").Length() != 0 {
		t.Error("a table without objectives names them")
	}
}

func TestIndicatorTableSorts(t *testing.T) {
	b := sample()
	l := List{Text: "a", Order: ByProgress}
	page := render(t, asked.IndicatorTable(b, l.Filter(b)).Sortable(l, "/x?fecha=2022-11-30"))
	heads := map[string]string{}
	page.Find("thead th").Each(func(_ int, th *goquery.Selection) {
		heads[text(th)], _ = th.Find("a").Attr("href")
	})
	want := map[string]string{
		"Código": "/x?fecha=2022-11-30&orden=codigo&texto=a", "Indicador": "/x?fecha=2022-11-30&orden=titulo&texto=a",
		"Inicial": "", "Meta": "", "Actual y fecha": "/x?fecha=2022-11-30&orden=fecha&texto=a",
		"Progreso": "/x?fecha=2022-11-30&dir=desc&orden=progreso&texto=a", "Previsto": "/x?fecha=2022-11-30&orden=previsto&texto=a",
		"Desviación": "/x?fecha=2022-11-30&orden=desviacion&texto=a", "Estado": "/x?fecha=2022-11-30&orden=estado&texto=a",
	}
	for label, href := range want {
		if got, ok := heads[label]; !ok || got != href {
			t.Errorf("%s sorts with %q, want %q", label, got, href)
		}
	}
	sorted := page.Find("th[aria-sort]")
	if got, _ := sorted.Attr("aria-sort"); sorted.Length() != 1 || got != "ascending" {
		t.Errorf("%d headings say that they sort, %q", sorted.Length(), got)
	}
	if got := text(page.Find(".indicators-sorts a[aria-current]")); got != "Progreso , de menor a mayor" {
		t.Errorf("the links for narrow windows say %q is current", got)
	}
}

func TestIndicatorRowsRemarkWhatNeedsIt(t *testing.T) {
	b := dashboard.Board{On: date.New(2022, 11, 30)}
	base := some("I.1", "Uno", "0.5", "0.5", progress.StatusOnTrack)
	with := func(change func(*dashboard.Indicator)) dashboard.Indicator {
		i := base
		change(&i)
		return i
	}
	cases := []struct {
		name, want string
		indicator  dashboard.Indicator
	}{
		{"plain", "", base},
		{"due later", "", with(func(i *dashboard.Indicator) { i.DueOn = date.New(2022, 12, 1) })},
		{"due today", "", with(func(i *dashboard.Indicator) { i.DueOn = date.New(2022, 11, 30) })},
		{"overdue", "Pendiente de actualizar desde el 29/11/2022", with(func(i *dashboard.Indicator) { i.DueOn = date.New(2022, 11, 29) })},
		{"weightless", "No cuenta: su peso es 0", with(func(i *dashboard.Indicator) { i.Weight = decimal.Zero })},
		{"cancelled", "Anulado el 1/3/2022: no cuenta", with(func(i *dashboard.Indicator) {
			i.Status, i.CancelledOn = dashboard.Cancelled, date.New(2022, 3, 1)
		})},
	}
	for _, c := range cases {
		if got := remark(b, c.indicator); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
