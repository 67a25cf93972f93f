package challenges

import (
	"strings"
	"testing"

	"hito/internal/challenge"
)

func TestAConversationIsHeld(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Named, challenge.Waiting)
	a := d.as("author").post(path+"/mensajes", "clase", "autor", "text", "En el norte\r\ny en el sur").is(303)
	if a.location != path+"?hecho=informado#conversacion" {
		t.Errorf("goes on to %s", a.location)
	}
	d.get(path+"?hecho=informado").says("[role=status]", "Lo leerán quienes gestionan el reto").
		says(".challenge-entry-author", "Usted", "Información añadida", "En el norte y en el sur").
		says("#conversacion .challenge-entry:last-child", "En análisis")
	d.as("assigned").post(path+"/mensajes", "clase", "respuesta", "text", "<script>alert(1)</script>").is(303)
	d.get(path+"?hecho=respondido").says(".challenge-entry-answer", "La persona assigned", "<script>alert(1)</script>").counts("main script", 0)
	a = d.post(path+"/mensajes", "clase", "interno", "text", "Entre nosotras").is(303)
	if a.location != path+"?hecho=comentado#interno" {
		t.Errorf("goes on to %s", a.location)
	}
	d.get(path).says("#interno", "Solo para quienes gestionan el reto", "Entre nosotras")
	d.as("author").get(path).says(".challenge-entry-answer", "La persona assigned").silent("the author", "Entre nosotras")
}

func TestAnAnonymousAuthorConverses(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Anonymous, challenge.Analysis)
	d.as("technician") // who came by the code, and is its author then
	a := d.post(secretPath+"/mensajes", "clase", "autor", "text", "Desde aquí").is(303)
	if a.location != secretPath+"?hecho=informado#conversacion" || a.header.Get("Referrer-Policy") != "strict-origin" {
		t.Errorf("goes on to %s", a.location)
	}
	if n := d.number(`SELECT count(*) FROM submissions WHERE user_id IS NOT NULL`); n != 0 {
		t.Error("who sent it is kept")
	}
	d.as("technician").post(path+"/mensajes", "clase", "respuesta", "text", "Gracias").is(303)
	d.as("visitor").get(secretPath).says(".challenge-entry-answer", theTeam, "Gracias").silent("its author", "La persona technician")
	d.post(secretPath+"/mensajes", "clase", "respuesta", "text", "Hola").is(401)
	d.post(secretPath+"/mensajes", "clase", "interno", "text", "Hola").is(401)
	d.post(path+"/mensajes", "clase", "autor", "text", "Hola").is(404)
}

func TestAMessageThatIsNotTakenIsGivenBack(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Named, challenge.Analysis)
	for _, typed := range []string{"", " ", "a\u202eb", "a\x00b", strings.Repeat("a", 5001)} {
		for kind, who := range map[string]string{"autor": "author", "respuesta": "technician", "interno": "director"} {
			a := d.as(who).post(path+"/mensajes", "clase", kind, "text", typed).is(422)
			field := "#texto-" + kind
			a.counts(field+"[aria-invalid]", 1).counts(`.notice-error a[href="`+field+`"]`, 1)
			if got := a.Find(field).Text(); got != strings.ReplaceAll(typed, "\x00", "\ufffd") {
				t.Errorf("%q is given back as %q", typed, got)
			}
		}
	}
	for _, kind := range []string{"", "author", "AUTOR", "interno "} {
		d.post(path+"/mensajes", "clase", kind, "text", "Hola").is(400)
	}
	d.as("author").post(path+"/mensajes", "clase", "respuesta", "text", "Hola").is(403)
	d.as("colleague").post(path+"/mensajes", "clase", "autor", "text", "Hola").is(403)
	d.exec(`UPDATE challenges SET state = 'withdrawn'`)
	d.as("author").post(path+"/mensajes", "clase", "autor", "text", "Lo que escribí").is(409).
		says(".notice-warning", "ha cambiado de estado mientras tanto", "Lo que escribí").counts("#conversacion form", 0)
}
