package opendata

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/piprate/json-gold/ld"
)

// errFetched tells that a document of ours names another one, which it never does.
var errFetched = errors.New("the catalogue refers to a document outside")

// nothing loads no document: all that the catalogue means stands in it.
type nothing struct{}

// LoadDocument refuses.
func (nothing) LoadDocument(string) (*ld.RemoteDocument, error) { return nil, errFetched }

// triples are the statements of a JSON-LD document, in a fixed order.
func triples(document []byte) ([]*ld.Quad, error) {
	var value any
	if err := json.Unmarshal(document, &value); err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = nothing{}
	found, err := ld.NewJsonLdProcessor().ToRDF(value, options)
	if err != nil {
		return nil, fmt.Errorf("turn the catalogue into statements: %w", err)
	}
	set, ok := found.(*ld.RDFDataset)
	if !ok {
		return nil, fmt.Errorf("the catalogue became a %T", found)
	}
	quads := set.GetQuads("@default")
	lines := make(map[*ld.Quad]string, len(quads)) // each written once, and not at every comparison
	for _, q := range quads {
		lines[q] = lineOf(q)
	}
	slices.SortFunc(quads, func(a, b *ld.Quad) int { return strings.Compare(lines[a], lines[b]) })
	return quads, nil
}

// lineOf is a statement as it stands in N-Triples.
func lineOf(q *ld.Quad) string {
	return term(q.Subject) + " " + term(q.Predicate) + " " + term(q.Object) + " ."
}

var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`)

func term(n ld.Node) string {
	l, literal := n.(ld.Literal)
	switch {
	case !literal && ld.IsBlankNode(n):
		return n.GetValue()
	case !literal:
		return "<" + n.GetValue() + ">"
	}
	text := `"` + escaped.Replace(l.Value) + `"`
	switch {
	case l.Language != "":
		return text + "@" + l.Language
	case l.Datatype == ld.XSDString:
		return text
	default:
		return text + "^^<" + l.Datatype + ">"
	}
}

// turtle writes statements one a line, which is Turtle too.
func turtle(w io.Writer, quads []*ld.Quad) error {
	for _, q := range quads {
		if _, err := io.WriteString(w, lineOf(q)+"\n"); err != nil {
			return err
		}
	}
	return nil
}

const rdfNamespace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

// prefixes are the names under which the vocabularies of the catalogue stand in RDF/XML.
var prefixes = map[string]string{
	"rdf": rdfNamespace, "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
	"vcard": "http://www.w3.org/2006/vcard/ns#", "dcatap": "http://data.europa.eu/r5r/",
}

// element is an element of XML with its attributes in their order.
func element(name string, attributes ...string) xml.StartElement {
	e := xml.StartElement{Name: xml.Name{Local: name}}
	for pair := range slices.Chunk(attributes, 2) {
		e.Attr = append(e.Attr, xml.Attr{Name: xml.Name{Local: pair[0]}, Value: pair[1]})
	}
	return e
}

// rdfXML writes statements as RDF/XML, those of each subject together.
func rdfXML(w io.Writer, quads []*ld.Quad) error {
	var out bytes.Buffer
	out.WriteString(xml.Header)
	enc := xml.NewEncoder(&out)
	root := element("rdf:RDF")
	for _, prefix := range slices.Sorted(maps.Keys(prefixes)) {
		root.Attr = append(root.Attr, xml.Attr{Name: xml.Name{Local: "xmlns:" + prefix}, Value: prefixes[prefix]})
	}
	err := enc.EncodeToken(root)
	for n := 0; err == nil && n < len(quads); {
		name := quads[n].Subject.GetValue()
		subject := element("rdf:Description", "rdf:about", name)
		err = enc.EncodeToken(subject)
		for ; err == nil && n < len(quads) && quads[n].Subject.GetValue() == name; n++ {
			err = statement(enc, quads[n])
		}
		err = errors.Join(err, enc.EncodeToken(subject.End()))
	}
	if err = errors.Join(err, enc.EncodeToken(root.End()), enc.Close()); err != nil {
		return fmt.Errorf("write the catalogue as RDF/XML: %w", err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

func statement(enc *xml.Encoder, q *ld.Quad) error {
	name, err := qualified(q.Predicate.GetValue())
	if err != nil {
		return err
	}
	l, literal := q.Object.(ld.Literal)
	if !literal {
		e := element(name, "rdf:resource", q.Object.GetValue())
		return errors.Join(enc.EncodeToken(e), enc.EncodeToken(e.End()))
	}
	e := element(name)
	switch {
	case l.Language != "":
		e = element(name, "xml:lang", l.Language)
	case l.Datatype != ld.XSDString:
		e = element(name, "rdf:datatype", l.Datatype)
	}
	return errors.Join(enc.EncodeToken(e), enc.EncodeToken(xml.CharData(l.Value)), enc.EncodeToken(e.End()))
}

// qualified shortens the name of a property.
func qualified(iri string) (string, error) {
	for prefix, namespace := range prefixes {
		if local, ok := strings.CutPrefix(iri, namespace); ok && local != "" {
			return prefix + ":" + local, nil
		}
	}
	return "", fmt.Errorf("property %q is of no vocabulary that is known", iri)
}
