package transfer

import (
	"cmp"
	"errors"
	"strings"

	"hito/internal/date"
	"hito/internal/table"
	"hito/internal/text"
)

// giving reads the values of a file and gives them away one by one.
type giving struct {
	*reader
	to    func(Value) error
	runs  []*run // of the sheet that is read, by their lines
	meant map[string]string
	shelf *shelf
	codes []string // of what stands on the shelf
}

func (r *reader) readValues(to func(Value) error) error {
	g := &giving{reader: r, to: to, meant: map[string]string{}}
	for n := range r.file.Sheets {
		g.runs = nil
		for _, t := range r.runs {
			if t.sheet == n && !t.unread && t.givesValues() {
				g.runs = append(g.runs, t)
			}
		}
		if len(g.runs) == 0 {
			continue
		}
		if err := r.file.Rows(n, g.row); err != nil && !errors.Is(err, errSeen) {
			return err
		}
	}
	return nil
}

func (t *run) givesValues() bool {
	return t.kind == Measurement || t.kind == Indicator && t.has(CurrentValue, OfDate)
}

// row gives the values of a row of any of the tables.
func (g *giving) row(row table.Row) error {
	for _, t := range g.runs {
		switch {
		case t.own && t.kind == Measurement:
			if row.Line > t.Header {
				t.see(row.Line)
				return g.long(t, row)
			}
		case row.Line < t.First || row.Line > t.Last:
		case t.kind == Measurement:
			return g.long(t, row)
		case t.byLine[row.Line] != nil:
			return g.wide(t, row, t.byLine[row.Line])
		}
	}
	return nil
}

// see counts a row of a sheet of values, which is not read before.
func (t *run) see(line int) {
	if t.First == 0 {
		t.First = line
	}
	t.Last = line
	t.Rows++
}

// long gives the value of a row that holds one.
func (g *giving) long(t *run, row table.Row) error {
	c := t.cell(row, "value")
	if saysNothing(c) || sumsUp(row) || t.repeatsHeading(row) {
		return nil
	}
	code := g.indicatorOf(t, row)
	if code == "" {
		named := Field("indicator")
		if t.places[named] == 0 {
			named = IndicatorTitle
		}
		g.wrong(t, row, named, "El plan no tiene este indicador: «"+cmp.Or(t.text(row, "indicator"), t.text(row, IndicatorTitle))+"».")
		return nil
	}
	if other := g.copiedTo(t, row, code); other != "" {
		g.wrong(t, row, "indicator", "La fila se copió de otra: por su código es de «"+other+"», y por su clave oculta, de «"+code+"». Escriba el valor en una fila en blanco.")
		return nil
	}
	day, err := readDay(t.cell(row, "on"))
	if err != nil {
		g.wrong(t, row, "on", message(err))
		return nil
	}
	return g.give(t, row, Column{Number: t.places["value"], Field: "value"}, code, cmp.Or(day, g.on), t.cell(row, "comment"))
}

// repeatsHeading tells headings that stand again at the top of a page.
func (t *run) repeatsHeading(row table.Row) bool {
	at := t.places["value"]
	return row.Cells[at-1].Text == t.columns[at-1].Heading
}

// wide gives the values of the row of an indicator.
func (g *giving) wide(t *run, row table.Row, e *entry) error {
	for n, col := range t.columns {
		if n >= len(row.Cells) || col.Field != OfDate && col.Field != CurrentValue || saysNothing(row.Cells[n]) {
			continue
		}
		if t.places[col.Field] != col.Number && col.Field == CurrentValue {
			continue
		}
		if e.Cells["code"] == "" || e.repeated {
			return nil
		}
		on := cmp.Or(col.On, g.on)
		var comment table.Cell
		if col.Field == CurrentValue {
			comment = t.cell(row, ValueComment)
			day, err := readDay(t.cell(row, MeasuredOn))
			if err != nil {
				g.wrong(t, row, MeasuredOn, message(err))
				continue
			}
			on = cmp.Or(day, g.on)
		}
		if err := g.give(t, row, col, e.Cells["code"], on, comment); err != nil {
			return err
		}
	}
	return nil
}

