package board

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/web/ui"
)

// Table is a table of indicators, formatted.
type Table struct {
	Label   string // what it lists, such as "Indicadores del objetivo O.E.4"
	Columns []ui.SortProps
	Rows    []TableRow
	sorts   bool // its columns sort
}

// TableRow is an indicator of a table.
type TableRow struct {
	Code, Title, Href       string
	Objective               ui.Link // blank where the table leaves it out
	Units                   string  // blank where it has none
	Remark                  string  // such as "Anulado el 3/5/2026"; may be blank
	Baseline, Target, Value Amount
	MeasuredOn              date.Date // of the value; no date without one
	Progress, Expected      string
	Deviation               string
	Meter                   ui.MeterProps
	Status                  string
	Off                     bool            // cancelled
	ID                      string          // anchor; may be blank
	Record                  string          // address of the form for a value; blank for those who may not
	Form                    templ.Component // for a value, below the row; nil without
}

// Amount is a number with its unit, or words that stand for a missing one.
type Amount struct {
	Text, Unit string
	Missing    bool
}

// columns of a table, with the order that each one can give it.
var columns = []struct {
	ui.SortProps
	order Order
}{
	{ui.SortProps{Label: "Código"}, ByCode},
	{ui.SortProps{Label: "Indicador"}, ByTitle},
	{ui.SortProps{Label: "Inicial", Numeric: true}, ByPlan},
	{ui.SortProps{Label: "Meta", Numeric: true}, ByPlan},
	{ui.SortProps{Label: "Actual y fecha", Numeric: true}, ByDate},
	{ui.SortProps{Label: "Progreso", Numeric: true}, ByProgress},
	{ui.SortProps{Label: "Previsto", Numeric: true}, ByExpected},
	{ui.SortProps{Label: "Desviación", Numeric: true}, ByDeviation},
	{ui.SortProps{Label: "Estado"}, ByStatus},
}

// below tells whether the unit is a word, which stands under its number, and not a symbol.
func (a Amount) below() bool { return utf8.RuneCountInString(a.Unit) > 3 }

// IndicatorTable returns a table of indicators of a board, in the order given. Each row names its
// objective and links to it.
func (a Asked) IndicatorTable(b dashboard.Board, list []dashboard.Indicator) Table {
	t := Table{Label: "Indicadores", Columns: make([]ui.SortProps, len(columns)), Rows: make([]TableRow, len(list))}
	for n, c := range columns {
		t.Columns[n] = c.SortProps
	}
	for n, i := range list {
		t.Rows[n] = a.row(b, i)
	}
	return t
}

// Labelled returns the table with a name that says what it lists.
func (t Table) Labelled(label string) Table {
	t.Label = label
	return t
}

// WithoutObjectives returns the table for a page on which all rows belong to one objective.
func (t Table) WithoutObjectives() Table {
	t.Rows = slices.Clone(t.Rows)
	for n := range t.Rows {
		t.Rows[n].Objective = ui.Link{}
	}
	return t
}

// Sortable returns the table with headings that sort the list on the page with a path.
func (t Table) Sortable(l List, path string) Table {
	t.Columns, t.sorts = slices.Clone(t.Columns), true
	for n, c := range columns {
		if c.order != ByPlan {
			t.Columns[n].Href = l.Sorted(c.order).Href(path)
			t.Columns[n].Direction = l.direction(c.order)
		}
	}
	return t
}

func (l List) direction(by Order) ui.Direction {
	switch {
	case l.Order != by:
		return ""
	case l.Descending:
		return ui.Descending
	default:
		return ui.Ascending
	}
}

func (a Asked) row(b dashboard.Board, i dashboard.Indicator) TableRow {
	return TableRow{
		Code: i.Code, Title: i.Title, Href: a.IndicatorPath(b, i.Code),
		Objective: ui.Link{Text: i.Objective, Href: a.ObjectivePath(b, i.Objective)},
		Units:     strings.Join(i.Units, ", "), Remark: remark(b, i),
		Baseline:   amount(i, i.Baseline, "sin línea base"),
		Target:     amount(i, decimal.NewNullDecimal(i.Target), ""),
		Value:      amount(i, i.Value, "sin dato"),
		MeasuredOn: i.MeasuredOn,
		Progress:   ui.PercentOrDash(i.Progress, IndicatorPlaces),
		Expected:   ExpectedOf(i), Deviation: deviationOf(i),
		Meter:  meterOf(i),
		Status: string(i.Status), Off: i.Status == dashboard.Cancelled,
	}
}

func amount(i dashboard.Indicator, d decimal.NullDecimal, missing string) Amount {
	if !d.Valid {
		return Amount{Text: missing, Missing: true}
	}
	return Amount{Text: ui.Number(d.Decimal, i.Decimals), Unit: i.UnitOfMeasure}
}

// notApplicable stands where a figure makes no sense: nothing is expected of what was cancelled.
const notApplicable = "—"

// ExpectedOf writes what was expected of an indicator: "70,96 %", or a dash for a cancelled one.
func ExpectedOf(i dashboard.Indicator) string {
	if i.Status == dashboard.Cancelled {
		return notApplicable
	}
	return ui.Percent(i.Expected, IndicatorPlaces)
}

// deviationOf writes how far an indicator is from what was expected: "−4,3 p. p.", or a dash.
func deviationOf(i dashboard.Indicator) string {
	deviation := Deviation(i)
	if !deviation.Valid {
		return notApplicable
	}
	return ui.Points(deviation.Decimal)
}

// meterOf draws an indicator's progress, and what was expected unless it was cancelled.
func meterOf(i dashboard.Indicator) ui.MeterProps {
	return ui.MeterProps{
		Progress: i.Progress, Status: string(i.Status),
		Expected: decimal.NullDecimal{Decimal: i.Expected, Valid: i.Status != dashboard.Cancelled},
	}
}

// Overdue tells whether a value of an indicator was owed before the date of its board.
func Overdue(b dashboard.Board, i dashboard.Indicator) bool {
	return !i.DueOn.IsZero() && i.DueOn < b.On
}

func remark(b dashboard.Board, i dashboard.Indicator) string {
	switch {
	case i.Status == dashboard.Cancelled:
		return "Anulado el " + ui.ShortDate(i.CancelledOn) + ": no cuenta"
	case i.Weight.IsZero():
		return "No cuenta: su peso es 0"
	case Overdue(b, i):
		return "Pendiente de actualizar desde el " + ui.ShortDate(i.DueOn)
	default:
		return ""
	}
}
