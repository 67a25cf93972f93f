package web_test

import (
	"cmp"
	"crypto/rand"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"

	"hito/internal/access"
)

// kind is what a field is for, which decides what it must not take.
type kind int

const (
	chosen kind = iota // nobody types into it: hidden, ticked or picked
	written
	numeral
	day
	webAddress
)

var (
	notNumbers = []string{"x", "NaN", "Infinity", "-inf", "1e400", "0x1p4", "1_000", "1.234", "--5", strings.Repeat("9", 40), "\u0663"}
	notDays    = []string{"ayer", "31/02/2026", "2026-02-29", "0001-01-01", "9999-12-31", "1/1/26", "2026-11-21T10:00", "NaN"}
	notPages   = []string{"javascript:alert(1)", "ejemplo", "//ejemplo.org", "data:text/html,x", "https://", "https://a b"}
	notChoices = []string{"x", "-1", "1e400", strings.Repeat("9", 40), "a\x00b", "\u202e", strings.Repeat("ñ", 50_000), ""}
)

// box is a field of a form as somebody finds it.
type box struct {
	name   string
	at     int // among those of its name
	kind   kind
	needed bool
	option string // that could be ticked
}

// refuses lists what a field must not take; nothing, where nobody types into it.
func (b box) refuses() []string {
	bad := slices.Sorted(maps.Values(unfit))
	switch b.kind {
	case chosen:
		return nil
	case written: // takes whatever is a text
	case numeral:
		bad = append(bad, notNumbers...)
	case day:
		bad = append(bad, notDays...)
	case webAddress:
		bad = append(bad, notPages...)
	}
	if b.needed {
		bad = append(bad, "", " \t")
	}
	return bad
}

// told checks that an answer tells at the field what is wrong with it.
func (b box) told(t *testing.T, action, bad string, answer *httptest.ResponseRecorder) {
	t.Helper()
	if answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("%s of %.20q: status %d", b.name, bad, answer.Code)
		return
	}
	doc, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	said := false
	doc.Find(`form[action="` + action + `"]`).Each(func(_ int, form *goquery.Selection) { // several forms may lead to one address
		field := form.Find(`[name="` + b.name + `"]`).Eq(b.at)
		for _, id := range strings.Fields(field.AttrOr("aria-describedby", "")) {
			said = said || field.AttrOr("aria-invalid", "") == "true" && strings.HasSuffix(id, "-error") && strings.TrimSpace(doc.Find(`[id="`+id+`"]`).Text()) != ""
		}
	})
	if !said {
		t.Errorf("%s of %.20q: not told at the field", b.name, bad)
	}
}

// paper is a form that keeps plans, as a page shows it.
type paper struct {
	role          access.Role
	action, route string
	values        url.Values // good ones
	boxes         []box
}

// once lists one of the fields that are alike: a row of a table stands for all.
func (p paper) once() []box {
	var list []box
	met := map[string]bool{}
	for _, b := range p.boxes {
		if like := number.ReplaceAllString(b.name, "#"); !met[like] {
			met[like] = true
			list = append(list, b)
		}
	}
	return list
}

// sort tells papers from one another by what they ask for: rows of a table are alike.
func (p paper) sort() string {
	sort := string(p.role) + " " + p.route
	for _, b := range p.once() {
		sort += " " + number.ReplaceAllString(b.name, "#")
	}
	return sort
}

var number = regexp.MustCompile(`[0-9]+`)

func kindOf(field *goquery.Selection) kind {
	mode, name := field.AttrOr("inputmode", ""), field.AttrOr("name", "")
	switch input := field.AttrOr("type", "text"); {
	case goquery.NodeName(field) == "textarea":
		return written
	case goquery.NodeName(field) == "select", slices.Contains([]string{"hidden", "checkbox", "radio", "file"}, input):
		return chosen
	case input == "date", strings.HasPrefix(name, "fecha-"):
		return day
	case mode == "decimal", mode == "numeric":
		return numeral
	case input == "url", mode == "url":
		return webAddress
	default:
		return written
	}
}

