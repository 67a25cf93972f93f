package sheets

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/web/ui"
)

// field is a cell of the sheet: its name in the form, before the number of the row, how indicator.Typed calls it in
// its messages, and how people do.
type field struct{ name, kept, label string }

// The cells of a row in their order. The basis is none of a person's.
var (
	valueField   = field{"valor", "value", "Valor nuevo"}
	dateField    = field{"fecha", "measured_on", "Fecha"}
	resultField  = field{"resultado", "result_title", "Resultado"}
	commentField = field{"comentario", "comment", "Comentario"}
	reasonField  = field{"motivo", "reason", "Motivo de la corrección"}

	fields = []field{valueField, dateField, resultField, commentField, reasonField}
)

// basisField carries the revision that a correction is made from.
var basisField = field{name: basisName}

const basisName = "base"

// of returns the name, and id, of the cell in a row.
func (f field) of(row int64) string { return f.name + "-" + strconv.FormatInt(row, 10) }

// answer is what came of a sheet that was sent.
type answer struct {
	indicator.SheetResult
	given   bool // one was sent
	checked bool // it was only to be checked
}

// readRows returns the rows of a form in which something was typed. A row that no form of ours has is fault.BadInput.
func readRows(r *http.Request) ([]indicator.TypedRow, error) {
	ids := map[int64]bool{}
	for name := range r.PostForm {
		kind, number, found := strings.Cut(name, "-")
		if !found || !slices.ContainsFunc(fields, func(f field) bool { return f.name == kind }) {
			continue
		}
		id, err := ui.ID(number)
		if err != nil {
			return nil, fmt.Errorf("row of the sheet: %w", fault.BadInput)
		}
		ids[id] = true
	}
	var rows []indicator.TypedRow
	for id := range ids {
		if row := readRow(r.PostFormValue, id); touched(row.Typed) {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b indicator.TypedRow) int { return cmp.Compare(a.IndicatorID, b.IndicatorID) })
	return rows, nil
}

func readRow(value func(name string) string, id int64) indicator.TypedRow {
	row := indicator.TypedRow{IndicatorID: id, Typed: indicator.Typed{
		Value: value(valueField.of(id)), MeasuredOn: value(dateField.of(id)), ResultTitle: value(resultField.of(id)),
		Comment: value(commentField.of(id)), Reason: value(reasonField.of(id)),
	}}
	row.BasisOn, row.Basis = readBasis(value(basisField.of(id)))
	return row
}

// touched tells a row in which something was typed; a date alone says nothing.
func touched(t indicator.Typed) bool {
	return strings.TrimSpace(t.Value+t.ResultTitle+t.Comment+t.Reason) != ""
}

// basisText writes a revision of a day, which readBasis reads.
func basisText(on date.Date, revision int) string { return on.String() + "." + strconv.Itoa(revision) }

// readBasis returns no revision for what basisText does not write: the row is taken as made from nothing, which at
// worst asks once more.
func readBasis(text string) (date.Date, int) {
	day, number, _ := strings.Cut(text, ".")
	on, err := date.Parse(day)
	revision, failure := strconv.Atoi(number)
	if err != nil || failure != nil || revision < 1 {
		return 0, 0
	}
	return on, revision
}
