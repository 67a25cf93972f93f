package settings

import (
	"bytes"
	"crypto/rand"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/web/ui"
)

// sendEmblem sends a file from the form of the emblem as the page of now has it.
func (s *site) sendEmblem(version string, content []byte) (*httptest.ResponseRecorder, *goquery.Document) {
	s.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField(ui.KeyField, rand.Text())
	_ = form.WriteField("version", version)
	part, err := form.CreateFormFile("file", "emblema.txt") // the name tells nothing
	if err != nil {
		s.Fatal(err)
	}
	_, _ = part.Write(content)
	if err := form.Close(); err != nil {
		s.Fatal(err)
	}
	r := httptest.NewRequestWithContext(s.Context(), http.MethodPost, emblemPath, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if err := r.ParseMultipartForm(1 << 20); err != nil { // as the shell does before the handler
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = r.MultipartForm.RemoveAll() })
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r)
	document, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		s.Fatal(err)
	}
	return w, document
}

func TestEmblemIsPutReplacedAndRemoved(t *testing.T) {
	s := open(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 50, 50))); err != nil {
		t.Fatal(err)
	}
	shown := func() *goquery.Document {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, emblemPath, nil)
		w := httptest.NewRecorder()
		s.router.ServeHTTP(w, r)
		document, err := goquery.NewDocumentFromReader(w.Body)
		if err != nil || w.Code != http.StatusOK {
			t.Fatal(err, w.Code)
		}
		return document
	}
	if page := shown(); page.Find("main img, main .confirm").Length() != 0 || !strings.Contains(page.Find("#emblema").Text(), "signo de Hito") {
		t.Fatal("there is an emblem before anybody gives one")
	}
	if w, page := s.sendEmblem("0", []byte("<svg/>")); w.Code != 422 || !strings.Contains(page.Find("#file-error").Text(), "no es una imagen") {
		t.Errorf("no picture: %d", w.Code)
	}
	if w, _ := s.sendEmblem("0", picture.Bytes()); w.Code != 303 {
		t.Fatalf("a picture: %d", w.Code)
	}
	page := shown()
	if source := page.Find("#emblema img").AttrOr("src", ""); !strings.HasPrefix(source, "data:image/png;base64,") {
		t.Errorf("it is shown as %.40q", source)
	}
	if w, page := s.sendEmblem("0", picture.Bytes()); w.Code != 409 || !strings.Contains(page.Find(".field-error").Text(), "mientras tanto") {
		t.Errorf("an old version: %d", w.Code)
	}
	var told int
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_events WHERE after->'emblem'->>'sha256' LIKE 'sha256:%'`).Scan(&told); err != nil || told != 1 {
		t.Errorf("%d events tell it: %v", told, err)
	}
	drop := page.Find(".confirm form")
	fields := "version=" + drop.Find("[name=version]").AttrOr("value", "") + "&" + ui.KeyField + "=" + drop.Find("[name="+ui.KeyField+"]").AttrOr("value", "")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, drop.AttrOr("action", ""), strings.NewReader(fields))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r)
	if w.Code != 303 || shown().Find("#emblema img").Length() != 0 {
		t.Errorf("removed: %d", w.Code)
	}
}
