package sheets

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/date"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestAWholeSheetIsSavedAtOnce(t *testing.T) {
	d := open(t)
	codes := d.get(sheetPath).Find("tr.values-row").Map(func(_ int, row *goquery.Selection) string { return row.AttrOr("data-code", "") })
	cells := make([]string, len(codes))
	for n, code := range codes {
		cells[n] = fmt.Sprintf("%s valor=%d", code, n)
	}
	before := d.count()
	answer := d.send(cells...).is(303)
	if got := d.count() - before; got != len(codes) {
		t.Fatalf("%d values were stored, want %d", got, len(codes))
	}
	if !strings.HasPrefix(answer.location, sheetPath+"?guardadas=") {
		t.Fatalf("leads to %q", answer.location)
	}
	p := d.get(answer.location).is(200)
	p.says("[role=status] .notice-success", fmt.Sprintf("Se han guardado %d valores.", len(codes)))
	p.counts(".values-saved", len(codes))
	p.says(".filters-result", "Todos los indicadores tienen valor a 14 de marzo de 2026")
	again := d.send(cells...).is(303)
	if again.location != answer.location || d.count()-before != len(codes) {
		t.Errorf("the same form leads to %q, and %d values were stored", again.location, d.count()-before)
	}
}

func TestGoodRowsAreSavedAndTheOthersKeepTheirText(t *testing.T) {
	d := open(t)
	form := []string{"I1.1 valor=7", "I1.1 comentario=Bien", "I2.1 valor=doce", "I2.1 resultado=Guía", "I1.2 comentario=Sin valor", "I3.1 valor=1.234"}
	first := d.send(form...).is(422)
	check := func(p got) {
		t.Helper()
		p.says(".notice-warning", "Se ha guardado 1 fila; 3 tienen algo que corregir.")
		p.says("[role=alert]", "I2.1, valor nuevo: No es un número", "I1.2, valor nuevo: Escriba un número", "I3.1, valor nuevo: ¿1234 o 1,234?")
		p.says("title", "Error: ")
		p.says("tr[data-code='I1.1'] .values-saved", "Guardado: 7,0", "14/3/2026")
		p.holds(valueField.of(d.id("I1.1")), "")
		p.holds(commentField.of(d.id("I1.1")), "")
		p.holds(valueField.of(d.id("I2.1")), "doce")
		p.holds(resultField.of(d.id("I2.1")), "Guía")
		p.holds(commentField.of(d.id("I1.2")), "Sin valor")
		p.says("[data-count]", "3 filas sin guardar · 3 con errores")
		id := valueField.of(d.id("I2.1"))
		p.counts("[role=alert] a[href='#"+id+"']", 1)
		p.counts("[id='"+id+"'][aria-invalid=true][aria-describedby='"+id+"-error']", 1)
		p.counts("[id='"+id+"-error']", 1)
	}
	check(first)
	if got := d.on("I1.1", day); got != "7 (1)" {
		t.Errorf("I1.1 has %q", got)
	}
	stored := d.count()
	check(d.send(form...).is(422))
	if d.count() != stored {
		t.Error("the same form was stored twice")
	}
}

func TestWhatIsThereAlreadyIsCorrectedWithAReason(t *testing.T) {
	d := open(t)
	d.send("I1.1 valor=12").is(303)
	id := d.id("I1.1")
	p := d.send("I1.1 valor=13").is(422)
	p.says("[id='aviso-"+idOf(row{ID: id})+"']", "El 14/3/2026 ya tiene 12,0, registrado por Técnica (demostración) el 14/3/2026, 9:00.", "escriba el motivo")
	p.says("label[for='"+reasonField.of(id)+"']", "Motivo de la corrección")
	p.holds(valueField.of(id), "13")
	basis := p.Find("input[name='"+basisField.of(id)+"']").AttrOr("value", "")
	if basis != "2026-03-14.1" || d.on("I1.1", day) != "12 (1)" {
		t.Fatalf("basis %q, stored %q", basis, d.on("I1.1", day))
	}
	blank := d.send("I1.1 valor=13", "I1.1 base="+basis).is(422)
	blank.says("[id='"+reasonField.of(id)+"-error']", "Escriba por qué se corrige el valor.")
	d.send("I1.1 valor=13", "I1.1 motivo=Se contó mal", "I1.1 base="+basis).is(303)
	if got := d.on("I1.1", day); got != "13 (2)" {
		t.Errorf("I1.1 has %q", got)
	}
	stale := d.send("I1.1 valor=14", "I1.1 motivo=Otra vez", "I1.1 base="+basis).is(422)
	stale.says(".values-notes", "ya tiene 13,0")
	stale.holds(reasonField.of(id), "Otra vez")
	same := d.send("I1.1 valor=13", "I1.1 motivo=Igual", "I1.1 base=2026-03-14.2").is(422)
	same.says(".values-notes", "Ya consta así")
	other := d.send("I1.1 valor=5", "I1.1 fecha=13/3/2026", "I1.1 motivo=Nada", "I1.1 base=2026-03-14.2").is(303) // the basis is of another day
	if got := d.on("I1.1", day-1); got != "5 (1)" {
		t.Errorf("the day before has %q, after %q", got, other.location)
	}
	for _, tampered := range []string{"2026-03-14.7", "x", "2026-03-14.-1", "2026-03-14.2.1"} {
		d.send("I1.1 valor=99", "I1.1 motivo=x", "I1.1 base="+tampered).is(422)
	}
	if got := d.on("I1.1", day); got != "13 (2)" {
		t.Errorf("I1.1 has %q", got)
	}
}

