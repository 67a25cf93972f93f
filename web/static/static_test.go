package static

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"hito/internal/fault"
)

func get(t *testing.T, method, url string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, url, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	if err := Serve(w, r); errors.Is(err, fault.NotFound) {
		w.WriteHeader(http.StatusNotFound)
	} else if err != nil {
		t.Fatal(err)
	}
	return w.Result()
}

func body(t *testing.T, res *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryAssetIsServedInEveryForm(t *testing.T) {
	for name, file := range files {
		plain, err := dist.ReadFile("dist/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, accept := range []string{"", "gzip", "gzip, deflate, br, zstd", "br;q=0, gzip;q=0.5", "*"} {
			res := get(t, "GET", URL(name), "Accept-Encoding", accept)
			raw := body(t, res)
			if res.StatusCode != http.StatusOK {
				t.Fatalf("%s (%q): status %d", name, accept, res.StatusCode)
			}
			if got := decode(t, res.Header.Get("Content-Encoding"), raw); !bytes.Equal(got, plain) {
				t.Errorf("%s (%q): the answer is not the asset", name, accept)
			}
			if got := res.Header.Get("Content-Length"); got != strconv.Itoa(len(raw)) {
				t.Errorf("%s (%q): Content-Length %s for %d bytes", name, accept, got, len(raw))
			}
			checkHeaders(t, name, res.Header)
		}
	}
}

func decode(t *testing.T, encoding string, raw []byte) []byte {
	t.Helper()
	var r io.Reader = bytes.NewReader(raw)
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		unzip, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = unzip
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func checkHeaders(t *testing.T, name string, h http.Header) {
	t.Helper()
	want := map[string]string{
		"Cache-Control":          "public, max-age=31536000, immutable",
		"Vary":                   "Accept-Encoding",
		"X-Content-Type-Options": "nosniff",
		"Content-Type":           types[path.Ext(name)],
	}
	for key, value := range want {
		if h.Get(key) != value || value == "" {
			t.Errorf("%s: %s is %q, want %q", name, key, h.Get(key), value)
		}
	}
	if h.Get("ETag") == "" {
		t.Errorf("%s: no ETag", name)
	}
}

func TestTextIsSentCompressed(t *testing.T) {
	for _, name := range []string{"app.css", "charts.js", "echarts.js"} {
		for accept, want := range map[string]string{
			"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, *": "gzip", "identity": "", "br;q=0.0": "", "BR": "br",
		} {
			res := get(t, "GET", URL(name), "Accept-Encoding", accept)
			if got := res.Header.Get("Content-Encoding"); got != want {
				t.Errorf("%s for %q came as %q, want %q", name, accept, got, want)
			}
		}
	}
}

func TestFormsHaveDifferentTagsAndAnswerNotModified(t *testing.T) {
	br := get(t, "GET", URL("app.css"), "Accept-Encoding", "br").Header.Get("ETag")
	plain := get(t, "GET", URL("app.css")).Header.Get("ETag")
	if br == plain {
		t.Errorf("brotli and plain share the tag %s", br)
	}
	res := get(t, "GET", URL("app.css"), "Accept-Encoding", "br", "If-None-Match", br)
	if res.StatusCode != http.StatusNotModified || len(body(t, res)) != 0 {
		t.Errorf("known tag answered with %d", res.StatusCode)
	}
}

func TestHeadHasTheHeadersOfGetAndNoBody(t *testing.T) {
	for name := range files {
		g := get(t, "GET", URL(name), "Accept-Encoding", "br")
		h := get(t, "HEAD", URL(name), "Accept-Encoding", "br")
		if h.StatusCode != http.StatusOK || len(body(t, h)) != 0 {
			t.Errorf("HEAD %s: status %d or a body", name, h.StatusCode)
		}
		for _, key := range []string{"Content-Length", "Content-Type", "Content-Encoding", "ETag"} {
			if g.Header.Get(key) != h.Header.Get(key) {
				t.Errorf("HEAD %s: %s differs", name, key)
			}
		}
	}
}

func TestUnknownNamesAreNotFound(t *testing.T) {
	for _, url := range []string{
		"/static/", "/static/app.css", "/static/manifest.json", "/static/nothing.0000000000.js",
		URL("app.css") + ".br", URL("app.css") + "/", "/static/../static.go", "/static/%2e%2e/static.go", "/", "/app.css",
	} {
		if res := get(t, "GET", url); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", url, res.StatusCode)
		} else if strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: a 404 must not be kept", url)
		}
	}
}

func TestURLPanicsForAnUnknownName(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	URL("no-such-thing.css")
}

// BenchmarkFirstLoad reports what a first visit downloads, compressed: style,
// scripts and fonts, and what the charts add when they come into view.
func BenchmarkFirstLoad(b *testing.B) {
	size := func(names ...string) (sum float64) {
		for _, name := range names {
			file, coding, err := open(strings.TrimPrefix(URL(name), prefix), "br")
			if err != nil {
				b.Fatal(err)
			}
			info, err := file.Stat()
			if err != nil {
				b.Fatal(err)
			}
			b.Logf("%-24s %7d bytes %s", name, info.Size(), coding.name)
			sum += float64(info.Size())
		}
		return sum
	}
	first := []string{"app.css", "charts.js", "public-sans-400.woff2", "public-sans-600.woff2", "public-sans-700.woff2"}
	if _, ok := files["app.js"]; ok {
		first = append(first, "app.js")
	}
	before, charts := size(first...), size("echarts.js")
	for b.Loop() {
		URL("app.css")
	}
	b.ReportMetric(before, "first-bytes")
	b.ReportMetric(before+charts, "with-charts-bytes")
}
