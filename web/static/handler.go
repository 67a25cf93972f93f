package static

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"hito/internal/fault"
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

// published are the names under which assets are served.
var published = func() map[string]bool {
	names := map[string]bool{}
	for _, file := range files {
		names[file] = true
	}
	return names
}()

// Serve answers GET and HEAD at the addresses that URL returns, under /static/, with the asset, to be
// kept for good. For any other address it writes nothing and returns fault.NotFound.
func Serve(w http.ResponseWriter, r *http.Request) error {
	name, under := strings.CutPrefix(r.URL.Path, prefix)
	if !under || !published[name] {
		return fmt.Errorf("asset %q: %w", r.URL.Path, fault.NotFound)
	}
	file, coding, err := open(name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		return fmt.Errorf("open asset %q: %w", name, err)
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
	return nil
}

type coding struct{ name, ext string }

// codings are tried in this order: brotli is always the smaller one.
var codings = []coding{{"br", ".br"}, {"gzip", ".gz"}, {}}

// open returns the best form of the asset that the client accepts. Assets
// that do not shrink have only their plain form.
func open(name, accept string) (fs.File, coding, error) {
	for _, c := range codings {
		if c.name != "" && !Accepts(accept, c.name) {
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
