package web

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-chi/chi/v5/middleware"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/web/api"
	"hito/web/ui"
)

// clientAddress finds the address of who asks: the connection's, or what a proxy that is trusted says of it. What
// anybody else says in a header counts for nothing.
func (s *shell) clientAddress() func(http.Handler) http.Handler {
	if len(s.cfg.Proxies) == 0 {
		return middleware.ClientIPFromRemoteAddr
	}
	trusted := make([]string, len(s.cfg.Proxies))
	for n, prefix := range s.cfg.Proxies {
		trusted[n] = prefix.String()
	}
	return middleware.ClientIPFromXFF(trusted...)
}

// machine tells the addresses that are the same whoever asks: nobody's session is read for them.
func machine(path string) bool {
	return strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, api.Root+"/") || path == "/healthz" || path == "/readyz"
}

// authenticate finds out who asks. Without a session cookie it reads nothing.
func (s *shell) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := ui.WithOrigin(r.Context(), access.Origin{Address: middleware.GetClientIP(r.Context()), RequestID: recordOf(r).id})
		if reads(r) {
			ctx = ui.WithSelf(ctx, r.URL.RequestURI())
		}
		r = r.WithContext(ctx)
		if machine(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		r = r.WithContext(ui.WithBrowser(r))
		token := ui.SessionToken(r)
		if token == "" {
			next.ServeHTTP(w, r)
			return
		}
		session, err := s.cfg.Users.Resume(r.Context(), token)
		switch {
		case errors.Is(err, fault.SignIn):
			next.ServeHTTP(w, r)
		case err != nil:
			s.fail(w, r, err)
		default:
			next.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), session)))
		}
	})
}

// reads tells a request that only reads.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// mostFields is how many values a form may hold.
const mostFields = 2000

// errMedia tells a body that is no form.
var errMedia = errors.New("not a form")

// readForm parses what is sent before any handler sees it, and refuses what no form of ours holds.
func readForm(r *http.Request) error {
	if reads(r) || r.ContentLength == 0 {
		return nil
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/x-www-form-urlencoded" {
		return fmt.Errorf("content type: %w", errMedia)
	}
	if err := parse(r); err != nil {
		return err
	}
	return checkForm(r, cleanText, mostFields)
}

func parse(r *http.Request) error {
	err := r.ParseForm()
	if err == nil || errors.As(err, new(*http.MaxBytesError)) {
		return err
	}
	return fmt.Errorf("malformed form: %w", fault.BadInput)
}

// checkForm refuses names that are not clean, values that are not fit, and more of them than a form holds.
func checkForm(r *http.Request, fit func(string) bool, most int64) error {
	var fields int64
	for name, values := range r.PostForm {
		fields += int64(len(values))
		if !cleanText(name) || slices.ContainsFunc(values, func(v string) bool { return !fit(v) }) {
			return fmt.Errorf("form with control characters: %w", fault.BadInput)
		}
	}
	if fields > most {
		return &http.MaxBytesError{Limit: most}
	}
	return nil
}

// mostTyped is how many values a form that keeps a plan may hold: a sheet has some ten for each of its rows.
const mostTyped = 10_000

// readTyped parses a form whose handler checks every text that was typed, and tells at its field what does not
// belong in it; only what is no text at all is refused here.
func readTyped(w http.ResponseWriter, r *http.Request) error {
	if reads(r) {
		return nil
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/x-www-form-urlencoded" {
		return fmt.Errorf("content type: %w", errMedia)
	}
	r.Body = http.MaxBytesReader(w, recordOf(r).body, maxFormBytes)
	if err := parse(r); err != nil {
		return err
	}
	return checkForm(r, utf8.ValidString, mostTyped)
}

// cleanText tells valid UTF-8 without control characters but those that end lines or set in.
func cleanText(s string) bool {
	return clean(strings.NewReplacer("\r", "", "\n", "", "\t", "").Replace(s))
}

// page answers an address to whoever may do the action there: the handler looks closer at what it is done to, and
// returns what went wrong.
func (s *shell) page(action access.Action, h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := access.Require(ui.Actor(r.Context()), action, access.Target{})
		if err == nil {
			err = readForm(r)
		}
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// form answers what is written into a plan, as page does. To whoever's session has ended meanwhile it gives back what
// was typed, to be sent again after signing in.
func (s *shell) form(action access.Action, h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := readTyped(w, r)
		refused := access.Require(ui.Actor(r.Context()), action, access.Target{})
		switch {
		case refused != nil && err == nil && errors.Is(refused, fault.SignIn) && !reads(r):
			recordOf(r).err = refused
			w.Header().Set("Cache-Control", "no-store") // what a person typed is not kept on a shared computer
			err = ui.Render(w, r, http.StatusUnauthorized, ui.ResendPage(ui.ResendOf(r)))
		case refused != nil:
			err = refused
		case err == nil:
			err = h(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// recordRefusal tells in the audit that a person was refused. A failure to do so is told in the log of the request.
func (s *shell) recordRefusal(r *http.Request, err error) {
	actor := ui.Actor(r.Context())
	if !errors.Is(err, fault.Forbidden) || !actor.SignedIn() {
		return
	}
	failure := s.cfg.Users.RecordRefusal(r.Context(), audit.Event{
		At: s.cfg.Now(), Actor: actor, Action: "access.refuse", Object: audit.Object{Type: "route"},
		After: map[string]any{"method": knownMethod(r.Method), "route": routeOf(r)},
	})
	if failure != nil {
		recordOf(r).err = errors.Join(err, failure)
	}
}