// give gives a value, or notes why it is none. Whether its indicator takes it is found out with all of them at hand.
func (g *giving) give(t *run, row table.Row, col Column, code string, on date.Date, comment table.Cell) error {
	c := row.Cells[col.Number-1]
	v, err := g.number(c)
	at := Problem{Sheet: t.Sheet, Line: row.Line, Column: col.Number, Field: col.Field}
	switch {
	case c.Kind == table.Broken:
		at.Text = brokenCell(c)
	case err != nil:
		at.Text = message(err)
	case on.IsZero():
		at.Text = "Este valor no tiene fecha: escríbala en su fila o en su columna, o diga una para todos."
	default:
		g.given++
		return g.to(Value{Sheet: t.Sheet, Line: row.Line, Column: col.Number, Code: code, On: on, Value: v, Comment: t.typed(comment.Text)})
	}
	g.problem(at)
	return nil
}

func (g *giving) wrong(t *run, row table.Row, f Field, text string) {
	g.problem(Problem{Sheet: t.Sheet, Line: row.Line, Column: t.places[f], Field: f, Text: text})
}

// indicatorOf is the code of the indicator that a row of values names: by its number, its code, or its title.
func (g *giving) indicatorOf(t *run, row table.Row) string {
	if rec := g.own.byID[Indicator][asKey(Indicator, t.text(row, KeyField))]; rec != nil && t.own {
		return g.final(Indicator, rec.Cells["code"])
	}
	typed := t.plainText(Heading{Field: "indicator"}, t.cell(row, "indicator"))
	if code := g.byCode(typed); code != "" {
		return code
	}
	title := cmp.Or(t.text(row, IndicatorTitle), typed)
	folded := text.Fold(title)
	code, seen := g.meant[folded]
	if !seen {
		code = cmp.Or(g.byCode(title), g.byTitle(title, folded, row.Line))
		g.meant[folded] = code
	}
	return code
}

// copiedTo is the indicator that the code of a row names where its hidden key names another, with the code that is given; a
// code that was changed in the plan or in the file is still that of the key.
func (g *giving) copiedTo(t *run, row table.Row, code string) string {
	rec := g.own.byID[Indicator][asKey(Indicator, t.text(row, KeyField))]
	typed := t.plainText(Heading{Field: "indicator"}, t.cell(row, "indicator"))
	if rec == nil || !t.own || typed == rec.Cells["code"] {
		return ""
	}
	if other := g.byCode(typed); other != code {
		return other
	}
	return ""
}

func (g *giving) byCode(code string) string {
	code = strings.TrimSpace(code)
	if e := g.coded[Indicator][code]; e != nil && code != "" {
		return code
	}
	if known := g.own.byName[Indicator][code]; len(known) > 0 {
		return g.final(Indicator, code)
	}
	return ""
}

// byTitle finds an indicator by what it is called, in the whole plan; what is not sure is asked.
func (g *giving) byTitle(title, folded string, line int) string {
	g.fill()
	if exact := g.shelf.exact[folded]; len(exact) == 1 {
		return g.codes[exact[0]]
	}
	found := g.shelf.like(folded)
	if folded == "" || len(found) == 0 {
		return ""
	}
	q := Question{Key: questionKey(Measurement, title), Kind: Indicator, Text: title, Chosen: optionNone}
	for _, l := range found {
		known := g.shelf.targets[l.at]
		q.Options = append(q.Options, Option{Value: known.value, Label: known.label, Why: l.why})
	}
	q.Options = append(q.Options, Option{Value: optionNone, Label: "No traer sus valores"})
	if found[0].score >= preferred && (len(found) == 1 || found[1].score < found[0].score) {
		q.Chosen = q.Options[0].Value
	}
	code, _ := strings.CutPrefix(g.ask(q, line), "code:")
	if code == optionNone {
		return ""
	}
	return code
}

// fill puts all indicators on the shelf, as they are after the import.
func (g *giving) fill() {
	if g.shelf != nil {
		return
	}
	g.shelf = newShelf()
	put := func(code, title string) {
		g.codes = append(g.codes, code)
		g.shelf.put(target{value: "code:" + code, label: joined(code, title), texts: []string{text.Fold(title)}})
	}
	for _, rec := range g.own.list[Indicator] {
		put(g.final(Indicator, rec.Cells["code"]), rec.Cells["title"])
		if e := g.becomes[rec]; e != nil {
			g.shelf.also(len(g.codes)-1, text.Fold(e.Cells["title"]))
		}
	}
	for _, e := range g.entries {
		if e.Kind == Indicator && e.matched == nil && e.Cells["code"] != "" && !e.repeated {
			put(e.Cells["code"], e.Cells["title"])
		}
	}
}
