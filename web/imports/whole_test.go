package imports

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/transfer"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

// published pastes both tables of the first follow-up, one below the other, for a new plan.
func (d *desk) published() answer {
	d.Helper()
	text := publishedFile(d.T, "seguimiento-2022-11-objetivos.tsv") + "\n\n" + publishedFile(d.T, "seguimiento-2022-11-indicadores.tsv")
	return d.bring("", "", "by", byText, "text", text, "title", "I PLAN INNOVACIÓN 2021 2023", "body", "Servicios Sociales",
		"starts_on", "1/7/2021", "ends_on", "30/6/2023", "slug", "plan-importado")
}

func TestThePublishedTablesBecomeAPlan(t *testing.T) {
	d := open(t, pagetest.Demo)
	a := d.published()
	page := a.follow()
	page.says("#entendido .definitions", "33 filas en 2 tablas", "Texto pegado", "tabulador", "coma")
	page.says("#porcentajes tbody tr:first-child", "0,00 %", "33,33 %", "El fichero se equivoca")
	page.says("#porcentajes table:first-of-type", "O.E.12", "0 %", "17 %", "Arrastra un error")
	page.says("#cambios .import-tabs [aria-current]", "Nuevos")
	page.lacks("#aplicar form")

	page = page.post(a.path(), page.fields("#decidir", "accion", askConfirm)).follow()
	page.says("[role=status]", "Coincidencias confirmadas")
	page.says(".import-sentence", "12 objetivos", "21 indicadores", "a fecha 30/11/2022")
	applied := page.post(a.path()+"/aplicacion", page.fields("#aplicar form"))
	page = applied.follow()
	page.says(".notice-success", "Se crearon", "12 objetivos, 21 indicadores", "21 valores")
	if n := d.count(`SELECT count(*) FROM indicators i JOIN plans p ON p.id = i.plan_id WHERE p.slug = 'plan-importado'`); n != 21 {
		t.Fatalf("%d indicators", n)
	}
	if n := d.count(`SELECT count(*) FROM measurements m JOIN plans p ON p.id = m.plan_id WHERE p.slug = 'plan-importado'`); n != 21 {
		t.Errorf("%d values", n)
	}

	again := d.against("plan-importado")
	again.says("#aplicar", "No hay nada que aplicar")
	again.lacks("#aplicar form")

	page = d.get(a.path()).is(http.StatusOK)
	page = page.post(a.path()+"/deshacer", page.fields(`form[action$="/deshacer"]`)).follow()
	page.says("main", "Deshecha")
	if n := d.count(`SELECT count(*) FROM plans WHERE slug = 'plan-importado'`); n != 0 {
		t.Errorf("the plan is still there")
	}
}

// against brings the same tables for a plan that is there, and confirms whatever is asked.
func (d *desk) against(slug string) answer {
	d.Helper()
	text := publishedFile(d.T, "seguimiento-2022-11-objetivos.tsv") + "\n\n" + publishedFile(d.T, "seguimiento-2022-11-indicadores.tsv")
	a := d.bring("", "", "by", byText, "text", text, "mode", string(transfer.Update), "plan", slug)
	page := a.follow()
	if page.Find("#coincidencias").Length() == 0 {
		return page
	}
	return page.post(a.path(), page.fields("#decidir", "accion", askConfirm)).follow()
}

func TestAFileIsChosenOrATextIsPasted(t *testing.T) {
	d := open(t, pagetest.Demo)
	d.get(basePath).is(http.StatusOK).says("h1", "Importar").says("#anteriores", "Todavía no se ha importado nada")
	d.get(basePath+"?plan=plan-de-ejemplo").is(http.StatusOK).says(`[name="plan"] [selected]`, "ejemplo").says(`[name="mode"][checked] + label`, "Actualizar")
	d.get(basePath + "?plan=de-nadie").is(http.StatusNotFound)

	file := d.bring("Seguimiento nov.tsv", publishedFile(t, "seguimiento-2022-11-indicadores.tsv"), "mode", "update", "plan", "plan-de-ejemplo")
	file.follow().says("h1", "Seguimiento nov.tsv").says("#datos", "Actualizar un plan")
	d.get(basePath).says("#anteriores tbody", "Seguimiento nov.tsv", "Sin aplicar").is(http.StatusOK)
	d.get(basePath+"?plan=plan-de-ejemplo").says("#anteriores tbody", "Seguimiento nov.tsv")
}

