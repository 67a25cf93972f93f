package notices

import (
	"strconv"
	"testing"

	"hito/internal/access"
	"hito/web/ui"
)

func TestNoNotices(t *testing.T) {
	d := open(t)
	d.get("/avisos").is(200).says(".empty", "Todavía no tiene avisos", "Ir a los retos").count(".notice-row", 0).count("form[action='/avisos/lectura']", 0).
		says("#correo", "le llega también por correo")
	d.get("/avisos?pagina=2").is(404)
	d.get("/avisos?pagina=x").is(200)
	d.pages.Mail = false
	d.get("/avisos").is(200).count("#correo", 0)
}

func TestNoticesAreReadOneByOneAndAtOnce(t *testing.T) {
	d := open(t)
	d.tell(3)
	a := d.get("/avisos").is(200).says(".lead", "3 avisos sin leer").count(".notice-unread", 3).
		says(".notice-row:first-child", "Sin leer", "Respuesta", "14/3/2026, 10:05", "Un <script> & más", "Hay una respuesta a su reto.")
	if href := a.Find(".notice-row-title a").First().AttrOr("href", ""); href != "/retos/"+code {
		t.Errorf("the title leads to %q", href)
	}
	a.submit(".notice-row:first-child form[action$='lectura']:not([action='/avisos/lectura'])").leadsTo("/retos/" + code)
	a = d.get("/avisos").count(".notice-unread", 2).count(".notice-row:first-child form", 0)
	a.submit(".notice-unread form[action='/avisos/lectura']").leadsTo("/avisos?hecho=leido")
	a = d.get("/avisos?hecho=leido").says("[role=status]", "El aviso está marcado como leído").count(".notice-unread", 1)
	d.tell(1) // after the page was shown
	a.submit(".notices-all form").leadsTo("/avisos?hecho=leidos")
	d.get("/avisos").count(".notice-unread", 1).count(".notice-row", 4)
}

func TestManyNotices(t *testing.T) {
	d := open(t)
	d.tell(30)
	a := d.get("/avisos?pagina=2").is(200).count(".notice-row", 5).count(".pagination [aria-current=page]", 1)
	a.submit(".notice-row form[action='/avisos/lectura']").leadsTo("/avisos?hecho=leido&pagina=2")
	d.get("/avisos?pagina=3").is(404)
}

func TestAnothersNoticesAreNotFound(t *testing.T) {
	d := open(t)
	d.tell(1)
	path := d.get("/avisos").Find(".notice-row form").First().AttrOr("action", "")
	for _, role := range []access.Role{access.Technician, access.Director, access.Admin} {
		d.as(role).get("/avisos").is(200).count(".notice-row", 0)
		d.post(path).is(404)
	}
	d.as(access.Nobody).get("/avisos").is(401)
	d.post(path).is(401)
	d.post("/avisos/correo", "recibir", "no").is(401)
	d.as(access.Staff).get("/avisos").count(".notice-unread", 1)
}

func TestWhatNoFormOfOursHolds(t *testing.T) {
	d := open(t)
	d.tell(1)
	for _, bad := range []string{"", "0", "-1", "x", "99999999999999999999", "1; DROP TABLE notices"} {
		d.post("/avisos/lectura", "id", bad).is(400)
		d.post("/avisos/lectura", "hasta", bad).is(400)
		d.post("/avisos/correo", "recibir", bad).is(400)
	}
	d.post("/avisos/lectura").is(400)
	d.post("/avisos/0/lectura").is(404)
	d.post("/avisos/correo", "recibir", "no", ui.KeyField, "short").is(400)
}

func TestEmailsAreTurnedOff(t *testing.T) {
	d := open(t)
	d.get("/avisos").submit("#correo form").leadsTo("/avisos?hecho=sin-correo")
	a := d.get("/avisos?hecho=sin-correo").says("[role=status]", "No recibirá más correos").says("#correo", "no recibe correos")
	a.submit("#correo form").leadsTo("/avisos?hecho=con-correo")
	d.get("/avisos").says("#correo", "le llega también por correo")
}

func TestEachPageTellsHowManyAreUnread(t *testing.T) {
	d := open(t)
	for unread, want := range map[int]string{0: "Avisos", 1: "Avisos (1) 1 sin leer", 99: "(99) 99 sin leer", 100: "(99+) 99+ sin leer"} {
		d.unread = unread
		a := d.get("/avisos").says(".masthead .unread", want).count(".unread-count", min(unread, 1))
		if a.Find(".unread").AttrOr("aria-current", "") == "" {
			t.Error(strconv.Itoa(unread) + ": the header does not tell which page this is")
		}
	}
}
