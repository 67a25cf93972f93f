package web_test

import (
	"bufio"
	_ "embed"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
)

// accessTable holds what every route answers to each role: a line of method, route and the statuses of
// testedRoles. A form is sent with nothing in it but its key.
//
//go:embed testdata/access.txt
var accessTable string

const accessTablePath = "testdata/access.txt"

var testedRoles = []access.Role{access.Nobody, access.Staff, access.Director, access.Technician, access.Admin}

// row is a line of the table.
type row struct {
	method, route string
	statuses      []int
}

func readTable(t *testing.T) []row {
	t.Helper()
	var rows []row
	lines := bufio.NewScanner(strings.NewReader(accessTable))
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if len(words) != 2+len(testedRoles) {
			t.Fatalf("not a row: %q", lines.Text())
		}
		r := row{method: words[0], route: words[1]}
		for _, word := range words[2:] {
			status, err := strconv.Atoi(word)
			if err != nil {
				t.Fatalf("not a status in %q: %v", lines.Text(), err)
			}
			r.statuses = append(r.statuses, status)
		}
		rows = append(rows, r)
	}
	return rows
}

// routesOf lists what the router knows: "GET /planes".
func routesOf(t *testing.T, s *wholeSite) []string {
	t.Helper()
	var list []string
	err := chi.Walk(s.Handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		list = append(list, method+" "+route)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// Whoever adds a route decides who may use it: here, for each role. HITO_UPDATE=1 writes what the routes answer
// now, to be read before it is believed.
func TestSecurity07EveryRouteAnswersEachRoleAsTheTableSays(t *testing.T) {
	s := open(t)
	if os.Getenv("HITO_UPDATE") != "" {
		writeTable(t, &s)
	}
	known := map[string]bool{}
	for _, r := range readTable(t) {
		known[r.method+" "+r.route] = true
		for n, role := range testedRoles {
			if got := s.answerTo(t, role, r.method, r.route); got != r.statuses[n] {
				t.Errorf("%s %s as %q: %d, want %d", r.method, r.route, role, got, r.statuses[n])
			}
		}
	}
	routes := routesOf(t, &s)
	for _, route := range routes {
		if !known[route] {
			t.Errorf("%s is not in %s: say there who may use it", route, accessTablePath)
		}
		delete(known, route)
	}
	for route := range known {
		t.Errorf("%s is in %s and is no route", route, accessTablePath)
	}
}

func (s *wholeSite) answerTo(t *testing.T, role access.Role, method, route string) int {
	t.Helper()
	v := s.visitor(t, role)
	if method == http.MethodPost {
		return v.post(s.fill(route), nil).Code
	}
	return v.do(method, s.fill(route), nil).Code
}

func writeTable(t *testing.T, s *wholeSite) {
	t.Helper()
	var text strings.Builder
	text.WriteString("# method route nobody staff director technician admin\n")
	for _, route := range routesOf(t, s) {
		method, path, _ := strings.Cut(route, " ")
		fmt.Fprintf(&text, "%-6s %s", method, path)
		for _, role := range testedRoles {
			fmt.Fprintf(&text, " %d", s.answerTo(t, role, method, path))
		}
		text.WriteString("\n")
	}
	if err := os.WriteFile(accessTablePath, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	accessTable = text.String()
}
