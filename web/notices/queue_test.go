package notices

import (
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/ui/pagetest"
)

func TestTheQueueIsForAdministrators(t *testing.T) {
	d := open(t)
	for _, role := range []access.Role{access.Staff, access.Technician, access.Director} {
		d.as(role).get(queuePath).is(403)
		d.post(queuePath+"/1/reintento", "version", "1").is(403)
		d.post(queuePath+"/1/descarte", "version", "1").is(403)
	}
	d.as(access.Nobody).get(queuePath).is(401)
	d.as(access.Admin).get(queuePath).is(200).says("#decidir", "No hay nada que decidir").says("#cola", "En espera").count(".notice-info", 0)
	d.pages.Mail = false
	d.get(queuePath).is(200).says(".notice-info", "No hay servidor de correo")
}

// stuck leaves three e-mails to decide on: to a confidential author, to a technician, and to a contact.
func (d *desk) stuck() {
	d.Helper()
	d.tell(1)
	d.as(access.Technician).tell(1)
	d.exec(`INSERT INTO challenges (code, privacy, title, problem, secret_digest, contact_email, state_since, submitted_at, submitted_on, answer_due_on)
		VALUES ('DDDDDDDDDDDDDDD', 'anonymous', 'Otro reto', 'P', decode(repeat('ab', 32), 'hex'), 'contacto@example.org', now(), now(), '2026-03-01', '2026-04-01')`)
	d.exec(`INSERT INTO mails (challenge_id, message_id, subject, body, html, queued_at, changed_at)
		SELECT id, 'M', 'Asunto secreto', 'B', 'H', now(), now() FROM challenges WHERE code = 'DDDDDDDDDDDDDDD'`)
	d.exec(`UPDATE mails SET state = 'failed', problem = 'refused 550', attempts = 8, version = 9`)
	d.exec(`UPDATE mails SET state = 'uncertain', problem = 'unknown', attempts = 1 WHERE user_id = $1`, d.actor.ID)
	d.as(access.Admin)
}

func TestTheQueueTellsNeitherWhoNorWhatAbout(t *testing.T) {
	d := open(t)
	d.stuck()
	a := d.get(queuePath).is(200).count(".notice-row", 3).
		says("#decidir", "Quien presentó un reto", "Contacto de un reto", "Sin enviar", "En duda", "código 550", "8 intentos", "lo recibirá dos veces")
	text := pagetest.Text(a.Selection)
	for _, secret := range []string{"Nombre Secreto", "@", "Asunto secreto", "Un <script>", "Otro reto", "CCCCC", "DDDDD"} {
		if strings.Contains(text, secret) {
			t.Errorf("the queue tells %q: %s", secret, text)
		}
	}
}

func TestEmailsAreDecidedOn(t *testing.T) {
	d := open(t)
	d.stuck()
	a := d.get(queuePath)
	a.submit(".notice-row:nth-child(1) form[action$=reintento]").leadsTo(queuePath + "?hecho=reintento")
	a.submit(".notice-row:nth-child(1) form[action$=descarte]").is(409).says(".notice-error", "ha cambiado mientras tanto")
	a.submit(".notice-row:nth-child(2) form[action$=descarte]").leadsTo(queuePath + "?hecho=descartado")
	d.get(queuePath+"?hecho=descartado").says("[role=status]", "descartado").count(".notice-row", 1).says("#cola", "Descartados")
	last := d.get(queuePath)
	d.pages.Mail = false
	last.submit("form[action$=reintento]").is(422).says(".notice-error", "No hay servidor de correo")
	d.get(queuePath).count("form[action$=reintento]", 0).count("form[action$=descarte]", 1)
	d.post(queuePath+"/999999/descarte", "version", "1").is(404)
	d.post(queuePath+"/999999/descarte", "version", "x").is(400)
	d.get(queuePath + "?pagina=2").is(404)
}
