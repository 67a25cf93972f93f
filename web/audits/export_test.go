package audits

import (
	"encoding/csv"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/user"
	"hito/web/ui"
)

// lines reads a file as spreadsheets do.
func (s *site) lines(body string) [][]string {
	s.Helper()
	rest, marked := strings.CutPrefix(body, "\ufeff")
	if !marked {
		s.Error("no byte order mark")
	}
	r := csv.NewReader(strings.NewReader(rest))
	r.Comma = ';'
	all, err := r.ReadAll()
	if err != nil {
		s.Fatal(err)
	}
	return all
}

func (s *site) exports() (found []audit.Entry) {
	s.Helper()
	err := db.ReadTx(s.Context(), s.Pool, func(tx pgx.Tx) (err error) {
		found, err = audit.List(s.Context(), tx, audit.Query{Action: "audit.export", Limit: 10})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return found
}

func TestExportHoldsWhatTheFiltersFind(t *testing.T) {
	s := open(t)
	s.three()
	s.record(audit.Event{At: noon, Actor: access.Actor{}, Action: "session.refuse", Object: audit.Object{Type: "user"}})
	w := s.post(url.Values{"tema": {"personas"}, "texto": {"ana"}})
	h := w.Header()
	if w.Code != http.StatusOK || h.Get("Content-Type") != "text/csv; charset=utf-8" || h.Get("X-Content-Type-Options") != "nosniff" ||
		h.Get("Content-Disposition") != `attachment; filename="auditoria-2026-07-14.csv"` || h.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", w.Code, h)
	}
	if strings.Contains(strings.ReplaceAll(w.Body.String(), "\r\n", ""), "\n") {
		t.Error("lines do not end in CR LF")
	}
	all := s.lines(w.Body.String())
	if len(all) != 4 || all[0][0] != "Suceso" {
		t.Fatalf("%d lines: %v", len(all), all)
	}
	if got := all[1]; got[0] != "3" || got[1] != "2026-07-14 12:00:00" || got[2] != "Ana Pérez" || got[4] != "Invitó a una persona" || got[5] != "user.invite" || got[7] != "12" || got[8] != "" {
		t.Errorf("%q", got)
	}
	told := s.exports()
	if len(told) != 1 || told[0].ActorID != s.admin.ID || string(told[0].After) != `{"topic": "user", "text_search": true}` {
		t.Errorf("recorded: %+v", told)
	}
	if again := s.post(url.Values{"tema": {"personas"}, "texto": {"ana"}}); again.Code != http.StatusOK || len(s.exports()) != 2 {
		t.Errorf("the same form again: %d, %d events", again.Code, len(s.exports()))
	}
}

func TestSecurity17ExportedCellsCalculateNothing(t *testing.T) {
	s := open(t)
	hostile := []string{`=HYPERLINK("https://evil.example";"x")`, "+1", "@SUM(A1)", "-1+1", "＝1+1", "a;b\"c\nd", payload}
	for n, name := range hostile {
		by := access.Actor{Kind: access.Person, ID: s.person(name, string(rune('a'+n))+"@example.org")}
		s.record(audit.Event{At: noon, Actor: by, Action: "user.invite", Object: s.user(1), After: map[string]any{"name": name}})
	}
	all := s.lines(s.post(url.Values{"tema": {"personas"}}).Body.String())
	if len(all) != len(hostile)+1 {
		t.Fatalf("%d lines", len(all))
	}
	for n, line := range all[1:] {
		name := hostile[len(hostile)-1-n]
		want := "'" + name
		if strings.HasPrefix(name, "a") || strings.HasPrefix(name, "<") {
			want = name
		}
		if line[2] != want {
			t.Errorf("%q is exported as %q", name, line[2])
		}
		for _, cell := range line {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a cell begins as a formula: %q", cell)
			}
		}
	}
}

func TestExportRefusesBadFiltersAndOthers(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		field, value string
		status       int
	}{
		{"desde", "31/02/2026", 422}, {"hasta", "NaN", 422}, {"tema", "x", 400}, {"objeto", "x", 400},
	} {
		if w := s.post(url.Values{c.field: {c.value}}); w.Code != c.status || w.Body.Len() > 0 || w.Header().Get("Content-Disposition") != "" {
			t.Errorf("%s=%s: %d, want %d: %s", c.field, c.value, w.Code, c.status, w.Body)
		}
	}
	s.admin.Role = access.Director
	if w := s.post(url.Values{}); w.Code != http.StatusForbidden {
		t.Errorf("a director: %d", w.Code)
	}
	if len(s.exports()) != 0 {
		t.Error("what was refused is recorded as an export")
	}
}

// A download that cannot be completed is cut off, and the reason is kept: half a file must not pass for a whole one.
func TestABrokenExportIsCutOff(t *testing.T) {
	s := open(t)
	s.three()
	var cause error
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // net/http panics with this very value
			t.Error("the answer ends as if it were whole")
		}
		if !errors.Is(cause, http.ErrContentLength) {
			t.Errorf("the reason that is kept is %v", cause)
		}
	}()
	r := s.request(url.Values{})
	s.router.ServeHTTP(full{header: http.Header{}}, r.WithContext(ui.WithCause(r.Context(), func(err error) { cause = err })))
}

// full is a client that takes the headers and no byte more.
type full struct{ header http.Header }

func (f full) Header() http.Header       { return f.header }
func (f full) WriteHeader(int)           {}
func (f full) Write([]byte) (int, error) { return 0, http.ErrContentLength }

func TestAnExportThatFailsBeforeItsFirstLineIsAnError(t *testing.T) {
	s := open(t)
	slow, err := pgxpool.New(t.Context(), s.Pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	slow.Close()
	p := Pages{Pool: s.Pool, Slow: slow, Now: func() time.Time { return noon }, Location: time.UTC}
	w := httptest.NewRecorder()
	r := s.request(url.Values{})
	if err := r.ParseForm(); err != nil {
		t.Fatal(err)
	}
	err = p.Export(w, r.WithContext(ui.WithSession(r.Context(), user.Session{User: s.admin, ID: 1, Confirmed: true})))
	if err == nil || w.Body.Len() > 0 || len(s.exports()) != 1 {
		t.Errorf("%v, and %q is sent", err, w.Body)
	}
}
