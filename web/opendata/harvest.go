package opendata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/piprate/json-gold/ld"

	"hito/web/ui"
)

// CataloguePath is the address of the catalogue, without the ending that names its form.
const CataloguePath = Root + "/catalogo"

// form is a form of the catalogue.
type form struct {
	ending, mediaType, name string
	write                   func(*bytes.Buffer, []*ld.Quad) error // nil for JSON-LD itself
}

var forms = []form{
	{ending: ".jsonld", mediaType: "application/ld+json", name: "JSON-LD"},
	{".ttl", "text/turtle; charset=utf-8", "Turtle", func(b *bytes.Buffer, q []*ld.Quad) error { return turtle(b, q) }},
	{".rdf", "application/rdf+xml; charset=utf-8", "RDF/XML", func(b *bytes.Buffer, q []*ld.Quad) error { return rdfXML(b, q) }},
}

// Endings lists the endings of the addresses of the catalogue.
func Endings() []string {
	endings := make([]string, len(forms))
	for n, f := range forms {
		endings[n] = f.ending
	}
	return endings
}

// Catalogue answers /datos-abiertos/catalogo with one of the endings: the catalogue as DCAT-AP-ES.
func (p Pages) Catalogue(ending string) func(http.ResponseWriter, *http.Request) error {
	var f form
	for _, one := range forms {
		if one.ending == ending {
			f = one
		}
	}
	return func(w http.ResponseWriter, r *http.Request) error { return p.catalogue(w, r, f) }
}

func (p Pages) catalogue(w http.ResponseWriter, r *http.Request, f form) error {
	plans, err := p.cfg.Data.List(r.Context())
	if err != nil {
		return err
	}
	contact, err := p.contact(r.Context())
	if err != nil {
		return err
	}
	ui.Share(w.Header())
	if p.fresh(w, r, plans, fmt.Sprint(contact), p.cfg.DIR3) {
		return nil
	}
	sizes, err := p.sizes.of(r.Context(), p.cfg.Slow, plans)
	if err != nil {
		return err
	}
	body, err := f.body(p.catalogueOf(plans, known{publisher: p.publisher(r, plans), contact: contact, sizes: sizes, today: p.cfg.Data.Today()}))
	if err != nil {
		return err
	}
	sendBody(w, f.mediaType, body)
	return nil
}

// sendBody answers with what is made already.
func sendBody(w http.ResponseWriter, mediaType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a failed write means that the client has gone
}

func (f form) body(c catalogue) ([]byte, error) {
	document, err := json.MarshalIndent(c, "", "\t")
	if err != nil || f.write == nil {
		return document, err
	}
	quads, err := triples(document)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = f.write(&b, quads)
	return b.Bytes(), err
}
