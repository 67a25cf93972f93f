package audits

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/sheet"
	"hito/web/ui"
)

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\ufeff"

var columns = []string{
	"Suceso", "Fecha y hora", "Quién", "N.º de persona", "Qué", "Código", "Sobre", "N.º", "N.º de plan", "Petición",
	"Antes", "Después", "Datos personales",
}

// Export answers POST /administracion/auditoria/exportar with the events that the filters find, as CSV. That
// somebody takes them away is recorded before the first of them goes out.
func (p Pages) Export(w http.ResponseWriter, r *http.Request) error {
	asked, err := readQuery(r.PostForm)
	if err != nil {
		return err
	}
	e := audit.Export{Actor: ui.Actor(r.Context()), At: p.Now(), Query: asked.search(p.Location)}
	if err := e.Record(r.Context(), p.Pool); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="auditoria-`+date.Of(e.At.In(p.Location)).String()+`.csv"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	file := &begun{Writer: w}
	err = p.write(file, r, e)
	if err != nil && file.sent {
		// Half a file must not pass for a whole one: the connection is cut.
		ui.Cause(r.Context(), err)
		panic(http.ErrAbortHandler)
	}
	return err
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

func (p Pages) write(w io.Writer, r *http.Request, e audit.Export) error {
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	if err := out.Write(append([]string{byteOrderMark + columns[0]}, columns[1:]...)); err != nil {
		return err
	}
	more, err := e.Each(r.Context(), p.Slow, func(entry audit.Entry) error { return out.Write(cells(entry, p.Location)) })
	if err != nil {
		return err
	}
	if more {
		note := make([]string, len(columns))
		note[0] = fmt.Sprintf("Hay más sucesos: aquí están los %d más recientes. Elija otras fechas para ver los demás.", audit.LargestExport)
		if err := out.Write(note); err != nil {
			return err
		}
	}
	out.Flush()
	return errors.Join(out.Error(), r.Context().Err())
}

// cells is an event as a line of the file. What people could have typed is text, whatever it begins with.
func cells(e audit.Entry, place *time.Location) []string {
	told := string(e.Personal)
	if e.Forgotten {
		told = "Olvidados"
	}
	line := []string{
		number(e.ID), e.At.In(place).Format("2006-01-02 15:04:05"), ui.EventActor(e), number(e.ActorID), ui.EventText(e.Action), e.Action,
		ui.ObjectName(e.ObjectType, 0), number(e.ObjectID), number(e.PlanID), e.RequestID, string(e.Before), string(e.After), told,
	}
	for n, text := range line {
		line[n] = sheet.Cell(text)
	}
	return line
}

// number writes an id; 0 is none.
func number(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
