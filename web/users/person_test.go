package users

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
)

func TestPersonPage(t *testing.T) {
	d := open(t)
	innovation := d.unit("Innovación")
	eva, _ := d.invite("Eva <script>alert(1)</script>", "eva@ejemplo.es", access.Staff, innovation)
	p := d.get(at(eva)).is(200)
	p.says("h1", "Eva <script>alert(1)</script>")
	p.count("main script", 0)
	p.holds("#name", "Eva <script>alert(1)</script>")
	p.holds("#email", "eva@ejemplo.es")
	p.holds("form[action='"+at(eva)+"'] input[name=version]", "1")
	p.count("input[name=role][value=staff][checked]", 1)
	p.count("input[name=units][value='"+text(innovation)+"'][checked]", 1)
	p.says("#acceso", "Pendiente", "Sin elegir", "Sin activar", "Ninguna", "Sin sesión abierta", "14/3/2026", "Nueva invitación…", "Desactivar…")
	p.count("#acceso .confirm", 2)
	luz := d.enter("Luz", "luz@ejemplo.es", access.Technician)
	p = d.get(at(luz)).is(200)
	p.says("#acceso", "Activa", "Elegida", "14/3/2026, 10:00", "Enlace para otra contraseña…", "Cerrar las sesiones…")
	p.count("#acceso .confirm", 3)
	p.count("form[action='"+at(luz)+"/segundo-factor'], form[action='"+at(luz)+"/cuentas']", 0)
}

func TestThePageTellsWhatHappenedToThePerson(t *testing.T) {
	d := open(t)
	eva, _ := d.invite("Eva", "eva@ejemplo.es", access.Staff)
	d.invite("Luz", "luz@ejemplo.es", access.Director)
	edit := []string{"version", "1", "name", "Eva Ruiz", "email", "eva@ejemplo.es", "role", "technician"}
	d.post(at(eva), edit...).is(303)
	for _, p := range []answer{d.get(at(eva)).is(200), d.post(at(eva), edit...).is(409), d.post(at(eva), "version", "2", "name", "").is(422)} {
		p.count("#historial li", 2)
		p.says("#historial li:first-child", "Ana Admin", "14/3/2026, 10:00", "Cambió los datos de una persona", "Papel", "Personal", "Técnica")
		p.count("#historial a[href='/administracion/auditoria?objeto=user-"+text(eva)+"']", 1)
		if told := p.Find("#historial").Text(); strings.Contains(told, "eva@") || strings.Contains(told, "Eva") {
			t.Errorf("personal data are in the history: %s", told)
		}
	}
	for range ui.NewestEvents {
		d.post(at(eva) + "/sesiones").is(303)
	}
	d.get(at(eva)).count("#historial li", ui.NewestEvents)
}

func TestUnlink(t *testing.T) {
	d := open(t)
	eva := d.enter("Eva", "eva@ejemplo.es", access.Staff)
	form := "form[action='" + at(eva) + "/cuentas']"
	d.get(at(eva)).count(form, 0)
	if _, err := d.pages.Users.Pool.Exec(t.Context(), `INSERT INTO identities (issuer, subject, user_id, created_at) VALUES ('https://cuentas.example', 'eva', $1, now())`, eva); err != nil {
		t.Fatal(err)
	}
	p := d.get(at(eva)).is(200)
	p.says(".confirm:has("+form+")", "Desvincular las cuentas de la organización…", "se cerrarán sus sesiones")
	p.says("#acceso", "1 cuenta")
	d.post(at(eva) + "/cuentas").leadsTo(at(eva) + "?hecho=sin-cuentas")
	if u := d.find(eva); u.Identities != 0 || !u.SeenAt.IsZero() {
		t.Errorf("there is %+v", u)
	}
	d.get(at(eva)+"?hecho=sin-cuentas").says("[role=status]", "se han desvinculado")
}

func TestOwnPageWarns(t *testing.T) {
	d := open(t)
	p := d.get(at(d.ana)).is(200)
	p.says("fieldset#role", "Es su propia cuenta", "dejará de administrar")
	p.says("#acceso", "Es su propia cuenta: saldrá ahora mismo")
	eva, _ := d.invite("Eva", "eva@ejemplo.es", access.Staff)
	if other := d.get(at(eva)); strings.Contains(other.Find("main").Text(), "Es su propia cuenta") {
		t.Error("another's page is taken for one's own")
	}
}

