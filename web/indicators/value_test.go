package indicators_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

const (
	waiting = example + "/I1.1" // days, with one decimal, of the unit of the demo's staff
	others  = example + "/I1.3" // of another unit
)

func TestAValueIsRecordedOnTheIndicatorsPage(t *testing.T) {
	d := sit(t, access.Technician)
	form := d.get(waiting).is(200)
	form.says("#registrar h2", "Registrar un valor")
	form.says("#value-ayuda", "19,0 días", "31/10/2026")
	form.says(".record-unit", "días")
	form.holds("#measured_on", "2026-11-21")
	form.count("#registro[action='"+waiting+"/valores'] [name=version][value='0']", 1)
	p := d.post(waiting+"/valores", "value", "17,5", "measured_on", "21/11/2026", "comment", "Refuerzo de otoño",
		"result_title", "Segunda agenda", "result_url", "https://ejemplo.org/agenda").leads(waiting + "?hecho=registrado")
	p.says("[role=status]", "El valor se ha registrado.", "El progreso del indicador es ahora 72,50 %: en plazo.")
	p.says(".headline-value", "72,50 %")
	p.says("#valores tbody tr:first-child", "21/11/2026", "17,5 días", "−1,5", "Refuerzo de otoño", "Técnica (demostración)", "21/11/2026, 9:00")
	p.says("#resultados li:last-child", "Segunda agenda", "21 de noviembre de 2026", "ejemplo.org")
	p.says("#historial li:first-child", "Registró un valor", "17,5")
	if got := p.Find("#valores tbody tr:first-child a").AttrOr("href", ""); got != waiting+"/valores/2026-11-21" {
		t.Errorf("it is corrected at %q", got)
	}
}

func TestADoubleSubmitRecordsOnce(t *testing.T) {
	d := sit(t, access.Technician)
	sent := []string{ui.KeyField, rand.Text(), "value", "17,5", "measured_on", "2026-11-21", "result_title", "Segunda agenda"}
	d.post(waiting+"/valores", sent...).is(303)
	before := d.written()
	d.post(waiting+"/valores", sent...).is(303)
	if after := d.written(); after != before {
		t.Errorf("the repeat wrote %d rows", after-before)
	}
}

