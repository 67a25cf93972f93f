package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"hito/web/static"
)

// Pages are compressed at each request, so the fastest level: higher ones take
// most of the server's time for a few bytes less, and brotli at this speed
// packs no tighter than gzip. Assets are compressed ahead of time instead.
var encoders = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant of the package
	}
	return w
}}

// compressible are the types made at each request.
var compressible = map[string]bool{
	"text/html": true, "text/csv": true, "application/json": true, "application/problem+json": true,
}

// compress encodes what handlers write, when the client accepts it and the
// handler has not encoded it itself, nor offers parts of it.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !static.Accepts(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		cw := &compressWriter{ResponseWriter: w, head: r.Method == http.MethodHead}
		next.ServeHTTP(cw, r)
		// Not deferred: after a panic there is nothing to complete.
		cw.close()
	})
}

type compressWriter struct {
	http.ResponseWriter
	encoder *gzip.Writer // nil while nothing is compressed
	wrote   bool
	head    bool // only the headers are asked for, as they are to GET
}

// Unwrap lets handlers set the deadlines of the connection.
func (w *compressWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader decides, once the handler has set its headers, whether the answer is compressed.
func (w *compressWriter) WriteHeader(status int) {
	if w.wrote {
		return
	}
	w.wrote = true
	h := w.Header()
	mediaType, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	if compressible[mediaType] && h.Get("Content-Encoding") == "" && h.Get("Accept-Ranges") == "" && hasBody(status) && !small(h) {
		h.Del("Content-Length")
		h.Set("Content-Encoding", "gzip")
		if !w.head {
			w.encoder = encoders.Get().(*gzip.Writer)
			w.encoder.Reset(w.ResponseWriter)
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// leastBytes is the length from which an answer is compressed: a shorter one fits into one packet as it is.
const leastBytes = 1_000

// small tells an answer that is known to be short.
func small(h http.Header) bool {
	length, err := strconv.Atoi(h.Get("Content-Length"))
	return err == nil && length < leastBytes
}

func hasBody(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

// Write writes b, compressed if the headers said so.
func (w *compressWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.head {
		return len(b), nil // the server would count plain bytes as the length
	}
	if w.encoder != nil {
		return w.encoder.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

func (w *compressWriter) close() {
	if w.encoder == nil {
		return
	}
	// A failed write means that the client has gone: there is nobody left to tell.
	_ = w.encoder.Close()
	encoders.Put(w.encoder)
	w.encoder = nil
}
