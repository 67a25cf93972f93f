package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

const mediaJSON = "application/json"

// send writes an answer as JSON. Nothing goes out before all of it is made.
func (s *service) send(w http.ResponseWriter, r *http.Request, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		s.fail(w, r, fmt.Errorf("write %T as JSON: %w", answer, err))
		return
	}
	write(w, r, mediaJSON, body)
}

// write sends a body, or 304 to a client that has it already.
func write(w http.ResponseWriter, r *http.Request, mediaType string, body []byte) {
	h := w.Header()
	tag := entityTag(body)
	h.Set("Cache-Control", "no-cache") // kept, and asked about each time
	h.Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	// A failed write means that the client has gone: there is nobody left to tell.
	_, _ = w.Write(body)
}

// entityTag is weak, since the same answer may go out compressed.
func entityTag(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

func matches(header, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == opaque {
			return true
		}
	}
	return false
}
