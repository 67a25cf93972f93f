package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

// archive is a ZIP whose parts are found by name, whatever their case, as the formats ask for.
type archive struct{ parts map[string]*zip.File }

// unpack reads the directory of a ZIP and refuses what would grow too large, before anything of it is unpacked.
func unpack(content []byte) (*archive, error) {
	if bytes.Count(content, []byte("PK\x01\x02")) > mostParts {
		return nil, TooLarge
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, Damaged
	}
	a := &archive{parts: map[string]*zip.File{}}
	total := uint64(0)
	for _, part := range z.File {
		if total += min(part.UncompressedSize64, mostUnpacked+1); total > mostUnpacked || bomb(part) {
			return nil, TooLarge
		}
		name := partName(part.Name)
		if _, twice := a.parts[name]; !twice {
			a.parts[name] = part
		}
	}
	return a, nil
}

// bomb tells a part of XML that shrank as no sheet does. Pictures may: they are never unpacked.
func bomb(part *zip.File) bool {
	name := partName(part.Name)
	if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
		return false
	}
	return part.UncompressedSize64 > smallPart && part.UncompressedSize64/mostShrunk > part.CompressedSize64
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/"))
}

func (a *archive) has(name string) bool { return a.parts[partName(name)] != nil }

// open unpacks a part as it is read, up to the size that the directory declares.
func (a *archive) open(name string) (io.ReadCloser, error) {
	part := a.parts[partName(name)]
	switch {
	case part == nil:
		return nil, Damaged
	case part.Flags&1 != 0: // encrypted
		return nil, Protected
	}
	in, err := part.Open()
	if err != nil {
		return nil, Damaged
	}
	return &declared{in: in, left: part.UncompressedSize64}, nil
}

// declared reads a part and fails where it is larger than it says.
type declared struct {
	in   io.ReadCloser
	left uint64
}

func (d *declared) Read(p []byte) (int, error) {
	n, err := d.in.Read(p)
	if uint64(n) > d.left { //nolint:gosec // a count of bytes read is never negative
		return 0, Damaged
	}
	d.left -= uint64(n) //nolint:gosec // as above
	if err != nil && !errors.Is(err, io.EOF) {
		return n, Damaged
	}
	return n, err
}

func (d *declared) Close() error { return d.in.Close() }

// each reads a part as XML: fn gets every token, and may read on by itself. A missing part has none.
func (a *archive) each(name string, fn func(*markup, token) error) error {
	if !a.has(name) {
		return nil
	}
	in, err := a.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	m := newMarkup(in)
	for {
		t, err := m.next()
		if err != nil {
			return err
		}
		if t == ended {
			return nil
		}
		if err := fn(m, t); err != nil {
			return err
		}
	}
}

// otherThanTable refuses archives that are no spreadsheets, or "".
func (a *archive) otherThanTable() Refused {
	for name, part := range a.parts {
		if part.Flags&1 != 0 && (name == "content.xml" || strings.HasPrefix(name, "xl/")) {
			return Protected
		}
	}
	switch {
	case a.has("word/document.xml"), a.has("ppt/presentation.xml"):
		return Document
	case a.has("xl/workbook.bin"):
		return OldExcel
	case a.has("Index/Document.iwa"), a.has("Index.zip"):
		return Numbers
	case a.has("mimetype"), a.has("xl/workbook.xml"), a.has("[Content_Types].xml"):
		return ""
	default:
		return Packed
	}
}
