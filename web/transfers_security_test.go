package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
)

const importsPath = "/planes/importar"

// brought is a form with one file and other fields, as pairs, as browsers send it.
func brought(t *testing.T, name, content string, pairs ...string) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	drawn++
	fields := append([]string{"clave_envio", fmt.Sprintf("KEY%020d", drawn), "by", "fichero", "mode", "new", "on", "21/11/2026"}, pairs...)
	for n := 0; n < len(fields); n += 2 {
		if err := form.WriteField(fields[n], fields[n+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), form.FormDataContentType()
}

// packed is a ZIP file: names and what they hold, one after the other.
func packed(t *testing.T, parts ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for n := 0; n < len(parts); n += 2 {
		part, err := z.Create(parts[n])
		if err == nil {
			_, err = io.WriteString(part, parts[n+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	workbookTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
	workbookPart  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="H" sheetId="1" r:id="rId1"/></sheets></workbook>`
	workbookLinks = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	laughs        = `<!DOCTYPE w [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
)

func book(t *testing.T, sheet string) string {
	t.Helper()
	return packed(t, "[Content_Types].xml", workbookTypes, "xl/workbook.xml", workbookPart, "xl/_rels/workbook.xml.rels", workbookLinks, "xl/worksheets/sheet1.xml", sheet)
}

func (s *wholeSite) importsKept(t *testing.T) (n int) {
	t.Helper()
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM imports`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// What is no table, or would take the machine, is refused at its field; nothing of it is kept.
func TestSecurity17HostileSpreadsheetsAreRefused(t *testing.T) {
	s := open(t)
	t.Setenv("TMPDIR", t.TempDir())
	before, technician := s.importsKept(t), s.visitor(t, access.Technician)
	for name, content := range map[string]string{
		"bomb.xlsx":     book(t, "<worksheet><sheetData>"+strings.Repeat(`<row><c><v>1</v></c></row>`, 2<<20)+"</sheetData></worksheet>"),
		"blanks.xlsx":   book(t, strings.Repeat(" ", 60<<20)),
		"laughs.xlsx":   packed(t, "[Content_Types].xml", workbookTypes, "xl/workbook.xml", laughs+workbookPart),
		"outside.xlsx":  packed(t, "../../etc/passwd", "x", "xl/../../x", "y"),
		"bomb.ods":      packed(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", strings.Repeat(" ", 60<<20)),
		"page.csv":      "<!DOCTYPE html><html><script>alert(1)</script></html>",
		"old.xls":       "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 4096),
		"program.xlsx":  "MZ\x90\x00" + strings.Repeat("\x00", 4096),
		"cut.xlsx":      book(t, "<worksheet/>")[:200],
		"nul.csv":       "Objetivo;Indicador\x00;Meta\nUno;D\x00os;3\n" + strings.Repeat("\x00", 2000),
		"picture.csv":   "\x89PNG\r\n\x1a\n" + "\x00\x00\x00\rIHDR\x00\x00\x00\x10" + strings.Repeat("\x00\x81\xfe", 500),
		"document.xlsx": packed(t, "[Content_Types].xml", workbookTypes, "word/document.xml", "<w/>"),
	} {
		body, kind := brought(t, name, content)
		start := time.Now()
		answer := technician.upload(importsPath, kind, bytes.NewReader(body))
		if took := time.Since(start); took > 10*time.Second { // internal/table holds it to less; machines are busy
			t.Errorf("%s took %v", name, took)
		}
		document, err := goquery.NewDocumentFromReader(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if answer.Code != http.StatusUnprocessableEntity || strings.TrimSpace(document.Find("#file-error").Text()) == "" {
			t.Errorf("%s: status %d, told %q", name, answer.Code, document.Find("#file-error").Text())
		}
	}
	body, kind := brought(t, "larga.csv", strings.Repeat("a;b\n", 7<<20))
	if answer := technician.upload(importsPath, kind, bytes.NewReader(body)); answer.Code != http.StatusRequestEntityTooLarge || !strings.Contains(answer.Body.String(), "25 MB") {
		t.Errorf("28 MB: status %d", answer.Code)
	}
	body, _ = brought(t, "a.csv", "a;b\n")
	for _, kind := range []string{"", "text/csv", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/mixed; boundary=x"} {
		if got := technician.upload(importsPath, kind, bytes.NewReader(body)).Code; got != http.StatusUnsupportedMediaType && got != http.StatusBadRequest {
			t.Errorf("as %q: status %d", kind, got)
		}
	}
	if kept := s.importsKept(t); kept != before {
		t.Errorf("%d imports were kept", kept-before)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("temporary files stay behind: %v, %v", left, err)
	}
}

// payload is a script in every way in which a text could become one.
const payload = `"><script>alert(1)</script><img src=x onerror=alert(1)>`

// Whatever files and things are called, it stays a text: on pages, and in what is downloaded.
func TestSecurity12ScriptsInNamesOfWhatIsBroughtStayText(t *testing.T) {
	s := open(t)
	technician := s.visitor(t, access.Technician)
	var pages []string
	for _, name := range []string{payload + ".csv", "../../../etc/passwd.csv", `C:\datos\plan.csv`, "a\u202egpj.csv", "=1+1.csv", strings.Repeat("ñ", 400) + ".csv", "."} {
		body, kind := brought(t, name, "Objetivo;Indicador;Meta\n"+payload+";"+payload+";3\n")
		answer := technician.upload(importsPath, kind, bytes.NewReader(body))
		if answer.Code != http.StatusSeeOther {
			t.Errorf("%.40q: status %d", name, answer.Code)
			continue
		}
		pages = append(pages, answer.Header().Get("Location"))
	}
	var paths int
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM imports WHERE name ~ '[/\\\u202e]'`).Scan(&paths); err != nil || paths > 0 {
		t.Errorf("%d names are kept with a path, %v", paths, err)
	}
	for _, sql := range []string{
		`UPDATE import_mappings SET name = $1`, `UPDATE api_tokens SET name = $1`, `UPDATE imports SET reason = $1`,
		`UPDATE plans SET title = $1, body = $1, summary = $1, version = version + 1`,
		`UPDATE objectives SET title = $1`, `UPDATE indicators SET title = $1, description = $1, unit_of_measure = 'x'`,
	} {
		s.exec(t, sql, payload)
	}
	pages = append(pages, importsPath, "/cuenta/claves", publicPlan, publicPlan+"/panel", publicPlan+"/seguimientos.atom", "/datos-abiertos",
		"/planes/plan-de-ejemplo/informe", "/planes/plan-de-ejemplo/informe/preparar", "/planes/plan-de-ejemplo/informe.html",
		"/planes/plan-de-ejemplo/publicacion", "/planes/plan-de-ejemplo/exportar")
	for _, address := range pages {
		answer := technician.get(address)
		text := answer.Body.String()
		document, err := goquery.NewDocumentFromReader(strings.NewReader(text))
		if err != nil || answer.Code != http.StatusOK {
			t.Fatalf("%s: status %d, %v", address, answer.Code, err)
		}
		if strings.Contains(text, "<script>alert") || document.Find("[onerror], img[src=x]").Length() > 0 {
			t.Errorf("%s runs what was typed", address)
		}
	}
}

var (
	formula     = regexp.MustCompile(`<f[ >]`)
	csvFormula  = regexp.MustCompile(`(?m)(^|[;,])"?[=@+]`)
	tableFormat = regexp.MustCompile(`\.(xlsx|csv)$|formato=csv`)
)

// No text of a plan calculates anything in the program that opens what goes out.
func TestSecurity17WhatGoesOutCalculatesNothing(t *testing.T) {
	s := open(t)
	const call = `=HYPERLINK("http://evil.example","x")`
	for _, sql := range []string{
		`UPDATE plans SET title = $1, body = $1, version = version + 1`, `UPDATE objectives SET title = $1`, `UPDATE indicators SET title = $1, description = $1`,
		`UPDATE results SET title = $1, description = $1`, `UPDATE units SET name = $1 || id`,
	} {
		s.exec(t, sql, call)
	}
	technician, met := s.visitor(t, access.Technician), 0
	addresses := append(s.publicAddresses(t), "/planes/plan-de-ejemplo/informe.xlsx", "/planes/plan-de-ejemplo/indicadores?formato=csv")
	for _, address := range addresses {
		if !tableFormat.MatchString(address) {
			continue
		}
		answer := technician.get(address)
		text := unpacked(t, answer)
		if answer.Code != http.StatusOK {
			t.Errorf("%s: status %d", address, answer.Code)
		}
		if strings.Contains(text, "HYPERLINK") {
			met++
		}
		if found := formula.FindString(text) + csvFormula.FindString(strings.TrimPrefix(text, "\ufeff")); found != "" && !strings.HasPrefix(text, "<?xml") {
			t.Errorf("%s calculates: %q", address, found)
		}
	}
	for _, way := range []string{"plan.xlsx", "hoja.xlsx"} {
		answer := technician.post("/planes/plan-de-ejemplo/exportar/"+way, nil)
		text := unpacked(t, answer)
		if answer.Code != http.StatusOK || formula.MatchString(text) {
			t.Errorf("%s: status %d, calculates: %v", way, answer.Code, formula.MatchString(text))
		}
		if strings.Contains(text, "HYPERLINK") {
			met++
		}
	}
	if met < 6 {
		t.Errorf("only %d files have the text", met)
	}
}

// What may be kept of a public answer is the same for everybody; what may not is not known again either.
func TestSecurity11PublicAnswersDoNotDependOnWhoAsks(t *testing.T) {
	s := open(t)
	technician := s.visitor(t, access.Technician)
	own := regexp.MustCompile(`[A-Z2-7]{12}`) // the request's id
	for _, address := range append(s.publicAddresses(t), "/informes/"+reportCode) {
		anybodys, theirs := s.get(address), technician.get(address)
		if strings.Contains(anybodys.Header().Get("Vary"), "Cookie") {
			t.Errorf("%s depends on who asks", address)
		}
		if theirs.Header().Get("Cache-Control") == "no-store" {
			if address != publicPlan+"/panel" && theirs.Header().Get("ETag") != "" {
				t.Errorf("%s is known again though it is somebody's", address)
			}
			continue
		}
		if strings.HasSuffix(address, ".xlsx") {
			continue // the parts of a workbook stand in any order; the other formats tell
		}
		if own.ReplaceAllString(unpacked(t, anybodys), "") != own.ReplaceAllString(unpacked(t, theirs), "") {
			t.Errorf("%s may be kept and is another for a technician", address)
		}
	}
	if panel := technician.get(publicPlan + "/panel"); panel.Body.String() != s.get(publicPlan+"/panel").Body.String() {
		t.Error("the panel tells who looks at it")
	}
}

// A key works in its own header alone, is nobody's session, and is written nowhere.
func TestSecurity06KeysOfApplicationsWorkInTheirHeaderAlone(t *testing.T) {
	s := open(t)
	technician := s.visitor(t, access.Technician)
	page := technician.post("/cuenta/claves", map[string][]string{"name": {"Prestaciones"}, "scopes": {"values:record"}, "expires_on": {"31/12/2026"}})
	secret := regexp.MustCompile(`hito_[A-Z2-7]{26}`).FindString(page.Body.String())
	if secret == "" || page.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, no key on the page, or it is kept: %v", page.Code, page.Header())
	}
	const address, value = "/api/v1/indicators/I1.1/measurements", `{"measured_on": "2026-11-20", "value": 6}`
	send := func(target, key string, headers http.Header) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(value))
		r.Header = headers.Clone()
		r.Header.Set("Content-Type", "application/json")
		r.Header["Idempotency-Key"] = []string{key}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	bearer := http.Header{"Authorization": {"Bearer " + secret}}
	for name, headers := range map[string]http.Header{
		"a session": {"Cookie": {"hito=" + technician.token}}, "a key as a session": {"Cookie": {"hito=" + secret}}, "basic": {"Authorization": {"Basic " + secret}},
		"another header": {"X-Api-Key": {secret}}, "a session's secret": {"Authorization": {"Bearer " + technician.token}},
	} {
		answer := send(address, "uno", headers)
		if answer.Code != http.StatusUnauthorized || answer.Header().Get("Access-Control-Allow-Origin") != "" || answer.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: status %d, %v", name, answer.Code, answer.Header())
		}
	}
	if got := send(address+"?access_token="+secret, "uno", http.Header{}).Code; got != http.StatusUnauthorized {
		t.Errorf("in the address: status %d", got)
	}
	for _, key := range []string{"", "a b", "a\r\nSet-Cookie: x=y", "a\x00b", "clavé", strings.Repeat("k", 256)} {
		if answer := send(address, key, bearer); answer.Code != http.StatusUnprocessableEntity || answer.Header().Get("Set-Cookie") != "" || strings.Contains(answer.Body.String(), "Set-Cookie") {
			t.Errorf("the key %.20q: status %d", key, answer.Code)
		}
	}
	for _, target := range []string{"/cuenta", "/planes/importar"} {
		if got := s.do(http.MethodGet, target, bearer.Clone()).Code; got != http.StatusSeeOther {
			t.Errorf("%s with a key: status %d", target, got)
		}
	}
	if got := s.do(http.MethodOptions, address, http.Header{"Origin": {"https://evil.example"}, "Access-Control-Request-Method": {"POST"}}); got.Code < 400 || got.Header().Get("Access-Control-Allow-Headers") != "" {
		t.Errorf("other sites may ask: %d, %v", got.Code, got.Header())
	}
	answer := send(address, "dos", bearer)
	if answer.Code != http.StatusCreated || !json.Valid(answer.Body.Bytes()) || answer.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("the key does not work: %d, %s, %v", answer.Code, answer.Body, answer.Header())
	}
	if strings.Contains(s.dump(t)+s.log.String(), secret) {
		t.Error("the key is in the database or the log")
	}
}

// The picture of the body is told by its content, and nothing else is taken in its place.
func TestSecurity17OnlyPicturesBecomeTheEmblem(t *testing.T) {
	s := open(t)
	admin := s.visitor(t, access.Admin)
	const path = "/administracion/emblema"
	for name, content := range map[string]string{
		"a.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "b.png": `<svg xmlns="http://www.w3.org/2000/svg"/>`, "c.png": "GIF89a/*<script>alert(1)</script>*/",
		"d.png": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff\xff\xff\x00\xff\xff\xff\x08\x06\x00\x00\x00", "e.png": strings.Repeat("x", 300<<10), "f.png": "",
	} {
		body, kind := brought(t, name, content, "version", "0")
		if answer := admin.upload(path, kind, bytes.NewReader(body)); answer.Code != http.StatusUnprocessableEntity || strings.Contains(answer.Body.String(), "<script>alert") {
			t.Errorf("%s: status %d", name, answer.Code)
		}
	}
	if page := admin.get(path).Body.String(); strings.Contains(page, "data:image") {
		t.Error("something became the emblem")
	}
}
