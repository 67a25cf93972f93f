package web_test

import (
	"net/url"
	"strings"
	"testing"

	"hito/web/ui/pagetest"
)

// unfit is what neither a line nor a text of several may hold.
var unfit = map[string]string{
	"NUL": "a\x00b", "control": "a\x07b", "right to left": "a\u202eb", "isolate": "a\u2066b", "zero width": "a\u200bb",
	"100 KB": strings.Repeat("a", 100_000), "marks": "a" + strings.Repeat("\u0301", 40),
}

var (
	badCodes = []string{"", " ", "a b", "ñ", "/", "../x", ".a", "-a", "nueva", "nuevo", strings.Repeat("a", 33), "a\x00", "\u202ea", strings.Repeat("9", 100_000), "<b>"}
	badIDs   = []string{"x", "0", "-1", "1e3", "999999999", strings.Repeat("9", 40), "NaN", "1\x00"}
	badDays  = []string{
		"", " ", "ayer", "31/02/2026", "30/2/2026", "2026-13-01", "0001-01-01", "9999-12-31", "1/1/26", "NaN", "2026-11-21T10:00", "1\x00/1/2026",
		"\u202e1/1/2026", strings.Repeat("1", 100_000), "2199-01-01", "1900-01-01",
	}
	badWeights = []string{"x", "-1", "-0,5", "1001", "1e400", "NaN", "Infinity", "0,00001", strings.Repeat("9", 40), "1.234.5", "1%", "1\x00", "\u202e1", strings.Repeat("1", 100_000)}
)

// texts are bad values of a field that is a text; with needed, a blank one is bad too.
func texts(most int, needed bool) []string {
	bad := []string{strings.Repeat("a", most+1)}
	for _, text := range unfit {
		bad = append(bad, text)
	}
	if needed {
		bad = append(bad, "", " ", "\t\n")
	}
	return bad
}

// wrongField is a field of a form with values that it must not take; at is the id at which it is told.
type wrongField struct {
	name, at string
	bad      []string
}

// refuses sends every bad value of every field and wants it told at its field, with all that was typed, and nothing
// written.
func (b bench) refuses(address string, good url.Values, fields ...wrongField) {
	b.Helper()
	before := b.structure()
	for _, field := range fields {
		for _, bad := range field.bad {
			good.Del("clave_envio")
			p := b.post(address, with(good, field.name, bad))
			if p.code != 422 {
				b.Errorf("%s %s %.40q: status %d", address, field.name, bad, p.code)
				continue
			}
			at := `[id="` + field.at + `"]`
			if p.Find(`[id="`+field.at+`-error"]`).Length() != 1 || p.Find(`[role=alert] a[href="#`+field.at+`"]`).Length() != 1 {
				b.Errorf("%s %s %.40q: not told at its field: %.300q", address, field.name, bad, pagetest.Text(p.Find("[role=alert]")))
			}
			if !strings.HasPrefix(p.Find("title").Text(), "Error: ") || p.Find(at).Length() != 1 {
				b.Errorf("%s %s %.40q: the page does not tell", address, field.name, bad)
			}
			for name, values := range good { // what else was typed is still there
				if got := p.fields(address)[name]; name != field.name && name != "clave_envio" && strings.Join(got, "|") != strings.Join(values, "|") {
					b.Errorf("%s %s %.40q: %s came back as %q, want %q", address, field.name, bad, name, got, values)
				}
			}
		}
	}
	if after := b.structure(); after != before {
		b.Errorf("%s: something was written:\n%s\n%s", address, before, after)
	}
}

// structure is a digest of all that is kept of the structure of plans, and of the events.
func (b bench) structure() (digest string) {
	b.Helper()
	err := b.site.pool.QueryRow(b.Context(), `
		SELECT md5(concat((SELECT string_agg(x::text, '|' ORDER BY x.id) FROM strategic_lines x), (SELECT string_agg(x::text, '|' ORDER BY x.id) FROM objectives x),
		                  (SELECT string_agg(x::text, '|' ORDER BY x.id) FROM frameworks x), (SELECT string_agg(x::text, '|' ORDER BY x.id) FROM standards x),
		                  (SELECT string_agg(x::text, '|' ORDER BY x::text) FROM objective_lines x), (SELECT count(*) FROM audit_events WHERE plan_id IS NOT NULL)))`).Scan(&digest)
	if err != nil {
		b.Fatal(err)
	}
	return digest
}

