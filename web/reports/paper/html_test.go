package paper_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/web/reports/paper"
)

func read(t *testing.T, content []byte) *goquery.Document {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(content))
	must(t, err)
	return page
}

func pageOf(t *testing.T, d paper.Document) *goquery.Document {
	t.Helper()
	var out bytes.Buffer
	must(t, paper.Page(d).Render(t.Context(), &out))
	return read(t, out.Bytes())
}

func TestAPageIsWhatReadersOfScreensNeed(t *testing.T) {
	d := sample()
	d.Emblem = coat(t)
	page := pageOf(t, d)
	for selector, want := range map[string]int{
		"h1": 1, "section[aria-labelledby] > h2[id]": 5, "nav ol a[href='#objetivos']": 1, "[style]": 0, "script": 0,
		"table > caption": 3, "thead th[scope=col]": 5 + 9 + 3, "tbody th[scope=row]": 3 + 42 + 6, "tbody th[scope=rowgroup][colspan='5']": 2,
		"ol.paper-list": 2, "dl.paper-figures dt": 4, "svg[role=img][aria-label]": 1, ".paper-bars li": 9, ".paper-bars .meter-critical": 1,
		".paper-bars .badge-critical svg": 1, "td .badge-no-data": 7, "details table": 1, "img[alt=''][src^='data:image/png;base64,']": 1,
		"[role=group][tabindex='0'] > table": 2,
	} {
		if got := page.Find(selector).Length(); got != want {
			t.Errorf("%d of %q, want %d", got, selector, want)
		}
	}
	if got := page.Find("tr:has(.badge-no-data) td").Last().Text(); got != "Sin dato" && !strings.Contains(got, "Sin dato") {
		t.Errorf("a status says %q", got)
	}
}

func TestAWordIsSaidOnce(t *testing.T) {
	page := pageOf(t, sample())
	if got := strings.Fields(page.Find("td:has(.badge-on-track)").First().Text()); strings.Join(got, " ") != "En plazo" {
		t.Errorf("the cell of a status says %q", got)
	}
}

func TestAFileNeedsNothingFromOutside(t *testing.T) {
	content := htmlOf(t, sample())
	page := read(t, content)
	for selector, want := range map[string]int{
		"html[lang=es]": 1, "meta[http-equiv='Content-Security-Policy'][content^=\"default-src 'none'\"]": 1, "meta[name=author]": 1,
		"style": 1, "script": 0, "link": 0, "img[src^=http]": 0, "details": 0, "[style]": 0, "main": 1, "h1": 1,
	} {
		if got := page.Find(selector).Length(); got != want {
			t.Errorf("%d of %q, want %d", got, selector, want)
		}
	}
	if page.Find("title").Text() != sample().Title {
		t.Errorf("title = %q", page.Find("title").Text())
	}
	style := page.Find("style").Text()
	for _, part := range []string{"@page {", "size: A4", "url(\"data:font/woff2;base64,d09GMg", "SIL Open Font License", "counter(page)"} {
		if !strings.Contains(style, part) {
			t.Errorf("the style lacks %q", part)
		}
	}
	if strings.Count(style, "@font-face") != 3 {
		t.Errorf("%d fonts", strings.Count(style, "@font-face"))
	}
}

// The page and the file draw the same markup with two style sheets: neither may leave a part of it out.
func TestBothStyleSheetsKnowEveryPart(t *testing.T) {
	classes := map[string]bool{}
	pageOf(t, sample()).Find("[class]").Each(func(_ int, s *goquery.Selection) {
		for _, class := range strings.Fields(s.AttrOr("class", "")) {
			if strings.HasPrefix(class, "paper-") {
				classes[class] = true
			}
		}
	})
	if len(classes) < 30 {
		t.Fatalf("only %d classes were found", len(classes))
	}
	for _, path := range []string{"print.css", "../../static/css/pages/reports.css"} {
		css, err := os.ReadFile(path)
		must(t, err)
		for class := range classes {
			if !strings.Contains(string(css), "."+class) && !unstyled[class] {
				t.Errorf("%s says nothing of %s", path, class)
			}
		}
	}
}

// unstyled are parts that look as what they stand in.
var unstyled = map[string]bool{"paper-data": true, "paper-front": true, "paper-bar-status": true, "paper-bar-drawing": true, "paper-subtitle": true}
