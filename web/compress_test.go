package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"hito/web/static"
)

func TestCompression(t *testing.T) {
	s := newSite(t, nil)
	plainPage := s.do("GET", "/acerca-de")
	if got := plainPage.Header().Get("Content-Encoding"); got != "" {
		t.Fatalf("Content-Encoding without asking = %q", got)
	}
	for accept, want := range map[string]string{
		"gzip, deflate, br": "gzip", "*": "gzip", "gzip;q=0.1": "gzip", "gzip;q=0": "", "gzip;q=x": "", "*;q=0, gzip": "gzip", "identity": "", "br": "",
	} {
		w := s.do("GET", "/acerca-de", "Accept-Encoding", accept)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q: Content-Encoding = %q, want %q", accept, got, want)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary = %q", accept, w.Header().Get("Vary"))
		}
		if want == "" {
			continue
		}
		packed, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(packed)
		if err != nil || !bytes.Equal(body, plainPage.Body.Bytes()) {
			t.Errorf("%q: the page differs when compressed (%v)", accept, err)
		}
		if w.Header().Get("Content-Length") != "" {
			t.Errorf("%q: Content-Length of the plain page is kept", accept)
		}
	}
}

func TestNothingIsCompressedTwice(t *testing.T) {
	s := newSite(t, nil)
	css := s.do("GET", static.URL("app.css"), "Accept-Encoding", "gzip, br")
	if got := css.Header().Values("Content-Encoding"); len(got) != 1 || got[0] != "br" {
		t.Errorf("style sheet: Content-Encoding = %v", got)
	}
	packed := s.do("GET", "/packed", "Accept-Encoding", "gzip")
	if got := packed.Header().Get("Content-Encoding"); got != "br" || packed.Body.String() != "as it is" {
		t.Errorf("encoded by its handler: %q as %q", packed.Body, got)
	}
}

// What fits into a packet is not worth the work.
func TestShortAnswersGoOutAsTheyAre(t *testing.T) {
	for length, want := range map[int]string{leastBytes - 1: "", leastBytes: "gzip"} {
		h := compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Length", strconv.Itoa(length))
			_, _ = w.Write(make([]byte, length))
		}))
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Header().Get("Content-Encoding") != want {
			t.Errorf("%d bytes go out as %q", length, w.Header().Get("Content-Encoding"))
		}
	}
}