func TestBadInputOfLines(t *testing.T) {
	b := newBench(t)
	fields := []wrongField{
		{"code", "code", append(badCodes, "L2")}, {"title", "title", texts(500, true)}, {"description", "description", texts(10_000, false)},
		{"standards", "standards", badIDs},
	}
	b.refuses(example+"/lineas", url.Values{"code": {"L9"}, "title": {"Nueva"}, "description": {"Uno\ndos"}}, fields...)
	edit := example + "/lineas/L1/editar"
	b.refuses(edit, b.get(edit).fields(edit), fields...)
}

func TestBadInputOfObjectives(t *testing.T) {
	b := newBench(t)
	fields := []wrongField{
		{"code", "code", append(badCodes, "O2")}, {"title", "title", texts(1000, true)}, {"weight", "weight", badWeights},
		{"lines", "lines", badIDs}, {"standards", "standards", badIDs},
	}
	b.refuses(example+"/objetivos", url.Values{"code": {"O99"}, "title": {"Nuevo"}, "weight": {"1"}}, fields...)
	edit := example + "/objetivos/O1/editar"
	good := b.get(edit).fields(edit)
	b.refuses(edit, good, fields...)
	cancel := example + "/objetivos/O1/anulacion"
	b.refuses(cancel, url.Values{
		"id": good["id"], "version": good["version"], "cancelled_on": {"2026-11-01"}, "cancel_reason": {"Falta de local"},
	},
		wrongField{"cancelled_on", "cancelled_on", badDays}, wrongField{"cancel_reason", "cancel_reason", texts(2000, true)})
}

func TestBadInputOfFrameworks(t *testing.T) {
	b := newBench(t)
	fields := []wrongField{
		{"code", "code", badCodes}, {"title", "title", texts(500, true)}, {"description", "description", texts(10_000, false)},
	}
	row := url.Values{"standard_id": {"", "", ""}, "standard_code": {"", "", ""}, "standard_title": {"", "", ""}}
	good := with(row, "code", "OTRO", "title", "Otro", "description", "")
	b.refuses(example+"/marcos", good, append(fields, wrongField{"code", "code", []string{"GUIA"}})...)
	edit := example + "/marcos/GUIA/editar"
	kept := b.get(edit).fields(edit)
	b.refuses(edit, kept, fields...)
	// The first row is the bad one; the others are blank.
	for _, field := range []wrongField{{"standard_code", "standard-0-code", badCodes}, {"standard_title", "standard-0-title", texts(1000, true)}} {
		before := b.structure()
		for _, bad := range field.bad {
			typed := with(good)
			typed["standard_code"], typed["standard_title"] = []string{"G9", "", ""}, []string{"Nueve", "", ""}
			typed[field.name] = []string{bad, "", ""}
			p := b.post(example+"/marcos", typed)
			if p.code != 422 || p.Find(`[role=alert] a[href="#`+field.at+`"]`).Length() != 1 || p.Find("#"+field.at+"-error").Length() != 1 {
				t.Errorf("%s %.40q: status %d, %.300q", field.name, bad, p.code, pagetest.Text(p.Find("[role=alert]")))
			}
		}
		if b.structure() != before {
			t.Errorf("%s: something was written", field.name)
		}
	}

	// Two of a code, at the second; and one that is linked, at its row.
	twice := with(kept)
	twice["standard_code"] = append([]string{}, kept["standard_code"]...)
	twice["standard_code"][1] = "G1"
	twice.Del("clave_envio")
	b.post(edit, twice).is(422).says("#standard-1-code-error", "ya lo tiene otro")
	linked := with(kept)
	linked["standard_code"] = append([]string{""}, kept["standard_code"][1:]...)
	linked["standard_title"] = append([]string{""}, kept["standard_title"][1:]...)
	linked.Del("clave_envio")
	b.post(edit, linked).is(422).says("#standard-0-code-error", "El estándar G1 está vinculado a L1, O1, O3", "quite antes esos vínculos")
	short := with(kept)
	short["standard_code"] = kept["standard_code"][1:]
	b.post(edit, short).is(400)
}
