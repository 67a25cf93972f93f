package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// listed is what the go command says of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T, pattern string) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Deps", pattern)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s: %v", pattern, err)
	}
	var all []listed
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.ImportPath, "hito") {
			all = append(all, p)
		}
	}
}

func TestInternalKnowsNoHTTP(t *testing.T) {
	banned := []string{"net/http", "github.com/go-chi/chi/v5", "github.com/a-h/templ"}
	found := packages(t, "./internal/...")
	if len(found) < 8 {
		t.Fatalf("only %d packages were read", len(found))
	}
	for _, p := range found {
		for _, dep := range append(p.Deps, p.Imports...) {
			if slices.Contains(banned, dep) || dep == "hito/web" || strings.HasPrefix(dep, "hito/web/") {
				t.Errorf("%s depends on %s", p.ImportPath, dep)
			}
		}
	}
}

// sharedOfWeb are the packages of web that every page may use.
var sharedOfWeb = regexp.MustCompile(`^hito/web/(ui|chart|static)(/|$)`)

// programs measure and try the whole site.
var programs = []string{"hito/web/benchmark", "hito/web/faults"}

func TestPagesDoNotImportEachOther(t *testing.T) {
	for _, p := range packages(t, "./web/...") {
		if !strings.HasPrefix(p.ImportPath, "hito/web/") || slices.Contains(programs, p.ImportPath) {
			continue // it has to do with the whole site, as a program of its own
		}
		for _, dep := range p.Imports {
			inside := dep == p.ImportPath || strings.HasPrefix(dep, p.ImportPath+"/")
			if strings.HasPrefix(dep, "hito/web") && !sharedOfWeb.MatchString(dep) && !inside {
				t.Errorf("%s imports %s: shared markup belongs in web/ui", p.ImportPath, dep)
			}
			if strings.HasPrefix(dep, "hito/cmd") {
				t.Errorf("%s imports %s", p.ImportPath, dep)
			}
		}
	}
}

var (
	sqlText  = regexp.MustCompile(`^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|GRANT|REVOKE|TRUNCATE|COPY|LOCK)\s`)
	sqlPlace = regexp.MustCompile(`^internal/(db/.*|[a-z]+/store[a-z_]*)\.go$`)
)

func TestSQLStandsInStores(t *testing.T) {
	inStores := 0
	eachGoFile(t, func(path string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if !ok || text.Kind != token.STRING || !sqlText.MatchString(strings.Trim(text.Value, "`\"")) {
				return true
			}
			if sqlPlace.MatchString(path) {
				inStores++
			} else {
				t.Errorf("%s holds SQL: %.60s", path, text.Value)
			}
			return true
		})
	})
	if inStores < 10 {
		t.Errorf("only %d statements were found in stores: this test no longer sees them", inStores)
	}
}

func TestFilesStayReadable(t *testing.T) {
	const most = 400
	eachGoFile(t, func(path string, _ *ast.File) {
		body, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(body), "\n"); lines > most {
			t.Errorf("%s has %d lines; split it before %d", path, lines, most)
		}
	})
}

func TestTopLevel(t *testing.T) {
	want := []string{"CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "SECURITY.md",
		"cmd", "deploy", "docker-compose.yml", "docs", "go.mod", "go.sum", "internal", "migrations", "web"}
	cmd := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	var got []string
	for _, path := range strings.Fields(string(out)) {
		top, _, _ := strings.Cut(path, "/")
		if !strings.HasPrefix(top, ".") && !slices.Contains(got, top) {
			got = append(got, top)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("top level = %v, want %v", got, want)
	}
}

// eachGoFile visits the files that people write, but for tests, by their path from the root.
func eachGoFile(t *testing.T, visit func(path string, file *ast.File)) {
	t.Helper()
	set := token.NewFileSet()
	for _, top := range []string{"cmd", "internal", "web", "migrations"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if entry.IsDir() && entry.Name() == "node_modules" {
				return filepath.SkipDir
			}
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return nil
			}
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			relative, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			visit(filepath.ToSlash(relative), file)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
