package ui

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/attachment"
	"hito/internal/fault"
)

// FileKind names what a file is by the ending of its name: "PDF".
func FileKind(name string) string { return strings.ToUpper(strings.TrimPrefix(path.Ext(name), ".")) }

// FileSize writes a number of bytes as people read it: "340 kB", "1,2 MB".
func FileSize(bytes int) string {
	const kilo, mega = 1 << 10, 1 << 20
	switch {
	case bytes < kilo:
		return Count(bytes, "byte", "bytes")
	case bytes < mega:
		return Quantity(decimal.NewFromInt(int64(bytes)/kilo), 0, "kB")
	default:
		return Quantity(decimal.NewFromInt(int64(bytes)).Div(decimal.NewFromInt(mega)), 1, "MB")
	}
}

// Oversized tells a file that is larger than any that is taken.
func Oversized(sent *multipart.FileHeader) bool { return sent.Size > attachment.Largest }

// ReadFiles takes what was sent, the browser's empty file of an empty field aside. It is fault.Invalid by the field
// "files" where one of them is not taken, with what is wrong with each.
func ReadFiles(sent []*multipart.FileHeader) ([]attachment.New, error) {
	var files []attachment.New
	var wrong []string
	for _, header := range sent {
		if header.Filename == "" && header.Size == 0 {
			continue
		}
		content, err := readFile(header)
		if err != nil {
			return nil, err
		}
		f, err := attachment.Read(header.Filename, content)
		switch invalid := Invalid(err); {
		case invalid != nil:
			wrong = append(wrong, invalid["files"])
		case err != nil:
			return nil, err
		default:
			files = append(files, f)
		}
	}
	if len(wrong) > 0 {
		return nil, fault.Invalid{"files": "No se ha añadido nada. " + strings.Join(wrong, " ")}
	}
	return files, nil
}

// readFile reads a file up to the first byte that is too many.
func readFile(header *multipart.FileHeader) ([]byte, error) {
	sent, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("open a file that was sent: %w", err)
	}
	defer sent.Close()
	content, err := io.ReadAll(io.LimitReader(sent, attachment.Largest+1))
	if err != nil {
		return nil, fmt.Errorf("read a file that was sent: %w", err)
	}
	return content, nil
}

// downloadWithin is how long a file may take on a slow line, beyond what the server gives to pages.
const downloadWithin = 5 * time.Minute

// ServedFile is a file that is about to be downloaded.
type ServedFile struct {
	attachment.File
	Content *attachment.Content
	Tag     string // tells files of the same number apart, as of two plans
	Public  bool   // anybody may keep it, who asks each time whether it still is there
}

// ServeFile answers with a file, to be kept and never to be shown in a page: what it holds is somebody's.
func ServeFile(w http.ResponseWriter, r *http.Request, f ServedFile) error {
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if f.Public {
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("ETag", `"`+f.Tag+"-"+strconv.FormatInt(f.ID, 10)+`"`)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadWithin)) // where the connection has deadlines
	http.ServeContent(w, r, "", f.AddedAt, f.Content)
	if err := f.Content.Err(); err != nil {
		// Half a file must not pass for a whole one: the connection is cut.
		Cause(r.Context(), err)
		panic(http.ErrAbortHandler)
	}
	return nil
}
