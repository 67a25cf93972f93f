package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/web/ui"
)

const (
	maxUploadBytes = 26 << 20 // 25 MB of files, with what a form adds to them
	maxUploadInMem = 1 << 20  // the rest of them waits in temporary files
	maxUploadParts = 50

	// Whoever sends more is listened to so far, as browsers show no answer that comes while they still send.
	maxRefusedBytes = 4 * maxUploadBytes

	// Files take their time on a slow line, beyond what the server gives to other requests.
	uploadWithin = 5 * time.Minute
	answerWithin = time.Minute
)

// upload answers a form that brings files, as form does. Files that are too large reach the handler as ui.TooLarge.
// Whoever's session has ended is told to choose them again: a browser does not keep them.
func (s *shell) upload(action access.Action, h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if refused := access.Require(ui.Actor(r.Context()), action, access.Target{}); refused != nil {
			drain(r, maxUploadBytes)
			s.fail(w, r, chooseAgain(refused))
			return
		}
		err := readUpload(w, r)
		if r.MultipartForm != nil {
			defer func() { _ = r.MultipartForm.RemoveAll() }() // the system clears what stays behind
		}
		if errors.As(err, new(*http.MaxBytesError)) {
			drain(r, maxRefusedBytes)
			r.PostForm, err = url.Values{}, nil
			r = r.WithContext(ui.WithTooLarge(r.Context()))
		}
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// readUpload parses a form with files, and refuses what none of ours holds. What the files are is for the handler.
func readUpload(w http.ResponseWriter, r *http.Request) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "multipart/form-data" {
		return fmt.Errorf("content type: %w", errMedia)
	}
	// A connection that has no deadlines, as in tests, keeps none.
	connection, now := http.NewResponseController(w), time.Now()
	_ = connection.SetReadDeadline(now.Add(uploadWithin))
	_ = connection.SetWriteDeadline(now.Add(uploadWithin + answerWithin))
	r.Body = http.MaxBytesReader(w, recordOf(r).body, maxUploadBytes)
	if err := r.ParseMultipartForm(maxUploadInMem); err != nil { //nolint:gosec // G120: the body is bounded right above
		if errors.As(err, new(*http.MaxBytesError)) {
			return err
		}
		return fmt.Errorf("malformed form with files: %w", fault.BadInput)
	}
	return checkUpload(r)
}

func checkUpload(r *http.Request) error {
	parts := 0
	for name, files := range r.MultipartForm.File {
		parts += len(files)
		for _, file := range files {
			if !cleanText(name) || !utf8.ValidString(file.Filename) {
				return fmt.Errorf("files with broken names: %w", fault.BadInput)
			}
		}
	}
	if parts > maxUploadParts {
		return fmt.Errorf("%d files: %w", parts, fault.BadInput)
	}
	return checkForm(r, utf8.ValidString, maxUploadParts)
}

// drain reads what is still being sent.
func drain(r *http.Request, most int64) { _, _ = io.CopyN(io.Discard, recordOf(r).body, most) }

// chooseAgain tells whoever's session has ended what becomes of the files.
func chooseAgain(refused error) error {
	if !errors.Is(refused, fault.SignIn) {
		return refused
	}
	return ui.Told{Cause: refused, ErrorProps: ui.ErrorProps{
		Status: http.StatusUnauthorized, Title: "Su sesión ha terminado",
		Text: "No se ha guardado nada. Entre de nuevo en otra pestaña, vuelva atrás en esta y elija otra vez los ficheros: el navegador no los conserva.",
	}}
}
