package static

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

const prefix = "/static/"

// types are fixed here because the system's own table differs by machine.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".woff2": "font/woff2",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".txt":   "text/plain; charset=utf-8",
}

// Handler serves the assets at the addresses that URL returns, under
// /static/, to GET and HEAD, cached for good. Any other address is a 404.
func Handler() http.Handler {
	published := map[string]bool{}
	for _, file := range files {
		published[file] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, under := strings.CutPrefix(r.URL.Path, prefix)
		if !under || !published[name] {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			//nolint:forbidigo // an asset has no page to show an error on
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		serve(w, r, name)
	})
}

func serve(w http.ResponseWriter, r *http.Request, name string) {
	file, coding, err := open(name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer file.Close()

	h := w.Header()
	h.Set("Content-Type", types[path.Ext(name)])
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	// The hash in the name covers the plain bytes; each coding is a
	// representation of its own and needs its own tag.
	h.Set("ETag", `"`+name+coding.ext+`"`)
	if coding.name != "" {
		h.Set("Content-Encoding", coding.name)
		if info, err := file.Stat(); err == nil {
			h.Set("Content-Length", strconv.FormatInt(info.Size(), 10))
		}
	}
	http.ServeContent(w, r, name, time.Time{}, file.(io.ReadSeeker))
}

type coding struct{ name, ext string }

// codings are tried in this order: brotli is always the smaller one.
var codings = []coding{{"br", ".br"}, {"gzip", ".gz"}, {}}

// open returns the best form of the asset that the client accepts. Assets
// that do not shrink have only their plain form.
func open(name, accept string) (fs.File, coding, error) {
	for _, c := range codings {
		if c.name != "" && !accepts(accept, c.name) {
			continue
		}
		file, err := dist.Open("dist/" + name + c.ext)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		return file, c, err
	}
	return nil, coding{}, fs.ErrNotExist
}

// accepts reports whether an Accept-Encoding header allows a coding: named
// with a weight above zero, or covered by such a "*".
func accepts(header, name string) bool {
	any := false
	for part := range strings.SplitSeq(header, ",") {
		token, params, _ := strings.Cut(part, ";")
		token = strings.ToLower(strings.TrimSpace(token))
		if token == name {
			return positive(params)
		}
		if token == "*" {
			any = positive(params)
		}
	}
	return any
}

func positive(params string) bool {
	value, given := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
	if !given {
		return true
	}
	q, err := strconv.ParseFloat(value, 64)
	return err == nil && q > 0
}