func TestAWithdrawnValueIsRecordedAgainWithAReason(t *testing.T) {
	d := open(t)
	d.send("I1.1 valor=12").is(303)
	d.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, reason)
		SELECT plan_id, id, $2, 2, NULL, 'No era' FROM indicators WHERE id = $1`, d.id("I1.1"), day)
	d.get(sheetPath+"?ver=pendientes").counts("tr[data-code='I1.1']", 1)
	d.send("I1.1 valor=13").is(422).says(".values-notes", "El valor del 14/3/2026 se retiró", "escriba el motivo")
	d.send("I1.1 valor=13", "I1.1 motivo=Sí era", "I1.1 base=2026-03-14.2").is(303)
	if got := d.on("I1.1", day); got != "13 (3)" {
		t.Errorf("I1.1 has %q", got)
	}
}

func TestCheckingSavesNothing(t *testing.T) {
	d := open(t)
	before := d.count()
	form := d.typed("I1.1 valor=7", "I2.1 valor=doce")
	form.Set("accion", "comprobar")
	p := d.do("POST", sheetPath, form).is(200)
	p.says(".notice-warning", "Hay 1 fila lista para guardar; 1 tiene algo que corregir. Todavía no se ha guardado nada.")
	p.says("tr[data-code='I1.1'] [data-new]", "%")
	p.holds(valueField.of(d.id("I1.1")), "7")
	p.counts("tr[data-code='I1.1'] [data-new-block]:not([hidden])", 1)
	p.counts("tr[data-code='I2.1'] [data-new-block]:not([hidden])", 0)
	if d.count() != before {
		t.Error("something was stored")
	}
	d.send().is(422).says(".notice-warning", "No había nada que guardar")
}

func TestTheRowIsCheckedWhileItIsTyped(t *testing.T) {
	d := open(t)
	ask := func(code, value, on string) (live liveRow) {
		t.Helper()
		answer := d.get(sheetPath + fmt.Sprintf("/fila?indicador=%d&valor=%s&fecha=%s", d.id(code), value, on)).is(200)
		if answer.header.Get("Cache-Control") != "no-store" || answer.header.Get("Content-Type") != "application/json" {
			t.Errorf("headers %v", answer.header)
		}
		if err := json.Unmarshal([]byte(answer.body), &live); err != nil {
			t.Fatal(err)
		}
		return live
	}
	fine := ask("I1.1", "7", "14/3/2026")
	form := d.typed("I1.1 valor=7")
	form.Set("accion", "comprobar")
	whole := d.do("POST", sheetPath, form).is(200).Find("tr[data-code='I1.1']")
	if shown := pagetest.Text(whole.Find("[data-new]")); fine.Progress == "" || pagetest.Text(whole.Find("[data-expected]")) != plain(fine.Expected) || plain(fine.Progress) != shown {
		t.Errorf("while typing %+v, when checked %q", fine, shown)
	}
	if whole.Find(".badge-"+fine.Status).Length() != 1 || pagetest.Text(whole.Find(".badge")) != fine.Word || len(fine.Errors) != 0 {
		t.Errorf("status %q %q", fine.Status, fine.Word)
	}
	if wrong := ask("I1.1", "x", "31/2/2026"); wrong.Progress != "" || !strings.Contains(wrong.Errors["valor"], "No es un número") || !strings.Contains(wrong.Errors["fecha"], "no existe") {
		t.Errorf("got %+v", wrong)
	}
	d.send("I1.1 valor=7").is(303)
	if clash := ask("I1.1", "8", "14/3/2026"); !strings.Contains(clash.Clash, "ya tiene 7") || clash.Basis != "2026-03-14.1" || clash.Progress == "" {
		t.Errorf("got %+v", clash)
	}
	for query, want := range map[string]int{"": 404, "?indicador=x": 404, "?indicador=999999&valor=1": 404} {
		d.get(sheetPath + "/fila" + query).is(want)
	}
}

// plain has the spaces of a text as pagetest reads them.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestAResultOfThePlanIsNamedAgain(t *testing.T) {
	d := open(t)
	var title string
	err := d.pool.QueryRow(t.Context(), `
		SELECT r.title FROM results r JOIN plans p ON p.id = r.plan_id WHERE p.slug = 'plan-de-ejemplo' AND r.achieved_on < $1 ORDER BY r.id LIMIT 1`, day).Scan(&title)
	if err != nil {
		t.Fatal(err)
	}
	d.get(sheetPath).counts("datalist option[value='"+title+"']", 1)
	results := func() (n int) {
		t.Helper()
		if err := d.pool.QueryRow(t.Context(), `SELECT count(*) FROM results`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := results()
	d.send("I1.1 valor=7", "I1.1 resultado="+title, "I2.1 valor=1", "I2.1 resultado=Guía nueva", "I1.2 valor=1", "I1.2 resultado=Guía nueva").is(303)
	if got := results() - before; got != 1 {
		t.Errorf("%d results were added, want one that serves two indicators", got)
	}
}

// bad are cells that no sheet takes, with what their field says.
var bad = []struct{ name, value, message string }{
	{"valor", " ", "Escriba un número"}, {"valor", "doce", "No es un número"}, {"valor", "NaN", "No es un número"}, {"valor", "1e400", "No es un número"},
	{"valor", "Infinity", "No es un número"}, {"valor", strings.Repeat("9", 40), "demasiado grande"}, {"valor", "1.234", "¿1234 o 1,234?"}, {"valor", "1,55", "1 decimal como mucho"},
	{"valor", "5\x00", "No es un número"}, {"valor", "5\x1b", "No es un número"}, {"valor", "\u202e5", "No es un número"}, {"valor", strings.Repeat("7", 100_000), "No es un número"},
	{"fecha", "", "Escriba una fecha"}, {"fecha", "ayer", "No es una fecha"}, {"fecha", "31/2/2026", "no existe"}, {"fecha", "1/1/0001", "1900"}, {"fecha", "1/1/9999", "1900"},
	{"fecha", "1/1/26", "cuatro cifras"}, {"fecha", "15/3/2026", "posterior a la de hoy"}, {"fecha", "1/1/2026\x00", "No es una fecha"}, {"fecha", strings.Repeat("1", 100_000), "No es una fecha"},
	{"resultado", "a\x00b", "no se ven"}, {"resultado", "a\u202eb", "no se ven"}, {"resultado", strings.Repeat("ñ", 1001), "1000 caracteres"}, {"resultado", strings.Repeat("x", 100_000), "1000 caracteres"},
	{"comentario", "a\x00b", "no se ven"}, {"comentario", "a\u202eb", "no se ven"}, {"comentario", strings.Repeat("ñ", 4001), "4000 caracteres"}, {"comentario", strings.Repeat("x", 100_000), "4000 caracteres"},
	{"motivo", "a\x00b", "no se ven"}, {"motivo", "a\u202eb", "no se ven"}, {"motivo", strings.Repeat("ñ", 1001), "1000 caracteres"}, {"motivo", strings.Repeat("x", 100_000), "1000 caracteres"},
}

func TestBadCellsAreToldAtTheirFieldAndTheirRowIsNotStored(t *testing.T) {
	d := open(t)
	d.send("I1.1 valor=4", "I1.1 fecha=13/3/2026").is(303)
	before := d.count()
	id := d.id("I1.1")
	for n, c := range bad {
		cells := []string{"I1.1 valor=5", "I1.1 comentario=algo", "I1.1 fecha=13/3/2026", "I1.1 base=2026-03-13.1", "I1.1 motivo=Mal contado", "I1.1 " + c.name + "=" + c.value}
		form := d.typed(cells...)
		form.Set(ui.KeyField, fmt.Sprintf("KEY%023d", n))
		p := d.do("POST", sheetPath, form)
		if p.status != 422 {
			t.Errorf("%s %.40q answers %d", c.name, c.value, p.status)
			continue
		}
		cell := fmt.Sprintf("%s-%d", c.name, id)
		p.says("[id='"+cell+"-error']", c.message)
		p.counts("[role=alert] a[href='#"+cell+"']", 1)
		p.counts("[id='"+cell+"'][aria-invalid=true]", 1)
		if !strings.Contains(c.value, "\x00") { // which no page can show
			p.holds(cell, c.value)
		}
		if d.count() != before {
			t.Errorf("%s %.40q was stored", c.name, c.value)
			before = d.count()
		}
	}
	for _, value := range []string{"-0", "−0", "+5", "1234", "1 234", "12.345.678"} {
		form := d.typed("I1.1 valor=" + value)
		form.Set("accion", "comprobar")
		d.do("POST", sheetPath, form).is(200).counts("[role=alert]", 0)
	}
}

func TestRowsOfNobodyAreRefused(t *testing.T) {
	d := open(t)
	before := d.count()
	form := d.typed("I1.1 valor=5")
	form.Set("valor-x", "5")
	d.do("POST", sheetPath, form).is(400)
	var elsewhere int64
	err := d.pool.QueryRow(t.Context(), `SELECT max(i.id) FROM indicators i JOIN plans p ON p.id = i.plan_id WHERE p.slug <> 'plan-de-ejemplo'`).Scan(&elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	form = d.typed()
	form.Set(valueField.of(elsewhere), "5")
	d.do("POST", sheetPath, form).is(422).says("[role=alert]", "Un indicador ya no está en el plan. Había escrito: «5»")
	d.do("POST", "/planes/nadie/hoja", d.typed("I1.1 valor=5")).is(404)
	d.exec(`UPDATE indicators SET cancelled_on = '2026-03-01', cancel_reason = 'Ya no' WHERE id = $1`, d.id("I1.1"))
	d.get(sheetPath).counts("tr[data-code='I1.1']", 0)
	d.send("I1.1 valor=5").is(422)
	if d.count() != before {
		t.Error("something was stored")
	}
	d.send("I1.1 valor=5", "I1.1 fecha=28/2/2026")
	d.exec(`UPDATE objectives SET cancelled_on = '2026-01-01', cancel_reason = 'Ya no' WHERE code = 'O2'`)
	d.send("I2.1 valor=5").is(422)
	d.get(sheetPath).counts("tr[data-code='I2.1']", 0)
}

func TestASheetOf500RowsIsOneTransactionOfFewStatements(t *testing.T) {
	d := open(t)
	d.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target)
		SELECT o.plan_id, o.id, 1000 + n, 'N' || n, 'Nuevo ' || n, 10
		  FROM objectives o
		  JOIN plans p ON p.id = o.plan_id AND p.slug = 'plan-de-ejemplo', generate_series(1, 500) n
		 WHERE o.code = 'O1'`)
	base := d.id("N1")
	fill := func(n int) (sent int32) {
		t.Helper()
		form := d.typed()
		for k := range n {
			id := base + int64(k)
			form.Set(valueField.of(id), fmt.Sprint(k%10))
			form.Set(dateField.of(id), ui.ShortDate(day-date.Date(n)))
			form.Set(resultField.of(id), fmt.Sprintf("Resultado %d", k%7))
		}
		d.sent.n.Store(0)
		d.do("POST", sheetPath, form).is(303)
		return d.sent.n.Load()
	}
	fill(1)
	before := d.count()
	few := fill(2)
	many := fill(500)
	if few != many || many > 15 {
		t.Errorf("%d statements for 2 rows, %d for 500", few, many)
	}
	if got := d.count() - before; got != 502 {
		t.Errorf("%d values were stored", got)
	}
}

// A failure at the very end leaves nothing.
func TestAllOfASheetOrNothing(t *testing.T) {
	d := open(t)
	before := d.count()
	broken := d
	broken.origin.RequestID = "\x00" // which the audit cannot write
	if answer := broken.send("I1.1 valor=5", "I2.1 valor=6"); answer.status < 400 || d.count() != before {
		t.Errorf("status %d, %d values more", answer.status, d.count()-before)
	}
	d.send("I1.1 valor=5", "I2.1 valor=6").is(303)
	if d.count() != before+2 {
		t.Error("the same form cannot be sent again")
	}
}