func TestWhatCannotBeReadIsToldAtItsField(t *testing.T) {
	d := open(t, pagetest.Demo)
	for name, c := range map[string]struct {
		file, content string
		pairs         []string
		field, says   string
	}{
		"nothing":        {"", "", nil, "#file-error", "Elija un fichero"},
		"an empty file":  {"a.csv", "", nil, "#file-error", "vacío"},
		"a PDF":          {"a.xlsx", "%PDF-1.7\n%âãÏÓ\n1 0 obj\n", nil, "#file-error", "PDF"},
		"nothing pasted": {"", "", []string{"by", byText}, "#text-error", "Pegue aquí"},
		"no mode":        {"a.csv", "x;y", []string{"mode", ""}, "#mode-error", "Elija para qué"},
		"no plan":        {"a.csv", "x;y", []string{"mode", "update"}, "#plan-error", "Elija el plan"},
		"a day to come":  {"a.csv", "x;y", []string{"on", "1/1/2030"}, "#on-error", "posterior a hoy"},
		"no day of ours": {"a.csv", "x;y", []string{"on", "31/11/2022"}, "#on-error", ""},
		"kept as it was": {"a.csv", "x;y", []string{"mode", "", "title", "II Plan"}, "#file-error", "Vuelva a elegir"},
		"kept as pasted": {"", "", []string{"by", byText, "text", "uno;dos", "mode", ""}, "#text", "uno;dos"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{T: t, pool: d.pool, pages: d.pages, router: d.router, actor: d.actor}
			a := d.bring(c.file, c.content, c.pairs...).is(http.StatusUnprocessableEntity)
			a.says(c.field, c.says).says("title", "Error: ")
			if a.Find("[data-focus]").Length() != 1 {
				t.Error("nothing takes the focus")
			}
		})
	}
	if n := d.count(`SELECT count(*) FROM imports`); n != 0 {
		t.Errorf("%d imports were kept", n)
	}
}

func TestTechniciansAlone(t *testing.T) {
	d := open(t, pagetest.Demo)
	path := d.published().path()
	for _, role := range []access.Role{access.Staff, access.Director, access.Admin, access.Nobody} {
		d.actor = access.Actor{}
		if role != access.Nobody {
			d.as(role)
		}
		d.get(path).is(http.StatusNotFound)
		d.get(path + "/errores.csv").is(http.StatusNotFound)
		for _, way := range []string{"", "/aplicacion", "/deshacer", "/baja"} {
			d.post(path+way, map[string][]string{"version": {"1"}}).is(http.StatusNotFound)
		}
	}
}

func TestForeignNumbersAreNotFound(t *testing.T) {
	d := open(t, pagetest.Demo)
	for _, id := range []string{"999", "0", "-1", "uno", "1e3", "99999999999999999999"} {
		d.get(basePath + "/" + id).is(http.StatusNotFound)
		d.post(basePath+"/"+id+"/aplicacion", map[string][]string{"version": {"1"}}).is(http.StatusNotFound)
		d.post(mappingsPath+"/"+id+"/baja", map[string][]string{}).is(http.StatusNotFound)
	}
	path := d.published().path()
	for _, version := range []string{"", "0", "x"} {
		d.post(path, map[string][]string{"version": {version}}).is(http.StatusBadRequest)
	}
}

