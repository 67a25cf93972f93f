package results

import (
	"fmt"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/ui/pagetest"
)

func TestListShowsNewestFirst(t *testing.T) {
	d := open(t)
	path := d.create("Sin fecha todavía", "I1.1")
	d.post(base, "title", "De hoy", "description", strings.Repeat("largo ", 100), "achieved_on", "14/3/2026", "url", "https://www.ejemplo.org/x", "indicators", "I2.1").is(303)
	d.upload(path+"/ficheros", "KEYOFALISTEDFILE0000", "acta.pdf", "%PDF-1.7\n").is(303)
	d.as(access.Nobody)
	a := d.get(base).is(200)
	entries := a.Find(".result-entry")
	first, last := pagetest.Text(entries.First()), pagetest.Text(entries.Last())
	if !strings.Contains(first, "14 de marzo de 2026") || !strings.Contains(first, "De hoy") || !strings.Contains(first, "…") || !strings.Contains(first, "ejemplo.org") {
		t.Errorf("first %q", first)
	}
	if !strings.Contains(last, "Sin fecha todavía") || !strings.Contains(last, "acta.pdf (PDF, 9 bytes)") || !strings.Contains(last, "Sirve a I1.1") {
		t.Errorf("last %q", last)
	}
	if got := entries.Last().Find(".result-file").AttrOr("href", ""); !strings.HasPrefix(got, path+"/ficheros/") {
		t.Errorf("the file is at %q", got)
	}
	a.lacks("[name=estado]").lacks("main form[method=post]").says(".tabs [aria-current=page]", "Resultados")
}

func TestListIsNarrowed(t *testing.T) {
	d := open(t)
	d.create("Ñandú único", "I2.1")
	for query, want := range map[string]int{
		"?texto=NANDU+unico": 1, "?texto=nandu&objetivo=O2": 1, "?indicador=I2.1&texto=nandu": 1, "?texto=nandu&objetivo=O1": 0, "?indicador=X": 0,
		"?texto=%25": 0, "?texto='": 0, "?objetivo=%22%3E": 0, "?estado=retirados": 0,
	} {
		a := d.get(base + query).is(200)
		if got := a.Find(".result-entry").Length(); got != want {
			t.Errorf("%s: %d results, want %d", query, got, want)
		}
		if want == 0 {
			a.says(".empty", "resultado").says(".empty a", "Ver")
		}
	}
	a := d.get(base+"?texto=nandu&objetivo=O2").holds("#resultados-texto", "nandu").says(".filters-result", "1 resultado").says("#resultados-objetivo [selected]", "O2")
	a.says(".filters a", "Quitar filtros")
	d.get(base + "?pagina=2").is(404)
	d.get(base + "?pagina=99999999999999999999").is(200)
}

func TestListIsPaged(t *testing.T) {
	d := open(t)
	for n := range pageSize {
		d.create(fmt.Sprintf("Paginado %d", n), "I1.1")
	}
	all := d.count("results") - countOf(t, d, other)
	a := d.get(base).is(200).says(".pagination", "Siguiente")
	if got := a.Find(".result-entry").Length(); got != pageSize {
		t.Errorf("%d on the first page", got)
	}
	if got := d.get(base + "?pagina=2").is(200).Find(".result-entry").Length(); got != all-pageSize {
		t.Errorf("%d on the second page of %d", got, all)
	}
	if got := d.get(base + "?texto=paginado").Find(".pagination").Length(); got != 0 {
		t.Error("a page alone has no pages")
	}
}

// countOf counts the results of a plan by its list, which must fit on a page.
func countOf(t *testing.T, d *desk, list string) int {
	t.Helper()
	a := d.get(list).is(200)
	if a.Find(".pagination").Length() > 0 {
		t.Fatalf("%s has several pages", list)
	}
	return a.Find(".result-entry").Length()
}

func TestAPlanWithoutResultsSaysWhatToDo(t *testing.T) {
	d := open(t)
	_, err := d.pages.Results.Pool.Exec(t.Context(), `UPDATE results SET withdrawn_at = now(), withdraw_reason = 'x'`)
	if err != nil {
		t.Fatal(err)
	}
	d.get(base).is(200).says(".empty", "Todavía no hay resultados").says(".empty a", "Añadir el primero").lacks(".result-entry")
	d.as(access.Nobody)
	d.get(base).is(200).says(".empty", "Todavía no hay resultados").lacks(".empty a").lacks(".filters")
}

func TestWithdrawnResultsAreForThoseWhoMayRemember(t *testing.T) {
	d := open(t)
	path := d.create("Retirado por error", "I1.1")
	d.upload(path+"/ficheros", "KEYOFAWITHDRAWNFILE0", "acta.pdf", "%PDF-1.7\n").is(303)
	file := d.get(path).Find(".result-file").AttrOr("href", "")

	d.post(path+"/retirada", "version", "1", "reason", " ").is(422).says("#reason-error", "por qué")
	for _, reason := range []string{strings.Repeat("a", 1001), strings.Repeat("a", 100_000), "a\x00b", "a\u202eb"} {
		a := d.post(path+"/retirada", "version", "1", "reason", reason).is(422).says(".notice-error", "Hay algo que corregir")
		if a.Find("#retirada details[open] #reason-error").Length() != 1 {
			t.Errorf("reason %.20q: no message at the field, or it is folded away", reason)
		}
	}
	d.get(path).is(200).lacks(".notice-warning")
	d.post(path+"/retirada", "version", "7", "reason", "Mi motivo").is(409).holds("#reason", "Mi motivo").holds("#retirada [name=version]", "1")
	d.post(path+"/retirada", "version", "1", "reason", "Era un error").is(303)

	d.get(path+"?hecho=retirado").is(200).says(".notice-warning", "está retirado desde el 14/3/2026, 9:00", "Era un error").says(".notice-warning button", "Recuperar").
		lacks("#retirada").lacks("#ficheros [type=file]").says("#historial", "Retiró un resultado")
	d.get(base).is(200)
	if strings.Contains(d.get(base).body, "Retirado por error") {
		t.Error("it is in the list")
	}
	d.get(base+"?estado=retirados").is(200).says(".result-entry", "Retirado por error", "Retirado: Era un error", "Recuperar")
	d.as(access.Director)
	d.get(base+"?estado=retirados").is(200).says(".result-entry", "Retirado por error").lacks(".result-entry form")
	d.get(path).is(200).lacks(".notice-warning form")
	for _, role := range []access.Role{access.Nobody, access.Staff} {
		d.as(role)
		d.get(path).is(404)
		d.get(file).is(404)
		if a := d.get(base + "?estado=retirados").is(200); strings.Contains(a.body, "Retirado por error") || a.Find("[name=estado]").Length() > 0 {
			t.Errorf("%q finds what was withdrawn", role)
		}
	}
	d.as(access.Technician)
	d.post(path+"/restauracion", "version", "1").is(409)
	d.post(path+"/restauracion", "version", "2").is(303)
	d.as(access.Nobody)
	d.get(path).is(200).says("h1", "Retirado por error")
	d.get(file).is(200)
}