func TestSave(t *testing.T) {
	d := open(t)
	innovation, direction := d.unit("Innovación"), d.unit("Dirección")
	eva, _ := d.invite("Eva", "eva@ejemplo.es", access.Staff, innovation)
	key := rand.Text()
	for range 2 {
		d.post(at(eva), ui.KeyField, key, "version", "1", "name", "Eva Ruiz", "email", "eva.ruiz@ejemplo.es", "role", "technician", "units", text(direction)).
			leadsTo(at(eva) + "?hecho=guardada")
	}
	d.get(at(eva)+"?hecho=guardada").says("[role=status]", "Los cambios se han guardado.")
	u := d.find(eva)
	if u.Name != "Eva Ruiz" || u.Email != "eva.ruiz@ejemplo.es" || u.Role != access.Technician || len(u.UnitIDs) != 1 || u.UnitIDs[0] != direction || u.Version != 2 {
		t.Errorf("there is %+v", u)
	}
	d.post(at(eva), "version", "2", "name", "Eva Ruiz", "email", "eva.ruiz@ejemplo.es", "role", "technician").is(303)
	if u := d.find(eva); len(u.UnitIDs) != 0 {
		t.Errorf("without a box ticked, the units are still %v", u.Units)
	}
}

func TestSaveOverAnotherOnesChange(t *testing.T) {
	d := open(t)
	eva, _ := d.invite("Eva", "eva@ejemplo.es", access.Staff)
	d.post(at(eva), "version", "1", "name", "Eva de Ana", "email", "eva.ana@ejemplo.es", "role", "director").is(303)
	p := d.post(at(eva), "version", "1", "name", "Eva mía", "email", "eva.mia@ejemplo.es", "role", "technician").is(409)
	p.says("[role=alert]", "No se ha guardado", "Eva de Ana", "eva.ana@ejemplo.es", "Dirección", "Ninguna", "La última edición es de Ana Admin, 14/3/2026, 10:00.")
	p.holds("#name", "Eva mía")
	p.holds("#email", "eva.mia@ejemplo.es")
	p.count("input[name=role][value=technician][checked]", 1)
	p.holds("form[action='"+at(eva)+"'] input[name=version]", "2")
	d.post(at(eva), "version", "2", "name", "Eva mía", "email", "eva.mia@ejemplo.es", "role", "technician").is(303)
	if u := d.find(eva); u.Name != "Eva mía" || u.Version != 3 {
		t.Errorf("there is %+v", u)
	}
}

func TestConflictWithWhatNobodyEdited(t *testing.T) {
	d := open(t)
	eva := d.enter("Eva", "eva@ejemplo.es", access.Staff) // choosing a password is a change
	p := d.post(at(eva), "version", "1", "name", "Eva", "email", "eva@ejemplo.es", "role", "staff").is(409)
	p.says("[role=alert]", "Nombre y apellidos: Eva")
	if strings.Contains(p.Find("[role=alert]").Text(), "edición") {
		t.Error("an edit is told that the audit does not have")
	}
	if err := d.pages.Users.Update(t.Context(), console, rand.Text(), eva, 2, user.Draft{Name: "Eva", Email: "eva@ejemplo.es", Role: access.Staff}); err != nil {
		t.Fatal(err)
	}
	p = d.post(at(eva), "version", "2", "name", "Eva", "email", "eva@ejemplo.es", "role", "staff").is(409)
	p.says("[role=alert]", "alguien desde el servidor")
}

func TestTheLastAdministratorStays(t *testing.T) {
	d := open(t)
	p := d.post(at(d.ana), "version", "1", "name", "Ana Admin", "email", "ana@ejemplo.es", "role", "staff").is(422)
	p.says("#role-error", onlyAdmin)
	p.count("input[name=role][value=staff][checked]", 1)
	p = d.post(at(d.ana) + "/baja").is(422)
	p.says("[role=alert] a[href='#acceso']", onlyAdmin)
	if u := d.find(d.ana); u.Role != access.Admin || u.Disabled() {
		t.Errorf("there is %+v", u)
	}
	d.enter("Otra", "otra@ejemplo.es", access.Admin)
	d.post(at(d.ana), "version", "1", "name", "Ana Admin", "email", "ana@ejemplo.es", "role", "staff").leadsTo("/")
}

func TestNewLink(t *testing.T) {
	d := open(t)
	d.sendMail()
	eva, old := d.invite("Eva", "eva@ejemplo.es", access.Staff)
	luz := d.enter("Luz", "luz@ejemplo.es", access.Staff)
	for id, want := range map[int64]struct {
		kind user.LinkKind
		says string
	}{eva: {user.Invitation, "7 días"}, luz: {user.Reset, "un día"}} {
		key := rand.Text()
		p := d.post(at(id)+"/enlace", ui.KeyField, key).is(200)
		p.says("main", want.says, d.find(id).Email)
		l, err := d.pages.Users.OpenLink(t.Context(), strings.TrimPrefix(p.Find("input#link[readonly]").AttrOr("value", ""), "https://hito.ejemplo.es/enlace/"))
		if err != nil || l.UserID != id || l.Kind != want.kind {
			t.Errorf("the link opens %+v, %v", l, err)
		}
		d.post(at(id)+"/enlace", ui.KeyField, key).leadsTo(at(id) + "?hecho=enlace-visto")
	}
	if len(d.later) != 2 {
		t.Errorf("%d e-mails, want 2", len(d.later))
	}
	if _, err := d.pages.Users.OpenLink(t.Context(), old); !errors.Is(err, user.ErrLink) {
		t.Errorf("the first invitation still works: %v", err)
	}
}

