package ui

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"
)

// Buffers that grew beyond this many bytes are left to the collector, so that
// one huge page does not stay in memory.
const keepBuffer = 1 << 20

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes component as an HTML page with that status. It renders to a
// buffer first: on an error nothing has been written, and the caller can still
// answer with an error page.
func Render(w http.ResponseWriter, r *http.Request, status int, component templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer func() {
		if buf.Cap() <= keepBuffer {
			buffers.Put(buf)
		}
	}()
	if err := component.Render(r.Context(), buf); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	switch {
	case SessionOf(r.Context()).ID != 0:
		h.Set("Cache-Control", "no-store") // what a person sees is not kept on a shared computer
	case h.Get("Cache-Control") == "":
		h.Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(status)
	// A failed write means that the client has gone: there is nobody left to tell.
	_, _ = w.Write(buf.Bytes())
	return nil
}
