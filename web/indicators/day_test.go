package indicators_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/ui"
)

const october = waiting + "/valores/2026-10-31"

func TestTheDayShowsEveryRevision(t *testing.T) {
	d := sit(t, access.Technician)
	p := d.get(october).is(200)
	p.says("h1", "Valor del 31 de octubre de 2026")
	p.holds("#value", "19")
	p.holds("#registro [name=version]", "1")
	p.count("#measured_on, #result_title", 0)
	d.post(october, "value", "18,5", "comment", "Revisado", "version", "1", "reason", "Faltaba una semana").leads(waiting+"?hecho=corregido").
		says("[role=status]", "El valor se ha corregido; el anterior queda en el historial.", "67,50 %")
	p = d.get(october).is(200)
	p.count("#revisiones li", 2)
	p.says("#revisiones li:first-child", "18,5 días", "lo que vale", "Revisado", "Motivo: Faltaba una semana", "21/11/2026, 9:00", "Técnica (demostración)")
	p.says("#revisiones li:last-child", "19,0 días")
	p.holds("#comment", "Revisado")
	p.holds("#reason", "")
}

func TestACorrectionThatChangesNothingIsRefused(t *testing.T) {
	d := sit(t, access.Technician)
	before := d.written()
	d.post(october, "value", "19,0", "version", "1", "reason", "Nada").is(422).says("#value-error", "Ya consta así")
	for reason, message := range map[string]string{"": "Escriba por qué", "\n": "Escriba por qué", strings.Repeat("ñ", 1001): "1000 caracteres", "a\x00b": "", "a\u202eb": "no se ven"} {
		p := d.post(october, "value", "18", "version", "1", "reason", reason).is(422)
		p.says("#reason-error", message)
		p.holds("#value", "18")
		w := d.post(october+"/retirada", "version", "1", "reason", reason).is(422)
		w.says("#retirada-reason-error", message)
		w.count("details.confirm[open]", 1)
		w.count("[role=alert] a[href='#retirada-reason']", 1)
	}
	for _, version := range []string{"", "0", "-1", "x", "99999999999999999999"} {
		d.post(october, "value", "18", "version", version, "reason", "x").is(400)
		d.post(october+"/retirada", "version", version, "reason", "x").is(400)
	}
	if after := d.written(); after != before {
		t.Errorf("%d rows were written", after-before)
	}
}

func TestTheSecondToCorrectIsToldWhoWasFirst(t *testing.T) {
	d := sit(t, access.Technician)
	d.post(october, "value", "18", "comment", "De la otra persona", "version", "1", "reason", "Primero").is(303)
	p := d.post(october, "value", "17", "comment", "Lo mío", "version", "1", "reason", "Segundo").is(409)
	p.says(".conflict", "Técnica (demostración)", "18,0 días", "17", "De la otra persona", "Lo mío")
	p.holds("#value", "17")
	p.holds("#comment", "Lo mío")
	p.holds("#reason", "Segundo")
	p.holds("#registro [name=version]", "2")
	d.post(october, "value", "17", "comment", "Lo mío", "version", "2", "version_on", "2026-10-31", "reason", "Segundo").is(303)
	w := d.post(october+"/retirada", "version", "1", "reason", "Ya no").is(409)
	w.says(".conflict", "retirarlo", "17,0 días")
	w.holds("#retirada-reason", "Ya no")
	w.holds("form[action$=retirada] [name=version]", "3")
}

func TestAWithdrawnValueGivesWayToTheOneBefore(t *testing.T) {
	d := sit(t, access.Technician)
	sent := []string{ui.KeyField, rand.Text(), "version", "1", "reason", "Era de otro indicador"}
	p := d.post(october+"/retirada", sent...).leads(waiting + "?hecho=retirado")
	p.says("[role=status]", "El valor se ha retirado", "58,50 %")
	p.says(".headline-value", "58,50 %")
	row := "#valores tbody tr:first-child"
	p.says(row, "31/10/2026", "retirado", "Motivo: Era de otro indicador", "Era 19,0 días")
	p.says("#valores tbody tr:nth-child(2)", "20,3 días", "58,50 %")
	before := d.written()
	d.post(october+"/retirada", sent...).is(303)
	if after := d.written(); after != before {
		t.Errorf("the repeat wrote %d rows", after-before)
	}
	day := d.get(october).is(200)
	day.says("#corregir h2", "Registrar de nuevo")
	day.count("form[action$=retirada]", 0)
	d.post(october, "value", "19", "version", "2", "reason", "Sí era de este").leads(waiting+"?hecho=corregido").says(row, "19,0 días", "Se había retirado")
}

func TestDaysThatAreNotThere(t *testing.T) {
	d := sit(t, access.Technician)
	for _, on := range []string{"2026-10-30", "2026-02-31", "ayer", "0001-01-01", "9999-12-31", "2200-12-31", "%00", "31-10-2026"} {
		d.get(waiting + "/valores/" + on).is(404)
	}
	d.post(waiting+"/valores/ayer", "value", "1", "version", "1", "reason", "x").is(404)
	d.post(waiting+"/valores/ayer/retirada", "version", "1", "reason", "x").is(404)
	d.get(example + "/NO/valores/2026-10-31").is(404)
	d.post(example+"/NO/valores", "value", "1", "measured_on", "2026-10-31").is(404)
	d.post("/planes/no-existe/indicadores/I1.1/valores", "value", "1", "measured_on", "2026-10-31").is(404)
	d.as(access.Staff).get(october).is(200)
	d.as(access.Staff).get(others + "/valores/2026-10-31").is(403)
}
