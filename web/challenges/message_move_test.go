package challenges

import (
	"strings"
	"testing"

	"hito/internal/challenge"
)

func TestAnAnswerMovesTheReto(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Named, challenge.Received)
	d.as("technician").get(path).counts("#conversacion select[name=a] option", 3).
		says("#conversacion select[name=a]", "Sigue «Recibido»", "Pasa a «En análisis»", "Pasa a «Descartado»")
	answer := []string{"clase", "respuesta", "desde", "received"}
	a := d.post(path+"/mensajes", append(answer, "a", "analysis", "text", "Lo miramos con Informática")...).is(303)
	if a.location != path+"?hecho=movido" {
		t.Errorf("goes on to %s", a.location)
	}
	d.get(a.location).says("[role=status]", "El estado ha cambiado").
		says("#conversacion .challenge-entry:last-child", "En análisis", "Lo miramos con Informática")
	if n := d.number(`SELECT count(*) FROM challenges WHERE state = 'analysis' AND answered_at IS NOT NULL`); n != 1 {
		t.Error("the reto has no first answer, or has not moved")
	}

	a = d.post(path+"/mensajes", append(answer, "a", "discarded", "text", "No sigue")...).is(409)
	a.says(".notice-warning", "ha cambiado de estado", "No sigue")
	a = d.post(path+"/mensajes", "clase", "respuesta", "desde", "analysis", "a", "discarded", "text", " ").is(422)
	a.says("#conversacion .field-error", "Escriba por qué se descarta").counts("select[name=a] option[value=discarded][selected]", 1).
		counts(`.notice-error a[href="#texto-respuesta"]`, 1)
	d.post(path+"/mensajes", "clase", "respuesta", "desde", "analysis", "a", "discarded", "text", strings.Repeat("a", 4001)).is(422).
		counts("#texto-respuesta[aria-invalid]", 1)
	for _, to := range []string{"pilot", "merged", "withdrawn", "nada"} {
		d.post(path+"/mensajes", "clase", "respuesta", "desde", "analysis", "a", to, "text", "Hola").is(422).
			counts("select#a[aria-invalid]", 1).says("#texto-respuesta", "Hola")
	}
	d.post(path+"/mensajes", "clase", "respuesta", "desde", "analysis", "a", "admitted", "text", "").is(303)
	a = d.post(path+"/mensajes", "clase", "respuesta", "desde", "admitted", "a", "project", "text", "Empieza").is(303)
	if a.location != path+"/proyecto" {
		t.Errorf("a project is planned at %s", a.location)
	}
}

func TestOnlyWhoMayMoveARetoAnswersSo(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Named, challenge.Analysis)
	d.as("assigned").get(path).counts("#texto-respuesta", 1).counts("select[name=a]", 0)
	d.post(path+"/mensajes", "clase", "respuesta", "desde", "analysis", "a", "admitted", "text", "Hola").is(403)
	d.as("author").get(path).counts("select[name=a]", 0)
	d.post(path+"/mensajes", "clase", "autor", "desde", "analysis", "a", "admitted", "text", "Hola").is(303)
	if n := d.number(`SELECT count(*) FROM challenges WHERE state = 'analysis'`); n != 1 {
		t.Error("an author has moved the reto")
	}
}
