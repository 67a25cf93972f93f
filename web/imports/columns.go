package imports

import (
	"slices"
	"strconv"

	"hito/internal/date"
	"hito/internal/transfer"
	"hito/web/ui"
)

// tableProps is a table that was recognised, with what its columns mean.
type tableProps struct {
	Title   string   // "Tabla 1: indicadores"
	Text    string   // "21 filas · encabezados en la línea 14"
	Notes   []string // lines that were joined, and those left out
	Columns []columnProps
	Open    bool
}

// columnProps is a column, and what it may mean.
type columnProps struct {
	ID, Key, Name string // Name is that of the form's field
	Heading       string
	Letter        string // as spreadsheets name it
	Samples       []string
	Options       []ui.Option
	How           string // by whom the meaning was found
	Left          bool   // it is left out
	changed       bool   // what is chosen is not what was understood
}

func newTable(number int, t transfer.Table) tableProps {
	p := tableProps{Title: "Tabla " + strconv.Itoa(number+1), Text: ui.Count(t.Rows, "fila", "filas")}
	if many := kindNames[t.Kind][1]; many != "" {
		p.Title += ": " + many
	}
	if t.Sheet != "" {
		p.Text += " · hoja «" + t.Sheet + "»"
		if t.Hidden {
			p.Text += " (oculta)"
		}
	}
	if t.Header > 0 {
		p.Text += " · encabezados en la línea " + strconv.Itoa(t.Header)
	}
	if n := len(t.Joined); n > 0 {
		p.Notes = append(p.Notes, ui.Count(n, "línea era continuación de la de encima y se ha unido a ella: ", "líneas eran continuación de la de encima y se han unido a ella: ")+ranges(t.Joined)+".")
	}
	if n := len(t.LeftOut); n > 0 {
		p.Notes = append(p.Notes, ui.Count(n, "línea no es de ninguna fila y se ha dejado fuera: ", "líneas no son de ninguna fila y se han dejado fuera: ")+ranges(t.LeftOut)+".")
	}
	left := 0
	for n, c := range t.Columns {
		column := newColumn(numbered("columna", number, n), t.Kind, c)
		if column.Left {
			left++
		}
		p.Columns = append(p.Columns, column)
	}
	if left > 0 {
		p.Text += " · " + ui.Count(left, "columna sin importar", "columnas sin importar")
	}
	return p
}

func newColumn(id string, kind transfer.Kind, c transfer.Column) columnProps {
	p := columnProps{
		ID: id, Key: c.Key, Name: columnPrefix + c.Key, Heading: c.Heading, Letter: columnLetters(c.Number),
		Left: c.Field == "", How: "elegida por usted", Options: []ui.Option{{Text: "No importar", Selected: c.Field == ""}},
	}
	if p.Heading == "" {
		p.Heading = "(sin encabezado)"
	}
	if c.Guessed {
		p.How = "reconocida por su nombre"
	}
	if p.Left {
		p.How = ""
	}
	for _, text := range c.Sample {
		p.Samples = append(p.Samples, ui.Shorten(text, longestSample))
	}
	offered := fieldsOf(kind)
	if c.Field != "" && !slices.Contains(offered, c.Field) {
		offered = append(offered, c.Field)
	}
	for _, field := range offered {
		name := fieldName(kind, field)
		if field == transfer.OfDate && !c.On.IsZero() {
			name = "Valores de " + ui.LongDate(c.On)
		}
		p.Options = append(p.Options, ui.Option{Value: string(field), Text: name, Selected: field == c.Field})
	}
	return p
}

// longestSample is how many letters of a cell are shown.
const longestSample = 60

// choose marks another meaning.
func (c *columnProps) choose(value string) {
	before := chosenText(c.Options)
	choose(c.Options, value)
	c.changed = c.changed || chosenText(c.Options) != before
}

// fieldsOf are what a column of a table may mean, in the order in which they are offered. One of which nobody knows what
// it lists may be of indicators or of objectives.
func fieldsOf(kind transfer.Kind) []transfer.Field {
	var fields []transfer.Field
	for _, h := range transfer.FieldsOf(kind) {
		if !slices.Contains(fields, h.Field) {
			fields = append(fields, h.Field)
		}
	}
	if len(fields) == 0 {
		return fieldsOf(transfer.Indicator)
	}
	return fields
}

// mostRanges is how many lines, or runs of lines, are named.
const mostRanges = 10

// ranges names lines: "3, 5, 9 a 14 y 20".
func ranges(lines []int) string {
	lines = slices.Clone(lines)
	slices.Sort(lines)
	lines = slices.Compact(lines)
	var words []string
	for n := 0; n < len(lines); {
		last := n
		for last+1 < len(lines) && lines[last+1] == lines[last]+1 {
			last++
		}
		word := strconv.Itoa(lines[n])
		if last > n {
			word += " a " + strconv.Itoa(lines[last])
		}
		words = append(words, word)
		n = last + 1
	}
	if len(words) > mostRanges {
		words = append(words[:mostRanges], "otras")
	}
	return enumerate(words)
}

// dayText writes a day that was typed, or what was typed where it is none.
func dayText(typed string) string {
	if d, err := date.ParseSpanish(typed); err == nil {
		return ui.ShortDate(d)
	}
	return typed
}
