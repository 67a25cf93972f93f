package opendata_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"
)

// vocabularies of the catalogue.
const (
	dcat  = "http://www.w3.org/ns/dcat#"
	dct   = "http://purl.org/dc/terms/"
	foaf  = "http://xmlns.com/foaf/0.1/"
	vcard = "http://www.w3.org/2006/vcard/ns#"
	rdf   = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xsd   = "http://www.w3.org/2001/XMLSchema#"
)

// graph are statements by subject and property.
type graph map[string]map[string][]ld.Node

func (g graph) add(q *ld.Quad) {
	subject := q.Subject.GetValue()
	if g[subject] == nil {
		g[subject] = map[string][]ld.Node{}
	}
	g[subject][q.Predicate.GetValue()] = append(g[subject][q.Predicate.GetValue()], q.Object)
}

func (g graph) of(class string) []string {
	var list []string
	for subject, properties := range g {
		for _, o := range properties[rdf+"type"] {
			if o.GetValue() == class {
				list = append(list, subject)
			}
		}
	}
	return list
}

func (s site) turtle() graph {
	s.Helper()
	set, err := ld.ParseNQuads(s.get("/catalogo.ttl").Body.String())
	if err != nil {
		s.Fatal(err)
	}
	g := graph{}
	for _, q := range set.GetQuads("@default") {
		g.add(q)
	}
	return g
}

// required are the properties that DCAT-AP-ES asks of each class, with what begins their values.
var required = map[string]map[string]string{
	dcat + "Catalog": {
		dct + "title": "", dct + "description": "", dct + "publisher": "", dct + "issued": "20", dct + "modified": "20", foaf + "homepage": origin,
		dcat + "themeTaxonomy": "http://datos.gob.es/kos/sector-publico/sector", dct + "language": "http://publications.europa.eu/resource/authority/language/SPA",
		dct + "license": "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", dcat + "dataset": origin, dct + "spatial": "http://publications.europa.eu/resource/authority/country/ESP",
	},
	dcat + "Dataset": {
		dct + "title": "", dct + "description": "", dct + "publisher": "", dcat + "theme": "http", dcat + "distribution": origin, dcat + "keyword": "", dcat + "contactPoint": origin,
		dct + "temporal": origin, dct + "spatial": "http://publications.europa.eu/resource/authority/country/ESP", dct + "identifier": origin, dct + "issued": "20", dct + "modified": "20",
		dct + "language": "http://publications.europa.eu/resource/authority/language/SPA", dct + "accrualPeriodicity": "http://publications.europa.eu/resource/authority/frequency/", dcat + "landingPage": origin,
		dct + "accessRights": "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
	},
	dcat + "Distribution": {
		dcat + "accessURL": origin, dcat + "downloadURL": origin, dct + "title": "", dct + "description": "", dct + "format": "http://publications.europa.eu/resource/authority/file-type/",
		dcat + "mediaType": "https://www.iana.org/assignments/media-types/", dct + "license": "http://publications.europa.eu/resource/authority/licence/", dcat + "byteSize": "", dct + "conformsTo": origin,
		"http://data.europa.eu/r5r/availability": "http://publications.europa.eu/resource/authority/planned-availability/", "http://data.europa.eu/r5r/applicableLegislation": "http://data.europa.eu/eli/",
	},
	foaf + "Agent":         {foaf + "name": "", dct + "identifier": ""},
	vcard + "Organization": {vcard + "fn": "", vcard + "hasEmail": "mailto:datos@ayuntamiento.example", vcard + "hasURL": origin, vcard + "hasTelephone": "tel:957000000"},
	dct + "PeriodOfTime":   {dcat + "startDate": "20", dcat + "endDate": "20"},
}

