package results

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/web/ui"
)

const pdf = "%PDF-1.7\n"

func TestFilesAreAddedAndDownloaded(t *testing.T) {
	d := open(t)
	path := d.create("Con ficheros", "I1.1")
	a := d.get(path).is(200).says("#files-ayuda", "no incluya datos personales", "10 MB")
	if form := a.Find("#ficheros form"); form.AttrOr("enctype", "") != "multipart/form-data" || form.Find("[type=file][multiple]").AttrOr("accept", "") == "" {
		t.Error("the form takes no files")
	}
	content := pdf + strings.Repeat("x", 2<<20)
	a = d.upload(path+"/ficheros", "KEYOFTWOFILES0000000", `C:\actas\Año "1".pdf`, content, "datos.csv", "a;b\n1;2\n").is(303)
	if a.location != path+"?hecho=ficheros#ficheros" {
		t.Errorf("goes on to %q", a.location)
	}
	a = d.get(path+"?hecho=ficheros").is(200).says("[role=status]", "se han añadido").says("#ficheros", `Año "1".pdf (PDF, 2,0 MB)`, "datos.csv (CSV, 8 bytes)").
		says("#historial", "Añadió un fichero", "huella")
	files := a.Find("#ficheros .result-file")
	first, second := files.First().AttrOr("href", ""), files.Last().AttrOr("href", "")

	got := d.get(first).is(200)
	if got.body != content {
		t.Errorf("%d bytes, want %d", len(got.body), len(content))
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": "attachment; filename*=utf-8''A%C3%B1o%20%221%22.pdf", "X-Content-Type-Options": "nosniff",
		"Cache-Control": "no-store", "Content-Length": strconv.Itoa(len(content)),
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), want)
		}
	}
	csv := d.get(second).is(200)
	if csv.header.Get("Content-Type") != "text/csv" || csv.header.Get("Content-Disposition") != "attachment; filename=datos.csv" {
		t.Errorf("headers of the table: %v", csv.header)
	}

	d.as(access.Nobody) // the plan is published
	open := d.get(second).is(200)
	if open.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("of a published plan: %q", open.header.Get("Cache-Control"))
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, second, nil)
	r.Header.Set("If-None-Match", open.header.Get("ETag"))
	d.send(r).is(http.StatusNotModified)
	r = httptest.NewRequestWithContext(t.Context(), http.MethodGet, second, nil)
	r.Header.Set("Range", "bytes=4-")
	if part := d.send(r).is(http.StatusPartialContent); part.body != "1;2\n" {
		t.Errorf("from the fifth byte: %q", part.body)
	}
	if _, err := d.pages.Results.Pool.Exec(t.Context(), `UPDATE plans SET published_at = NULL, state = 'draft'`); err != nil {
		t.Fatal(err)
	}
	d.get(second).is(404)
}

func TestFilesAreFoundByTheirResultAlone(t *testing.T) {
	d := open(t)
	path, beside := d.create("Con fichero", "I1.1"), d.create("Otro", "I1.1")
	d.upload(path+"/ficheros", "KEYOFAFILEOFARESULT0", "acta.pdf", pdf).is(303)
	file := d.get(path).Find(".result-file").AttrOr("href", "")
	under := strings.TrimPrefix(file, path)
	d.get(beside + under).is(404)
	d.get(strings.Replace(file, base, other, 1)).is(404)
	d.post(beside + under + "/retirada").is(404)
	d.post(strings.Replace(file, base, other, 1) + "/retirada").is(404)
	d.upload(strings.Replace(path, base, other, 1)+"/ficheros", "KEYOFASWAPPEDPLAN000", "acta.pdf", pdf).is(404)
	d.get(file).is(200)

	d.as(access.Staff)
	d.post(file + "/retirada").is(403)
	d.as(access.Technician)
	d.get(path).says("#ficheros .confirm", "Nadie podrá descargar")
	d.post(file + "/retirada").is(303)
	d.get(file).is(404)
	d.get(path+"?hecho=sin").says("#ficheros", "Todavía no tiene ficheros").says("#historial", "Retiró un fichero")
	d.post(file + "/retirada").is(409)
	if d.count("files") != 1 {
		t.Error("what was withdrawn is kept")
	}
}

