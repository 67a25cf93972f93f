package imports

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hito/internal/transfer"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

// value brings a value of an indicator of the fictitious plan, of a day that has none.
func (d *desk) value(typed string) answer {
	d.Helper()
	file := "Código del indicador;Fecha del valor;Valor\nI1.1;10/3/2026;" + typed + "\n"
	return d.bring("valores.csv", file, "mode", string(transfer.Values), "plan", "plan-de-ejemplo")
}

func TestAPlanThatChangedMeanwhileIsComparedAgain(t *testing.T) {
	d := open(t, pagetest.Demo)
	first, second := d.value("1"), d.value("2")
	late := second.follow()
	page := first.follow().says(".import-sentence", "Se registrará 1 valor").lacks("#reason")
	page.post(first.path()+"/aplicacion", page.fields("#aplicar form")).follow().says(".notice-success", "Se registró 1 valor")

	stale := late.post(second.path()+"/aplicacion", late.fields("#aplicar form")).is(http.StatusConflict)
	stale.says("[role=alert]", "el plan ha cambiado").says("#cambios del", "1").says("#cambios ins", "2")
	refused := stale.post(second.path()+"/aplicacion", stale.fields("#aplicar form")).is(http.StatusUnprocessableEntity)
	refused.says("#reason-error", "por qué").says("title", "Error: ")
	refused.post(second.path()+"/aplicacion", refused.fields("#aplicar form", "reason", "Se contó mal", ui.KeyField, rand.Text())).follow().
		says(".notice-success", "Se corrigió 1 valor").says("#datos", "Se contó mal")

	page = d.get(first.path()).is(http.StatusOK)
	touched := page.post(first.path()+"/deshacer", page.fields(`form[action$="/deshacer"]`)).is(http.StatusConflict)
	touched.says("[role=alert]", "No se ha deshecho nada", "I1.1")
	page = d.get(second.path())
	page.post(second.path()+"/deshacer", page.fields(`form[action$="/deshacer"]`)).follow().says("main", "Deshecha")
}

func TestTheReasonThatWasTypedIsKept(t *testing.T) {
	d := open(t, pagetest.Demo)
	d.apply(d.value("1"))
	second, third := d.value("2"), d.value("3")
	late := third.follow()
	d.apply(second, "reason", "Se contó mal")
	stale := late.post(third.path()+"/aplicacion", late.fields("#aplicar form", "reason", "Se contó otra vez")).is(http.StatusConflict)
	if got := stale.Find("#reason").Text(); got != "Se contó otra vez" {
		t.Errorf("the reason is %q", got)
	}
}

// apply applies what was brought.
func (d *desk) apply(brought answer, pairs ...string) {
	d.Helper()
	page := brought.follow()
	page.post(brought.path()+"/aplicacion", page.fields("#aplicar form", pairs...)).is(http.StatusSeeOther)
}

func TestAFileThatIsTooLargeIsTold(t *testing.T) {
	d := open(t, pagetest.Demo)
	r := httptest.NewRequestWithContext(ui.WithTooLarge(t.Context()), http.MethodPost, basePath, nil)
	d.send(r).is(http.StatusRequestEntityTooLarge).says("#file-error", "pasa de 25 MB").says("title", "Error: ")
}

func TestALargeFileIsReadWhileOneWaits(t *testing.T) {
	d := open(t, pagetest.Demo)
	file := "Código del indicador;Fecha del valor;Valor;Comentario\n" + strings.Repeat("I1.1;10/3/2026;1;"+strings.Repeat("x", 200)+"\n", transfer.ReadAtOnce/200)
	a := d.bring("largo.csv", file, "mode", string(transfer.Values), "plan", "plan-de-ejemplo")
	page := a.follow()
	page.says("[data-progress]", "Leyendo", "En espera", "Puede cerrar el navegador", "Actualizar").lacks("#aplicar").lacks("#cambios")
	if page.Find("[data-progress]").AttrOr("data-next", "") != a.path()+"?hecho=leida" || page.Find("progress").Length() != 1 {
		t.Error("nothing tells how far it has come, or where to go on")
	}
	for _, way := range []string{"", "/aplicacion"} {
		page.post(a.path()+way, page.fields(`form[action$="/baja"]`, "on", "1/1/2026", ui.KeyField, rand.Text())).is(http.StatusConflict)
	}
	page.post(a.path()+"/baja", page.fields(`form[action$="/baja"]`)).follow().says("[role=status]", "Se ha descartado")
}

func TestAFailureIsTold(t *testing.T) {
	d := open(t, pagetest.Demo)
	a := d.value("1")
	if _, err := d.pool.Exec(t.Context(), `UPDATE imports SET state = 'failed', failure = 'El fichero está dañado.'`); err != nil {
		t.Fatal(err)
	}
	page := d.get(a.path()).is(http.StatusOK).says(".notice-error", "El fichero está dañado.", "Importar otro fichero").lacks("#decidir")
	if href := page.Find(".import-links a").AttrOr("href", ""); href != basePath+"?plan=plan-de-ejemplo" {
		t.Errorf("the way on leads to %s", href)
	}
}