func TestActions(t *testing.T) {
	d := open(t)
	eva := d.enter("Eva", "eva@ejemplo.es", access.Staff)
	d.post(at(eva) + "/sesiones").leadsTo(at(eva) + "?hecho=sesiones")
	if !d.find(eva).SeenAt.IsZero() {
		t.Error("a session stands")
	}
	d.post(at(eva) + "/segundo-factor").leadsTo(at(eva) + "?hecho=sin-factor")
	key := rand.Text()
	for range 2 {
		d.post(at(eva)+"/baja", ui.KeyField, key).leadsTo(at(eva) + "?hecho=desactivada")
	}
	p := d.get(at(eva) + "?hecho=desactivada").is(200)
	p.says("[role=status]", "La cuenta está desactivada")
	p.says("#acceso", "Desactivada", "Activar…")
	p.count("#acceso .confirm", 1)
	d.post(at(eva)+"/enlace").is(422).says("[role=alert]", "actívela antes")
	d.post(at(eva) + "/alta").leadsTo(at(eva) + "?hecho=activada")
	if d.find(eva).Disabled() {
		t.Error("still disabled")
	}
	for code := range done {
		d.get(at(eva)+"?hecho="+code).is(200).count("[role=status]", 1)
	}
	d.get(at(eva)+"?hecho=%3Cscript%3E").is(200).count("[role=status]", 0)
}

func TestActionsOfAnAccountWithASecondFactor(t *testing.T) {
	u := user.User{ID: 7, HasPassword: true, HasFactor: true, Identities: 1, SeenAt: clock}
	for _, own := range []bool{false, true} {
		var all []string
		for _, c := range actionsOf(u, own) {
			all = append(all, strings.TrimPrefix(c.Form.Action, at(7)))
			if strings.Contains(c.Text, "su propia cuenta") != (own && c.Form.Action != at(7)+"/enlace") {
				t.Errorf("own %v: %q", own, c.Text)
			}
		}
		if got := strings.Join(all, " "); got != "/enlace /segundo-factor /cuentas /sesiones /baja" {
			t.Errorf("the acts are %s", got)
		}
	}
}

func TestHostileNumbers(t *testing.T) {
	d := open(t)
	for _, typed := range []string{"0", "-1", "+1", "01", "1e3", "x", "999999", "99999999999999999999", "%27", "%3Cscript%3E", "1%20"} {
		to := listPath + "/" + typed
		d.get(to).is(404)
		d.post(to, "version", "1", "name", "X", "email", "x@ejemplo.es", "role", "staff").is(404)
		for _, act := range []string{"enlace", "segundo-factor", "sesiones", "baja", "alta", "cuentas"} {
			d.post(to + "/" + act).is(404)
		}
	}
	for _, version := range []string{"", "0", "-1", "x", "99999999999999999999", "1.0"} {
		d.post(at(d.ana), "version", version, "name", "X", "email", "x@ejemplo.es", "role", "admin").is(400)
	}
	d.post(at(d.ana), "version", "9999999999", "name", "X", "email", "x@ejemplo.es", "role", "admin").is(409)
	d.post(at(d.ana)+"/baja", ui.KeyField, "corta").is(400)
	if u := d.find(d.ana); u.Name != "Ana Admin" {
		t.Errorf("there is %+v", u)
	}
}

func TestOnlyAdministratorsGetIn(t *testing.T) {
	d := open(t)
	eva, _ := d.invite("Eva", "eva@ejemplo.es", access.Staff)
	d.session.User = access.Actor{Kind: access.Person, ID: eva, Role: access.Technician}
	d.get(listPath).is(403)
	d.post(listPath, "name", "X", "email", "x@ejemplo.es", "role", "admin").is(403)
	d.get(at(d.ana)).is(404)
	d.post(at(eva), "version", "1", "name", "Eva", "email", "eva@ejemplo.es", "role", "admin").is(403)
	d.post(at(d.ana) + "/baja").is(404)
	if u := d.find(eva); u.Role != access.Staff || d.people() != 2 {
		t.Errorf("there is %+v", u)
	}
}

func TestAFailedEMailIsNotThePages(t *testing.T) {
	d := open(t)
	d.sendMail()
	d.post(listPath, "name", "Eva", "email", "eva@ejemplo.es", "role", "staff").is(200)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.later[0](ctx); err == nil || strings.Contains(err.Error(), "eva@") || errors.Is(err, fault.BadInput) {
		t.Errorf("got %v, want an error that names nobody", err)
	}
}
