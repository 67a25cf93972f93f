package challenges

import (
	"strings"
	"testing"

	"hito/internal/challenge"
)

func TestItsAuthorWithdrawsIt(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Anonymous, challenge.Analysis)
	d.as("secret").get(secretPath).says(".challenge-own .confirm", "no se puede deshacer").counts(".challenge-own a", 0)
	d.post(secretPath+"/retirada", "reason", strings.Repeat("a", 1001)).is(422).counts(".confirm[open] #reason[aria-invalid]", 1)
	d.as("technician").post(path+"/retirada", "reason", "").is(403)
	if a := d.as("secret").post(secretPath+"/retirada", "reason", "Ya no hace falta").is(303); a.location != secretPath+"?hecho=retirado" {
		t.Errorf("goes on to %s", a.location)
	}
	d.get(secretPath).says("#conversacion", "Retirado", "Ya no hace falta").counts(".challenge-own", 0).counts("#conversacion form", 0)
	d.post(secretPath+"/retirada", "reason", "Otra vez").is(409).says(".notice-warning", "ya no se puede retirar", "Otra vez")
	d.as("technician").get(path).says("#conversacion", theAuthor, "Ya no hace falta")
}

func fieldsOf(pairs ...string) []string {
	return append([]string{
		"version", "1", "title", "Otro título", "problem", "Otro problema", "affects", "Personas mayores", "affected", "120", "evidence", "", "tried", "",
		"idea", "", "urgency", "normal", "urgency_reason", "",
	}, pairs...)
}

func TestItsAuthorCorrectsIt(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Confidential, challenge.Received)
	d.as("author").get(path+"/editar").is(200).says("h1", "Corregir el reto").counts("#title[value='Citas por teléfono']", 1).counts("#area", 0)
	if a := d.post(path+"/editar", fieldsOf()...).is(303); a.location != path+"?hecho=corregido" {
		t.Errorf("goes on to %s", a.location)
	}
	d.get(path).says("h1", "Otro título").says("#reto", "Otro problema", "Personas mayores", "120")

	a := d.post(path+"/editar", fieldsOf("version", "2", "title", "", "affected", "muchas", "urgency", "high", "idea", "Lo que escribí")...).is(422)
	a.counts("#title[aria-invalid]", 1).counts("#affected[aria-invalid][value=muchas]", 1).counts("#urgency_reason[aria-invalid]", 1).says("#idea", "Lo que escribí")
	a.counts(`.notice-error a[href="#title"]`, 1).counts(`input[name=version][value="2"]`, 1)

	a = d.post(path+"/editar", fieldsOf("title", "De la otra pestaña")...).is(409)
	a.says(".conflict", "Otro título", "De la otra pestaña").counts("#title[value='De la otra pestaña']", 1).counts(`input[name=version][value="2"]`, 1).
		silent("its author", "La persona")
	d.exec(`UPDATE challenges SET state = 'analysis'`)
	d.post(path+"/editar", fieldsOf("version", "2", "idea", "Lo que escribí")...).is(409).
		says(".notice-warning", "ya no se puede corregir").says("#idea", "Lo que escribí").counts("main button", 0)
	d.get(path+"/editar").is(409).says("main", "ya no se puede corregir")
	d.post(path+"/editar", fieldsOf("version", "x")...).is(400)
}

func TestOnlyItsAuthorCorrectsIt(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Anonymous, challenge.Received)
	for who, want := range map[string]int{"technician": 403, "director": 403, "assigned": 403, "colleague": 403, "admin": 404, "stranger": 404, "visitor": 404} {
		d.as(who).get(path + "/editar").is(want)
		d.post(path+"/editar", fieldsOf()...).is(want)
	}
	d.as("secret").get(secretPath+"/editar").is(200).counts("meta[name=referrer]", 1).counts("form[action='"+secretPath+"/editar']", 1)
	d.post(secretPath+"/editar", fieldsOf("privacy", "named", "unit", "1", "contact_email", "otra@ejemplo.es")...).is(303)
	if n := d.number(`SELECT count(*) FROM challenges WHERE title = 'Otro título' AND privacy = 'anonymous' AND contact_email = $1`, canaryContact); n != 1 {
		t.Error("more than its words was changed")
	}
}
