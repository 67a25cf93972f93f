package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/indicator"
	"hito/internal/token"
	"hito/internal/user"
	"hito/web/ui"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	montilla = "/plans/i-plan-innovacion-2021-2023"
	example  = "/plans/plan-de-ejemplo"
)

var today = date.New(2026, time.March, 14)

// client asks the API as the shell of the site mounts it.
type client struct {
	*testing.T
	router http.Handler
	api    *service
	failed []error // what came to the shell
	tokens token.Store
}

func start(t *testing.T, pool *pgxpool.Pool) *client {
	t.Helper()
	c := &client{T: t}
	now := func() time.Time { return today.Time().Add(9 * time.Hour) }
	c.tokens = token.Store{Pool: pool, Now: now, Today: func() date.Date { return today }}
	cfg := Config{
		Pool: pool, Today: func() date.Date { return today }, Version: "1.2.3", Fail: c.fail, Now: now, Tokens: c.tokens,
		Values: indicator.Store{Pool: pool, Now: now},
		Admit: func(ctx context.Context, by access.Actor) error {
			return user.Store{Pool: pool, Now: now}.Admit(ctx, by, user.WrongTokens)
		},
	}
	r := chi.NewRouter()
	r.Use(middleware.GetHead, withRequestID)
	r.Route(Root, func(r chi.Router) { c.api = newService(r, cfg) })
	c.router = r
	return c
}

func startDemo(t *testing.T) *client {
	t.Helper()
	pool := demotest.New(t, today)
	return start(t, pool)
}

func (c *client) fail(w http.ResponseWriter, _ *http.Request, err error) {
	c.failed = append(c.failed, err)
	w.WriteHeader(http.StatusInternalServerError)
}

func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(ui.WithRequestID(r.Context(), "PETICION1234")))
	})
}

func (c *client) do(method, address string, header ...string) *httptest.ResponseRecorder {
	c.Helper()
	r := httptest.NewRequest(method, address, nil)
	for n := 0; n+1 < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	w := httptest.NewRecorder()
	c.router.ServeHTTP(w, r)
	return w
}

// get returns the JSON of a path below Root, numbers as they were written.
func (c *client) get(path string) object {
	c.Helper()
	w := c.do(http.MethodGet, Root+path)
	if w.Code != http.StatusOK {
		c.Fatalf("GET %s answers %d: %s (%v)", path, w.Code, w.Body, c.failed)
	}
	return parse(c.T, w.Body.Bytes())
}

// refuses asks for what must be answered with a problem of a status.
func (c *client) refuses(path string, status int) object {
	c.Helper()
	w := c.do(http.MethodGet, Root+path)
	if w.Code != status {
		c.Fatalf("GET %s answers %d and not %d: %s", path, w.Code, status, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		c.Errorf("GET %s: content type %q", path, got)
	}
	problem := parse(c.T, w.Body.Bytes())
	problem.want(c.T, map[string]any{"status": strconv.Itoa(status)})
	if problem["title"] == "" || problem["detail"] == "" || problem["request_id"] != "PETICION1234" {
		c.Errorf("GET %s: problem %v", path, problem)
	}
	return problem
}

type object map[string]any

func parse(t *testing.T, body []byte) object {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var o object
	if err := d.Decode(&o); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return o
}

func (o object) list(t *testing.T, name string) []object {
	t.Helper()
	values, ok := o[name].([]any)
	if !ok {
		t.Fatalf("%s is %v and not a list", name, o[name])
	}
	objects := make([]object, len(values))
	for n, v := range values {
		objects[n] = v.(map[string]any)
	}
	return objects
}

func (o object) object(t *testing.T, name string) object {
	t.Helper()
	inner, ok := o[name].(map[string]any)
	if !ok {
		t.Fatalf("%s is %v and not an object", name, o[name])
	}
	return inner
}

func (o object) number(t *testing.T, name string) json.Number {
	t.Helper()
	n, ok := o[name].(json.Number)
	if !ok {
		t.Fatalf("%s is %v and not a number", name, o[name])
	}
	return n
}

// wantFraction checks a fraction to its sixth digit, and that it has so many.
func (o object) wantFraction(t *testing.T, name, want string) {
	t.Helper()
	text := o.number(t, name).String()
	if _, digits, _ := strings.Cut(text, "."); len(digits) < 6 {
		t.Errorf("%s is %s: fewer than six digits", name, text)
	}
	got := decimal.RequireFromString(text)
	if got.Sub(decimal.RequireFromString(want)).Abs().GreaterThanOrEqual(decimal.New(1, -6)) {
		t.Errorf("%s of %v is %s, want %s", name, o["code"], text, want)
	}
}

func (o object) want(t *testing.T, values map[string]any) {
	t.Helper()
	for name, want := range values {
		got, there := o[name]
		if n, ok := got.(json.Number); ok {
			got = n.String()
		}
		if !there || got != want {
			t.Errorf("%s of %v is %v (present: %v), want %v", name, o["code"], got, there, want)
		}
	}
}

func codes(objects []object) []string {
	list := make([]string, len(objects))
	for n, o := range objects {
		list[n], _ = o["code"].(string)
	}
	return list
}
