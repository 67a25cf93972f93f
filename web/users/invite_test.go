package users

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/user"
	"hito/web/ui"
)

func TestInviteForm(t *testing.T) {
	d := open(t)
	p := d.get(newPath).is(200)
	p.count("input[type=radio][name=role]", 4)
	p.count("input[type=radio][checked]", 0)
	p.says("fieldset#role", "Papel", ui.RoleDuty(access.Technician))
	p.says("main", "Todavía no hay unidades")
	d.unit("Innovación")
	p = d.get(newPath)
	p.count("fieldset#units input[type=checkbox][name=units]", 1)
	p.says("fieldset#units", "Innovación")
}

func TestInviteShowsTheLinkOnce(t *testing.T) {
	d := open(t)
	innovation := d.unit("Innovación")
	pairs := []string{ui.KeyField, rand.Text(), "name", " Eva  <b>Ruiz</b> ", "email", "Eva@Ejemplo.ES", "role", "staff", "units", text(innovation), "units", text(innovation)}
	p := d.post(listPath, pairs...).is(200)
	found, _, err := d.pages.Users.People(t.Context(), console, user.Query{Text: "eva@ejemplo.es", Limit: 1})
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	eva := found[0]
	if eva.Name != "Eva <b>Ruiz</b>" || eva.Role != access.Staff || len(eva.UnitIDs) != 1 || !eva.Invited {
		t.Errorf("invited %+v", eva)
	}
	p.count("main b", 0)
	p.says("label[for=link]", "Enlace para Eva <b>Ruiz</b>")
	p.says("main", "7 días", "no se volverá a mostrar", "no envía correos")
	p.count("input#link[readonly]", 1)
	token, ours := strings.CutPrefix(p.Find("#link").AttrOr("value", ""), "https://hito.ejemplo.es/enlace/")
	l, err := d.pages.Users.OpenLink(t.Context(), token)
	if !ours || err != nil || l.UserID != eva.ID || l.Kind != user.Invitation {
		t.Errorf("the link %q opens %+v, %v", token, l, err)
	}
	d.post(listPath, pairs...).leadsTo(at(eva.ID) + "?hecho=enlace-visto")
	d.get(at(eva.ID)+"?hecho=enlace-visto").says("[role=status]", "se mostró una sola vez")
	if got := d.people(); got != 2 {
		t.Errorf("%d people, want 2", got)
	}
	if len(d.later) != 0 {
		t.Error("something is left to be e-mailed, without a mail server")
	}
}

func TestInviteSendsTheLink(t *testing.T) {
	d := open(t)
	d.sendMail()
	key := rand.Text()
	for range 2 {
		d.post(listPath, ui.KeyField, key, "name", "Eva", "email", "eva@ejemplo.es", "role", "staff")
	}
	if len(d.later) != 1 {
		t.Errorf("%d e-mails, want 1", len(d.later))
	}
	d.post(listPath, "name", "Mar", "email", "mar@ejemplo.es", "role", "staff").says("main", "por correo a", "mar@ejemplo.es")
}

func TestMessages(t *testing.T) {
	for kind, lasts := range map[user.LinkKind]string{user.Invitation: "durante 7 días:", user.Reset: "durante un día:"} {
		m := message("eva@ejemplo.es", kind, "https://hito.ejemplo.es/enlace/X")
		if m.To != "eva@ejemplo.es" || m.Subject == "" || !strings.Contains(m.Text, "\n\nhttps://hito.ejemplo.es/enlace/X\n\n") || !strings.Contains(m.Text, lasts) {
			t.Errorf("%s: %+v", kind, m)
		}
	}
}

// bad are forms that are refused, with the field that says so.
var bad = map[string]struct {
	change         map[string]string
	field, message string
}{
	"blank name":      {map[string]string{"name": " "}, "name", "Escriba el nombre"},
	"long name":       {map[string]string{"name": strings.Repeat("ñ", 500)}, "name", "120 caracteres"},
	"reordered name":  {map[string]string{"name": "Eva\u202ezzz"}, "name", "no se ven"},
	"blank e-mail":    {map[string]string{"email": ""}, "email", "Escriba una dirección"},
	"no e-mail":       {map[string]string{"email": "eva.ejemplo.es"}, "email", "falta la @"},
	"long e-mail":     {map[string]string{"email": strings.Repeat("e", 500) + "@ejemplo.es"}, "email", "demasiado larga"},
	"hostile e-mail":  {map[string]string{"email": "<script>@ejemplo.es"}, "email", "Escriba solo"},
	"reordered mail":  {map[string]string{"email": "e\u202eva@ejemplo.es"}, "email", "no se ven"},
	"somebody's mail": {map[string]string{"email": "ANA@ejemplo.es"}, "email", "Ya hay"},
	"no role":         {map[string]string{"role": ""}, "role", "Elija un papel"},
	"unknown role":    {map[string]string{"role": "root"}, "role", "Elija un papel"},
	"unknown unit":    {map[string]string{"units": "999999"}, "units", "ya no existe"},
	"huge unit":       {map[string]string{"units": "99999999999999999999"}, "units", "ya no existe"},
	"no unit":         {map[string]string{"units": "x"}, "units", "ya no existe"},
}

func TestRefusedFormsKeepWhatWasTyped(t *testing.T) {
	d := open(t)
	innovation := d.unit("Innovación")
	luz := d.enter("Luz", "luz@ejemplo.es", access.Staff)
	before := d.find(luz)
	for name, c := range bad {
		form := url.Values{"name": {"Eva"}, "email": {"eva@ejemplo.es"}, "role": {"director"}, "units": {text(innovation)}, "version": {text(int64(before.Version))}}
		for field, value := range c.change {
			form[field] = append(form[field][:0:0], value)
		}
		if c.field == "units" {
			form.Add("units", text(innovation))
		}
		var pairs []string
		for field, values := range form {
			for _, value := range values {
				pairs = append(pairs, field, value)
			}
		}
		for _, to := range []string{listPath, at(luz)} {
			p := d.post(to, pairs...)
			if p.code != 422 {
				t.Errorf("%s at %s: status %d, want 422", name, to, p.code)
				continue
			}
			p.says("#"+c.field+"-error", c.message)
			p.says("[role=alert] a[href='#"+c.field+"']", c.message)
			p.holds("#name", form.Get("name"))
			p.holds("#email", form.Get("email"))
			p.count("input[name=units][checked]", 1)
			if c.field != "role" {
				p.count("input[name=role][value=director][checked]", 1)
			}
			if !strings.HasPrefix(p.Find("title").Text(), "Error: ") {
				t.Errorf("%s: the title does not tell", name)
			}
		}
	}
	after := d.find(luz)
	if d.people() != 2 || after.Name != before.Name || after.Version != before.Version {
		t.Errorf("something was written: %d people, %+v", d.people(), after)
	}
}

func TestEveryProblemIsToldAtOnce(t *testing.T) {
	d := open(t)
	p := d.post(listPath, "name", "", "email", "x", "role", "root", "units", "7").is(422)
	p.count(".notice-error a", 4)
	p.count(".field-error", 3) // without units there is no field for them
	d.unit("Innovación")
	d.post(listPath, "name", "", "email", "x", "role", "root", "units", "77").is(422).count(".field-error", 4)
}
