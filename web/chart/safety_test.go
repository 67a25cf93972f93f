package chart

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestHostileTextsStayText(t *testing.T) {
	for name, c := range samples(hostile, 0.5) {
		doc := document(t, c)
		if n := doc.Find("b, [style]").Length(); n > 0 {
			t.Errorf("%s: %d elements came out of a text or carry a style attribute", name, n)
		}
		doc.Find("script").Each(func(_ int, s *goquery.Selection) {
			if kind, _ := s.Attr("type"); kind != "application/json" {
				t.Errorf("%s: a script of type %q", name, kind)
			}
			if !json.Valid([]byte(s.Text())) {
				t.Errorf("%s: the options are no JSON: %s", name, s.Text())
			}
		})
		doc.Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, a := range s.Nodes[0].Attr {
				if strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: handler attribute %s", name, a.Key)
				}
			}
		})
	}
}

func TestHostileTextsArriveWhole(t *testing.T) {
	for name, c := range samples(hostile, 0.5) {
		doc := document(t, c)
		whole := strings.Contains(doc.Text(), hostile)
		doc.Find("[aria-label]").Each(func(_ int, s *goquery.Selection) {
			whole = whole || strings.Contains(s.AttrOr("aria-label", ""), hostile)
		})
		if !whole {
			t.Errorf("%s lost the text", name)
		}
	}
}

func TestAddressesCannotBeScripts(t *testing.T) {
	p := sampleBars("título", 0.5)
	p.Bars[0].Href = "javascript:alert(1)"
	if html := render(t, Objectives(p)); strings.Contains(html, "javascript:") {
		t.Error("a script address reached the page")
	}
}

func TestWhatIsNoNumberIsNeverWritten(t *testing.T) {
	bad := regexp.MustCompile(`NaN|Inf|e\+\d`)
	for _, share := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300} {
		for name, c := range samples("título", share) {
			if found := bad.FindString(render(t, c)); found != "" {
				t.Errorf("%s wrote %s for %v", name, found, share)
			}
		}
	}
}

// Rendering by go-echarts writes titles unescaped and inline scripts: only
// its options may be used, and only here.
func TestOnlyTheOptionsOfGoEchartsAreUsed(t *testing.T) {
	forbidden := map[string]bool{
		"Render": true, "RenderSnippet": true, "RenderContent": true, "JSONNotEscaped": true,
		"FuncOpts": true, "FuncStripCommentsOpts": true, "AddJSFuncs": true, "AddJSFuncStrs": true,
	}
	users := 0
	walkGo(t, filepath.Join("..", ".."), func(path string, file *ast.File) {
		if !imports(file, "github.com/go-echarts/") {
			return
		}
		users++
		if !strings.HasPrefix(path, filepath.Join("..", "..", "web", "chart")) {
			t.Errorf("%s imports go-echarts: only web/chart may", path)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && forbidden[s.Sel.Name] {
				t.Errorf("%s uses %s", path, s.Sel.Name)
			}
			return true
		})
	})
	if users == 0 {
		t.Error("no file imports go-echarts: this test looks in the wrong place")
	}
}

func walkGo(t *testing.T, root string, visit func(string, *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil {
			visit(path, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func imports(file *ast.File, prefix string) bool {
	for _, spec := range file.Imports {
		if strings.HasPrefix(strings.Trim(spec.Path.Value, `"`), prefix) {
			return true
		}
	}
	return false
}

// The names in the options mean something only if the module and the style
// sheet know them.
func TestNamesInTheOptionsAreKnown(t *testing.T) {
	module, err := os.ReadFile("../static/js/charts.js")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := os.ReadFile("../static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`"(fmt|var):([^"]+)"`)
	for name, c := range samples("título", 0.5) {
		for _, found := range names.FindAllStringSubmatch(document(t, c).Find("script").Text(), -1) {
			kind, what := found[1], found[2]
			if kind == "fmt" && !strings.Contains(string(module), `"fmt:`+what+`"`) {
				t.Errorf("%s: js/charts.js has no format %s", name, what)
			}
			if kind == "var" && !strings.Contains(string(tokens), what+":") {
				t.Errorf("%s: css/tokens.css has no %s", name, what)
			}
		}
	}
}
