package plans

import (
	"net/url"
	"strings"
	"testing"

	"hito/internal/dashboard"
)

func TestReadQuery(t *testing.T) {
	tests := []struct {
		query, text string
		page        int
		href        string // of the page after it
	}{
		{"", "", 1, "/planes?pagina=2"},
		{"texto=plan+de+innovaci%C3%B3n&pagina=3", "plan de innovación", 3, "/planes?pagina=4&texto=plan+de+innovaci%C3%B3n"},
		{"texto=++dos%09palabras%0A", "dos palabras", 1, "/planes?pagina=2&texto=dos+palabras"},
		{"texto=innovacio%CC%81n", "innovación", 1, "/planes?pagina=2&texto=innovaci%C3%B3n"},
		{"texto=%00%01x", "x", 1, "/planes?pagina=2&texto=x"},
		{"texto=%ff%fe", "", 1, "/planes?pagina=2"},
		{"texto=" + strings.Repeat("ñ", 300), strings.Repeat("ñ", 100), 1, "/planes?pagina=2&texto=" + strings.Repeat("%C3%B1", 100)},
		{"pagina=0", "", 1, "/planes?pagina=2"},
		{"pagina=-4", "", 1, "/planes?pagina=2"},
		{"pagina=dos", "", 1, "/planes?pagina=2"},
		{"pagina=99999999999999999999", "", 1, "/planes?pagina=2"},
		{"pagina=9223372036854775807", "", lastPage, "/planes?pagina=1000001"},
		{"otra=cosa&texto=a&texto=b", "a", 1, "/planes?pagina=2&texto=a"},
	}
	for _, tt := range tests {
		values, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		got := readQuery(values)
		if got.text != tt.text || got.page != tt.page || got.href(got.page+1) != tt.href {
			t.Errorf("%q reads %q, page %d, then %q", tt.query, got.text, got.page, got.href(got.page+1))
		}
	}
	if got := (query{}).href(1); got != "/planes" {
		t.Errorf("the whole list is at %q", got)
	}
}

func TestListResult(t *testing.T) {
	tests := []struct {
		asked query
		total int
		want  string
		pages int
	}{
		{query{page: 1}, 1, "1\u00a0plan", 1},
		{query{page: 1}, 25, "25\u00a0planes", 1},
		{query{page: 1}, 26, "26\u00a0planes; se muestran del 1 al 25", 2},
		{query{page: 2}, 26, "26\u00a0planes; se muestran del 26 al 26", 2},
		{query{page: 13}, 312, "312\u00a0planes; se muestran del 301 al 312", 13},
		{query{text: "x", page: 1}, 1, "1\u00a0plan coincide", 1},
		{query{text: "x", page: 1}, 30, "30\u00a0planes coinciden; se muestran del 1 al 25", 2},
	}
	for _, tt := range tests {
		p := buildList([]dashboard.Summary{current("a")}, tt.total, tt.asked, today, nil)
		if p.Filters.Result != tt.want {
			t.Errorf("%+v of %d: %q, want %q", tt.asked, tt.total, p.Filters.Result, tt.want)
		}
		if (p.Filters.Clear != "") != (tt.asked.text != "") {
			t.Errorf("%+v: clears to %q", tt.asked, p.Filters.Clear)
		}
		if last := p.Pages.Pages[len(p.Pages.Pages)-1].Number; last != tt.pages {
			t.Errorf("%d plans have %d pages, want %d", tt.total, last, tt.pages)
		}
	}
}

func TestListOfNothing(t *testing.T) {
	p := buildList(nil, 0, query{page: 1}, today, nil)
	if p.Empty == nil || p.Filters != nil {
		t.Errorf("no plans: empty %+v, filters %+v", p.Empty, p.Filters)
	}
	p = buildList(nil, 0, query{text: "<b>", page: 1}, today, nil)
	if p.Empty == nil || !strings.Contains(p.Empty.Title, "«<b>»") || p.Empty.Link.Href != "/planes" || p.Filters == nil {
		t.Errorf("nothing found: empty %+v, filters %+v", p.Empty, p.Filters)
	}
}
