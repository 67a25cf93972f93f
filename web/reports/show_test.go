package reports

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/report"
	"hito/web/ui/pagetest"
)

const (
	own    = pagetest.Example + "/informe"
	issued = pagetest.Example + "/informes"
)

func TestReportIsReadByWhoeverReadsThePlan(t *testing.T) {
	d := open(t)
	for _, role := range []access.Role{access.Nobody, access.Staff, access.Technician, access.Director, access.Admin} {
		a := d.as(role).get(own).is(200).says("h1", "Informe de seguimiento de «").says(".paper-standing", "Borrador").
			says(".paper-subtitle", "Datos a 14 de marzo de 2026")
		prepares := role == access.Technician || role == access.Director
		if got := a.Find(".report-tools .confirm, .report-files, a[href$=preparar]").Length(); prepares && got != 3 || !prepares && got != 0 {
			t.Errorf("%q finds %d ways to prepare and issue", role, got)
		}
		if got := a.Find("#retos").Length() > 0; got != prepares {
			t.Errorf("%q reads of retos: %v", role, got)
		}
		if got := a.Find("a[href$=informes]").Length() > 0; got != (role != access.Nobody) {
			t.Errorf("%q is led to what was issued: %v", role, got)
		}
	}
}

func TestReportOfEveryMoment(t *testing.T) {
	d := open(t)
	for address, status := range map[string]int{
		pagetest.Montilla + "/informe": 200, pagetest.Montilla + "/informe?seguimiento=1": 200, own + "?fecha=2020-01-01": 200, own + "?fecha=2099-12-31": 200,
		own + "?seguimiento=1": 404, own + "?seguimiento=x": 400, own + "?fecha=x": 400, "/planes/otro/informe": 404,
	} {
		d.get(address).is(status)
	}
	a := d.get(pagetest.Montilla+"/informe?seguimiento=1").says(".paper-subtitle", "Seguimiento noviembre 2022, datos a 30 de noviembre de 2022")
	for _, heading := range []string{
		"En una página", "Cuadro de mando", "Seguimiento por objetivo", "Desviaciones", "Qué ha cambiado desde el último seguimiento", "Retos", "Anexo: evidencias", "Anexo: cómo se calcula",
	} {
		a.says(".paper-contents", heading).says("h2", heading)
	}
	table := a.Find("#seguimiento-por-objetivo ~ * table").Last()
	var columns []string
	for n := range table.Find("thead th").Length() {
		columns = append(columns, pagetest.Text(table.Find("thead th").Eq(n)))
	}
	if got := strings.Join(columns, "|"); got != "Indicador|Descripción|Resultados alcanzados|Responsable|Valor inicial|Meta|Actual|Progreso" {
		t.Errorf("columns %s", got)
	}
	if got := d.get(own + "?fecha=2099-12-31").Find(".confirm").Length(); got != 0 {
		t.Error("a report of a day that has not come can be issued")
	}
}

