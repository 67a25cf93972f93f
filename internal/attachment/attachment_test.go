package attachment_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"hito/internal/attachment"
	"hito/internal/fault"
)

// archived is a zip of members with what they hold, in this order, the first of them not packed.
func archived(t *testing.T, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for n := 0; n < len(members); n += 2 {
		method := zip.Deflate
		if n == 0 {
			method = zip.Store
		}
		content := []byte(members[n+1])
		// As office programs write them: sizes in front, no trailing descriptor.
		out, err := w.CreateRaw(header(members[n], method, content))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func header(name string, method uint16, content []byte) *zip.FileHeader {
	return &zip.FileHeader{Name: name, Method: method, CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content))}
}

func openDocument(t *testing.T, kind string) []byte {
	t.Helper()
	return archived(t, "mimetype", "application/vnd.oasis.opendocument."+kind, "content.xml", "<x/>")
}

func office(t *testing.T, folder string) []byte {
	t.Helper()
	return archived(t, "[Content_Types].xml", "<Types>"+strings.Repeat(" ", 9000)+"</Types>", "_rels/.rels", "<x/>", folder+"/x.xml", "<x/>")
}

const (
	pngHead  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	jpegHead = "\xff\xd8\xff\xe0\x00\x10JFIF\x00"
	webpHead = "RIFF\x24\x00\x00\x00WEBPVP8 "
)

