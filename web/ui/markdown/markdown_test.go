package markdown

import (
	"context"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func document(t *testing.T, source string, level int) (*goquery.Document, string) {
	t.Helper()
	var b strings.Builder
	if err := Text(source, level).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader("<body>" + b.String() + "</body>"))
	if err != nil {
		t.Fatal(err)
	}
	return doc, b.String()
}

func TestHeadingsFollowThePage(t *testing.T) {
	tests := []struct {
		name, source string
		level        int
		want         string
	}{
		{"a text of one level", "# Uno\n\n# Dos", 3, "H3 Uno|H3 Dos"},
		{"numbered from the second level", "## Uno\n\n### Dos", 3, "H3 Uno|H4 Dos"},
		{"a level left out", "# Uno\n\n### Dos\n\n# Tres", 4, "H4 Uno|H5 Dos|H4 Tres"},
		{"the deepest first", "### Uno\n\n# Dos\n\n## Tres", 3, "H3 Uno|H3 Dos|H4 Tres"},
		{"never below the sixth", "# a\n\n## b\n\n### c\n\n#### d", 5, "H5 a|H6 b|H6 c|H6 d"},
		{"underlined", "Uno\n===\n\nDos\n---", 4, "H4 Uno|H5 Dos"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, _ := document(t, tt.source, tt.level)
			var got []string
			doc.Find("h1, h2, h3, h4, h5, h6").Each(func(_ int, s *goquery.Selection) {
				got = append(got, strings.ToUpper(goquery.NodeName(s))+" "+s.Text())
			})
			if strings.Join(got, "|") != tt.want {
				t.Errorf("headings = %q, want %q", strings.Join(got, "|"), tt.want)
			}
		})
	}
}

func TestWhatPeopleWrite(t *testing.T) {
	source := "Un **texto** con *énfasis* y ~~un error~~.\n\n1. uno\n2. dos\n\n- tres\n\n> cita\n\n`codigo`\n\n3. cuatro\n\n---\n\nÜltimo – «así» & ya"
	doc, html := document(t, source, 3)
	for selector, want := range map[string]string{
		"p strong": "texto", "p em": "énfasis", "p del": "un error", "ul li": "tres",
		"blockquote p": "cita", "code": "codigo", "ol[start='3'] li": "cuatro",
	} {
		if got := strings.TrimSpace(doc.Find(selector).First().Text()); got != want {
			t.Errorf("%s = %q, want %q", selector, got, want)
		}
	}
	if doc.Find("ol").First().Find("li").Length() != 2 || doc.Find("hr").Length() != 1 {
		t.Errorf("list or rule missing in %s", html)
	}
	if got := doc.Find("p").Last().Text(); got != "Ültimo – «así» & ya" {
		t.Errorf("last paragraph = %q", got)
	}
}

func TestTablesScrollInsideThemselves(t *testing.T) {
	doc, html := document(t, "| Fase | Meses |\n|:-----|------:|\n| Diseño | 6 |\n| Prueba | 12 |", 3)
	if doc.Find("div.table-region[role='group'][tabindex='0'][aria-label] > table.table").Length() != 1 {
		t.Errorf("no scrolling frame in %s", html)
	}
	if got := doc.Find("thead th").Length(); got != 2 {
		t.Errorf("%d headings, want 2", got)
	}
	if got := doc.Find("tbody tr:last-child td:last-child").Text(); got != "12" {
		t.Errorf("last cell = %q, want 12", got)
	}
	if strings.Contains(html, "style=") || strings.Contains(html, "align=") {
		t.Errorf("alignment by attribute, which the page's policy blocks: %s", html)
	}
}

func TestLinks(t *testing.T) {
	tests := []struct{ name, source, href, text string }{
		{"to elsewhere", "[la ley](https://www.boe.es/x?a=1&b=2)", "https://www.boe.es/x?a=1&b=2", "la ley"},
		{"within the site", "[el cuadro](/planes/x/cuadro-de-mando)", "/planes/x/cuadro-de-mando", "el cuadro"},
		{"by reference", "[ref][1]\n\n[1]: https://a.example/", "https://a.example/", "ref"},
		{"bare", "véase https://a.example/guia.", "https://a.example/guia", "https://a.example/guia"},
		{"mail", "<unidad@a.example>", "mailto:unidad@a.example", "unidad@a.example"},
		{"telephone", "[llame](tel:+34957000000)", "tel:+34957000000", "llame"},
		{"an image", "![plano del local](https://a.example/plano.png)", "https://a.example/plano.png", "plano del local"},
		{"an image in a link", "[![logo](https://b.example/l.png)](https://a.example/)", "https://a.example/", "logo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, html := document(t, tt.source, 3)
			a := doc.Find("a")
			if a.Length() != 1 {
				t.Fatalf("%d links in %s", a.Length(), html)
			}
			if got := a.AttrOr("href", ""); got != tt.href {
				t.Errorf("href = %q, want %q", got, tt.href)
			}
			if a.AttrOr("rel", "") != "noopener" {
				t.Errorf("rel = %q, want noopener", a.AttrOr("rel", ""))
			}
			if a.Text() != tt.text {
				t.Errorf("text = %q, want %q", a.Text(), tt.text)
			}
		})
	}
}