func TestWhatIsNotPublicStaysOutOfTheReport(t *testing.T) {
	d := open(t)
	d.exec(`
		INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at)
		SELECT r.plan_id, min(r.id), 'canario.txt', 'text/plain', 4, 'Acta', now()
		  FROM results r
		  JOIN plans p ON p.id = r.plan_id
		 WHERE p.slug = 'plan-de-ejemplo'
		 GROUP BY r.plan_id`)
	d.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment)
		SELECT i.plan_id, i.id, DATE '2026-03-13', 1, coalesce(i.baseline, 0), 'Comentario canario'
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND i.rule = 'reach'`)
	for shows, want := range map[string]string{
		"{objectives,indicators,results}": "", "{objectives,indicators,results,comments}": "c", "{objectives,indicators,results,files}": "f",
		"{objectives,indicators,results,comments,files}": "cf",
	} {
		d.exec(`UPDATE plans SET shows = $1::text[]`, shows)
		for role, want := range map[access.Role]string{access.Nobody: want, access.Staff: "cf", access.Technician: "cf"} {
			body, got := d.as(role).get(own).is(200).body, ""
			if strings.Contains(body, "Comentario canario") {
				got += "c"
			}
			if strings.Contains(body, "canario.txt") {
				got += "f"
			}
			if got != want {
				t.Errorf("%s: %q reads %q, want %q", shows, role, got, want)
			}
		}
	}
	d.exec(`UPDATE plans SET shows = '{objectives}'`)
	d.as(access.Nobody).get(own).is(404)
}

func TestDraftOfSomebodyIsNotForEverybody(t *testing.T) {
	d := open(t)
	form := d.get(own + "/preparar").form("main form.form")
	form.Set("title", "Título canario")
	form.Set("to", "Destinatario canario")
	form.Set(report.TextField(report.Summary), "Texto canario")
	d.post(own+"/preparar", form).is(303)
	for role, want := range map[access.Role]int{access.Technician: 3, access.Director: 3, access.Admin: 0, access.Staff: 0, access.Nobody: 0} {
		main := d.as(role).get(own).is(200).Find(".paper").Text()
		if got := strings.Count(main, "canario"); got != want {
			t.Errorf("%q reads %d, want %d", role, got, want)
		}
	}
}

func TestFilesOfADraftAreForWhoeverPreparesIt(t *testing.T) {
	d := open(t)
	for format, start := range map[string]string{"docx": "PK", "xlsx": "PK", "html": "<!doctype html>"} {
		a := d.as(access.Director).get(own + "." + format + "?fecha=2026-01-31").is(200)
		if !strings.HasPrefix(a.body, start) || a.header.Get("Cache-Control") != "no-store" ||
			a.header.Get("Content-Disposition") != "attachment; filename=borrador-informe-plan-de-ejemplo-2026-01-31."+format {
			t.Errorf("%s: %q %v", format, a.body[:20], a.header)
		}
		if text := unpacked(t, a.body); !strings.Contains(text, "Borrador") {
			t.Errorf("%s does not say that it is a draft", format)
		}
		d.as(access.Admin).get(own + "." + format).is(403)
		d.as(access.Nobody).get(own + "." + format).is(401)
	}
	d.as(access.Technician).get(own+".pdf").is(404).says("main", "Imprimir")
	d.get("/planes/otro/informe.docx").is(404)
}

// unpacked is all that a file says: of an archive, everything in it.
func unpacked(t *testing.T, body string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	var all bytes.Buffer
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, part); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// statements counts what is asked of the database.
type statements struct{ n atomic.Int32 }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.n.Add(1)
	return ctx
}

func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func TestReportTakesTheSameStatementsWhateverThePlan(t *testing.T) {
	d := open(t)
	config, sent := d.pool.Config(), &statements{}
	config.ConnConfig.Tracer, config.MinConns, config.MaxConns = sent, 1, 1
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	d.pages.Slow = pool
	d.route()
	taken := func() int32 {
		d.get(own).is(200) // the first time statements are prepared too
		sent.n.Store(0)
		d.get(own).is(200)
		return sent.n.Load()
	}
	small := taken()
	d.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target)
		SELECT o.plan_id, o.id, 100 + n, 'Z' || n, 'Z', 10
		  FROM plans p
		  JOIN objectives o ON o.plan_id = p.id, generate_series(1, 50) n
		 WHERE p.slug = 'plan-de-ejemplo' AND o.position = 1`)
	if many := taken(); many != small || small > 18 {
		t.Errorf("%d statements, %d of a larger plan", small, many)
	}
}