func TestFilesAreToldByTheirContent(t *testing.T) {
	for _, c := range []struct {
		name    string
		content []byte
		media   string
		kept    string
	}{
		{"informe.pdf", []byte("%PDF-1.7\n"), "application/pdf", "informe.pdf"},
		{"INFORME.PDF", []byte("%PDF-1.7\n"), "application/pdf", "INFORME.PDF"},
		{"informe", []byte("%PDF-1.7\n"), "application/pdf", "informe.pdf"},
		{"informe.exe", []byte("%PDF-1.7\n<script>"), "application/pdf", "informe.exe.pdf"},
		{"foto.JPG", []byte(jpegHead), "image/jpeg", "foto.JPG"},
		{"foto.jpeg", []byte(jpegHead), "image/jpeg", "foto.jpeg"},
		{"foto.png", []byte(pngHead), "image/png", "foto.png"},
		{"foto.webp", []byte(webpHead), "image/webp", "foto.webp"},
		{"acta.odt", openDocument(t, "text"), "application/vnd.oasis.opendocument.text", "acta.odt"},
		{"datos.ods", openDocument(t, "spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet", "datos.ods"},
		{"charla.odp", openDocument(t, "presentation"), "application/vnd.oasis.opendocument.presentation", "charla.odp"},
		{"acta.docx", office(t, "word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "acta.docx"},
		{"datos.xlsx", office(t, "xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "datos.xlsx"},
		{"charla.pptx", office(t, "ppt"), "application/vnd.openxmlformats-officedocument.presentationml.presentation", "charla.pptx"},
		{"nota.txt", []byte("Reunión del día 5\n"), "text/plain", "nota.txt"},
		{"nota.html", []byte("No es una página: a < b\n"), "text/plain", "nota.html.txt"},
		{"datos.csv", []byte("\ufeffa;b\n1;2\n"), "text/csv", "datos.csv"},
		{"datos.csv", []byte("a\xf1o;n\xfamero\r\n2021;3\r\n"), "text/csv", "datos.csv"},
		{"datos.tsv", []byte("a\tb\n1\t2\n"), "text/plain", "datos.tsv.txt"},
		{`C:\Mis documentos\..\año 1.pdf`, []byte("%PDF-1.7\n"), "application/pdf", "año 1.pdf"},
		{"../../etc/passwd", []byte("%PDF-1.7\n"), "application/pdf", "passwd.pdf"},
		{"an\u0303o.pdf", []byte("%PDF-1.7\n"), "application/pdf", "año.pdf"},
		{"...", []byte("%PDF-1.7\n"), "application/pdf", "fichero.pdf"},
		{".pdf", []byte("%PDF-1.7\n"), "application/pdf", "pdf.pdf"},
		{"carpeta/", []byte("%PDF-1.7\n"), "application/pdf", "fichero.pdf"},
	} {
		f, err := attachment.Read(c.name, c.content)
		if err != nil || f.MediaType != c.media || f.Name != c.kept {
			t.Errorf("%q: %q of type %q, %v; want %q of %q", c.name, f.Name, f.MediaType, err, c.kept, c.media)
		}
	}
}

func TestFilesThatDoSomethingAreRefused(t *testing.T) {
	utf16 := binary.LittleEndian.AppendUint16(nil, 0xfeff)
	for _, r := range "<html><script>" {
		utf16 = binary.LittleEndian.AppendUint16(utf16, uint16(r))
	}
	pdf := []byte("%PDF-1.7\n")
	for what, f := range map[string]struct {
		name    string
		content []byte
	}{
		"Windows program":        {"informe.pdf", append([]byte("MZ\x90\x00\x03\x00\x00\x00"), make([]byte, 200)...)},
		"Linux program":          {"informe.pdf", append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 200)...)},
		"Java class":             {"a.txt", []byte("\xca\xfe\xba\xbe\x00\x00\x00\x41")},
		"shell script":           {"a.txt", []byte("#!/bin/sh\nrm -rf /\n")},
		"HTML":                   {"nota.txt", []byte("<!DOCTYPE html><html><script>alert(1)</script>")},
		"HTML after a mark":      {"nota.txt", []byte("\ufeff <!-- x --><p>")},
		"HTML after much space":  {"nota.txt", []byte(strings.Repeat("\n ", 20_000) + "<script>alert(1)</script>")},
		"HTML in UTF-16":         {"nota.txt", utf16},
		"XHTML":                  {"nota.txt", []byte(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>`)},
		"SVG":                    {"foto.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)},
		"SVG after a comment":    {"foto.txt", []byte("<!-- " + strings.Repeat("x", 5000) + " --><svg/>")},
		"HTML that is a PDF too": {"informe.pdf", []byte("<html><script>alert(1)</script>\n%PDF-1.7\n")},
		"PDF after a blank":      {"informe.pdf", []byte(" %PDF-1.7\n")},
		"plain archive":          {"a.docx", archived(t, "a.txt", "hola")},
		"Java archive":           {"a.docx", archived(t, "META-INF/MANIFEST.MF", "x", "word/x.xml", "x")},
		"old Word":               {"acta.doc", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...)},
		"rich text":              {"acta.txt", []byte(`{\rtf1\ansi hola}`)},
		"GIF":                    {"foto.png", []byte("GIF89a\x01\x00\x01\x00")},
		"text with a NUL":        {"nota.txt", []byte(strings.Repeat("hola ", 2000) + "\x00")},
		"text with an escape":    {"nota.txt", []byte(strings.Repeat("hola ", 2000) + "\x1b[31m")},
		"nothing":                {"informe.pdf", nil},
		"too much":               {"informe.pdf", append(pdf, make([]byte, attachment.Largest)...)},
		"name that turns":        {"informe\u202efdp.pdf", pdf},
		"name with a control":    {"informe\r\n.pdf\x00", pdf},
		"name in broken bytes":   {"informe\xff.pdf", pdf},
		"name that is too long":  {strings.Repeat("a", 197) + ".pdf", pdf},
		"name of a book":         {strings.Repeat("a", 100_000) + ".pdf", pdf},
		"name too long at last":  {strings.Repeat("a", 200), pdf},
	} {
		got, err := attachment.Read(f.name, f.content)
		if invalid(err)["files"] == "" || got.Name != "" || got.Content != nil {
			t.Errorf("%s: %q of type %q, %v; want it refused", what, got.Name, got.MediaType, err)
		}
	}
	if _, err := attachment.Read(strings.Repeat("a", 196)+".pdf", pdf); err != nil {
		t.Errorf("a name of 200 letters: %v", err)
	}
	if _, err := attachment.Read("a.pdf", append(pdf, make([]byte, attachment.Largest-len(pdf))...)); err != nil {
		t.Errorf("a file of the largest size: %v", err)
	}
}

// invalid returns the messages of a refusal, nil for anything else.
func invalid(err error) fault.Invalid {
	wrong, _ := err.(fault.Invalid) //nolint:errorlint // pure checks return it bare
	return wrong
}
