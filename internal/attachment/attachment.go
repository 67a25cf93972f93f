// Package attachment takes the files that people send: what a file is is told by its content, and it is kept by a name
// that ends as its type does.
package attachment

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"hito/internal/fault"
	"hito/internal/text"
)

// Largest is how many bytes a file may have.
const Largest = 10 << 20

const longestName = 200 // letters

// File is one that was kept. It is never changed: it is withdrawn, and another one is added.
type File struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	MediaType string    `json:"media_type"`
	Size      int       `json:"size"` // bytes
	AddedAt   time.Time `json:"added_at"`
}

// New is a file about to be kept, of a type that is taken, by a name that ends as its type does.
type New struct {
	Name, MediaType string
	Content         []byte
}

// Sum returns the SHA-256 of the content, as events tell it.
func (f New) Sum() string {
	sum := sha256.Sum256(f.Content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

const (
	plainText = "text/plain"
	commas    = "text/csv"
	pdf       = "application/pdf"
)

// types are the types that are taken, with the endings of their names.
var types = map[string][]string{
	pdf:          {".pdf"},
	"image/png":  {".png"},
	"image/jpeg": {".jpg", ".jpeg"},
	"image/webp": {".webp"},
	"application/vnd.oasis.opendocument.text":                                   {".odt"},
	"application/vnd.oasis.opendocument.spreadsheet":                            {".ods"},
	"application/vnd.oasis.opendocument.presentation":                           {".odp"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	plainText: {".txt"},
	commas:    {".csv"},
}

// The whole of a file is looked at: some documents tell late what they are.
func init() { mimetype.SetLimit(0) }

// Endings lists the endings of the names of files that are taken, for the browser to offer.
func Endings() []string {
	var all []string
	for _, endings := range types {
		all = append(all, endings...)
	}
	slices.Sort(all)
	return all
}

// Why a file is not taken.
var (
	errEmpty    = errors.New("está vacío")
	errTooLarge = errors.New("pasa de 10 MB")
	errType     = errors.New("no se admite: por su contenido no es PDF, imagen (PNG, JPEG o WebP), documento de oficina (ODT, ODS, ODP, DOCX, XLSX o PPTX), texto ni CSV. " +
		"Si es un .doc, .xls o .ppt, guárdelo antes como PDF o en el formato actual")
	errName = errors.New("tiene un nombre de más de 200 caracteres: acórtelo")
)

// Read takes a file that is sent under a name. What it is is told by its content and never by the name, which
// gets the ending of that type where it has another, so that whoever opens it later opens what was looked at. What
// is not taken is fault.Invalid by the field "files".
func Read(name string, content []byte) (New, error) {
	kept, err := nameOf(name)
	if err != nil {
		return New{}, refusal("Un fichero tiene un nombre que no se admite. " + err.Error())
	}
	f := New{Name: kept, Content: content}
	switch {
	case len(content) == 0:
		err = errEmpty
	case len(content) > Largest:
		err = errTooLarge
	default:
		f.MediaType, err = typeOf(kept, content)
	}
	if err == nil {
		f.Name = ended(kept, types[f.MediaType])
		if utf8.RuneCountInString(f.Name) > longestName {
			err = errName
		}
	}
	if err != nil {
		return New{}, refusal("«" + shortened(kept) + "» " + err.Error() + ".")
	}
	return f, nil
}

func refusal(message string) error { return fault.Invalid{"files": message} }

// shortened returns a name that fits into a message.
func shortened(name string) string {
	const most = 80
	if letters := []rune(name); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return name
}

// fileName returns the last part of a path of any system, as text.Line keeps it. A name without letters is «fichero».
func nameOf(sent string) (string, error) {
	if utf8.RuneCountInString(sent) > 4*longestName {
		return "", errName
	}
	name, err := text.Line(sent[strings.LastIndexAny(sent, `/\`)+1:])
	if err != nil {
		return "", err
	}
	if name = strings.TrimLeft(name, ". "); name == "" {
		name = "fichero"
	}
	return name, nil
}

// ended returns a name that ends in one of these ways.
func ended(name string, endings []string) string {
	if slices.Contains(endings, strings.ToLower(path.Ext(name))) {
		return name
	}
	return name + endings[0]
}

// typeOf tells a type that is taken from the content. Archives are not opened: what they say of themselves at the
// front is enough. Of texts the name tells tables from the others.
func typeOf(name string, content []byte) (string, error) {
	kind, _, _ := strings.Cut(mimetype.Detect(content).String(), ";")
	switch {
	case kind == commas, kind == "text/tab-separated-values", kind == plainText:
		if !readable(content) {
			return "", errType
		}
		if strings.EqualFold(path.Ext(name), ".csv") {
			return commas, nil
		}
		return plainText, nil
	case kind == pdf && !bytes.HasPrefix(content, []byte("%PDF-")): // something else before it, such as HTML
		return "", errType
	case types[kind] == nil:
		return "", errType
	}
	return kind, nil
}

// readable tells a text from one end to the other that no browser takes for a page. Bytes beyond ASCII that are no
// UTF-8 are letters of Windows-1252, as older spreadsheets write them.
func readable(content []byte) bool {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	control := func(b byte) bool { return b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7f }
	for _, b := range content {
		if control(b) {
			return false
		}
	}
	return !bytes.HasPrefix(bytes.TrimLeft(content, " \t\r\n\f"), []byte("<"))
}
