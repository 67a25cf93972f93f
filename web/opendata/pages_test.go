package opendata_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/xuri/excelize/v2"

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	public "hito/internal/opendata"
	"hito/internal/setting"
	"hito/web/opendata"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	example = "plan-de-ejemplo"
	origin  = "https://hito.example"
)

var today = date.New(2026, time.November, 21)

type site struct {
	*testing.T
	pool *pgxpool.Pool
	http.Handler
}

func open(t *testing.T, dir3 string) site {
	t.Helper()
	pool := demotest.New(t, today)
	data := public.Store{Pool: pool, Today: func() date.Date { return today }}
	p := opendata.New(opendata.Config{
		Data: data, Slow: data, Location: time.UTC, PublicURL: origin, DIR3: dir3, Contact: setting.Contact{Email: "datos@ayuntamiento.example", Phone: "957 00 00 00"},
	})
	r := chi.NewRouter()
	r.Use(middleware.GetHead)
	r.Get("/datos-abiertos", pagetest.Answered(t, p.Index))
	r.Get("/datos-abiertos/diccionario", pagetest.Answered(t, p.Dictionary))
	r.Get("/datos-abiertos/diccionario.json", pagetest.Answered(t, p.DictionaryJSON))
	for _, ending := range opendata.Endings() {
		r.Get("/datos-abiertos/catalogo"+ending, pagetest.Answered(t, p.Catalogue(ending)))
	}
	r.Get("/datos-abiertos/{plan}/{dataset}", pagetest.Answered(t, p.File))
	r.Get("/datos-abiertos/{plan}/seguimientos/{snapshot}", pagetest.Answered(t, p.Frozen))
	return site{t, pool, r}
}

func (s site) exec(sql string, args ...any) {
	s.Helper()
	if _, err := s.pool.Exec(s.Context(), sql, args...); err != nil {
		s.Fatalf("%.60s: %v", sql, err)
	}
}

func (s site) ask(method, address string, headers ...string) *httptest.ResponseRecorder {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), method, "/datos-abiertos"+address, nil)
	for n := 0; n < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Header().Get("Set-Cookie") != "" {
		s.Errorf("%s sets a cookie", address)
	}
	return w
}

func (s site) get(address string, headers ...string) *httptest.ResponseRecorder {
	s.Helper()
	return s.ask(http.MethodGet, address, headers...)
}

// files are addresses of data of the fictitious plan, one of each kind.
func (s site) files() []string {
	s.Helper()
	var id string
	if err := s.pool.QueryRow(s.Context(), `SELECT min(s.id)::text FROM snapshots s JOIN plans p ON p.id = s.plan_id WHERE p.slug = $1`, example).Scan(&id); err != nil {
		s.Fatal(err)
	}
	var list []string
	for _, d := range public.Datasets {
		for _, f := range public.Formats {
			list = append(list, "/"+example+"/"+d.Name+"."+string(f))
		}
	}
	for _, f := range public.Formats {
		list = append(list, "/"+example+"/seguimientos/"+id+"."+string(f))
	}
	return list
}

