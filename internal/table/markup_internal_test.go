package table

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// tokens writes what this package's reader of XML finds, in one line, with texts that follow each other joined.
func tokens(in io.Reader) (string, error) {
	var b strings.Builder
	m := newMarkup(in)
	for {
		t, err := m.next()
		switch {
		case err != nil:
			return "", err
		case t == ended:
			return b.String(), nil
		case t == opened:
			b.WriteString("<" + string(m.name) + " a=" + m.attrText("a") + ">")
		case t == closed:
			b.WriteString("</" + string(m.name) + ">")
		default:
			b.Write(m.appendText(nil))
		}
	}
}

// byEncodingXML writes the same as encoding/xml finds it; ok is false for what this package need not take.
func byEncodingXML(s string) (written string, ok bool) {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(s))
	depth := 0
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return b.String(), depth == 0
		}
		if err != nil {
			return "", false
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > deepest {
				return "", false
			}
			value := ""
			for _, a := range t.Attr {
				if whole(a.Name) == "a" && value == "" {
					value = a.Value
				}
			}
			b.WriteString("<" + whole(t.Name) + " a=" + value + ">")
		case xml.EndElement:
			if depth--; depth < 0 {
				return "", false
			}
			b.WriteString("</" + whole(t.Name) + ">")
		case xml.CharData:
			if depth > 0 {
				b.Write(t)
			} else if strings.TrimSpace(string(t)) != "" {
				return "", false
			}
		case xml.Directive:
			return "", false
		}
	}
}

func whole(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

var documents = []string{
	`<a/>`, `<x:a b='>' a="1&amp;2"><b a = 'c"d' /> text &lt;&#65;&#x42; <!-- <no> --><![CDATA[<raw>&amp;]]></x:a>`,
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\u00e1\n</a>\n", `<a><b></a></b>`, `<a a=""/>`, `<a b="a='x'" a="y"/>`,
}

func TestMarkupReadsAsEncodingXML(t *testing.T) {
	for _, s := range documents {
		want, ok := byEncodingXML(s)
		if !ok {
			t.Fatalf("%s is none to compare", s)
		}
		for name, in := range map[string]io.Reader{"whole": strings.NewReader(s), "byte by byte": iotest.OneByteReader(strings.NewReader(s))} {
			if got, err := tokens(in); got != want || err != nil {
				t.Errorf("%s, %s: got %s, %v; want %s", s, name, got, err, want)
			}
		}
	}
}

// A document that is larger than the buffer is read as one that fits.
func TestMarkupReadsOnPastItsBuffer(t *testing.T) {
	s := "<r>" + strings.Repeat(`<a a="1&amp;2">tres</a><!-- cuatro --><![CDATA[cinco]]>`, 20_000) + "</r>"
	want, _ := byEncodingXML(s)
	if got, err := tokens(strings.NewReader(s)); got != want || err != nil {
		t.Errorf("got %d letters, %v; want %d", len(got), err, len(want))
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range documents {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\r") { // encoding/xml makes them line feeds, clean does here
			return
		}
		got, err := tokens(iotest.OneByteReader(strings.NewReader(s)))
		if err != nil && !errors.As(err, new(Refused)) {
			t.Fatalf("not a Refused: %v", err)
		}
		if want, ok := byEncodingXML(s); ok && (got != want || err != nil) {
			t.Fatalf("got %q, %v; want %q", got, err, want)
		}
	})
}
