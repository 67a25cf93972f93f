package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db/dbtest"
)

func TestAnswersMayBeReadFromAnywhere(t *testing.T) {
	c := startDemo(t)
	for _, path := range []string{"/plans", montilla + "/dashboard", "/openapi.json", "/nada", montilla + "/dashboard?on=ayer"} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			h := c.do(method, Root+path, "Origin", "https://example.org").Header()
			for name, want := range map[string]string{
				"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "", "Cross-Origin-Resource-Policy": "cross-origin",
				"Link": `</api/v1/openapi.json>; rel="service-desc"; type="application/json"`, "Set-Cookie": "",
			} {
				if got := h.Get(name); got != want {
					t.Errorf("%s %s: %s is %q, want %q", method, path, name, got, want)
				}
			}
		}
	}
}

func TestOnlyReadingIsPossible(t *testing.T) {
	c := startDemo(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions} {
		w := c.do(method, Root+"/plans", "Origin", "https://example.org")
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s answers %d", method, w.Code)
		}
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s is allowed to %q", method, got)
		}
	}
}

func TestHeadHasTheHeadersOfGet(t *testing.T) {
	c := startDemo(t)
	got, head := c.do(http.MethodGet, Root+montilla), c.do(http.MethodHead, Root+montilla)
	for _, name := range []string{"Content-Type", "Content-Length", "ETag", "Cache-Control"} {
		if want := got.Header().Get(name); want == "" || head.Header().Get(name) != want {
			t.Errorf("%s is %q for HEAD and %q for GET", name, head.Header().Get(name), want)
		}
	}
}

func TestWhatHasNotChangedIsNotSentAgain(t *testing.T) {
	c := startDemo(t)
	for _, path := range []string{montilla + "/dashboard", "/openapi.yaml"} {
		first := c.do(http.MethodGet, Root+path)
		tag := first.Header().Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) || first.Header().Get("Cache-Control") != "no-cache" {
			t.Fatalf("%s: ETag %q, Cache-Control %q", path, tag, first.Header().Get("Cache-Control"))
		}
		for _, header := range []string{tag, `"otra", ` + tag, strings.TrimPrefix(tag, "W/"), "*"} {
			again := c.do(http.MethodGet, Root+path, "If-None-Match", header)
			if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
				t.Errorf("%s with %s answers %d and %d bytes", path, header, again.Code, again.Body.Len())
			}
		}
		if other := c.do(http.MethodGet, Root+path, "If-None-Match", `W/"otra"`); other.Code != http.StatusOK {
			t.Errorf("%s with another tag answers %d", path, other.Code)
		}
	}
	one, two := c.do(http.MethodGet, Root+montilla+"/dashboard?on=2022-11-30"), c.do(http.MethodGet, Root+montilla+"/dashboard?on=2022-12-01")
	if one.Header().Get("ETag") == two.Header().Get("ETag") {
		t.Error("different answers have the same tag")
	}
}

