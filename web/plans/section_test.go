package plans

import (
	"crypto/rand"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/plan"
	"hito/web/ui"
)

const narrative = example + "/apartados"

func (d desk) sections() (list []plan.KeptSection) {
	d.Helper()
	id := d.kept("plan-de-ejemplo").ID
	err := db.ReadTx(d.Context(), d.pool, func(tx pgx.Tx) (err error) {
		list, err = plan.Sections(d.Context(), tx, id)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return list
}

func sectionAddress(id int64) string { return narrative + "/" + strconv.FormatInt(id, 10) }

func TestSectionsAreWrittenMovedAndRemoved(t *testing.T) {
	d := openDesk(t, false)
	page := d.get(narrative).is(200)
	rows := page.Find(".outline-item")
	if rows.Length() != len(d.sections()) || page.Find("button[disabled]").Length() != 2 {
		t.Fatalf("%d rows, %d buttons at the ends", rows.Length(), page.Find("button[disabled]").Length())
	}
	key := rand.Text()
	form := with(d.get(narrative+"/nuevo").is(200).form(narrative), ui.KeyField, key, "heading", "Cómo se evalúa", "body", "Cada **año**.\r\n")
	for range 2 {
		d.post(narrative, form).leads(narrative + "?hecho=creado")
	}
	list := d.sections()
	last := list[len(list)-1]
	if len(list) != rows.Length()+1 || last.Heading != "Cómo se evalúa" || last.Body != "Cada **año**." {
		t.Fatalf("%d sections, the last one %+v", len(list), last)
	}
	id := strconv.FormatInt(last.ID, 10)
	d.post(narrative+"/orden", url.Values{"id": {id}, "mover": {"arriba"}}).leads(narrative + "?hecho=orden#apartado-" + id)
	if got := d.sections(); got[len(got)-2].ID != last.ID {
		t.Error("it has not moved")
	}
	d.get(narrative+"?hecho=orden").is(200).says("[role=status]", "El orden ha cambiado")

	at := sectionAddress(last.ID)
	edit := d.get(at).is(200)
	edit.holds("body", "Cada **año**.")
	edit.says("#historial", "Añadió un apartado")
	d.post(at, with(edit.form(at), "body", "Cada semestre.")).leads(narrative + "?hecho=guardado#apartado-" + id)
	d.get(example).is(200).says("#texto", "Cada semestre.")

	d.post(at+"/baja", edit.form(at+"/baja")).is(409).says("[role=alert]", "No se ha quitado")
	gone := d.get(at).is(200)
	gone.says(".confirm", "Quitar el apartado", "queda en el historial")
	d.post(at+"/baja", gone.form(at+"/baja")).leads(narrative + "?hecho=quitado")
	d.get(at).is(404)
	d.get(example).is(200).says("#historial", "Quitó un apartado", "Cada semestre.")
}

func TestSectionPreviewWritesNothing(t *testing.T) {
	d := openDesk(t, false)
	before := d.rows()
	for _, at := range []string{narrative, sectionAddress(d.sections()[0].ID)} {
		p := d.post(at, url.Values{
			"heading": {"Con <i>marcas</i>"}, "body": {"## Uno\n\nUn **dos** <script>alert(1)</script> [tres](javascript:alert(1))"}, "version": {"1"}, "accion": {previewAction},
		}).is(200)
		p.says("#vista", "Vista previa, sin guardar", "Con <i>marcas</i>", "<script>alert(1)</script>")
		p.says("#vista .prose strong", "dos")
		p.says("#vista .prose h4", "Uno")
		p.lacks("#vista script, #vista i, #vista a")
		p.holds("heading", "Con <i>marcas</i>")
		p.holds("body", "## Uno\n\nUn **dos** <script>alert(1)</script> [tres](javascript:alert(1))")
		if p.Find("#vista[data-focus][tabindex]").Length() != 1 {
			t.Error("the preview is not what is read first")
		}
		p = d.post(at, url.Values{"heading": {""}, "body": {""}, "version": {"1"}, "accion": {previewAction}}).is(200)
		p.says("#vista", "no tiene texto")
		d.post(at, url.Values{"heading": {"A"}, "body": {"a\x00b"}, "version": {"1"}, "accion": {previewAction}}).refuses("body", "a\x00b")
	}
	if after := d.rows(); after != before {
		t.Error("something was written")
	}
}

func TestSectionRefusesWhatIsWrongAtItsField(t *testing.T) {
	d := openDesk(t, false)
	before := d.rows()
	for _, at := range []string{narrative, sectionAddress(d.sections()[0].ID)} {
		good := url.Values{"heading": {"A"}, "body": {"B"}, "version": {"1"}}
		for _, text := range badTexts {
			d.post(at, with(good, "heading", text)).refuses("heading", text)
			d.post(at, with(good, "body", text)).refuses("body", text)
		}
		d.post(at, with(good, "heading", " ")).refuses("heading", " ")
		d.post(at, with(good, "heading", strings.Repeat("ñ", 201))).refuses("heading", strings.Repeat("ñ", 201))
	}
	for _, id := range []string{"0", "-1", "01", "x", "99999999999999999999", "999999"} {
		at := narrative + "/" + id
		d.get(at).is(404)
		d.post(at, url.Values{"heading": {"A"}, "version": {"1"}, "accion": {previewAction}}).is(404)
		d.post(at+"/baja", url.Values{"version": {"1"}}).is(404)
		d.post(narrative+"/orden", url.Values{"id": {id}, "mover": {"arriba"}}).is(404)
	}
	id := strconv.FormatInt(d.sections()[0].ID, 10)
	for _, where := range []string{"", "ARRIBA", "1"} {
		d.post(narrative+"/orden", url.Values{"id": {id}, "mover": {where}}).is(400)
	}
	if after := d.rows(); after != before {
		t.Error("something was written")
	}
}

func TestSectionOverAnotherOnesChange(t *testing.T) {
	d := openDesk(t, false)
	s := d.sections()[0]
	at := sectionAddress(s.ID)
	edit := d.get(at).is(200)
	d.post(at, with(edit.form(at), "body", "Lo de otra")).leads(narrative + "?hecho=guardado#apartado-" + strconv.FormatInt(s.ID, 10))
	p := d.post(at, with(edit.form(at), "body", "Lo mío")).is(409)
	p.says("[role=alert]", "No se ha guardado", "Lo mío", "Lo de otra")
	p.holds("body", "Lo mío")
	d.post(at, p.form(at)).leads(narrative + "?hecho=guardado#apartado-" + strconv.FormatInt(s.ID, 10))

	remove := d.get(at).is(200)
	d.post(at+"/baja", remove.form(at+"/baja")).leads(narrative + "?hecho=quitado")
	p = d.post(at, with(remove.form(at), "body", "Escrito mientras se quitaba")).is(409)
	p.says("[role=alert]", "Alguien lo ha quitado")
	p.holds("body", "Escrito mientras se quitaba")
	d.post(narrative, p.form(narrative)).leads(narrative + "?hecho=creado")
	if list := d.sections(); list[len(list)-1].Body != "Escrito mientras se quitaba" {
		t.Error("what was written is lost")
	}
}

func TestAPlanWithoutTextSaysWhatToWrite(t *testing.T) {
	d := openDesk(t, false)
	d.exec(`DELETE FROM plan_sections`)
	d.get(narrative).is(200).says(".empty", "Todavía no hay ningún apartado", "Escribir el primero")
}
