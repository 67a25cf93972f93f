package opendata

import (
	"context"
	"errors"

	"hito/internal/plan"
)

// Type is what kind of value a field has.
type Type string

// Types of fields, as the dictionary names them.
const (
	Text    Type = "texto"
	List    Type = "lista de textos"
	Integer Type = "entero"
	Decimal Type = "decimal"
	Day     Type = "fecha"
	Instant Type = "fecha y hora"
)

// Field is a column of a dataset. Needs is the part of a plan without which it is left out; blank for none.
type Field struct {
	Name    string
	Meaning string
	Type    Type
	Unit    string // "fracción de 1", "meses"; blank where it has none
	Needs   plan.Part
}

// Dataset is a table of each published plan. Needs is the part of a plan without which it is not there.
type Dataset struct {
	Name, Title, Description string
	Keywords                 []string
	Needs                    plan.Part

	many   bool // there may be so many rows that they are not read to be counted
	fields []Field
	write  func(ctx context.Context, s Store, p Plan, row func(cells []any) error) error
}

// AllFields lists the columns that the dataset has where everything of a plan is shown.
func (d Dataset) AllFields() []Field { return d.fields }

// Fields lists the columns that the dataset of a plan has.
func (d Dataset) Fields(p Plan) []Field {
	var shown []Field
	for _, f := range d.fields {
		if p.Shown(f.Needs) {
			shown = append(shown, f)
		}
	}
	return shown
}

// DatasetsOf lists the datasets of a plan.
func DatasetsOf(p Plan) []Dataset {
	var list []Dataset
	for _, d := range Datasets {
		if p.Shown(d.Needs) {
			list = append(list, d)
		}
	}
	return list
}

// Table takes the rows of a dataset: cells in the order of its fields, each a string, []string, int, int64,
// decimal.Decimal, decimal.NullDecimal or date.Date. What is missing is the zero value, and blank or null in the table.
type Table interface {
	Row(cells []any) error
	Close() error // sends what is left of it
	Discard()     // lets go of what is not sent
}

// errEnough ends the reading of a dataset of which enough is known.
var errEnough = errors.New("enough rows")

// Write writes the dataset of a plan into a table and closes it.
func (s Store) Write(ctx context.Context, p Plan, d Dataset, t Table) error {
	if err := d.write(ctx, s, p, t.Row); err != nil {
		t.Discard()
		return err
	}
	return t.Close()
}

// column is a field with where its cells come from.
type column[T any] struct {
	Field
	of func(T) any
}

// dataset makes a dataset of columns and of what gives each of its lines.
func dataset[T any](d Dataset, columns []column[T], each func(ctx context.Context, s Store, p Plan, fn func(T) error) error) Dataset {
	for _, c := range columns {
		d.fields = append(d.fields, c.Field)
	}
	d.write = func(ctx context.Context, s Store, p Plan, row func([]any) error) error {
		var shown []column[T]
		for _, c := range columns {
			if p.Shown(c.Needs) {
				shown = append(shown, c)
			}
		}
		cells := make([]any, len(shown))
		return each(ctx, s, p, func(v T) error {
			for n, c := range shown {
				cells[n] = c.of(v)
			}
			return row(cells)
		})
	}
	return d
}