func TestTwoTabs(t *testing.T) {
	d := open(t, pagetest.Demo)
	a := d.published()
	first := a.follow()
	first.post(a.path(), first.fields("#decidir", "accion", askConfirm)).is(http.StatusSeeOther)
	late := first.post(a.path(), first.fields("#decidir", "accion", askCompare, "title", "Otro título")).is(http.StatusConflict)
	late.says(".conflict", "ha cambiado esto", "Otro título").says("title", "Error: ")
	if got := late.Find("#title").AttrOr("value", ""); got != "Otro título" {
		t.Errorf("what was typed is lost: %q", got)
	}

	page := d.get(a.path())
	form := page.fields("#aplicar form")
	page.post(a.path()+"/aplicacion", form).is(http.StatusSeeOther)
	page.post(a.path()+"/aplicacion", form).is(http.StatusSeeOther) // the same form: a double click
	late = page.post(a.path()+"/aplicacion", page.fields("#aplicar form", ui.KeyField, rand.Text())).is(http.StatusConflict)
	late.says("[role=alert]", "ya no está como usted la veía")
	page.post(a.path()+"/baja", page.fields(`form[action$="/baja"]`)).is(http.StatusConflict)
}

func TestAnImportIsDiscarded(t *testing.T) {
	d := open(t, pagetest.Demo)
	a := d.published()
	page := a.follow()
	page.post(a.path()+"/baja", page.fields(`form[action$="/baja"]`)).follow().says("[role=status]", "Se ha descartado")
	d.get(a.path()).is(http.StatusOK).says("main", "Descartada").lacks("#aplicar").lacks("#decidir")
}

func TestAFormatIsKept(t *testing.T) {
	d := open(t, pagetest.Demo)
	a := d.published()
	page := a.follow()
	page = page.post(a.path(), page.fields("#decidir", "accion", askCompare, "save_as", "Seguimiento")).follow()
	page.says("#formato", "Seguimiento")
	page.post(a.path(), page.fields("#decidir", "accion", askFormat, "formato", "")).is(http.StatusUnprocessableEntity).says("#formato-error", "Elija uno")
	page.post(a.path(), page.fields("#decidir", "accion", askFormat, "formato", page.Find("#formato option:last-child").AttrOr("value", ""))).follow()
	list := d.get(basePath).says("#formatos", "Seguimiento")
	list.post(list.Find("#formatos form").AttrOr("action", ""), list.fields("#formatos form")).follow().lacks("#formatos")
}

func TestAClosedPlanIsNotWritten(t *testing.T) {
	d := open(t, pagetest.Demo)
	a := d.bring("a.tsv", publishedFile(t, "seguimiento-2022-11-indicadores.tsv"), "mode", "update", "plan", "plan-de-ejemplo")
	page := a.follow()
	if _, err := d.pool.Exec(t.Context(), `UPDATE plans SET state = 'closed' WHERE slug = 'plan-de-ejemplo'`); err != nil {
		t.Fatal(err)
	}
	d.get(basePath+"?plan=plan-de-ejemplo").is(http.StatusConflict).says("main", "cerrado")
	if d.get(basePath).is(http.StatusOK).Find(`[name="plan"] [value="plan-de-ejemplo"]`).Length() != 0 {
		t.Error("a closed plan is offered")
	}
	d.get(a.path()).is(http.StatusOK).says("#aplicar", "cerrado").lacks("#aplicar form")
	kept := page.post(a.path(), page.fields("#decidir", "accion", askCompare, "save_as", "Mío")).is(http.StatusConflict)
	kept.says("[role=alert]", "cerrado")
	if got := kept.Find("#save_as").AttrOr("value", ""); got != "Mío" {
		t.Errorf("what was typed is lost: %q", got)
	}
}

func TestErrorsGoOutAsAFile(t *testing.T) {
	d := open(t, pagetest.Demo)
	file := "Código;Objetivo específico;Peso\nO.E.1;Uno;dos\n"
	a := d.bring("a.csv", file, "mode", "update", "plan", "plan-de-ejemplo")
	a.follow().says("#cambios .import-tabs [aria-current]", "Con error").says("#cambios", "Peso")
	answer := d.get(a.path() + "/errores.csv").is(http.StatusOK)
	if !strings.Contains(answer.body, "Peso") || !strings.HasPrefix(answer.header.Get("Content-Type"), "text/csv") || answer.header.Get("Content-Disposition") == "" {
		t.Errorf("%q", answer.body)
	}
}