func TestFilesThatAreNotTakenAreToldAtTheField(t *testing.T) {
	d := open(t)
	path := d.create("Con ficheros", "I1.1") + "/ficheros"
	large := pdf + strings.Repeat("x", attachment.Largest)
	for what, c := range map[string]struct {
		files []string
		code  int
		says  string
	}{
		"none":                 {nil, 422, "Elija al menos un fichero"},
		"an empty field":       {[]string{"", ""}, 422, "Elija al menos un fichero"},
		"empty":                {[]string{"acta.pdf", ""}, 422, "está vacío"},
		"program":              {[]string{"acta.pdf", "MZ\x90\x00\x03"}, 422, "«acta.pdf» no se admite"},
		"page":                 {[]string{"nota.txt", "<html><script>"}, 422, "«nota.txt» no se admite"},
		"drawing with scripts": {[]string{"foto.png", "<svg onload='x'/>"}, 422, "«foto.png» no se admite"},
		"one of two":           {[]string{"acta.pdf", pdf, "x.exe", "MZ\x90\x00\x03"}, 422, "No se ha añadido nada. «x.exe»"},
		"two of two":           {[]string{"a.exe", "MZ\x90\x00\x03", "b.exe", "MZ\x90\x00\x03"}, 422, "«b.exe»"},
		"too large":            {[]string{"acta.pdf", large}, 413, "«acta.pdf» pasa de 10 MB"},
		"name that turns":      {[]string{"acta\u202efdp.pdf", pdf}, 422, "Un fichero tiene un nombre que no se admite"},
		"too many":             {many(21), 422, "20 ficheros como mucho"},
	} {
		a := d.upload(path, "KEYOFFILESNOTTAKEN00", c.files...).is(c.code)
		a.says("#files-error", c.says)
		if a.Find(`.notice-error a[href="#files"]`).Length() != 1 || a.Find("#files[aria-invalid]").Length() != 1 {
			t.Errorf("%s: the message is not at the field", what)
		}
		if d.count("files") != 0 {
			t.Fatalf("%s: something was kept", what)
		}
	}
	d.upload(path, "KEYOFAFORMOFTWENTY00", many(20)...).is(303)
	d.upload(path, "KEYOFONEMORETHANMAY0", "uno.txt", "más").is(422).says("#files-error", "caben 0 más")
}

func many(n int) []string {
	var files []string
	for i := range n {
		files = append(files, strconv.Itoa(i)+".txt", "x")
	}
	return files
}

func TestAFormOfFilesThatComesTwiceAddsThemOnce(t *testing.T) {
	d := open(t)
	path := d.create("Con ficheros", "I1.1") + "/ficheros"
	for range 2 {
		d.upload(path, "KEYOFADOUBLECLICK000", "acta.pdf", pdf).is(303)
	}
	if d.count("files") != 1 {
		t.Errorf("%d files", d.count("files"))
	}
	d.upload(path, "KEYOFADOUBLECLICK000", "acta.pdf", pdf+"otra").is(303)
	d.upload(path, "KEYOFADOUBLECLICK000", "acta2.pdf", pdf).is(303)
	if d.count("files") != 3 {
		t.Errorf("%d files: the same key with others is another form", d.count("files"))
	}
}

func TestFilesThatWereTooLargeToReadAreToldAtTheField(t *testing.T) {
	d := open(t)
	path := d.create("Con ficheros", "I1.1") + "/ficheros"
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, nil)
	d.send(r.WithContext(ui.WithTooLarge(r.Context()))).is(413).says("#files-error", "suman más de 25 MB")
}
