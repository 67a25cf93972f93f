package ui

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// Fresh tells in the headers of an answer that is the same for everybody how to know it again: by what it depends on,
// and since when it is as it is, unless that is zero. To a client that has it already it answers 304 and returns true.
// It may be kept, and is asked about each time.
func Fresh(w http.ResponseWriter, r *http.Request, since time.Time, parts ...string) bool {
	h := w.Header()
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h.Set("ETag", "W/"+tag) // weak, since it may go out compressed
	since = since.UTC().Truncate(time.Second)
	if !since.IsZero() {
		h.Set("Last-Modified", since.Format(http.TimeFormat))
	}
	if !has(r.Header, tag, since) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// has tells whether a client has an answer. Its tag alone counts where it sends one: times are only whole seconds.
func has(asked http.Header, tag string, since time.Time) bool {
	if tags := asked.Get("If-None-Match"); tags != "" {
		for one := range strings.SplitSeq(tags, ",") {
			if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
				return true
			}
		}
		return false
	}
	known, err := http.ParseTime(asked.Get("If-Modified-Since"))
	return err == nil && !since.IsZero() && !since.After(known)
}

// Share lets pages of any site read an answer. It is the same for everybody, so credentials are not asked for.
func Share(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Last-Modified, X-Request-Id")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}
