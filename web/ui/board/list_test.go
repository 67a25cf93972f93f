package board

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui"
)

func TestReadListUnderstandsItsParameters(t *testing.T) {
	cases := map[string]List{
		"":                                 {Page: 1},
		"texto=++accesibilidad++y%09ocio+": {Text: "accesibilidad y ocio", Page: 1},
		"linea=L1&objetivo=O.E.4&unidad=UTS": {
			Line: "L1", Objective: "O.E.4", Unit: "UTS", Page: 1},
		"estado=con-retraso":             {Status: progress.StatusDelayed, Page: 1},
		"estado=anulado":                 {Status: dashboard.Cancelled, Page: 1},
		"estado=on_track":                {Page: 1},
		"estado=%27+OR+1%3D1":            {Page: 1},
		"orden=progreso":                 {Order: ByProgress, Page: 1},
		"orden=progreso&dir=desc":        {Order: ByProgress, Descending: true, Page: 1},
		"orden=progreso&dir=arriba":      {Order: ByProgress, Page: 1},
		"orden=contrase%C3%B1a&dir=desc": {Page: 1},
		"dir=desc":                       {Page: 1},
		"pagina=3":                       {Page: 3},
		"pagina=0":                       {Page: 1},
		"pagina=-7":                      {Page: 1},
		"pagina=1e9":                     {Page: 1},
		"pagina=99999999999999999999":    {Page: 1},
		"otro=1":                         {Page: 1},
	}
	for query, want := range cases {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := ReadList(values); got != want {
			t.Errorf("ReadList(%q) = %+v, want %+v", query, got, want)
		}
	}
}

func TestReadListBoundsAndCleansText(t *testing.T) {
	long := ReadList(url.Values{"texto": {strings.Repeat("ñ", 5000)}})
	if got := len([]rune(long.Text)); got != ui.LongestSearch {
		t.Errorf("a long search keeps %d letters, want %d", got, ui.LongestSearch)
	}
	broken := ReadList(url.Values{"texto": {"a\xffb\x00c"}, "unidad": {"\xff"}})
	if broken.Text != "ab c" || broken.Unit != "" {
		t.Errorf("broken bytes were read as %q and %q", broken.Text, broken.Unit)
	}
}

func TestListQueryReadsBackAsTheSameList(t *testing.T) {
	lists := []List{
		{Page: 1},
		{Text: "atención & cuidado + 100 %", Line: "L1", Objective: "O.E.1", Unit: "Ödos / UTS", Page: 1},
		{Status: progress.StatusMet, Order: ByDeviation, Descending: true, Page: 12},
		{Line: None, Unit: None, Order: ByDate, Page: 2},
	}
	for _, status := range dashboard.Statuses {
		lists = append(lists, List{Status: status, Page: 1})
	}
	for _, want := range lists {
		values, err := url.ParseQuery(want.Query().Encode())
		if err != nil {
			t.Fatal(err)
		}
		if got := ReadList(values); got != want {
			t.Errorf("%+v came back as %+v", want, got)
		}
	}
}