func TestTheCatalogueHasWhatTheProfileAsks(t *testing.T) {
	s := open(t, "")
	g := s.turtle()
	counts := map[string]int{dcat + "Catalog": 1, dcat + "Dataset": 10, dcat + "Distribution": 40, foaf + "Agent": 1, vcard + "Organization": 1, dct + "PeriodOfTime": 2}
	for class, properties := range required {
		subjects := g.of(class)
		if len(subjects) != counts[class] {
			t.Errorf("%d of %s, want %d", len(subjects), class, counts[class])
		}
		for _, subject := range subjects {
			if strings.HasPrefix(subject, "_:") {
				t.Errorf("%s has no name", class)
			}
			for property, prefix := range properties {
				values := g[subject][property]
				if len(values) == 0 || values[0].GetValue() == "" || !strings.HasPrefix(values[0].GetValue(), prefix) {
					t.Errorf("%s: %s is %v", subject, property, values)
				}
			}
		}
	}
	for _, dataset := range g.of(dcat + "Dataset") {
		themes := ""
		for _, theme := range g[dataset][dcat+"theme"] {
			themes += theme.GetValue() + " "
		}
		if !strings.Contains(themes, "http://datos.gob.es/kos/sector-publico/sector/sector-publico ") || !strings.Contains(themes, "/data-theme/GOVE ") {
			t.Errorf("%s: themes %s", dataset, themes)
		}
		if title, ok := g[dataset][dct+"title"][0].(ld.Literal); !ok || title.Language != "es" {
			t.Errorf("%s: title %v", dataset, title)
		}
		if len(g[dataset][dcat+"distribution"]) != 4 {
			t.Errorf("%s: %d distributions", dataset, len(g[dataset][dcat+"distribution"]))
		}
		for _, period := range g[dataset][dct+"temporal"] {
			if len(g[period.GetValue()][dcat+"startDate"]) != 1 {
				t.Errorf("%s is not told of once: %v", period.GetValue(), g[period.GetValue()])
			}
		}
	}
	for _, distribution := range g.of(dcat + "Distribution") {
		size, ok := g[distribution][dcat+"byteSize"][0].(ld.Literal)
		if !ok || size.Datatype != xsd+"decimal" || size.Value == "0" {
			t.Errorf("%s: %v bytes", distribution, g[distribution][dcat+"byteSize"])
		}
		address := strings.TrimPrefix(g[distribution][dcat+"accessURL"][0].GetValue(), origin+"/datos-abiertos")
		w := s.get(address)
		media := "https://www.iana.org/assignments/media-types/" + strings.TrimSuffix(w.Header().Get("Content-Type"), "; charset=utf-8")
		if w.Code != http.StatusOK || media != g[distribution][dcat+"mediaType"][0].GetValue() {
			t.Errorf("%s: %d, %s", address, w.Code, media)
		}
	}
}

func TestTheBodyIsNamedByItsCode(t *testing.T) {
	g := open(t, "L01140427").turtle()
	body := "http://datos.gob.es/recurso/sector-publico/org/Organismo/L01140427"
	if got := g.of(foaf + "Agent"); len(got) != 1 || got[0] != body || g[body][dct+"identifier"][0].GetValue() != "L01140427" {
		t.Errorf("%v: %v", got, g[body])
	}
}

// The three forms of the catalogue say the same.
func TestTheFormsOfTheCatalogueAgree(t *testing.T) {
	s := open(t, "")
	w := s.get("/catalogo.jsonld")
	if w.Header().Get("Content-Type") != "application/ld+json" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v", w.Header())
	}
	var document any
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = offline{t}
	options.Format = "application/n-quads"
	found, err := ld.NewJsonLdProcessor().ToRDF(document, options)
	if err != nil {
		t.Fatal(err)
	}
	lines := func(text string) []string {
		list := strings.Split(strings.TrimSpace(text), "\n")
		slices.Sort(list)
		return list
	}
	turtle := lines(s.get("/catalogo.ttl").Body.String())
	if got := lines(found.(string)); !slices.Equal(got, turtle) {
		t.Errorf("%d statements in JSON-LD and %d in Turtle", len(got), len(turtle))
	}
	if n := statements(t, s.get("/catalogo.rdf").Body.Bytes()); n != len(turtle) || n < 500 {
		t.Errorf("%d statements in RDF/XML and %d in Turtle", n, len(turtle))
	}
	if again := s.get("/catalogo.rdf", "If-None-Match", s.get("/catalogo.rdf").Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("again: %d", again.Code)
	}
}

type offline struct{ *testing.T }

func (o offline) LoadDocument(u string) (*ld.RemoteDocument, error) {
	o.Errorf("the catalogue asks for %s", u)
	return nil, io.EOF
}

// statements counts the properties of the subjects of a document in RDF/XML.
func statements(t *testing.T, body []byte) int {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(body))
	depth, n := 0, 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatalf("%v: %.200s", err, body)
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			if depth == 2 && (e.Name.Space != rdf || e.Name.Local != "Description") {
				t.Fatalf("a subject is %v", e.Name)
			}
			if depth == 3 {
				n++
				if e.Name.Space == "" || !strings.Contains(e.Name.Space, ":") {
					t.Fatalf("a property of no vocabulary: %v", e.Name)
				}
			}
		case xml.EndElement:
			depth--
		}
	}
}
