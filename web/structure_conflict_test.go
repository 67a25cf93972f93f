package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"hito/internal/access"
)

// other is a second technician on the same site.
func (b bench) other() bench {
	b.Helper()
	b.exec(`
		INSERT INTO users (email, name, role)
		VALUES ('otra@demo.example', 'Otra Técnica', 'technician')
		ON CONFLICT DO NOTHING`)
	v := b.site.visitor(b.T, access.Technician)
	b.exec(`UPDATE sessions SET user_id = (SELECT id FROM users WHERE email = 'otra@demo.example') WHERE id = (SELECT max(id) FROM sessions)`)
	return bench{b.T, b.site, v}
}

// Two technicians open the form of one objective; the second to save is told of the first, sees both versions, loses
// nothing, and may write over it knowingly.
func TestTwoTechniciansEditOneObjective(t *testing.T) {
	first := newBench(t)
	second := first.other()
	edit := example + "/objetivos/O1/editar"
	mine, theirs := second.get(edit).fields(edit), first.get(edit).fields(edit)
	// The first also gives it another code: the second's form leads to an address that is no more.
	first.post(edit, with(theirs, "code", "O1b", "title", "Lo que escribió la primera", "weight", "3")).is(303)
	clash := second.post(edit, with(mine, "title", "Lo que escribió la segunda")).is(409)
	clash.says(".conflict", "No se ha guardado", "Técnica", "Lo que escribió la primera", "Lo que escribió la segunda", "O1b", "Descartar lo mío")
	clash.counts(".conflict tbody tr", 3).counts(`.conflict a[href="`+example+`/objetivos/O1b/editar"]`, 1)
	again := example + "/objetivos/O1b/editar"
	typed := clash.fields(again)
	if typed.Get("title") != "Lo que escribió la segunda" || typed.Get("code") != "O1" || typed.Get("version") != "2" {
		t.Errorf("the form came back with %v", typed)
	}
	second.post(again, typed).leads(example + "/estructura?hecho=objetivo-guardado#o-O1")
	if n := first.count(`SELECT count(*) FROM objectives WHERE code = 'O1' AND title = 'Lo que escribió la segunda' AND version = 3`); n != 1 {
		t.Errorf("%d objectives", n)
	}
	events := first.count(`SELECT count(*) FROM audit_events WHERE object_type = 'objective' AND before::text LIKE '%Lo que escribió la primera%'`)
	if events != 1 {
		t.Errorf("%d events keep what the first wrote", events)
	}
}

func TestTwoTechniciansEditOneFramework(t *testing.T) {
	first := newBench(t)
	second := first.other()
	edit := example + "/marcos/GUIA/editar"
	mine, theirs := second.get(edit).fields(edit), first.get(edit).fields(edit)
	added := with(theirs)
	added["standard_code"][5], added["standard_title"][5] = "G6", "El sexto"
	first.post(edit, added).is(303)
	mine["standard_code"][5], mine["standard_title"][5] = "G7", "El séptimo"
	clash := second.post(edit, with(mine, "title", "Otro nombre")).is(409)
	clash.says(".conflict", "Otro nombre", "G7 El séptimo", "G6 El sexto")
	// Saving again keeps what both added.
	second.post(edit, clash.fields(edit)).is(303)
	if n := first.count(`SELECT count(*) FROM standards WHERE code IN ('G6', 'G7')`); n != 2 {
		t.Errorf("%d of the two new standards are there", n)
	}
}

func TestWhatWasTypedAboutSomethingGoneBecomesANewOne(t *testing.T) {
	first := newBench(t)
	second := first.other()
	first.post(example+"/lineas", url.Values{"code": {"L9"}, "title": {"Pasajera"}}).leads(example + "/estructura?hecho=linea-creada#l-L9")
	edit := example + "/lineas/L9/editar"
	mine := second.get(edit).fields(edit)
	remove := first.get(edit).says(".confirm", "Quitar la línea…", "desaparecerá").fields(example + "/lineas/L9/baja")
	first.post(example+"/lineas/L9/baja", remove).leads(example + "/estructura?hecho=linea-quitada#lineas")
	first.post(example+"/lineas/L9/baja", remove).leads(example + "/estructura?hecho=linea-quitada#lineas") // the same form twice
	p := second.post(edit, with(mine, "title", "Mi título")).is(409)
	p.says("[role=alert]", "Alguien lo ha quitado del plan", "si guarda, se añade de nuevo")
	second.post(example+"/lineas", p.fields(example+"/lineas")).is(303)
	if n := first.count(`SELECT count(*) FROM strategic_lines WHERE code = 'L9' AND title = 'Mi título'`); n != 1 {
		t.Errorf("%d lines", n)
	}
}

