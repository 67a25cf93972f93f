package challenges

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"hito/internal/attachment"
	"hito/internal/challenge"
	"hito/web/ui"
)

const (
	pdf   = "%PDF-1.7\n"
	eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
)

// bomb is a document of an office that unpacks to a thousand times its size; it is never opened.
func bomb(t *testing.T) string {
	t.Helper()
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"} {
		part, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(make([]byte, 20<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

func TestSecurity17FilesAreKeptAndDownloaded(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Confidential, challenge.Analysis)
	d.as("author").get(path).says("#files-ayuda", "10 MB", "No incluya datos de personas usuarias").counts("#ficheros form[enctype='multipart/form-data']", 1)
	large := pdf + strings.Repeat("x", 2<<20)
	a := d.upload(path+"/ficheros", "", `C:\actas\Año "1".pdf`, large, "factura.pdf.exe", pdf, "eicar.com", eicar, "informe.docx", bomb(t)).is(303)
	if a.location != path+"?hecho=ficheros#ficheros" {
		t.Errorf("goes on to %s", a.location)
	}
	a = d.get(path).says("#ficheros", `Año "1".pdf (PDF, 2,0 MB)`, "factura.pdf.exe.pdf", "eicar.com.txt", "informe.docx (DOCX", "Usted, 14/3/2026, 9:00")
	for n, want := range []struct{ kind, name, content string }{
		{"application/pdf", "filename*=utf-8''A%C3%B1o%20%221%22.pdf", large}, {"application/pdf", "filename=factura.pdf.exe.pdf", pdf}, {"text/plain", "filename=eicar.com.txt", eicar},
	} {
		got := d.as("technician").get(a.Find(".challenge-files a").Eq(n).AttrOr("href", "")).is(200)
		for name, value := range map[string]string{
			"Content-Type": want.kind, "Content-Disposition": "attachment; " + want.name, "X-Content-Type-Options": "nosniff",
			"Cache-Control": "no-store", "Content-Length": strconv.Itoa(len(want.content)),
		} {
			if got.header.Get(name) != value {
				t.Errorf("%s: %q, want %q", name, got.header.Get(name), value)
			}
		}
		if got.body != want.content {
			t.Errorf("%s holds %d bytes", want.name, len(got.body))
		}
	}
}

func TestSecurity17FilesThatAreNotTaken(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Named, challenge.Analysis)
	for what, c := range map[string]struct {
		files []string
		code  int
		says  string
	}{
		"none":                 {nil, 422, "Elija al menos un fichero"},
		"0 bytes":              {[]string{"acta.pdf", ""}, 422, "está vacío"},
		"program":              {[]string{"acta.pdf", "MZ\x90\x00\x03"}, 422, "«acta.pdf» no se admite"},
		"page":                 {[]string{"nota.txt", "<html><script>"}, 422, "«nota.txt» no se admite"},
		"drawing with scripts": {[]string{"foto.png", "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"}, 422, "«foto.png» no se admite"},
		"archive":              {[]string{"todo.docx", "PK\x03\x04\x14\x00\x00\x00\x08\x00"}, 422, "«todo.docx» no se admite"},
		"one of two":           {[]string{"acta.pdf", pdf, "x.exe", "MZ\x90\x00\x03"}, 422, "No se ha añadido nada. «x.exe»"},
		"too large":            {[]string{"acta.pdf", pdf + strings.Repeat("x", attachment.Largest)}, 413, "«acta.pdf» pasa de 10 MB"},
		"name that turns":      {[]string{"acta\u202efdp.pdf", pdf}, 422, "Un fichero tiene un nombre que no se admite"},
		"too many":             {many(challenge.MostFiles + 1), 422, "20 ficheros como mucho"},
	} {
		for who, internal := range map[string]string{"author": "", "technician": "si"} {
			field := "#files"
			if internal != "" {
				field += "-interno"
			}
			a := d.as(who).upload(path+"/ficheros", internal, c.files...).is(c.code).says(field+"-error", c.says)
			a.counts(`.notice-error a[href="`+field+`"]`, 1).counts(field+"[aria-invalid]", 1)
			if d.number(`SELECT count(*) FROM challenge_files`) != 0 {
				t.Fatalf("%s: something was kept", what)
			}
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path+"/ficheros", nil)
	d.as("author").send(r.WithContext(ui.WithTooLarge(r.Context()))).is(413).says("#files-error", "suman más de 25 MB")
	d.exec(`UPDATE challenges SET state = 'withdrawn'`)
	d.upload(path+"/ficheros", "", "acta.pdf", pdf).is(409).says(".notice-error", "ha cambiado de estado")
}

func many(n int) []string {
	var files []string
	for i := range n {
		files = append(files, strconv.Itoa(i)+".txt", "x")
	}
	return files
}

func TestFilesAreForThoseWhoMayReadThem(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Anonymous, challenge.Analysis)
	d.open(path)
	d.as("secret").upload(secretPath+"/ficheros", "", "del autor.txt", "Uno").is(303)
	d.as("assigned").upload(path+"/ficheros", "si", "interno.txt", "Dos").is(303)
	a := d.get(path).says("#ficheros", "del autor.txt", theAuthor).says("#interno", "interno.txt", "La persona assigned")
	outside, inside := a.Find("#ficheros .challenge-files a").AttrOr("href", ""), a.Find("#interno .challenge-files a").AttrOr("href", "")
	for who, want := range map[string][2]int{
		"technician": {200, 200}, "director": {200, 200}, "assigned": {200, 200}, "colleague": {200, 404}, "stranger": {404, 404}, "admin": {404, 404}, "visitor": {404, 404},
	} {
		if got := [2]int{d.as(who).get(outside).code, d.get(inside).code}; got != want {
			t.Errorf("%s: %v, want %v", who, got, want)
		}
	}
	d.as("secret").get(secretPath + strings.TrimPrefix(inside, path)).is(404)
	mine := d.get(secretPath + strings.TrimPrefix(outside, path)).is(200)
	if mine.header.Get("Referrer-Policy") != "strict-origin" || mine.header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("headers %v", mine.header)
	}
	other := d.reto(challenge.Named, challenge.Analysis)
	d.as("technician").get(other + strings.TrimPrefix(outside, path)).is(404)

	d.post(other + strings.TrimPrefix(outside, path) + "/retirada").is(404)
	d.as("colleague").post(outside + "/retirada").is(403)
	d.as("visitor").post(outside + "/retirada").is(404)
	d.as("secret").get(secretPath).counts("#ficheros .confirm", 1)
	d.post(secretPath + strings.TrimPrefix(outside, path) + "/retirada").is(303)
	d.as("technician").get(outside).is(404)
	d.post(inside + "/retirada").is(303)
	d.get(path+"?hecho=sin-fichero").says("#interno", "Todavía no hay ficheros").says("[role=status]", "se ha retirado")
}