// Whoever has a form open while codes are given anew records for the indicator that it was opened for.
func TestAValueFollowsItsIndicatorToAnotherCode(t *testing.T) {
	d := sit(t, access.Technician)
	form := d.get(waiting).is(200)
	of := form.Find("#registro [name=indicator]").AttrOr("value", "")
	for _, moved := range [][2]string{{"I1.1", "I1.9"}, {"I1.3", "I1.1"}} {
		_, err := d.pool.Exec(t.Context(), `
			UPDATE indicators
			   SET code = $2
			 WHERE code = $1 AND plan_id = (SELECT id FROM plans WHERE slug = 'plan-de-ejemplo')`, moved[0], moved[1])
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := d.post(waiting+"/valores", "indicator", of, "value", "mucho", "measured_on", "21/11/2026").is(422)
	refused.holds("#value", "mucho")
	refused.count("#registro[action='"+example+"/I1.9/valores'] [name=indicator][value='"+of+"']", 1)
	p := d.post(waiting+"/valores", "indicator", of, "value", "17,5", "measured_on", "21/11/2026").leads(example + "/I1.9?hecho=registrado")
	p.says("#valores tbody tr:first-child", "21/11/2026", "17,5 días")
	back := d.post(waiting+"/valores/2026-11-21/retirada", "indicator", of, "version", "1", "reason", "Era otro")
	back.leads(example + "/I1.9?hecho=retirado")
}

func TestADateThatHasAValueAsksForTheReason(t *testing.T) {
	d := sit(t, access.Technician)
	before := d.written()
	typed := []string{"value", "18", "measured_on", "31/10/2026", "comment", "Mi comentario", "result_title", "Mi resultado"}
	p := d.post(waiting+"/valores", typed...).is(409)
	p.says("[role=alert]", "No se ha guardado: el 31 de octubre de 2026 ya tiene un valor", "Es 19,0 días", "escriba el motivo")
	p.holds("#value", "18")
	p.holds("#comment", "Mi comentario")
	p.holds("#result_title", "Mi resultado")
	p.holds("#registro [name=version]", "1")
	p.holds("#registro [name=version_on]", "2026-10-31")
	p.count("#reason", 1)
	typed = append(typed, "version", "1", "version_on", "2026-10-31")
	d.post(waiting+"/valores", typed...).is(422).says("#reason-error", "Escriba por qué se corrige el valor.")
	if after := d.written(); after != before {
		t.Fatalf("%d rows were written meanwhile", after-before)
	}
	done := d.post(waiting+"/valores", append(typed, "reason", "Se contaron mal los festivos")...).leads(waiting + "?hecho=registrado")
	done.says("#valores tbody tr:first-child", "18,0 días", "Motivo: Se contaron mal los festivos", "Corrige 19,0 días, registrado el")
	// The same form with another date is of that date, which has none.
	d.post(waiting+"/valores", append(typed, "measured_on", "2026-11-02")...).is(303)
}

func TestValuesThatCannotBeReadAreRefusedAtTheirField(t *testing.T) {
	d := sit(t, access.Technician)
	cases := map[string]map[string]string{ // by field: what is typed, and part of the message
		"value": {
			"": "Escriba un número", "   ": "Escriba un número", "muchos": "No es un número", "NaN": "No es un número", "1e400": "No es un número", "Infinity": "No es un número",
			strings.Repeat("9", 40): "demasiado grande", "1.234": "¿1234 o 1,234?", "1,23": "Este indicador se mide con 1 decimal como mucho.",
			"12 %": "sin el signo %", "1\x002": "No es un número", "1\u202e2": "No es un número", "٣": "No es un número", "1\x072": "No es un número",
			strings.Repeat("1", 100_000): "", "=1+1": "No es un número", "--1": "No es un número", "<b>1</b>": "No es un número",
		},
		"measured_on": {
			"": "Escriba una fecha", "ayer": "No es una fecha", "31/02/2026": "", "0001-01-01": "entre 1900 y 2200", "9999-12-31": "entre 1900 y 2200",
			"22/11/2026": "posterior a la de hoy", "2026-11-20T10:00": "sin hora", "1/1/26": "cuatro cifras", "20\x0011-01": "No es una fecha", strings.Repeat("1", 100_000): "",
		},
		"comment":      {strings.Repeat("ñ", 4001): "4000 caracteres", "a\x00b": "", "a\u202eb": "no se ven", strings.Repeat("x", 100_000): "4000 caracteres"},
		"result_title": {strings.Repeat("ñ", 1001): "1000 caracteres", "a\x00b": "", "a\u200fb": "no se ven", strings.Repeat("x", 100_000): "1000 caracteres"},
		"result_on":    {"ayer": "No es una fecha", "30/02/2026": "", "0001-01-01": "entre 1900 y 2200", "9999-12-31": "entre 1900 y 2200", "2026-11-22": "posterior a la de hoy"},
		"result_url":   {"ejemplo.org": "dirección completa", "javascript:alert(1)": "dirección completa", "http://": "dirección completa", "https://a b": "dirección completa", "https://x/" + strings.Repeat("x", 2000): "2000 caracteres", "https://x/\x00": ""},
	}
	before := d.written()
	for field, typed := range cases {
		for text, message := range typed {
			fields := map[string]string{"value": "17,5", "measured_on": "2026-11-21", "result_title": "Resultado"}
			fields[field] = text
			var pairs []string
			for name, value := range fields {
				pairs = append(pairs, name, value)
			}
			p := d.post(waiting+"/valores", pairs...)
			if p.code != 422 {
				t.Errorf("%s %.40q: status %d", field, text, p.code)
				continue
			}
			p.says("#"+field+"-error", message)
			p.says("[role=alert] a[href='#"+field+"']", message)
			p.count("#"+field+"[aria-invalid=true]", 1)
			if len(text) < 1000 && !strings.ContainsAny(text, "\x00\x07") {
				p.holds("#"+field, text)
			}
		}
	}
	for _, pairs := range [][]string{{"result_on", "2026-11-01"}, {"result_url", "https://ejemplo.org"}} {
		pairs = append(pairs, "value", "17", "measured_on", "2026-11-21")
		d.post(waiting+"/valores", pairs...).is(422).says("#result_title-error", "Escriba el título del resultado")
	}
	if after := d.written(); after != before {
		t.Errorf("%d rows were written", after-before)
	}
}

func TestNumbersAreReadInSpanishAndPlain(t *testing.T) {
	d := sit(t, access.Technician)
	for day, c := range map[string][2]string{
		"2026-11-01": {"1.234,5", "1234,5 días"}, "2026-11-02": {"1234.5", "1234,5 días"}, "2026-11-03": {"-0", "0,0 días"}, "2026-11-04": {"−3", "−3,0 días"},
		"2026-11-05": {"12.0000", "12,0 días"}, "2026-11-06": {" 7 ", "7,0 días"},
	} {
		d.post(waiting+"/valores", "value", c[0], "measured_on", day).is(303)
		d.get(waiting+"/valores/"+day).is(200).says("#revisiones li:first-child", c[1])
	}
	d.post(example+"/I8.1/valores", "value", "93,5 %", "measured_on", "2026-11-21").is(303) // measured in percent
}

func TestWhoMayRecord(t *testing.T) {
	d := sit(t, access.Staff)
	for role, want := range map[access.Role][2]int{ // for the indicator of the staff's unit, and another's
		access.Technician: {303, 303}, access.Staff: {303, 403}, access.Director: {403, 403}, access.Admin: {403, 403}, access.Nobody: {401, 401},
	} {
		who := d.as(role)
		for n, at := range []string{waiting, others} {
			day := map[access.Role]string{access.Technician: "2026-11-01", access.Staff: "2026-11-02"}[role]
			if p := who.post(at+"/valores", "value", "9", "measured_on", cmp.Or(day, "2026-11-03")); p.code != want[n] {
				t.Errorf("%q at %s: status %d, want %d", role, at, p.code, want[n])
			}
			page := who.get(at).is(200)
			if shown := page.Find("#registro").Length() == 1; shown != (want[n] == 303) {
				t.Errorf("%q at %s: the form is shown: %v", role, at, shown)
			}
			if links := page.Find("#valores a[href*='/valores/']").Length() > 0; links != (want[n] == 303) {
				t.Errorf("%q at %s: links to correct: %v", role, at, links)
			}
		}
	}
}

func TestNamesAreForThoseWhoReadTheHistory(t *testing.T) {
	d := sit(t, access.Technician)
	const name = "Técnica (demostración)"
	d.post(waiting+"/valores", "value", "17", "measured_on", "2026-11-20").is(303)
	at := waiting + "/valores/2026-11-20"
	d.post(at, "value", "16", "version", "1", "reason", "Se contó mal").leads(waiting+"?hecho=corregido").says("#valores", name)
	d.get(at).is(200).says("#revisiones", name)
	d.as(access.Director).get(waiting).is(200).says("#valores", name)
	d.as(access.Admin).get(waiting).is(200).says("#historial", name)
	staff := d.as(access.Staff)
	clash := staff.post(waiting+"/valores", "value", "9", "measured_on", "2026-11-20").is(409)
	lost := staff.post(at, "value", "9", "version", "1", "reason", "Otra cosa").is(409)
	for _, p := range []answer{staff.get(waiting).is(200), staff.get(at).is(200), clash, lost} {
		if strings.Contains(p.Find("main").Text(), name) {
			t.Errorf("the staff is told who recorded a value: %s", pagetest.Text(p.Find("main")))
		}
		p.count("#historial", 0)
	}
	if p := d.as(access.Nobody).get(waiting).is(200); strings.Contains(p.Find("main").Text(), name) {
		t.Error("everybody is told who recorded a value")
	}
}

func (d desk) write(change func(context.Context, pgx.Tx) error) {
	d.Helper()
	if err := db.Tx(d.Context(), d.pool, func(tx pgx.Tx) error { return change(d.Context(), tx) }); err != nil {
		d.Fatal(err)
	}
}

func TestAClosedPlanIsReadOnly(t *testing.T) {
	d := sit(t, access.Technician)
	d.write(func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE plans SET state = 'closed'`)
		return err
	})
	before := d.written()
	p := d.get(waiting).is(200)
	p.says("#registrar", "El plan está cerrado: para cambiarlo hay que reabrirlo.")
	p.count("#registro, #valores a[href*='/valores/']", 0)
	day := d.get(waiting + "/valores/2026-10-31").is(200)
	day.says(".notice", "El plan está cerrado")
	day.says("#revisiones", "19,0 días")
	day.count("main form", 0)
	d.post(waiting+"/valores", "value", "9", "measured_on", "2026-11-20").is(403)
	d.post(waiting+"/valores/2026-10-31", "value", "9", "version", "1", "reason", "x").is(403)
	d.post(waiting+"/valores/2026-10-31/retirada", "version", "1", "reason", "x").is(403)
	if after := d.written(); after != before {
		t.Errorf("%d rows were written", after-before)
	}
}

func TestPastAndFrozenPagesOfferNoForm(t *testing.T) {
	d := sit(t, access.Technician)
	for _, query := range []string{"?fecha=2026-10-31", "?fecha=2026-12-31"} {
		p := d.get(waiting + query).is(200)
		p.count("#registrar, #valores a[href*='/valores/']", 0)
		d.get(example+query+"&editar=I1.1").is(200).count("#registro, .indicators-record", 0)
	}
	// A plan that is over shows what is frozen, and leads to today's data.
	over := d.get(montilla + "/I.1.1").is(200)
	over.count("#registro", 0)
	if got := over.Find("#registrar a").AttrOr("href", ""); got != montilla+"/I.1.1?fecha=2026-11-21#registrar" {
		t.Errorf("the panel leads to %q", got)
	}
	d.get(montilla+"/I.1.1?fecha=2026-11-21").is(200).count("#registro [name=fecha]", 1)
	p := d.post(montilla+"/I.1.1/valores", "value", "1", "measured_on", "2026-11-21", "fecha", "hoy").leads(montilla + "/I.1.1?hecho=registrado&fecha=2026-11-21")
	p.says("#valores tbody tr:first-child", "21/11/2026")
}

func TestCancelledIndicatorsTakeValuesOfBefore(t *testing.T) {
	d := sit(t, access.Technician)
	d.get(example+"/I6.3").is(200).says("#measured_on-ayuda", "Anterior al 12/2/2026")
	d.post(example+"/I6.3/valores", "value", "5", "measured_on", "2026-02-12").is(422).says("#measured_on-error", "El indicador está anulado desde esa fecha o antes")
	d.post(example+"/I6.3/valores", "value", "5", "measured_on", "2026-02-11").is(303)
}