// papersOn reads the forms of a page that keep plans.
func (v visitor) papersOn(t *testing.T, page string) []paper {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var papers []paper
	doc.Find("form[method=post]").Each(func(_ int, form *goquery.Selection) {
		p := paper{role: v.role, action: form.AttrOr("action", ""), values: url.Values{}}
		path, _, _ := strings.Cut(p.action, "?")
		p.route = v.site.Handler.(chi.Routes).Find(chi.NewRouteContext(), http.MethodPost, path)
		if !keeps(p.route) || form.AttrOr("enctype", "") != "" {
			return
		}
		form.Find("input[name], textarea[name], select[name]").Each(func(_ int, field *goquery.Selection) { p.add(field) })
		p.fill()
		papers = append(papers, p)
	})
	return papers
}

// keeps tells the routes by which plans and retos, and what is in them, are kept.
func keeps(route string) bool {
	return slices.ContainsFunc([]string{"/planes", "/bandeja", "/retos", "/avisos"}, func(part string) bool { return strings.HasPrefix(route, part) })
}

func (p *paper) add(field *goquery.Selection) {
	name, value := field.AttrOr("name", ""), field.AttrOr("value", "")
	if name == "clave_envio" {
		return
	}
	_, needed := field.Attr("required")
	b := box{name: name, at: len(p.values[name]), kind: kindOf(field), needed: needed}
	switch goquery.NodeName(field) {
	case "textarea":
		value = strings.TrimPrefix(field.Text(), "\n")
	case "select":
		value = field.Find("option[selected]").AttrOr("value", field.Find("option").AttrOr("value", ""))
	}
	if _, ticked := field.Attr("checked"); !ticked && slices.Contains([]string{"checkbox", "radio"}, field.AttrOr("type", "")) {
		b.at, b.option = 0, value
	} else {
		p.values.Add(name, value)
	}
	p.boxes = append(p.boxes, b)
}

// mustTick are the choices of which one at least must be made.
var mustTick = []string{"indicators", "sure", "counts", "how", "a"}

// fill makes a form good: it writes into what is needed and still blank, and another value where values are recorded.
func (p paper) fill() {
	if strings.HasSuffix(p.route, "/orden") {
		p.values.Set("mover", "abajo")
	}
	if strings.HasSuffix(p.route, "/publicacion") {
		p.values.Set("accion", "publicar")
	}
	if strings.HasSuffix(p.route, "/evaluacion") {
		p.values.Set("score_impact", "4")
	}
	if strings.HasSuffix(p.route, "/proyecto") {
		p.values.Set("ends_on", "2027-06-30")
	}
	for _, b := range p.once() {
		if slices.Contains(mustTick, b.name) && !p.values.Has(b.name) {
			p.values.Set(b.name, b.option)
		}
		value := strings.HasPrefix(b.name, "val")
		comment := strings.HasPrefix(b.name, "comment")
		if b.kind != chosen && (value || comment || b.needed && p.values[b.name][b.at] == "") {
			p.values[b.name][b.at] = map[kind]string{written: "Algo nuevo", numeral: "5", day: "2026-11-20", webAddress: "https://ejemplo.org"}[b.kind]
		}
		if b.name == "code" && !p.values.Has("id") {
			p.values.Set("code", "N9")
		}
	}
}

// with returns the form with another value in one field.
func (p paper) with(b box, value string) url.Values {
	values := url.Values{"clave_envio": {rand.Text()}}
	for name, list := range p.values {
		values[name] = slices.Clone(list)
	}
	if b.at < len(values[b.name]) {
		values[b.name][b.at] = value
	} else {
		values[b.name] = []string{value}
	}
	return values
}

// papers finds a form of each sort, as those who keep plans and those who report values are led to them.
func (s *wholeSite) papers(t *testing.T) []paper {
	t.Helper()
	found := map[string]paper{}
	for _, role := range []access.Role{access.Technician, access.Staff} {
		v := s.visitor(t, role)
		read := func(address string, answer *httptest.ResponseRecorder) {
			if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
				return // a list as data, or a file
			}
			for _, p := range v.papersOn(t, answer.Body.String()) {
				if _, known := found[p.sort()]; !known {
					found[p.sort()] = p
				}
			}
		}
		v.crawl(t, read)
		for _, place := range s.places {
			read(place.address, v.get(place.address))
		}
	}
	return slices.Collect(maps.Values(found))
}

func TestSecurity14BadInputOfEveryForm(t *testing.T) {
	s := open(t)
	papers := s.papers(t)
	s.takeNothingBad(t, papers)
	s.nameEveryForm(t, papers)
	takeGoodAndNoBadChoice(t, papers)
}

