package table

import (
	"bytes"
	"unicode/utf16"

	"github.com/gabriel-vasile/mimetype"
)

// PastedName is what a pasted text is called.
const PastedName = "Texto pegado"

// Open finds out what a file is by its content, whatever its name, and how it is written. Its rows are read later, by
// Rows; content must not change until then. What cannot be read is a Refused.
func Open(name string, content []byte) (*File, error) {
	f, err := open(content)
	if err != nil {
		return nil, err
	}
	f.Name = clean([]byte(name))
	return f, nil
}

func open(content []byte) (*File, error) {
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return nil, Empty
	case bytes.HasPrefix(content, []byte("PK\x03\x04")), bytes.HasPrefix(content, []byte("PK\x05\x06")):
		return openArchive(content)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, oldOffice(content)
	}
	if refused := noText(content); refused != "" {
		return nil, refused
	}
	return openText(content)
}

// openArchive opens the formats that are ZIP archives.
func openArchive(content []byte) (*File, error) {
	a, err := unpack(content)
	if err != nil {
		return nil, err
	}
	if refused := a.otherThanTable(); refused != "" {
		return nil, refused
	}
	if a.has("mimetype") {
		return openODS(a)
	}
	return openXLSX(a)
}

// oldOffice tells apart the files of Office before 2007, and those of today behind a password, by the names of the
// streams in them.
func oldOffice(content []byte) Refused {
	switch {
	case bytes.Contains(content, wide("EncryptedPackage")):
		return Protected
	case bytes.Contains(content, wide("WordDocument")), bytes.Contains(content, wide("PowerPoint Document")):
		return Document
	default:
		return OldExcel
	}
}

// wide returns a name as UTF-16, little end first.
func wide(name string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(name)) {
		b = append(b, byte(unit&0xff), byte(unit>>8))
	}
	return b
}

// headSize is how much of a file is looked at to tell what it is.
const headSize = 3072

// noText refuses what is no text with columns, or "".
func noText(content []byte) Refused {
	head := content[:min(len(content), headSize)]
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(start, []byte("%pdf-")):
		return PDF
	case bytes.HasPrefix(start, []byte(`{\rtf`)):
		return Document
	case markedUp(start):
		return WebPage
	case wideOrder(content) != "" || printable(head):
		return ""
	}
	return binary(mimetype.Detect(head))
}

// markedUp tells HTML, the XML of Excel 2003, flat ODS, and pages saved in one file, from the way they begin.
func markedUp(start []byte) bool {
	for _, prefix := range []string{"<!doctype", "<?xml", "<html", "<head", "<meta", "<body", "<table", "<style", "<!--", "mime-version:"} {
		if bytes.HasPrefix(start, []byte(prefix)) {
			return true
		}
	}
	return false
}

// printable tells whether hardly any byte, one in a hundred, is a control that texts do not have.
func printable(head []byte) bool {
	controls := 0
	for _, c := range head {
		if c < ' ' && !bytes.ContainsRune([]byte("\t\n\r\f\v\x1b"), rune(c)) {
			controls++
		}
	}
	const some = 4
	return controls <= some+len(head)/100
}

func binary(m *mimetype.MIME) Refused {
	switch kind := m.String(); {
	case bytes.HasPrefix([]byte(kind), []byte("image/")):
		return Picture
	case m.Is("application/gzip"), m.Is("application/x-7z-compressed"), m.Is("application/x-rar-compressed"),
		m.Is("application/x-bzip2"), m.Is("application/x-xz"), m.Is("application/x-tar"), m.Is("application/zstd"):
		return Packed
	default:
		return Unknown
	}
}