func TestDataAreSharedKnownAgainAndNamed(t *testing.T) {
	s := open(t, "")
	for _, address := range s.files() {
		w := s.get(address)
		h := w.Header()
		if w.Code != http.StatusOK || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s: %d, %v", address, w.Code, h)
		}
		want := map[string]string{".json": "application/json; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
		if got := h.Get("Content-Type"); got != want[address[strings.LastIndex(address, "."):]] {
			t.Errorf("%s: %s", address, got)
		}
		if disposition := h.Get("Content-Disposition"); strings.HasPrefix(disposition, "inline") != strings.HasSuffix(address, ".json") || !strings.Contains(disposition, `filename="plan-de-ejemplo-`) {
			t.Errorf("%s: %s", address, disposition)
		}
		frozen := strings.Contains(address, "/seguimientos/")
		if got := h.Get("Cache-Control"); got != map[bool]string{true: "public, max-age=31536000, immutable", false: "no-cache"}[frozen] {
			t.Errorf("%s: %s", address, got)
		}
		if frozen == (h.Get("Last-Modified") == "") {
			t.Errorf("%s: last modified %q", address, h.Get("Last-Modified"))
		}
		known := [][]string{{"If-None-Match", h.Get("ETag")}}
		if frozen {
			known = append(known, []string{"If-Modified-Since", h.Get("Last-Modified")})
		}
		for _, headers := range known {
			if again := s.get(address, headers...); again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s with %v: %d", address, headers, again.Code)
			}
		}
		if head := s.ask(http.MethodHead, address); head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("ETag") != h.Get("ETag") {
			t.Errorf("HEAD %s: %d with %d bytes", address, head.Code, head.Body.Len())
		}
	}
	tags := map[string]string{}
	for _, address := range s.files() {
		tag := s.get(address).Header().Get("ETag")
		if other, there := tags[tag]; there {
			t.Errorf("%s and %s have the same tag", address, other)
		}
		tags[tag] = address
	}
	before := s.get("/" + example + "/indicadores.csv").Header().Get("ETag")
	s.exec(`UPDATE plans SET version = version + 1`)
	if again := s.get("/"+example+"/indicadores.csv", "If-None-Match", before); again.Code != http.StatusOK {
		t.Errorf("after a change: %d", again.Code)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	s := open(t, "")
	closed := s.files()[len(s.files())-1]
	for _, address := range []string{
		"/otro/indicadores.csv", "/" + example + "/indicadores", "/" + example + "/indicadores.ods", "/" + example + "/usuarios.csv", "/" + example + "/seguimientos/0.csv",
		"/" + example + "/seguimientos/x.csv", "/" + example + "/seguimientos/01.csv", "/" + example + "/seguimientos/99999999999999999999.csv", "/" + example + "/seguimiento.csv",
		strings.Replace(closed, example, "i-plan-innovacion-2021-2023", 1),
	} {
		if w := s.get(address); w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") == "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	s.exec(`UPDATE plans SET shows = '{objectives}', version = version + 1 WHERE slug = $1`, example)
	if w := s.get("/" + example + "/indicadores.csv"); w.Code != http.StatusNotFound {
		t.Errorf("indicators that are not shown: %d", w.Code)
	}
	s.exec(`UPDATE plans SET published_at = NULL WHERE slug = $1`, example)
	for _, address := range append(s.files(), "/"+example+"/x.csv") {
		if w := s.get(address); w.Code != http.StatusNotFound {
			t.Errorf("%s of a plan that is not published: %d", address, w.Code)
		}
	}
	for _, address := range []string{"", "/catalogo.jsonld", "/catalogo.ttl", "/catalogo.rdf"} {
		if body := s.get(address).Body.String(); strings.Contains(body, example) || !strings.Contains(body, "i-plan-innovacion-2021-2023") {
			t.Errorf("%s tells of a plan that is not published", address)
		}
	}
}

// What begins like a formula is text in every format, and figures stay figures.
func TestCellsOfTextCalculateNothing(t *testing.T) {
	s := open(t, "")
	const formula = `=HYPERLINK("https://evil.example";"x")`
	s.exec(`UPDATE indicators SET title = $1, unit_of_measure = '@SUM(A1)', target = -5 WHERE code = 'I1.1'`, formula)
	s.exec(`UPDATE plans SET version = version + 1`)
	row := func(format string, comma rune) (title, target string) {
		in := csv.NewReader(strings.NewReader(strings.TrimPrefix(s.get("/"+example+"/indicadores."+format).Body.String(), "\ufeff")))
		in.Comma = comma
		rows, err := in.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1][slices.Index(rows[0], "titulo")], rows[1][slices.Index(rows[0], "meta")]
	}
	for format, comma := range map[string]rune{"csv": ',', "es.csv": ';'} {
		if title, target := row(format, comma); title != "'"+formula || target != "-5" {
			t.Errorf("%s: %q and %q", format, title, target)
		}
	}
	file, err := excelize.OpenReader(s.get("/" + example + "/indicadores.xlsx").Body)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := file.GetRows("Datos")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]excelize.CellType{"titulo": excelize.CellTypeInlineString, "meta": excelize.CellTypeUnset} {
		cell, _ := excelize.CoordinatesToCellName(slices.Index(rows[0], name)+1, 2)
		kind, err := file.GetCellType("Datos", cell)
		text, _ := file.GetCellValue("Datos", cell)
		if calculated, _ := file.GetCellFormula("Datos", cell); err != nil || calculated != "" || kind != want {
			t.Errorf("%s is %q of type %d with formula %q, %v", name, text, kind, calculated, err)
		}
	}
}