// Whatever is wrong in one field of a form that is good otherwise is told at that field, and nothing is written.
func (s *wholeSite) takeNothingBad(t *testing.T, papers []paper) {
	t.Helper()
	visitors := map[access.Role]visitor{access.Technician: s.visitor(t, access.Technician), access.Staff: s.visitor(t, access.Staff)}
	before := s.dump(t, "attempts") // wrong codes of retos are counted
	t.Run("typed", func(t *testing.T) {
		for _, p := range papers {
			t.Run(p.sort(), func(t *testing.T) {
				for _, b := range p.once() {
					for _, bad := range b.refuses() {
						b.told(t, p.action, bad, visitors[p.role].post(p.action, p.with(b, bad)))
					}
				}
			})
		}
	})
	if s.dump(t, "attempts") != before {
		t.Error("something was written")
	}
}

// goodAnswers are those of forms that are taken and lead nowhere, or ask for something that this test does not know: a code,
// what a reto is linked to, an indicator that is a number.
var goodAnswers = map[string]int{
	"/retos/cifras/exportar": http.StatusOK, "/retos/consulta": http.StatusUnprocessableEntity, "/retos/{code}/vinculos": http.StatusUnprocessableEntity,
	"/planes/{plan}/indicadores/{code}/retos": http.StatusUnprocessableEntity,
	"/planes/{plan}/exportar/plan.xlsx":       http.StatusOK, "/planes/{plan}/exportar/hoja.xlsx": http.StatusOK, "/planes/{plan}/historia/exportar": http.StatusOK,
}

// The forms that were made bad are good: each is taken as it is. Then what nobody types, such as what was ticked and what
// a page hides, breaks nothing and is not kept, whatever it holds.
func takeGoodAndNoBadChoice(t *testing.T, papers []paper) {
	t.Helper()
	for _, p := range papers {
		t.Run("chosen "+p.sort(), func(t *testing.T) {
			s := open(t)
			v := s.visitor(t, p.role)
			if !strings.HasSuffix(p.route, "/estado") { // no plan is closed while one of its rounds is open
				if answer := v.post(p.action, p.with(box{name: "nada"}, "")); answer.Code != cmp.Or(goodAnswers[p.route], http.StatusSeeOther) {
					t.Errorf("status %d", answer.Code)
				}
			}
			for _, b := range append(p.once(), box{name: "clave_envio"}) {
				for _, bad := range notChoices {
					if b.kind != chosen {
						continue
					}
					if answer := v.post(p.action, p.with(b, bad)); answer.Code >= http.StatusInternalServerError {
						t.Errorf("%s of %.20q: status %d", b.name, bad, answer.Code)
					}
				}
			}
			if kept := s.dump(t); strings.Contains(kept, "\u202e") || strings.Contains(kept, strings.Repeat("ñ", 5000)) {
				t.Error("what was made up is kept")
			}
		})
	}
}

// formsElsewhere are those to which no page of the demo leads: what is cancelled, withdrawn or not in use yet has them, and
// they hold nothing that is typed. Files come in another way.
var formsElsewhere = []string{
	"/planes/{plan}/indicadores/{code}/baja", "/planes/{plan}/indicadores/{code}/restauracion", "/planes/{plan}/lineas/{code}/baja",
	"/planes/{plan}/objetivos/{code}/baja", "/planes/{plan}/objetivos/{code}/restauracion", "/planes/{plan}/resultados/{id}/restauracion",
	"/planes/{plan}/resultados/{id}/ficheros", "/planes/{plan}/indicadores/{code}/retos/baja", "/planes/{plan}/indicadores/{code}/retos/valor",
	"/avisos/correo", "/avisos/lectura", "/avisos/{id}/lectura", "/retos", "/retos/borrador", "/retos/borrador/baja", "/retos/vistas/{id}/baja",
	"/retos/{code}/ficheros",
	"/planes/importar",                  // brings files
	"/planes/{plan}/exportar/hojas.zip", // a button of the form that asks for one sheet
}

// nameEveryForm tells a form that no page was found for.
func (s *wholeSite) nameEveryForm(t *testing.T, papers []paper) {
	t.Helper()
	for _, route := range routesOf(t, s) {
		method, path, _ := strings.Cut(route, " ")
		met := slices.ContainsFunc(papers, func(p paper) bool { return p.route == path })
		if method == http.MethodPost && keeps(path) && met == slices.Contains(formsElsewhere, path) {
			t.Errorf("%s: a form was found: %v", path, met)
		}
	}
}
