package ui

import (
	"encoding/csv"
	"io"
	"net/http"
	"time"

	"hito/internal/sheet"
)

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\ufeff"

// ServeCSV answers with a sheet of data as Spanish spreadsheets read it: the columns' names, then each line that fill
// gives to its argument. No cell of it calculates anything. An error before anything is sent comes back; after that the
// connection is cut, as half a file must not pass for a whole one.
func ServeCSV(w http.ResponseWriter, r *http.Request, name string, columns []string, fill func(line func(...string) error) error) error {
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadWithin)) // where the connection has deadlines
	file := &begun{Writer: w}
	err := writeCSV(file, columns, fill)
	if err == nil {
		err = r.Context().Err()
	}
	if err != nil && file.sent {
		Cause(r.Context(), err)
		panic(http.ErrAbortHandler)
	}
	return err
}

func writeCSV(w io.Writer, columns []string, fill func(line func(...string) error) error) error {
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	line := func(cells ...string) error {
		for n, text := range cells {
			cells[n] = sheet.Cell(text)
		}
		return out.Write(cells)
	}
	if err := out.Write(append([]string{byteOrderMark + columns[0]}, columns[1:]...)); err != nil {
		return err
	}
	if err := fill(line); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// begun remembers whether anything of a file has gone out.
type begun struct {
	io.Writer
	sent bool
}

// Write writes b.
func (f *begun) Write(b []byte) (int, error) {
	f.sent = true
	return f.Writer.Write(b)
}