func TestDeviationsBeyondThePageCarryTheirOwnComment(t *testing.T) {
	d := open(t)
	d.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target)
		SELECT o.plan_id, o.id, 100 + n, 'Z' || n, 'Z', 10
		  FROM plans p
		  JOIN objectives o ON o.plan_id = p.id, generate_series(1, $1::int) n
		 WHERE p.slug = 'plan-de-ejemplo' AND o.position = 1`, mostComments)
	a := d.get(own+"/preparar").is(200).says(".report-comments", "indicadores más que necesitan atención")
	if n := a.Find(".report-comment").Length(); n != mostComments {
		t.Errorf("%d comments can be written", n)
	}
	if n := d.get(own).Find("#desviaciones ~ * tbody tr:not(.paper-group)").Length(); n <= mostComments {
		t.Errorf("%d deviations in the report", n)
	}
}

func TestIssuedReport(t *testing.T) {
	d := open(t)
	form := d.get(own + "?fecha=2026-01-31").form(".confirm form")
	d.get(own+"?fecha=2026-01-31").says(".confirm", "1/2026", "14 de marzo de 2026", "31 de enero de 2026", "Word (DOCX), Excel (XLSX) y Página web (HTML)", "No se puede deshacer")
	if a := d.post(issued, form).is(303); a.location != issued+"?hecho=emitido" {
		t.Fatalf("to %s", a.location)
	}
	if a := d.post(issued, form).is(303); a.location != issued+"?hecho=emitido" { // twice
		t.Fatalf("again to %s", a.location)
	}
	list := d.get(issued+"?hecho=emitido").is(200).says("[role=status]", "se ha emitido").says("tbody th", "1/2026").
		says("tbody td", "Datos a 31 de enero de 2026", "Emitido el 14/3/2026, 9:00, por")
	if n := list.Find("tbody > tr").Length(); n != 1 {
		t.Fatalf("%d reports", n)
	}
	address := list.Find("a.code").AttrOr("href", "")
	code := pagetest.Text(list.Find("a.code"))
	for _, format := range []string{"docx", "xlsx", "html"} {
		link := list.Find("a[href$="+format+"]").AttrOr("href", "")
		for role, status := range map[access.Role]int{
			access.Technician: 200, access.Director: 200, access.Admin: 200, access.Staff: 200, access.Nobody: 401,
		} {
			d.as(role).get(link).is(status)
		}
		a := d.as(access.Admin).get(link)
		text := unpacked(t, a.body)
		for _, want := range []string{"Informe 1/2026", code, publicURL + address} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", format, want)
			}
		}
		if strings.Contains(text, "Borrador") {
			t.Errorf("%s says that it is a draft", format)
		}
		if got := a.header.Get("Content-Disposition"); got != "attachment; filename=informe-1-2026."+format {
			t.Errorf("%s: %s", format, got)
		}
		d.as(access.Nobody).check(address, "mio", []byte(a.body)).is(200).says(".notice-success", "auténtico", formatNames[report.Format(format)])
		d.check(address, "mio", []byte(a.body+" ")).is(200).says(".notice-warning", "no es ninguno").lacks(".notice-success")
	}
	d.as(access.Staff).get(issued).is(200).lacks("form .button[type=submit]:contains('Generar')").lacks("tbody .subtext:contains('por ')")
	d.as(access.Nobody).get(issued).is(401)
	d.as(access.Technician).get(issued + "/1/pdf").is(404)
	d.get(issued + "/99/docx").is(404)
	d.get(pagetest.Montilla + "/informes/1/docx").is(404)
	d.get(issued + "?pagina=2").is(404)
}

func TestVerificationIsForAnybody(t *testing.T) {
	d := open(t)
	d.post(issued, d.get(own).form(".confirm form")).is(303)
	list := d.get(issued)
	address := list.Find("a.code").AttrOr("href", "")
	d.exec(`UPDATE plans SET published_at = NULL`)
	d.as(access.Nobody)
	a := d.get(address).is(200).says("h1", "Informe 1/2026").says("dl", "Informe de seguimiento de «", "14/3/2026, 9:00", "Datos a 14 de marzo de 2026").
		says("table", "informe-1-2026.docx", "informe-1-2026.html")
	if n := a.Find("table code").Length(); n != 3 || len(a.Find("table code").First().Text()) != 64 {
		t.Errorf("%d hashes", n)
	}
	if strings.Contains(a.body, "/planes/") && a.Find("main a[href*='/planes/']").Length() > 0 {
		t.Error("it leads into the plan")
	}
	d.get(strings.ToLower(address)).is(200)
	d.get("/informes/K7MD2-9PX4T-RA3CE").is(404).says("h1", "No hay ningún informe con ese código")
	d.get("/informes/x").is(404)
	d.check("/informes/K7MD2-9PX4T-RA3CE", "a", []byte("a")).is(404)
	d.check(address, "", nil).is(422).says(".field-error", "Elija el fichero")
	d.check(address, "a.txt", []byte("a")).is(200).says(".notice-warning", "no es ninguno")
}

func TestWhatIsIssuedIsWhatIsOnTheScreen(t *testing.T) {
	d := open(t)
	form := d.get(own).form(".confirm form")
	d.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value)
		SELECT i.plan_id, i.id, DATE '2026-03-13', 1, 0
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo'`)
	a := d.post(issued, form).is(409).says(".notice-error", "No se ha emitido nada")
	if n := d.count(`SELECT count(*) FROM reports`); n != 0 {
		t.Fatalf("%d reports", n)
	}
	d.post(issued, a.form(".confirm form")).is(303)

	form = d.get(own).form(".confirm form")
	prepared := d.get(own + "/preparar").form("main form.form")
	prepared.Set("title", "Otro")
	d.post(own+"/preparar", prepared).is(303)
	d.post(issued, form).is(409)
	d.post(issued, with(d.get(own).form(".confirm form"), "fecha", "2099-01-01")).is(422).says(".notice-error", "todavía no ha llegado")
	for name, value := range map[string]string{"version": "x", "fecha": "x"} {
		d.post(issued, with(d.get(own).form(".confirm form"), name, value)).is(400)
	}
	d.post("/planes/otro/informes", form).is(404)
	for role, status := range map[access.Role]int{access.Admin: 403, access.Staff: 403, access.Nobody: 401} {
		d.as(role).post(issued, form).is(status)
	}
	if n := d.count(`SELECT count(*) FROM reports`); n != 1 {
		t.Errorf("%d reports", n)
	}
}

