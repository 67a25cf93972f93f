package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/internal/npmtest"
)

// leaflet is a page as somebody got it.
type leaflet struct {
	role           access.Role
	route, address string
	html           string
}

// pages returns every page as each role gets it: one of each route, the refusals among them.
func (s *wholeSite) pages(t *testing.T) []leaflet {
	t.Helper()
	var found []leaflet
	for _, role := range []access.Role{access.Nobody, access.Staff, access.Director, access.Technician, access.Admin} {
		v := s.visitor(t, role)
		for _, place := range s.places {
			answer := v.get(place.address)
			if isPage(answer) {
				found = append(found, leaflet{role, place.route, place.address, answer.Body.String()})
			}
		}
	}
	return found
}

func isPage(answer *httptest.ResponseRecorder) bool {
	return strings.HasPrefix(answer.Body.String(), "<!doctype html>") && answer.Code/100 != http.StatusMultipleChoices/100
}

// pieces are the elements that a page is made of, with their attributes: pages of the same pieces stand for one another.
func (p leaflet) pieces() string {
	list := strings.Split(values.ReplaceAllString(p.html, ""), "<")
	for n, piece := range list {
		list[n], _, _ = strings.Cut(piece, ">")
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "<")
}

// values are what attributes hold that differs from row to row; blank ones stay.
var values = regexp.MustCompile(`(href|action|value|content|d|title|id|for|name|points|x|y|x1|x2|y1|y2|cx|cy|width|height|transform|datetime|aria-[a-z]+|data-[a-z-]+)="[^"]+"| (checked|selected|open|disabled)\b`)

// Every page that anybody can get is valid HTML, by html-validate's rules of the standard.
func TestEveryPageIsValidHTML(t *testing.T) {
	dir, err := npmtest.Install("validity", os.DirFS("testdata/validity"))
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") == "" {
		t.Skip("there is no Node: run .ci/install node")
	}
	if err != nil {
		t.Fatal(err)
	}
	s := open(t)
	folder := t.TempDir()
	names := map[string]leaflet{}
	seen := map[string]bool{}
	for n, page := range s.pages(t) {
		if seen[page.pieces()] {
			continue
		}
		seen[page.pieces()] = true
		file := filepath.Join(folder, fmt.Sprintf("%04d.html", n))
		names[file] = page
		if err := os.WriteFile(file, []byte(page.html), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d pages", len(names))
	if len(names) < 100 {
		t.Errorf("only %d pages were found", len(names))
	}
	for _, found := range validate(t, dir, folder) {
		page := names[found.FilePath]
		for _, m := range found.Messages {
			t.Errorf("%s for %q: %d:%d %s (%s)", page.address, page.role, m.Line, m.Column, m.Message, m.RuleID)
		}
	}
}

type finding struct {
	FilePath string
	Messages []struct {
		RuleID, Message string
		Line, Column    int
	}
}

// validate runs html-validate, which is installed in dir, over the files in folder.
func validate(t *testing.T, dir, folder string) []finding {
	t.Helper()
	rules, err := filepath.Abs("testdata/validity/rules.json")
	if err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join(dir, "node_modules", "html-validate", "bin", "html-validate.mjs"),
		"--config", rules, "--formatter", "json="+report, folder)
	said, err := cmd.CombinedOutput() // a page that is not valid fails it too
	content, unread := os.ReadFile(report)
	if unread != nil {
		t.Fatalf("html-validate: %v, %v: %.300s", unread, err, said)
	}
	var list []finding
	if err := json.Unmarshal(content, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// A page is known by its title: no two routes have the same for one person, and its parts can be told apart.
func TestTitlesAndLandmarksAreUnique(t *testing.T) {
	s := open(t)
	titles := map[string]leaflet{}
	for _, page := range s.pages(t) {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(page.html))
		if err != nil {
			t.Fatal(err)
		}
		title := doc.Find("head title").Text()
		if title == "" || doc.Find("main").Length() != 1 || doc.Find("h1").Length() != 1 {
			t.Errorf("%s for %q: title %q, %d main parts, %d main headings", page.address, page.role, title, doc.Find("main").Length(), doc.Find("h1").Length())
		}
		if refused := doc.Find(".lost").Length() > 0; refused {
			continue
		}
		key := string(page.role) + " " + title
		if other, known := titles[key]; known && other.html != page.html {
			t.Errorf("for %q %s and %s are both %q", page.role, other.address, page.address, title)
		}
		titles[key] = page
		named := map[string]bool{}
		doc.Find("nav").Each(func(_ int, nav *goquery.Selection) {
			name := nav.AttrOr("aria-label", nav.AttrOr("aria-labelledby", ""))
			if name == "" || named[name] {
				t.Errorf("%s for %q: a navigation is called %q", page.address, page.role, name)
			}
			named[name] = true
		})
	}
}
