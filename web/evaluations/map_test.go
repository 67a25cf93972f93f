package evaluations

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"pgregory.net/rapid"

	"hito/internal/challenge"
	"hito/internal/setting"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

// rendered renders a component to be looked at.
func rendered(t testing.TB, c templ.Component) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// retoAt is one whose impact and feasibility one person gave; 0 for none.
func retoAt(n int, impact, feasibility int) challenge.Rated {
	r := challenge.Rated{ID: int64(n), Code: fmt.Sprintf("AAAAAAAAAAAA%03d", n), Title: fmt.Sprintf("Reto %d", n), State: challenge.Analysis, Given: challenge.AllGiven{}}
	if impact > 0 {
		r.Given["impact"] = challenge.Given{Sum: impact, Count: 10}
	}
	if feasibility > 0 {
		r.Given["technical"] = challenge.Given{Sum: feasibility, Count: 10}
	}
	return r
}

func drawn(list ...challenge.Rated) mapProps {
	return buildMap(rank(list, setting.DefaultChallenges()), asked{})
}

func TestTheMapOfNothing(t *testing.T) {
	for want, p := range map[string]mapProps{
		"No hay retos":     drawn(),
		"Ninguno de estos": drawn(retoAt(1, 0, 0)),
		"Ningún reto":      buildMap(rank([]challenge.Rated{retoAt(1, 30, 30)}, setting.DefaultChallenges()), asked{unit: noUnit, state: challenge.Pilot}),
	} {
		doc := rendered(t, challengeMap(p))
		if doc.Find("figure").Length() > 0 || !strings.Contains(pagetest.Text(doc.Find(".empty")), want) {
			t.Errorf("%s: %q", want, pagetest.Text(doc.Find("main")))
		}
	}
}

func TestTheMapOfOne(t *testing.T) {
	doc := rendered(t, challengeMap(drawn(retoAt(7, 40, 45))))
	if doc.Find("[style]").Length() > 0 || doc.Find("svg.map-canvas[role=group][aria-label]").Length() != 1 {
		t.Error("a style, or a drawing without a name")
	}
	dot := doc.Find("a.map-dot")
	if dot.Length() != 1 || dot.AttrOr("href", "") != "/retos/AAAAA-AAAAA-AA007" ||
		dot.AttrOr("aria-label", "") != "1. Reto 7: impacto 4,0, esfuerzo 1,5. Hágase ya" || pagetest.Text(dot.Find("text")) != "1" {
		t.Errorf("the dot is %q", dot.AttrOr("aria-label", ""))
	}
	place := dot.Parent()
	if x, y := place.AttrOr("x", ""), place.AttrOr("y", ""); x != "17.39%" || y != "28.26%" {
		t.Errorf("it is at %s, %s", x, y)
	}
	if got := pagetest.Parted(doc.Find("#tabla tbody tr")); got != "1 Reto 7 En análisis — 4,0 1,5 2,67 Hágase ya 0" {
		t.Errorf("the row is %q", got)
	}
	for _, name := range []string{"Hágase ya", "Proyecto mayor", "Si hay hueco", "Mejor no"} {
		if !strings.Contains(doc.Find(".map-canvas").Text(), name) {
			t.Errorf("%s has no name", name)
		}
	}
}

func TestTheMapOfThirty(t *testing.T) {
	var list []challenge.Rated
	for n := range 30 {
		list = append(list, retoAt(n+1, 10+n%5*10, 50-n%3*20))
	}
	list = append(list, retoAt(31, 0, 0), retoAt(32, 40, 0), retoAt(33, 0, 40))
	list[32].State = challenge.Project
	doc := rendered(t, challengeMap(drawn(list...)))
	if dots, groups := doc.Find("a.map-dot").Length(), doc.Find(".map-groups > ul > li").Length(); dots != 15 || groups != 15 {
		t.Fatalf("%d dots and %d groups, want 15 places of two each", dots, groups)
	}
	first := doc.Find("a.map-dot").First()
	if pagetest.Text(first.Find("text")) != "A·2" || first.AttrOr("href", "") != "#grupo-A" || doc.Find("#grupo-A li a").Length() != 2 {
		t.Errorf("the first is %q to %s", pagetest.Text(first.Find("text")), first.AttrOr("href", ""))
	}
	if rows := doc.Find("#tabla tbody tr").Length(); rows != 30 {
		t.Errorf("%d rows", rows)
	}
	var why []string
	doc.Find(".map-unplaced > li").Each(func(_ int, li *goquery.Selection) {
		why = append(why, pagetest.Text(li.Find(".muted"))+"/"+strconv.Itoa(li.Find("a.button").Length()))
	})
	if want := []string{"Nadie ha puntuado su viabilidad/1", "Sin evaluar/1", "Nadie ha puntuado su impacto/0"}; !slices.Equal(slices.Sorted(slices.Values(why)), slices.Sorted(slices.Values(want))) {
		t.Errorf("without a place: %q", why)
	}
}