func TestFilesThatWereNotMadeAreMadeLater(t *testing.T) {
	d := open(t)
	d.post(issued, d.get(pagetest.Montilla+"/informe?seguimiento=1").form(".confirm form")).is(404) // of another plan's snapshot
	d.post(pagetest.Montilla+"/informes", d.get(pagetest.Montilla+"/informe?seguimiento=1").form(".confirm form")).is(303)
	list := pagetest.Montilla + "/informes"
	d.exec(`
		INSERT INTO reports (plan_id, year, number, code, title, taken_on, snapshot_id, options, document, issued_at)
		SELECT plan_id, year, 2, 'K7MD29PX4TRA3CE', title, taken_on, snapshot_id, options, document, issued_at
		  FROM reports`)
	d.as(access.Nobody).get("/informes/K7MD2-9PX4T-RA3CE").is(200).says("#informe", "todavía se están generando")
	a := d.as(access.Technician).get(list).is(200).says("tbody", "Falta generar: Word (DOCX), Excel (XLSX) y Página web (HTML).")
	action := a.Find("tbody form").AttrOr("action", "")
	d.as(access.Admin).post(action, url.Values{}).is(403)
	d.as(access.Technician)
	if a := d.post(action, url.Values{}).is(303); a.location != list+"?hecho=ficheros" {
		t.Fatalf("to %s", a.location)
	}
	d.get(list+"?hecho=ficheros").is(200).lacks("tbody form").says("[role=status]", "ya están")
	one, two := d.get(list+"/1/html").is(200).body, d.get(list+"/2/html").is(200).body
	if strings.ReplaceAll(two, "2/2026", "1/2026") == two || len(one) != len(two) {
		t.Errorf("the second is not the first with another number: %d and %d bytes", len(one), len(two))
	}
	d.post(list+"/99/ficheros", url.Values{}).is(404)
}

func TestReportsAreListedInPages(t *testing.T) {
	d := open(t)
	d.get(issued).is(200).says(".empty", "Todavía no se ha emitido").says(".empty a", "Preparar el informe")
	d.as(access.Admin).get(issued).is(200).says(".empty a", "Ver el informe")
	d.exec(`
		INSERT INTO reports (plan_id, year, number, code, title, taken_on, options, document, issued_at)
		SELECT p.id, 2026, n, 'K7MD29PX4T' || lpad(n::text, 5, '0'), 'T', '2026-01-01', '{}', '{}', now()
		  FROM plans p, generate_series(1, $1::int) n
		 WHERE p.slug = 'plan-de-ejemplo'`, pageSize+1)
	a := d.get(issued).is(200).says(".pagination", "2")
	if n := a.Find("tbody > tr").Length(); n != pageSize || pagetest.Text(a.Find("tbody th").First()) != strconv.Itoa(pageSize+1)+"/2026" {
		t.Errorf("%d on the first page", n)
	}
	if n := d.get(issued + "?pagina=2").is(200).Find("tbody > tr").Length(); n != 1 {
		t.Errorf("%d on the second", n)
	}
	d.get(issued + "?pagina=99999999999999").is(200)
}

func with(form url.Values, name, value string) url.Values {
	form.Set(name, value)
	return form
}

func TestEmblemOfTheBodyIsOnTheCover(t *testing.T) {
	d := open(t)
	d.get(own).is(200).lacks(".paper-emblem")
	d.exec(`INSERT INTO settings (name, value) VALUES ('emblem', '{"image": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}')`)
	a := d.get(own).is(200)
	if n := a.Find(".paper-cover img.paper-emblem[src^='data:image/png']").Length(); n != 1 {
		t.Errorf("%d emblems", n)
	}
	d.post(issued, a.form(".confirm form")).is(303)
	d.exec(`DELETE FROM settings`)
	if body := d.get(issued + "/1/html").is(200).body; !strings.Contains(body, "paper-emblem\" src=\"data:image/png") {
		t.Error("what was issued has lost its emblem")
	}
}