func TestAPlanClosedMeanwhileKeepsWhatWasTyped(t *testing.T) {
	b := newBench(t)
	for kind, code := range map[string]string{"lineas": "L1", "objetivos": "O1", "marcos": "GUIA"} {
		b.exec(`UPDATE plans SET state = 'active' WHERE slug = 'plan-de-ejemplo'`)
		edit := example + "/" + kind + "/" + code + "/editar"
		typed := b.get(edit).fields(edit)
		b.exec(`UPDATE plans SET state = 'closed' WHERE slug = 'plan-de-ejemplo'`)
		p := b.post(edit, with(typed, "title", "Escrito a destiempo")).is(409)
		p.says("[role=alert]", "El plan está cerrado")
		if got := p.fields(edit).Get("title"); got != "Escrito a destiempo" {
			t.Errorf("%s came back as %q", kind, got)
		}
	}
}

func TestCancelAndRestore(t *testing.T) {
	b := newBench(t)
	edit := example + "/objetivos/O1/editar"
	page := b.get(edit)
	page.says(".confirm", "Anular…", "Deja de contar en las medias desde la fecha que indique, con sus", "indicadores")
	typed := page.fields(example + "/objetivos/O1/anulacion")
	if typed.Get("cancelled_on") != "2026-11-21" {
		t.Errorf("the day proposed is %q", typed.Get("cancelled_on"))
	}
	b.post(example+"/objetivos/O1/anulacion", with(typed, "cancelled_on", "31/2/2026", "cancel_reason", "R")).is(422).counts(".confirm[open]", 1)
	typed.Del("clave_envio")
	b.post(example+"/objetivos/O1/anulacion", with(typed, "cancelled_on", "2/11/2026", "cancel_reason", "Falta de local")).
		leads(example + "/estructura?hecho=objetivo-anulado#o-O1")
	b.get(example+"/estructura").says(`[id="o-O1"] .outline-cancelled`, "2/11/2026", "Falta de local")
	b.get(example+"/objetivos/O1").says(".notice", "2 de noviembre de 2026", "Falta de local")
	b.post(example+"/objetivos/O1/anulacion", with(typed, "cancel_reason", "Otra vez", "clave_envio", strings.Repeat("K", 26))).is(409).
		says("[role=alert]", "alguien ha cambiado este objetivo")
	page = b.get(edit).counts(`form[action="`+example+`/objetivos/O1/anulacion"]`, 0)
	page.says("#vida", "Anulado desde el 2 de noviembre de 2026", "Falta de local")
	restore := page.fields(example + "/objetivos/O1/restauracion")
	for range 2 {
		b.post(example+"/objetivos/O1/restauracion", restore).leads(example + "/estructura?hecho=objetivo-recuperado#o-O1")
	}
	b.get(edit).says("#historial", "Recuperó un objetivo anulado", "Falta de local", "2/11/2026")
	if n := b.count(`SELECT count(*) FROM audit_events WHERE action IN ('objective.cancel', 'objective.restore')`); n != 2 {
		t.Errorf("%d events, want one of each", n)
	}
}

func TestOnlyWhatNothingDependsOnIsTakenAway(t *testing.T) {
	b := newBench(t)
	b.get(example+"/lineas/L1/editar").counts(`form[action$="/baja"]`, 0).says("#uso", "O1", "no se puede quitar")
	b.get(example+"/objetivos/O1/editar").counts(`form[action$="/baja"]`, 0)
	for kind, table := range map[string]string{"lineas/L1": "strategic_lines", "objetivos/O1": "objectives"} {
		id := b.count(`SELECT x.id FROM `+table+` x JOIN plans p ON p.id = x.plan_id WHERE p.slug = 'plan-de-ejemplo' AND x.code = $1`, kind[strings.Index(kind, "/")+1:])
		fields := url.Values{"id": {strconv.Itoa(id)}, "version": {"1"}}
		b.post(example+"/"+kind+"/baja", fields).is(409).says("[role=alert]", "No se ha quitado")
		b.post(example+"/"+kind+"/baja", url.Values{"id": {strconv.Itoa(id)}, "version": {"7"}}).is(409).says("[role=alert]", "alguien")
		b.post(example+"/"+kind+"/baja", url.Values{"id": {"999999"}, "version": {"1"}}).is(404)
		for _, bad := range []string{"", "0", "x", "1.0"} {
			b.post(example+"/"+kind+"/baja", url.Values{"id": {strconv.Itoa(id)}, "version": {bad}}).is(400)
		}
	}
	edit := example + "/marcos/GUIA/editar"
	page := b.get(edit).says(".confirm", "Desaparecerá del plan con 5 estándares", "vínculos")
	b.post(example+"/marcos/GUIA/baja", page.fields(example+"/marcos/GUIA/baja")).leads(example + "/estructura?hecho=marco-quitado#marcos")
	b.get(edit).is(404)
}
