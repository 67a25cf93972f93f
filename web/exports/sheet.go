package exports

import (
	"archive/zip"
	"fmt"
	"io"
	"net/http"
	"slices"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/unit"
	"hito/internal/workbook"
	"hito/web/ui"
)

// Names of the fields of the form that asks for sheets.
const (
	dayField  = "fecha"
	unitField = "unidad"
)

// owed is a unit with the indicators whose values it owes.
type owed struct {
	unit.Counted
	rows []indicator.SheetRow
}

// owing lists the units whose sheets an actor may take, each with its indicators: a technician those of all, staff those
// of the units that they belong to.
func owing(s indicator.Sheet, units []unit.Counted, actor access.Actor) []owed {
	var list []owed
	for _, u := range units {
		target := s.Plan.Target()
		target.Units = []int64{u.ID}
		if !access.Can(actor, access.RecordValue, target) {
			continue
		}
		one := owed{Counted: u}
		for _, row := range s.Rows {
			if slices.Contains(row.UnitIDs, u.ID) {
				one.rows = append(one.rows, row)
			}
		}
		if len(one.rows) > 0 {
			list = append(list, one)
		}
	}
	return list
}

// typedDay is the day of the values as it was typed, and what is wrong with it.
type typedDay struct{ text, problem string }

// readDay reads the day of a form; blank is no date.
func readDay(r *http.Request) (date.Date, typedDay) {
	var c draft.Check
	typed := typedDay{text: r.PostFormValue(dayField)}
	on := c.Date(dayField, typed.text)
	typed.problem = ui.Invalid(c.Err())[dayField]
	return on, typed
}

// Sheet answers POST /planes/{plan}/exportar/hoja.xlsx with the sheet of a unit or, where none is named, with all
// indicators whose values whoever asks may record.
func (p Pages) Sheet(w http.ResponseWriter, r *http.Request) error {
	return p.sheets(w, r, func(s indicator.Sheet, list []owed) error {
		one, err := choose(s, list, r.PostFormValue(unitField))
		if err != nil {
			return err
		}
		told := map[string]any{}
		if one.ID != 0 {
			told["unit_id"] = one.ID
		}
		if err := p.record(r, s, "sheet", told); err != nil {
			return err
		}
		return ui.Download(w, r, one.fileName(s), xlsx, func(out io.Writer) error { return workbook.WriteSheet(out, p.sheetOf(s, one)) })
	})
}

// choose returns the unit with a number of a list, or for none all that is owed, as one.
func choose(s indicator.Sheet, list []owed, typed string) (owed, error) {
	switch {
	case typed == "" && len(list) == 1 && len(list[0].rows) == len(s.Rows):
		return list[0], nil
	case typed == "" && len(s.Rows) > 0:
		all := owed{rows: s.Rows}
		all.Name = "Todos los indicadores"
		return all, nil
	case typed == "":
		return owed{}, fmt.Errorf("sheet of %q: %w", s.Plan.Slug, fault.NotFound)
	}
	id, err := ui.ID(typed)
	if err != nil {
		return owed{}, err
	}
	n := slices.IndexFunc(list, func(o owed) bool { return o.ID == id })
	if n < 0 {
		return owed{}, fmt.Errorf("sheet of unit %d in %q: %w", id, s.Plan.Slug, fault.NotFound)
	}
	return list[n], nil
}

// Sheets answers POST /planes/{plan}/exportar/hojas.zip with the sheets of all units in one file.
func (p Pages) Sheets(w http.ResponseWriter, r *http.Request) error {
	return p.sheets(w, r, func(s indicator.Sheet, list []owed) error {
		if len(list) == 0 {
			return fmt.Errorf("sheets of %q: %w", s.Plan.Slug, fault.NotFound)
		}
		if err := p.record(r, s, "sheets", map[string]any{}); err != nil {
			return err
		}
		name := fmt.Sprintf("%s-hojas-%s.zip", s.Plan.Slug, s.On)
		return ui.Download(w, r, name, "application/zip", func(out io.Writer) error { return p.writeAll(out, s, list) })
	})
}

// sheets reads what a form asks of the sheets of a plan, and leaves the answer to fn. A day that is none is told on the
// page, to whoever may see that.
func (p Pages) sheets(w http.ResponseWriter, r *http.Request, fn func(indicator.Sheet, []owed) error) error {
	on, typed := readDay(r)
	actor := ui.Actor(r.Context())
	if typed.problem != "" {
		if !access.Can(actor, access.ExportPlan, access.Target{}) {
			return fmt.Errorf("day of a sheet: %w", fault.BadInput)
		}
		return p.show(w, r, http.StatusUnprocessableEntity, typed)
	}
	s, units, err := p.load(r, on)
	if err != nil {
		return err
	}
	return fn(s, owing(s, units, actor))
}

func (p Pages) record(r *http.Request, s indicator.Sheet, what string, told map[string]any) error {
	told["measured_on"] = s.On
	_, err := p.Plans.RecordExport(r.Context(), plan.Export{
		Actor: ui.Actor(r.Context()), At: p.now(), Slug: s.Plan.Slug, What: what, Needs: access.ReportValues, Told: told,
	})
	return err
}

// writeAll writes the sheets of units one behind the other.
func (p Pages) writeAll(out io.Writer, s indicator.Sheet, list []owed) error {
	file := zip.NewWriter(out)
	for _, o := range list {
		one, err := file.CreateHeader(&zip.FileHeader{Name: o.fileName(s), Method: zip.Store, Modified: p.now()}) // each is compressed already
		if err != nil {
			return err
		}
		if err := workbook.WriteSheet(one, p.sheetOf(s, o)); err != nil {
			return err
		}
	}
	return file.Close()
}

// fileName tells a sheet by its plan, unit and day. The number keeps units apart whose names make the same words.
func (o owed) fileName(s indicator.Sheet) string {
	name := plan.SlugOf(o.Name)
	if name == "" {
		name = "unidad"
	}
	return fmt.Sprintf("%s-%s-%d-%s.xlsx", s.Plan.Slug, name, o.ID, s.On)
}

func (p Pages) sheetOf(s indicator.Sheet, o owed) workbook.Sheet {
	of := workbook.Sheet{Slug: s.Plan.Slug, Title: s.Plan.Title, Unit: o.Name, On: s.On, At: p.now()}
	for _, row := range o.rows {
		of.Rows = append(of.Rows, workbook.SheetRow{
			ID: row.ID, Code: row.Code, Title: row.Title, Objective: row.Objective + ". " + row.ObjectiveTitle, UnitOfMeasure: row.UnitOfMeasure,
			Last: row.Value, LastOn: row.MeasuredOn, Target: row.Target, Planned: row.Goal(s.Plan.StartsOn, s.Plan.EndsOn).ExpectedValue(s.On),
		})
	}
	return of
}
