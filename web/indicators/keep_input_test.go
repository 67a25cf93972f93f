package indicators_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

var (
	endless    = strings.Repeat("a", 100_000)
	badTexts   = []string{"a\x00b", "a\ab", "a\u202eb", "a\u2066b", "a\u200bb", "e" + strings.Repeat("\u0301", 200), endless}
	badNumbers = []string{"x", "NaN", "Infinity", "1e400", "0x1p4", strings.Repeat("9", 40), "1.234", "5%", "0,1234567", "1\x002", "\u202e5", endless}
	badDays    = []string{"x", "31/2/2026", "2026-02-29", "0001-01-01", "9999-12-31", "1/1/26", "2026-06-01T10:00", "1\x00/6/2026", endless}
)

// badInput is what nobody may type into each field of an indicator's form.
var badInput = map[string][]string{
	"objective": {"", "0", "-1", "99999", "x", endless}, "code": append([]string{"", "á", "a b", "a/b", "../x", "nuevo", "I2.1", strings.Repeat("a", 33)}, badTexts...),
	"title": append([]string{"", " \t\r\n", strings.Repeat("ñ", 1001)}, badTexts...), "description": append([]string{strings.Repeat("ñ", 4001)}, badTexts...),
	"method": append([]string{strings.Repeat("ñ", 4001)}, badTexts...), "source": append([]string{strings.Repeat("ñ", 4001)}, badTexts...),
	"unit_of_measure": append([]string{strings.Repeat("ñ", 41)}, badTexts...), "decimals": {"", "7", "-1", "1,5", "NaN", endless},
	"nature": {"otra", endless}, "periodicity": {"5", "-1", "0", "NaN", endless}, "units": {"", "0", "-1", "99999", "x", strings.Repeat("9", 40)},
	"standards": {"", "0", "-1", "99999", "x", strings.Repeat("9", 40)}, "rule": {"otra", endless}, "planned_in_steps": {"x", endless},
	"baseline": badNumbers, "target": append([]string{"", "32", "32,0"}, badNumbers...), "weight": append([]string{"-1", "−0,5", "1001", "0,00001"}, badNumbers...),
	"starts_on": append([]string{"1/5/2028"}, badDays...), "ends_on": append([]string{"30/4/2025"}, badDays...),
	"point_on":    append([]string{"", "1/5/2025", "30/4/2028", "1/1/2025", "1/1/2030"}, badDays...),
	"point_value": append([]string{""}, badNumbers...),
}

// typeInto puts one value into a form that is good otherwise, and returns the id of its field.
func typeInto(form url.Values, name, value string) (id string) {
	switch name {
	case "point_on":
		form["point_on"], form["point_value"] = []string{"", value}, []string{"", "20"}
		return "point_on-1"
	case "point_value":
		form["point_on"], form["point_value"] = []string{"", "1/6/2026"}, []string{"", value}
		return "point_value-1"
	}
	form[name] = []string{value}
	return name
}

func TestBadInputIsRefusedAtItsFieldAndStoresNothing(t *testing.T) {
	d := keeping(t)
	edit, create := d.get(editing).typedIn(editForm), d.get(newOne).typedIn(newForm)
	for name, values := range edit {
		if name != "id" && name != "version" {
			create[name] = values
		}
	}
	create["code"] = []string{"I1.99"}
	before := d.stored()
	for name, values := range badInput {
		for _, value := range values {
			for address, good := range map[string]url.Values{editing: edit, example: create} {
				form := url.Values{}
				for k, v := range good {
					form[k] = v
				}
				field := typeInto(form, name, value)
				p := d.submit(address, form)
				told := value[:min(len(value), 30)]
				if p.code != 422 {
					t.Errorf("%s of %q at %s: status %d", name, told, address, p.code)
					continue
				}
				if p.Find("#"+field+"-error").Length() != 1 {
					t.Errorf("%s of %q: no message at the field", name, told)
				}
				if links := p.Find("[role=alert] a"); links.Length() != 1 || links.AttrOr("href", "") != "#"+field || p.Find("#"+field).Length() != 1 {
					t.Errorf("%s of %q: the summary says %q", name, told, links.Text())
				}
				if strings.ContainsAny(value, "\x00\a\r") || len(value) > 50 {
					continue // HTML cannot hold the first; the second is as long as it came, and checked below
				}
				if input := p.Find("input#" + field); input.Length() == 1 && input.AttrOr("value", "") != value {
					t.Errorf("%s of %q comes back as %q", name, value, input.AttrOr("value", ""))
				}
			}
		}
	}
	for _, points := range [][2][]string{{{"1/6/2026", "2026-06-01"}, {"1", "2"}}} {
		form := url.Values{}
		for k, v := range edit {
			form[k] = v
		}
		form["point_on"], form["point_value"] = points[0], points[1]
		d.submit(editing, form).is(422).says("#point_on-1-error", "Ya hay otro punto planificado en esa fecha")
	}
	if after := d.stored(); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

// Every field that the form shows has its bad input above.
func TestNoFieldIsForgotten(t *testing.T) {
	d := keeping(t)
	d.get(editing).Find(editForm).Find("input[name], textarea[name], select[name]").Each(func(_ int, f *goquery.Selection) {
		if name := f.AttrOr("name", ""); f.AttrOr("type", "") != "hidden" && badInput[name] == nil {
			t.Errorf("no bad input is tried in %s", name)
		}
	})
}

func TestWhatIsTypedComesBackWhole(t *testing.T) {
	d := keeping(t)
	form := d.get(editing).typedIn(editForm)
	typed := "<script>alert(1)</script>\n" + strings.Repeat("á", 5000)
	form["description"], form["title"] = []string{typed}, []string{"</textarea><b>x"}
	p := d.submit(editing, form).is(422)
	p.holds("#description", typed)
	p.holds("#title", "</textarea><b>x")
	p.count("main script, main b", 0)
}

func TestFormsThatAreNoneOfOurs(t *testing.T) {
	d := keeping(t)
	before := d.stored()
	form := d.get(editing).typedIn(editForm)
	for name, values := range map[string]map[string]int{
		"version": {"": 400, "0": 400, "x": 400, "99999999999999999999": 400, "9": 409},
		"id":      {"": 404, "0": 404, "x": 404, "-1": 404},
	} {
		for value, want := range values {
			bad := url.Values{}
			for k, v := range form {
				bad[k] = v
			}
			bad[name] = []string{value}
			d.submit(editing, bad).is(want)
			if want != 409 {
				d.submit(example+"/I1.1/restauracion", bad).is(want)
			}
		}
	}
	for _, address := range []string{pagesOf("nadie") + "/nuevo", pagesOf("nadie") + "/I1.1/editar", example + "/nadie/editar", example + "/%27/editar"} {
		d.get(address).is(404)
	}
	d.get(example + "/nuevo?objetivo=%27%00").is(200)
	d.submit(pagesOf("nadie"), form).is(404)
	if after := d.stored(); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

func pagesOf(slug string) string { return "/planes/" + slug + "/indicadores" }