// However retos lie, each is told of by exactly one dot, and no dots cover each other.
func TestDotsDoNotCoverEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []challenge.Rated
		for n := range rapid.IntRange(0, 60).Draw(t, "retos") {
			list = append(list, retoAt(n+1, rapid.IntRange(10, 50).Draw(t, "impact"), rapid.IntRange(10, 50).Draw(t, "feasibility")))
		}
		p := drawn(list...).Plot
		told := map[string]int{}
		for n, s := range p.Spots {
			for _, m := range s.Members {
				told[m.Number]++
			}
			for _, other := range p.Spots[:n] {
				if math.Abs(s.impact-other.impact) < nearImpact && math.Abs(s.exert-other.exert) < nearEffort {
					t.Fatalf("%s covers %s", s.Text, other.Text)
				}
			}
		}
		if len(told) != len(list) {
			t.Fatalf("%d of %d are told of", len(told), len(list))
		}
		for number, times := range told {
			if times != 1 {
				t.Fatalf("%s is told of %d times", number, times)
			}
		}
	})
}

func TestLettersOfGroups(t *testing.T) {
	for n, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := letters(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestOrdersOfTheTable(t *testing.T) {
	all := rank([]challenge.Rated{retoAt(1, 50, 20), retoAt(2, 30, 50), retoAt(3, 40, 30)}, setting.DefaultChallenges())
	for query, want := range map[string]string{
		"": "2 3 1", "orden=impacto": "1 3 2", "orden=impacto&sentido=inverso": "2 3 1", "orden=esfuerzo": "1 3 2", "sentido=inverso": "1 3 2",
		"orden=titulo": "1 2 3", "orden=titulo&sentido=inverso": "3 2 1", "orden=x'": "2 3 1",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		p := buildMap(all, askedOf(values))
		for _, r := range p.Rows {
			got = append(got, strings.TrimPrefix(r.Title, "Reto "))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", query, got, want)
		}
		sorted := 0
		for _, s := range p.Sorts {
			if s.Direction != "" {
				sorted++
			}
		}
		if sorted != 1 || p.Plot.Spots[0].Text != "1" {
			t.Errorf("%q: %d columns say that the table is sorted by them, or the map changes with it", query, sorted)
		}
	}
}

func TestMapPage(t *testing.T) {
	d := open(t)
	one, two := d.reto("Uno "+payload, challenge.Analysis), d.reto("Dos", challenge.Pilot)
	d.reto("Descartado", challenge.Discarded)
	d.evaluate("Tecla", one, 5, 5, 5)
	d.exec(`UPDATE challenges SET unit_id = NULL WHERE title = 'Dos'`)
	page := d.get(ui.ChallengeMapPath).is(http.StatusOK)
	page.count("a.map-dot", 1)
	page.says("#sin-lugar", "Dos", "Sin evaluar")
	page.count(`#sin-lugar a[href="`+two+`/evaluacion"]`, 0)
	page.says(".filters-result", "Se muestran 2 de 2 retos")
	for query, shown := range map[string]int{
		"unidad=ninguna": 1, "unidad=" + fmt.Sprint(d.unit): 1, "estado=pilot": 1, "estado=pilot&unidad=" + fmt.Sprint(d.unit): 0,
		"unidad=x'": 2, "estado=discarded": 2, "unidad=99999999999999999999&estado=%00": 2,
	} {
		d.get(ui.ChallengeMapPath+"?"+query).is(http.StatusOK).says(".filters-result", fmt.Sprintf("Se muestran %d de 2 retos", shown))
	}
	for name, code := range map[string]int{"Diana": 200, "Asier": 403, "Adela": 403, "visitor": 401} {
		d.as(name)
		if got := d.get(ui.ChallengeMapPath).code; got != code {
			t.Errorf("%s: %d, want %d", name, got, code)
		}
	}
}
