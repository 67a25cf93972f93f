package audits

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/web/ui"
)

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
	name := "auditoria-" + date.Of(e.At.In(p.Location)).String()
	return ui.ServeCSV(w, r, ui.CSVOf(r.PostForm), ui.CSV{Name: name, Columns: columns, Fill: func(line func(...any) error) error {
		more, err := e.Each(r.Context(), p.Slow, func(entry audit.Entry) error { return line(cells(entry, p.Location)...) })
		if err != nil || !more {
			return err
		}
		note := slices.Repeat([]any{""}, len(columns))
		note[0] = fmt.Sprintf("Hay más sucesos: aquí están los %d más recientes. Elija otras fechas para ver los demás.", audit.LargestExport)
		return line(note...)
	}})
}

// cells is an event as a line of the file.
func cells(e audit.Entry, place *time.Location) []any {
	told := string(e.Personal)
	if e.Forgotten {
		told = "Olvidados"
	}
	return []any{
		number(e.ID), e.At.In(place).Format("2006-01-02 15:04:05"), ui.EventActor(e), number(e.ActorID), ui.EventText(e.Action), e.Action,
		ui.ObjectName(e.ObjectType, 0), number(e.ObjectID), number(e.PlanID), e.RequestID, string(e.Before), string(e.After), told,
	}
}

// number writes an id; 0 is none.
func number(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
