package web_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"hito/internal/access"
)

const exampleResults = "/planes/plan-de-ejemplo/resultados"

// sent is a form with files as browsers send it: names and what they hold, one after the other.
func sent(t *testing.T, files ...string) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	drawn++
	if err := form.WriteField("clave_envio", fmt.Sprintf("KEY%020d", drawn)); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(files); n += 2 {
		part, err := form.CreateFormFile("files", files[n])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, files[n+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), form.FormDataContentType()
}

func (v visitor) upload(target, contentType string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, body)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Origin", origin)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if v.token != "" {
		r.AddCookie(&http.Cookie{Name: "hito", Value: v.token})
	}
	w := httptest.NewRecorder()
	v.site.ServeHTTP(w, r)
	return w
}

// someResult returns the address of a result of the fictitious plan that serves I1.1 alone.
func (s *wholeSite) someResult(t *testing.T) string {
	t.Helper()
	var id string
	err := s.pool.QueryRow(t.Context(), `
		SELECT x.result_id::text
		  FROM result_indicators x
		  JOIN plans p ON p.id = x.plan_id
		  JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
		 WHERE p.slug = 'plan-de-ejemplo'
		 GROUP BY x.result_id
		HAVING array_agg(i.code) = '{I1.1}'
		 LIMIT 1`).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return exampleResults + "/" + id
}

func (s *wholeSite) filesKept(t *testing.T) (n int) {
	t.Helper()
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM result_files`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFilesComeInAndGoOut(t *testing.T) {
	s := open(t)
	t.Setenv("TMPDIR", t.TempDir())
	path, technician := s.someResult(t), s.visitor(t, access.Technician)
	content := "%PDF-1.7\n" + strings.Repeat("0123456789abcdef", 300_000) // some 5 MB: beyond the memory that forms get
	body, kind := sent(t, "acta.pdf", content, "datos.csv", "a;b\n1;2\n")
	answer := technician.upload(path+"/ficheros", kind, bytes.NewReader(body))
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("temporary files stay behind: %v, %v", left, err)
	}
	page := technician.get(path).Body.String()
	_, rest, _ := strings.Cut(page, `href="`+path+`/ficheros/`)
	id, _, _ := strings.Cut(rest, `"`)
	if got := technician.get(path + "/ficheros/" + id); got.Code != http.StatusOK || got.Body.String() != content {
		t.Errorf("status %d, %d bytes", got.Code, got.Body.Len())
	}
	_, rest, _ = strings.Cut(rest, `href="`+path+`/ficheros/`)
	id, _, _ = strings.Cut(rest, `"`)
	r := http.Header{"Accept-Encoding": {"gzip"}, "Range": {"bytes=4-"}}
	if got := s.do(http.MethodGet, path+"/ficheros/"+id, r); got.Code != http.StatusPartialContent || got.Body.String() != "1;2\n" || got.Header().Get("Content-Encoding") != "" {
		t.Errorf("a part of a table: status %d, %q, %v", got.Code, got.Body, got.Header())
	}
	if got := s.do(http.MethodHead, path+"/ficheros/"+id, nil); got.Code != http.StatusOK || got.Header().Get("Content-Length") != "8" || got.Body.Len() != 0 {
		t.Errorf("HEAD: status %d, %v", got.Code, got.Header())
	}
}

func TestSecurity16UploadsHaveTheirLimits(t *testing.T) {
	s := open(t)
	path := s.someResult(t) + "/ficheros"
	technician := s.visitor(t, access.Technician)
	body, kind := sent(t, "acta.pdf", "%PDF-1.7\n")
	head, tail, _ := bytes.Cut(body, []byte("%PDF-1.7\n"))
	endless := func(size int64) io.Reader {
		return io.MultiReader(bytes.NewReader(head), io.LimitReader(zeros{}, size), bytes.NewReader(tail))
	}
	many := make([]string, 0, 2*1200)
	for range 1200 {
		many = append(many, "a.txt", "a")
	}
	crowd, crowdKind := sent(t, many...)
	fewer, fewerKind := sent(t, many[:2*60]...)
	before := s.filesKept(t)
	for what, c := range map[string]struct {
		who  visitor
		kind string
		body io.Reader
		code int
		says string
	}{
		"a file of 11 MB":         {technician, kind, endless(11 << 20), 413, "pasa de 10 MB"},
		"a request of 40 MB":      {technician, kind, endless(40 << 20), 413, "suman más de 25 MB"},
		"1200 files":              {technician, crowdKind, bytes.NewReader(crowd), 400, "No entendemos"},
		"60 files":                {technician, fewerKind, bytes.NewReader(fewer), 400, "No entendemos"},
		"no form with files":      {technician, "application/x-www-form-urlencoded", strings.NewReader("a=b"), 415, "No entendemos"},
		"a broken form":           {technician, kind, bytes.NewReader(body[:len(body)/2]), 400, "No entendemos"},
		"without a boundary":      {technician, "multipart/form-data", bytes.NewReader(body), 400, "No entendemos"},
		"a broken name":           {technician, kind, bytes.NewReader(bytes.Replace(body, []byte("acta.pdf"), []byte("act\xff.pdf"), 1)), 400, "No entendemos"},
		"whose session has ended": {s.visitor(t, access.Nobody), kind, bytes.NewReader(body), 401, "elija otra vez los ficheros"},
		"a director":              {s.visitor(t, access.Director), kind, bytes.NewReader(body), 403, "No se permite"},
	} {
		answer := c.who.upload(path, c.kind, c.body)
		if answer.Code != c.code || !strings.Contains(answer.Body.String(), c.says) {
			t.Errorf("%s: status %d, want %d and %q", what, answer.Code, c.code, c.says)
		}
		if s.filesKept(t) != before {
			t.Fatalf("%s: something was kept", what)
		}
	}
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

func TestSecurity09AWithdrawnResultIsGoneForThePublicEverywhere(t *testing.T) {
	s := open(t)
	path, technician, anybody := s.someResult(t), s.visitor(t, access.Technician), s.visitor(t, access.Nobody)
	var title string
	err := s.pool.QueryRow(t.Context(), `SELECT title FROM results WHERE id = $1::bigint`, path[strings.LastIndex(path, "/")+1:]).Scan(&title)
	if err != nil {
		t.Fatal(err)
	}
	places := []string{
		path, exampleResults, exampleResults + "?indicador=I1.1", "/planes/plan-de-ejemplo/indicadores/I1.1", "/planes/plan-de-ejemplo/objetivos/O1",
		"/planes/plan-de-ejemplo/seguimiento", "/api/v1/plans/plan-de-ejemplo/indicators", "/api/v1/plans/plan-de-ejemplo/dashboard",
	}
	shown := 0
	for _, place := range places {
		if strings.Contains(anybody.get(place).Body.String(), title) {
			shown++
		}
	}
	if shown < 5 {
		t.Fatalf("%q is shown in %d places: this test no longer sees it", title, shown)
	}
	answer := technician.post(path+"/retirada", map[string][]string{"version": {"1"}, "reason": {"Por error"}})
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	for _, place := range places {
		if strings.Contains(anybody.get(place).Body.String(), title) {
			t.Errorf("%s still tells of %q", place, title)
		}
	}
	if got := anybody.get(path).Code; got != http.StatusNotFound {
		t.Errorf("its page answers %d", got)
	}
}