func TestListLinksKeepTheOtherParameters(t *testing.T) {
	l := List{Text: "ocio", Unit: "UTS", Status: progress.StatusMet, Order: ByCode, Page: 4}
	cases := []struct{ name, got, want string }{
		{"itself", l.Href("/x?fecha=2022-11-30"), "/x?fecha=2022-11-30&estado=cumplido&orden=codigo&pagina=4&texto=ocio&unidad=UTS"},
		{"status", l.WithStatus(progress.StatusCritical).Href("/x"), "/x?estado=critico&orden=codigo&texto=ocio&unidad=UTS"},
		{"any status", l.WithStatus("").Href("/x"), "/x?orden=codigo&texto=ocio&unidad=UTS"},
		{"page", l.WithStatus("").AtPage(2).Href("/x"), "/x?orden=codigo&pagina=2&texto=ocio&unidad=UTS"},
		{"sorted", l.Sorted(ByProgress).Href("/x"), "/x?estado=cumplido&orden=progreso&texto=ocio&unidad=UTS"},
		{"sorted again", l.Sorted(ByCode).Href("/x"), "/x?dir=desc&estado=cumplido&orden=codigo&texto=ocio&unidad=UTS"},
		{"sorted twice", l.Sorted(ByCode).Sorted(ByCode).Href("/x"), "/x?estado=cumplido&orden=codigo&texto=ocio&unidad=UTS"},
		{"unfiltered", l.Unfiltered().Href("/x"), "/x?orden=codigo"},
		{"line", List{}.WithLine("L2").Href("/x"), "/x?linea=L2"},
		{"objective", List{}.WithObjective("O.E.2").Href("/x"), "/x?objetivo=O.E.2"},
		{"unit", List{}.WithUnit("Equipo Ödos").Href("/x"), "/x?unidad=Equipo+%C3%96dos"},
		{"nothing", List{}.Href("/x"), "/x"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
}

func number(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// some makes an indicator; a blank progress is no data.
func some(code, title, progressed, expected string, status progress.Status, units ...string) dashboard.Indicator {
	i := dashboard.Indicator{
		Indicator: indicator.Indicator{Code: code, Title: title, Weight: number("1"), Target: number("10"), Units: units},
		Expected:  number(expected), Status: status,
	}
	if progressed != "" {
		i.Progress = decimal.NewNullDecimal(number(progressed))
		i.Value = i.Progress
		i.MeasuredOn = date.New(2022, 1, len(code))
	}
	return i
}

func objective(code, title string, lines []string, indicators ...dashboard.Indicator) dashboard.Objective {
	for n := range indicators {
		indicators[n].Objective = code
	}
	return dashboard.Objective{Objective: plan.Objective{Code: code, Title: title, Lines: lines, Weight: number("1")}, Indicators: indicators}
}

// sample is a board with every kind of row; I.2 names its unit in decomposed letters.
func sample() dashboard.Board {
	b := dashboard.Board{On: date.New(2022, 11, 30), Plan: plan.Plan{Slug: "plan", Title: "Plan", OnTrackFrom: number("0.9"), DelayedFrom: number("0.7")}}
	b.Lines = []dashboard.Line{{Line: plan.Line{Code: "L1", Title: "Ciudadanía"}}, {Line: plan.Line{Code: "L2", Title: "Sistema"}}}
	b.Objectives = []dashboard.Objective{
		objective("O.E.1", "Mejorar la atención", []string{"L1"},
			some("I.1", "Ñandúes atendidos", "0.5", "0.7", progress.StatusDelayed, "UTS"),
			some("I.2", "Árboles plantados", "1.2", "0.7", progress.StatusMet, "Innovación", "UTS"),
			some("I.10", "Novelas leídas", "", "0.7", progress.StatusNoData)),
		objective("O.E.2", "Sin indicadores", []string{"L1", "L2"}),
		objective("O.E.10", "Formación del personal", nil,
			some("I.3", "aulas abiertas", "-0.1", "0.7", progress.StatusCritical, "Dirección"),
			some("I.4", "Cursos 2", "0.7", "0.7", progress.StatusOnTrack, "Dirección"),
			some("I.5", "Cursos 10", "0.3", "0.7", dashboard.Cancelled, "Dirección")),
	}
	b.Objectives[0].Indicators[0].Description = "Cuántas aves reciben cuidados"
	return b
}

func codes(list []dashboard.Indicator) string {
	var all []string
	for _, i := range list {
		all = append(all, i.Code)
	}
	return strings.Join(all, " ")
}

func TestListFilters(t *testing.T) {
	cases := []struct {
		name string
		list List
		want string
	}{
		{"nothing asked", List{}, "I.1 I.2 I.10 I.3 I.4 I.5"},
		{"accents and case", List{Text: "ARBOLES"}, "I.2"},
		{"accents in the search", List{Text: "fórmación"}, "I.3 I.4 I.5"},
		{"decomposed search", List{Text: norm.NFD.String("ñandúes")}, "I.1"},
		{"description", List{Text: "aves"}, "I.1"},
		{"unit", List{Text: "innovacion"}, "I.2"},
		{"code", List{Text: "i.10"}, "I.10"},
		{"objective code", List{Text: "o.e.10"}, "I.3 I.4 I.5"},
		{"objective title and own title", List{Text: "personal cursos"}, "I.4 I.5"},
		{"words in any order", List{Text: "plantados árboles"}, "I.2"},
		{"one word that is nowhere", List{Text: "árboles talados"}, ""},
		{"symbols", List{Text: "%' OR 1=1 --"}, ""},
		{"line", List{Line: "L1"}, "I.1 I.2 I.10"},
		{"line with an empty objective", List{Line: "L2"}, ""},
		{"no line", List{Line: None}, "I.3 I.4 I.5"},
		{"unknown line", List{Line: "L9"}, "I.1 I.2 I.10 I.3 I.4 I.5"},
		{"objective", List{Objective: "O.E.10"}, "I.3 I.4 I.5"},
		{"unknown objective", List{Objective: "O.E.99"}, "I.1 I.2 I.10 I.3 I.4 I.5"},
		{"one of several units", List{Unit: "UTS"}, "I.1 I.2"},
		{"no unit", List{Unit: None}, "I.10"},
		{"unknown unit", List{Unit: "Nadie"}, "I.1 I.2 I.10 I.3 I.4 I.5"},
		{"status", List{Status: progress.StatusCritical}, "I.3"},
		{"cancelled", List{Status: dashboard.Cancelled}, "I.5"},
		{"all at once", List{Text: "a", Line: "L1", Objective: "O.E.1", Unit: "UTS", Status: progress.StatusMet}, "I.2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := codes(c.list.Filter(sample())); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestListSorts(t *testing.T) {
	cases := []struct {
		list List
		want string
	}{
		{List{Order: ByCode}, "I.1 I.2 I.3 I.4 I.5 I.10"},
		{List{Order: ByCode, Descending: true}, "I.10 I.5 I.4 I.3 I.2 I.1"},
		{List{Order: ByTitle}, "I.2 I.3 I.4 I.5 I.10 I.1"},
		{List{Order: ByProgress}, "I.3 I.5 I.1 I.4 I.2 I.10"},
		{List{Order: ByProgress, Descending: true}, "I.2 I.4 I.1 I.5 I.3 I.10"},
		{List{Order: ByDeviation}, "I.3 I.1 I.4 I.2 I.10 I.5"},
		{List{Order: ByDeviation, Descending: true}, "I.2 I.4 I.1 I.3 I.10 I.5"},
		{List{Order: ByExpected, Descending: true}, "I.1 I.2 I.10 I.3 I.4 I.5"},
		{List{Order: ByStatus}, "I.3 I.1 I.10 I.4 I.2 I.5"},
		{List{Order: ByDate, Descending: true}, "I.1 I.2 I.3 I.4 I.5 I.10"},
	}
	for _, c := range cases {
		if got := codes(c.list.Filter(sample())); got != c.want {
			t.Errorf("by %s, descending %t: %s, want %s", c.list.Order, c.list.Descending, got, c.want)
		}
	}
}

func TestNaturalOrder(t *testing.T) {
	sorted := []string{"", "1", "I.1", "I.1.2", "I.1.10", "I.2", "I.10", "I.99999999999999999999999", "I.100000000000000000000000", "I.a", "O.E.2", "O.E.02a"}
	for n := range sorted {
		for m := range sorted {
			want := cmp.Compare(n, m)
			if got := compareNatural(sorted[n], sorted[m]); got != want {
				t.Errorf("%q against %q: %d, want %d", sorted[n], sorted[m], got, want)
			}
		}
	}
}

func TestAlphabeticalOrderIsSpanish(t *testing.T) {
	want := []string{"árbol", "Banco", "cañón", "cañones", "nube", "NZ", "ñame", norm.NFD.String("Ñu"), "oso"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(x, y string) int { return compareNatural(alphabetical(x), alphabetical(y)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted %q, want %q", got, want)
	}
}

func TestCountsLeaveTheListsOwnStatusAside(t *testing.T) {
	counts := List{Unit: "Dirección", Status: progress.StatusCritical}.Counts(sample())
	want := map[progress.Status]int{progress.StatusCritical: 1, progress.StatusOnTrack: 1, dashboard.Cancelled: 1}
	if len(counts) != len(want) {
		t.Fatalf("counts %v, want %v", counts, want)
	}
	for status, n := range want {
		if counts[status] != n {
			t.Errorf("%s: %d, want %d", status, counts[status], n)
		}
	}
}

// long is a board with n indicators.
func long(n int) dashboard.Board {
	list := make([]dashboard.Indicator, n)
	for k := range list {
		list[k] = some("I."+whole(k+1), "Indicador", "0.5", "0.5", progress.StatusOnTrack)
	}
	return dashboard.Board{Plan: plan.Plan{Slug: "plan"}, Objectives: []dashboard.Objective{objective("O.E.1", "Objetivo", nil, list...)}}
}

func TestListPages(t *testing.T) {
	cases := []struct {
		of, page, rows int
		first, result  string
	}{
		{0, 1, 0, "", "Ningún indicador coincide"},
		{1, 1, 1, "I.1", "1\u00a0indicador"},
		{50, 1, 50, "I.1", "50\u00a0indicadores"},
		{50, 2, 50, "I.1", "50\u00a0indicadores"},
		{51, 1, 50, "I.1", "Se muestran del 1 al 50 de 51\u00a0indicadores"},
		{51, 2, 1, "I.51", "Se muestran del 51 al 51 de 51\u00a0indicadores"},
		{120, 99, 20, "I.101", "Se muestran del 101 al 120 de 120\u00a0indicadores"},
		{120, 0, 50, "I.1", "Se muestran del 1 al 50 de 120\u00a0indicadores"},
	}
	for _, c := range cases {
		l := List{Page: c.page}
		rows, total := l.Apply(long(c.of))
		if len(rows) != c.rows || total != c.of {
			t.Errorf("page %d of %d: %d rows of %d, want %d", c.page, c.of, len(rows), total, c.rows)
		}
		if len(rows) > 0 && rows[0].Code != c.first {
			t.Errorf("page %d of %d begins with %s, want %s", c.page, c.of, rows[0].Code, c.first)
		}
		if got := l.Result(total, c.of); got != c.result {
			t.Errorf("page %d of %d: %q, want %q", c.page, c.of, got, c.result)
		}
	}
}

func TestListResultTellsHowManyThereAre(t *testing.T) {
	cases := []struct {
		total, all int
		want       string
	}{
		{12, 21, "Se muestran 12 de 21\u00a0indicadores"},
		{1, 21, "Se muestra 1 de 21\u00a0indicadores"},
		{60, 210, "Se muestran del 1 al 50 de 60\u00a0indicadores que coinciden, de 210 en total"},
	}
	for _, c := range cases {
		if got := (List{}).Result(c.total, c.all); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestListPagesKeepTheFilter(t *testing.T) {
	pages := List{Text: "indicador", Page: 2}.Pages("/planes/plan/indicadores?fecha=2022-11-30", 120)
	if want := "/planes/plan/indicadores?fecha=2022-11-30&pagina=3&texto=indicador"; pages.Next != want {
		t.Errorf("next page %s, want %s", pages.Next, want)
	}
	if want := "/planes/plan/indicadores?fecha=2022-11-30&texto=indicador"; pages.Previous != want {
		t.Errorf("previous page %s, want %s", pages.Previous, want)
	}
}
