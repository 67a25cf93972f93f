package indicators_test

import (
	"testing"

	"hito/internal/access"
)

func TestAValueIsRecordedInTheList(t *testing.T) {
	d := sit(t, access.Technician)
	list := d.get(example + "?orden=codigo").is(200)
	link := list.Find("#i-I1\\.1 .indicators-record")
	if got, want := link.AttrOr("href", ""), example+"?editar=I1.1&orden=codigo#i-I1.1"; got != want {
		t.Fatalf("the row leads to %q, want %q", got, want)
	}
	list.count("#i-I6\\.3 .indicators-record", 0) // cancelled
	form := d.get(example + "?editar=I1.1&orden=codigo").is(200)
	form.count("#i-I1\\.1 + .indicators-form #registro", 1)
	form.count("#registro", 1)
	form.holds("#registro [name=volver]", "lista")
	form.holds("#registro [name=lista]", "orden=codigo")
	p := d.post(waiting+"/valores", "value", "18,5", "measured_on", "2026-11-21", "volver", "lista", "lista", "orden=codigo").is(303)
	if want := example + "?hecho=registrado&en=I1.1&orden=codigo#i-I1.1"; p.location != want {
		t.Fatalf("leads to %q, want %q", p.location, want)
	}
	d.get(p.location).is(200).says("[role=status]", "I1.1: El valor se ha registrado.", "67,50 %")
}

func TestARefusedRowStaysOpen(t *testing.T) {
	d := sit(t, access.Technician)
	back := []string{"volver", "lista", "lista", "unidad=Direcci%C3%B3n&pagina=1"}
	p := d.post(waiting+"/valores", append(back, "value", "dos", "measured_on", "2026-11-21", "comment", "Nota")...).is(422)
	p.says(".eyebrow", "Indicador I1.1") // its list does not have the indicator: its own page has the form
	p.holds("#value", "dos")
	back = []string{"volver", "lista", "lista", "objetivo=O1"}
	p = d.post(waiting+"/valores", append(back, "value", "dos", "measured_on", "2026-11-21", "comment", "Nota")...).is(422)
	p.says("h1", "Indicadores")
	p.count("#i-I1\\.1 + .indicators-form #value[aria-invalid=true]", 1)
	p.says("[role=alert]", "No es un número")
	p.holds("#value", "dos")
	p.holds("#comment", "Nota")
	p = d.post(waiting+"/valores", append(back, "value", "18", "measured_on", "2026-10-31")...).is(409)
	p.says("[role=alert]", "ya tiene un valor", "19,0 días")
	p.count("#registro #reason", 1)
	p.holds("#registro [name=lista]", "objetivo=O1")
}

func TestTheListLinksForThoseWhoMayRecord(t *testing.T) {
	d := sit(t, access.Staff)
	own := d.get(example).is(200).Find(".indicators-record").Length()
	all := d.as(access.Technician).get(example).is(200).Find(".indicators-record").Length()
	if own == 0 || own >= all {
		t.Errorf("the staff may record %d values from the list, the technician %d", own, all)
	}
	d.get(example+"?editar=I1.3").is(200).count("#registro", 0)
	d.as(access.Director).get(example).is(200).count(".indicators-record, tr[id]", 0)
	// A plan that is over: each row leads to today's list.
	if got := d.as(access.Technician).get(montilla).is(200).Find("#i-I\\.1\\.1 .indicators-record").AttrOr("href", ""); got != montilla+"?fecha=2026-11-21&editar=I.1.1#i-I.1.1" {
		t.Errorf("the row leads to %q", got)
	}
	d.get(montilla + "?fecha=2026-11-21&editar=I.1.1").is(200)
	d.as(access.Technician).get(montilla+"?fecha=2026-11-21&editar=I.1.1").is(200).count("#registro [name=fecha]", 1)
}