func TestThePageOfTheOpenData(t *testing.T) {
	s := open(t, "")
	w := s.get("")
	document, err := goquery.NewDocumentFromReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{example, example + "-indicadores", "i-plan-innovacion-2021-2023-mediciones"} {
		if document.Find("#"+id).Length() != 1 {
			t.Errorf("no %s", id)
		}
	}
	document.Find("main a[href^='/datos-abiertos/']").Each(func(_ int, a *goquery.Selection) {
		address := strings.TrimPrefix(a.AttrOr("href", ""), "/datos-abiertos")
		address, _, _ = strings.Cut(address, "#")
		if got := s.ask(http.MethodHead, address).Code; got != http.StatusOK {
			t.Errorf("a link to %s: %d", address, got)
		}
	})
	var schema struct {
		Context  string `json:"@context"`
		Type     string `json:"@type"`
		Datasets []struct {
			Type      string   `json:"@type"`
			Name      string   `json:"name"`
			Text      string   `json:"description"`
			Licence   string   `json:"license"`
			Keywords  []string `json:"keywords"`
			Downloads []struct {
				Type   string `json:"@type"`
				Format string `json:"encodingFormat"`
				URL    string `json:"contentUrl"`
			} `json:"distribution"`
		} `json:"dataset"`
	}
	if err := json.Unmarshal([]byte(document.Find(`script[type="application/ld+json"]`).Text()), &schema); err != nil {
		t.Fatal(err)
	}
	if schema.Context != "https://schema.org" || schema.Type != "DataCatalog" || len(schema.Datasets) != 10 {
		t.Fatalf("%s %s with %d datasets", schema.Context, schema.Type, len(schema.Datasets))
	}
	for _, d := range schema.Datasets {
		if d.Type != "Dataset" || len(d.Text) < 50 || d.Licence != "https://creativecommons.org/licenses/by/4.0/" || len(d.Keywords) == 0 || len(d.Downloads) != 4 {
			t.Errorf("%+v", d)
		}
		for _, one := range d.Downloads {
			if !strings.HasPrefix(one.URL, origin+"/datos-abiertos/") || one.Format == "" || one.Type != "DataDownload" {
				t.Errorf("%+v", one)
			}
		}
	}
	if again := s.get("", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("again: %d", again.Code)
	}
	s.exec(`UPDATE plans SET published_at = NULL`)
	if !strings.Contains(s.get("", "If-None-Match", w.Header().Get("ETag")).Body.String(), "Todavía no hay ningún plan publicado") {
		t.Error("nothing says that there are no plans")
	}
}

func TestTheDictionaryTellsOfEveryField(t *testing.T) {
	s := open(t, "")
	var dictionary struct {
		Datasets []struct {
			Name   string `json:"nombre"`
			Fields []struct {
				Name    string `json:"nombre"`
				Meaning string `json:"significado"`
				Type    string `json:"tipo"`
			} `json:"campos"`
		} `json:"conjuntos"`
	}
	if err := json.Unmarshal(s.get("/diccionario.json").Body.Bytes(), &dictionary); err != nil {
		t.Fatal(err)
	}
	text := s.get("/diccionario").Body.String()
	fields := map[string][]string{}
	for _, d := range dictionary.Datasets {
		for _, f := range d.Fields {
			fields[d.Name] = append(fields[d.Name], f.Name)
			if len(f.Meaning) < 10 || f.Type == "" || !strings.Contains(text, "<code>"+f.Name+"</code>") {
				t.Errorf("%s.%s: %+v", d.Name, f.Name, f)
			}
		}
	}
	for _, d := range public.Datasets {
		in := csv.NewReader(s.get("/" + example + "/" + d.Name + ".csv").Body)
		names, err := in.Read()
		if err != nil || !slices.Equal(names, fields[d.Name]) {
			t.Errorf("%s has %v, and its dictionary %v: %v", d.Name, names, fields[d.Name], err)
		}
	}
}