func TestHostileParametersAreRefused(t *testing.T) {
	c := startDemo(t)
	long := strings.Repeat("a", 5000)
	for path, status := range map[string]int{
		"/plans?limit=0": 400, "/plans?limit=101": 400, "/plans?limit=-1": 400, "/plans?limit=1e2": 400, "/plans?limit=NaN": 400,
		"/plans?limit=99999999999999999999": 400, "/plans?limit=%EF%BC%95": 400, "/plans?limit": 400, "/plans?limit=": 200,
		"/plans?offset=-1": 400, "/plans?offset=1000001": 400, "/plans?offset=0x10": 400, "/plans?offset=1_000": 400,
		"/plans?limit=5&limit=6": 400, "/plans?page=2": 400, "/plans?text=" + long: 400, "/plans?text=%00": 400,
		"/plans?text=%FF%FE": 400, "/plans?text=%zz": 400, "/plans?a=1;b=2": 400, "/plans?text=%25%5F%5C": 200,
		"/plans?text=%E2%80%AE": 200, "/plans?text=a%CC%81%CC%81%CC%81": 200, "/plans?text=" + url.QueryEscape(strings.Repeat("a ", 50)): 200,
		"/plans?text=" + url.QueryEscape(strings.Repeat("ñ", 100)): 200, "/plans?text=" + strings.Repeat("a", 101): 400, "/plans?texto=plan": 400,
		"/plans/": 404, "/plans/nada": 404, "/plans/" + long: 404, "/plans/%00": 400, "/plans/%FF": 400, "/plans/..%2f..": 404,
		"/plans/'%3BDROP%20TABLE%20plans": 404, "/plans/I-PLAN-INNOVACION-2021-2023": 404, "/plans/nada/dashboard": 404,
		"/plans/nada/indicators": 404, "/plans/nada/snapshots": 404, "/plans/nada/snapshots/1": 404, "/plans/%00/dashboard": 400,
		"/challenges?state=": 200, "/challenges?state=merged": 200, "/challenges?state=Merged": 400, "/challenges?state=%00": 400, "/challenges?estado=merged": 400,
		"/challenges?text=%27%3A%2A%26%7C": 200, "/challenges?limit=101": 400, "/challenges?offset=1000000": 200, "/challenges/": 404, "/challenges/nada": 404,
		"/challenges/22222-22222-22222": 404, "/challenges/%00": 404, "/challenges/%FF": 404, "/challenges/" + long: 404, "/challenges/1": 404,
		"/nada": 404, "": 404, "/": 404, "/docs": 404, "/schemas/Plan.json": 404, "/openapi": 404, "/openapi-3.0.json": 404,
	} {
		c.answers(path, status)
	}
	for _, below := range []string{"/dashboard", "/indicators"} {
		for query, status := range map[string]int{
			"on=": 200, "on=2024-02-29": 200, "on=1900-01-01": 200, "on=2200-12-31": 200, "snapshot=": 200, "snapshot=1": 200,
			"on=2023-02-29": 400, "on=2022-13-01": 400, "on=1899-12-31": 400, "on=2201-01-01": 400, "on=0000-00-00": 400,
			"on=30/11/2022": 400, "on=hoy": 400, "on=2022-11-30T00:00:00Z": 400, "on=infinity": 400, "on=-1": 400, "on=%00": 400,
			"on=%FF": 400, "on=%F0%9D%9F%9A022-11-30": 400, "on": 400, "on=" + long: 400, "on=2022-11-30&on=2022-12-01": 400, "on=%zz": 400,
			"fecha=2022-11-30": 400, "ON=2022-11-30": 400, "on=2022-11-30&snapshot=1": 400, "on[]=2022-11-30": 400,
			"snapshot=999999": 404, "snapshot=9223372036854775807": 404, "snapshot=9223372036854775808": 400, "snapshot=0": 400,
			"snapshot=-1": 400, "snapshot=1.0": 400, "snapshot=uno": 400, "snapshot=1%00": 400,
		} {
			c.answers(montilla+below+"?"+query, status)
		}
	}
	for id, status := range map[string]int{
		"1": 200, "2": 404, "999999": 404, "9223372036854775808": 400, "0": 400, "-1": 400, "uno": 400, "%00": 400, "1/nada": 404, "": 404,
	} {
		c.answers(montilla+"/snapshots/"+id, status)
	}
	if len(c.failed) != 0 {
		t.Errorf("the shell was told of %v", c.failed)
	}
}

// answers checks a status, and that a refusal is a problem.
func (c *client) answers(path string, status int) {
	c.Helper()
	if status != http.StatusOK {
		c.refuses(path, status)
		return
	}
	c.get(path)
}

func TestRefusalsNameTheParameter(t *testing.T) {
	c := startDemo(t)
	for path, want := range map[string][]string{
		"/plans?limit=x&offset=y":                           {"query.limit", "query.offset"},
		"/plans?zeta=1&alfa=1":                              {"query.alfa", "query.zeta"},
		montilla + "/dashboard?on=30/11/2022":               {"query.on"},
		montilla + "/indicators?on=2022-11-30&snapshot=1":   {"query.snapshot"},
		montilla + "/dashboard?on=2022-11-30&on=2022-11-30": {"query.on"},
		montilla + "/snapshots/uno":                         {"path.id"},
	} {
		errors := c.refuses(path, http.StatusBadRequest).list(t, "errors")
		if len(errors) != len(want) {
			t.Fatalf("%s: errors %v", path, errors)
		}
		for n, e := range errors {
			if e["location"] != want[n] || e["message"] == "" {
				t.Errorf("%s: error %v, want one of %s", path, e, want[n])
			}
		}
	}
}

func TestInternalErrorsGoToTheShell(t *testing.T) {
	pool, err := pgxpool.NewWithConfig(t.Context(), dbtest.New(t).Config())
	if err != nil {
		t.Fatal(err)
	}
	pool.Close()
	c := start(t, pool)
	for n, path := range []string{"/plans", montilla, montilla + "/dashboard", montilla + "/indicators", montilla + "/snapshots", montilla + "/snapshots/1", "/challenges", "/challenges/22222-22222-22222"} {
		w := c.do(http.MethodGet, Root+path)
		if w.Code != http.StatusInternalServerError || w.Body.Len() != 0 {
			t.Errorf("GET %s answers %d: %s", path, w.Code, w.Body)
		}
		if len(c.failed) != n+1 {
			t.Errorf("GET %s: the shell was told %d times", path, len(c.failed)-n)
		}
	}
}
