package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"hito/internal/date"
)

func TestDocumentIsSound(t *testing.T) {
	c := start(t, nil)
	doc := c.get("/openapi.json")
	doc.want(t, map[string]any{"openapi": "3.1.0"})
	doc.object(t, "info").want(t, map[string]any{"version": "1.2.3"})
	if servers := doc.list(t, "servers"); len(servers) != 1 || servers[0]["url"] != Root {
		t.Errorf("servers %v", servers)
	}
	schemas := doc.object(t, "components").object(t, "schemas")
	used := map[string]bool{}
	walk(map[string]any(doc), func(o object) {
		if ref, ok := o["$ref"].(string); ok {
			name := strings.TrimPrefix(ref, "#/components/schemas/")
			if schemas[name] == nil {
				t.Errorf("reference to %s, which is not there", ref)
			}
			used[name] = true
		}
	})
	for name := range schemas {
		checkSchema(t, name, schemas.object(t, name))
		if !used[name] {
			t.Errorf("schema %s is not used", name)
		}
	}
	ids := map[any]bool{}
	for path := range doc.object(t, "paths") {
		for _, operation := range doc.object(t, "paths").object(t, path) {
			checkOperation(t, path, operation.(map[string]any), ids)
		}
	}
}

// walk visits every object in a JSON value.
func walk(value any, visit func(object)) {
	switch v := value.(type) {
	case map[string]any:
		visit(v)
		for _, inner := range v {
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	}
}

func checkSchema(t *testing.T, name string, schema object) {
	t.Helper()
	properties := schema.object(t, "properties")
	for _, required := range schema["required"].([]any) {
		if properties[required.(string)] == nil {
			t.Errorf("%s requires %s, which it does not have", name, required)
		}
	}
	for property := range properties {
		p := properties.object(t, property)
		if p["$ref"] == nil && p["type"] == nil && p["oneOf"] == nil {
			t.Errorf("%s.%s has no type", name, property)
		}
		if p["description"] == nil {
			t.Errorf("%s.%s is not described", name, property)
		}
	}
}

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

func checkOperation(t *testing.T, path string, op object, ids map[any]bool) {
	t.Helper()
	if id := op["operationId"]; id == nil || ids[id] || op["summary"] == nil || op["description"] == nil {
		t.Errorf("%s: operation %v is not well named", path, id)
	}
	ids[op["operationId"]] = true
	declared := []string{}
	if op["parameters"] != nil {
		for _, p := range op.list(t, "parameters") {
			if p["in"] == "path" {
				declared = append(declared, p["name"].(string))
			}
			if p["description"] == nil || p.object(t, "schema")["type"] == nil {
				t.Errorf("%s: parameter %v is not described", path, p["name"])
			}
		}
	}
	for _, name := range inBraces.FindAllStringSubmatch(path, -1) {
		if !slices.Contains(declared, name[1]) {
			t.Errorf("%s: parameter %s is not declared", path, name[1])
		}
	}
	answers := op.object(t, "responses")
	for _, status := range []string{"200", "400", "default"} {
		if answers[status] == nil {
			t.Errorf("%s: no answer %s", path, status)
		}
	}
	if (answers["404"] != nil) != strings.Contains(path, "{") {
		t.Errorf("%s: answers %v", path, slices.Collect(maps.Keys(answers)))
	}
}

// addresses are where every path of the document is asked in the tests, in all its forms.
var addresses = map[string][]string{
	"/plans":                       {"/plans", "/plans?text=nada", "/plans?limit=1"},
	"/plans/{slug}":                {montilla, example},
	"/plans/{slug}/dashboard":      {montilla + "/dashboard", montilla + "/dashboard?on=2022-11-30", montilla + "/dashboard?on=1999-01-01", montilla + "/dashboard?snapshot=1", example + "/dashboard"},
	"/plans/{slug}/indicators":     {montilla + "/indicators", montilla + "/indicators?snapshot=1", example + "/indicators", example + "/indicators?on=2024-09-01"},
	"/plans/{slug}/snapshots":      {montilla + "/snapshots", example + "/snapshots"},
	"/plans/{slug}/snapshots/{id}": {montilla + "/snapshots/1", example + "/snapshots/2"},
	"/challenges":                  {"/challenges", "/challenges?text=nada", "/challenges?state=implemented&limit=1"},
	"/challenges/{code}":           {"/challenges/DEMPF-A44U9-9MAR9", "/challenges/dempfa44u99mar9"},
}

func TestEveryPathAnswersAsDescribed(t *testing.T) {
	c := startDemo(t)
	doc := c.api.huma.OpenAPI()
	var paths []string // that answer who reads
	for path, of := range doc.Paths {
		if of.Get != nil {
			paths = append(paths, path)
		}
	}
	if slices.Sort(paths); !slices.Equal(paths, slices.Sorted(maps.Keys(addresses))) {
		t.Fatalf("paths %v, and the test asks %v", paths, addresses)
	}
	for _, s := range doc.Components.Schemas.Map() {
		s.AdditionalProperties = false // an answer holds what is described and nothing else
	}
	for path, asked := range addresses {
		schema := doc.Paths[path].Get.Responses["200"].Content["application/json"].Schema
		for _, address := range asked {
			c.validate(address, http.StatusOK, schema)
		}
	}
	problem := doc.Paths["/plans"].Get.Responses["400"].Content["application/problem+json"].Schema
	c.validate("/plans?limit=x", http.StatusBadRequest, problem)
	c.validate("/plans/nada", http.StatusNotFound, problem)
}

// validate checks an answer against its schema.
func (c *client) validate(path string, status int, schema *huma.Schema) {
	c.Helper()
	w := c.do(http.MethodGet, Root+path)
	if w.Code != status {
		c.Fatalf("GET %s answers %d: %s", path, w.Code, w.Body)
	}
	var answer any
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		c.Fatal(err)
	}
	var found huma.ValidateResult
	huma.Validate(c.api.huma.OpenAPI().Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, answer, &found)
	for _, err := range found.Errors {
		c.Errorf("GET %s: %v", path, err)
	}
}

func TestDocumentComesInYAMLToo(t *testing.T) {
	c := start(t, nil)
	w := c.do(http.MethodGet, Root+"/openapi.yaml")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/yaml" {
		t.Fatalf("YAML answers %d as %q", w.Code, w.Header().Get("Content-Type"))
	}
	for _, line := range []string{"openapi: 3.1.0\n", "\n  /plans/{slug}/dashboard:\n", "\n    Dashboard:\n"} {
		if !strings.Contains(w.Body.String(), line) {
			t.Errorf("YAML has no %q", line)
		}
	}
}

func TestDocumentIsTheSameForAllAtOnce(t *testing.T) {
	c := start(t, nil)
	bodies := make([]string, 8)
	var all sync.WaitGroup
	for n := range bodies {
		all.Go(func() { bodies[n] = c.do(http.MethodGet, Root+"/openapi.json").Body.String() })
	}
	all.Wait()
	for _, body := range bodies {
		if body == "" || body != bodies[0] {
			t.Fatal("the document is not the same for all")
		}
	}
}

func TestMountKeepsToItsRoot(t *testing.T) {
	r := chi.NewRouter()
	Mount(r, Config{Today: func() date.Date { return today }})
	for _, route := range r.Routes() {
		if !strings.HasPrefix(route.Pattern, Root) {
			t.Errorf("route %s outside the API", route.Pattern)
		}
	}
	if !r.Match(chi.NewRouteContext(), http.MethodGet, Root+"/plans/uno/dashboard") {
		t.Error("the dashboard is not mounted")
	}
}
