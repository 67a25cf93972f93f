package imports

import (
	"cmp"
	"slices"
	"strconv"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/table"
	"hito/internal/transfer"
	"hito/web/ui"
)

// decisionProps is what a person makes of an import: columns, doubtful matches, and the head of a new plan.
type decisionProps struct {
	Form      ui.FormProps
	Facts     []ui.Definition
	Own       bool // it is a workbook of Hito
	Tables    []tableProps
	Unread    string // lines that were not understood; blank for none
	UnreadAt  string // where they are listed
	On        *ui.FieldProps
	Decimal   *ui.SelectFieldProps
	Saved     *ui.SelectFieldProps // formats to apply; nil where there are none
	SaveAs    ui.FieldProps
	Head      *headProps // of a new plan; nil for another
	Questions []questionProps
	Settled   []questionProps
	Ask       string // how many are to be confirmed, in a sentence
}

// headProps are the fields of the head of a new plan.
type headProps struct {
	Title, Body, Slug, Start, End ui.FieldProps
	Summary                       string // what it says; what is missing where something is
	Wrong                         bool
}

func buildDecision(s shown) *decisionProps {
	i, u := s.Import, s.Understood
	d := &decisionProps{
		Form: ui.FormProps{
			ID: "decidir", Action: pathOf(i.ID), Label: "Lo que se ha entendido", Class: "import-decision", Hidden: versionOf(i),
		},
		Facts: understoodFacts(i), Own: u.Own,
		SaveAs: ui.FieldProps{
			Name: "save_as", Label: "Guardar este formato con el nombre", Optional: true, Autocomplete: "off", MaxLength: 100,
			Hint: "Para el próximo fichero con las mismas columnas: «Seguimiento trimestral», por ejemplo.",
		},
	}
	for n, t := range u.Tables {
		d.Tables = append(d.Tables, newTable(n, t))
	}
	if n := len(u.Problems) + u.More; n > 0 {
		d.Unread = ui.Count(n, "línea no se ha podido entender", "líneas no se han podido entender") + ": se quedan fuera."
		d.UnreadAt = asked{outcome: transfer.Wrong}.href(i.ID)
	}
	if i.Mode != transfer.Structure {
		d.On = dayField(i.Settings.On.String())
	}
	if u.Decimal == "" || i.Settings.Decimal != "" {
		d.Decimal = decimalField(i.Settings.Decimal)
	}
	d.Saved = savedField(s.mappings)
	if i.Mode == transfer.NewPlan {
		d.Head = newHead(i.Head)
	}
	for n, q := range u.Questions {
		one := newQuestion(n, q)
		if q.Settled {
			d.Settled = append(d.Settled, one)
		} else {
			d.Questions = append(d.Questions, one)
		}
	}
	d.Ask = ui.Count(len(d.Questions), "coincidencia dudosa", "coincidencias dudosas") + ": está elegida la que parece mejor. Revise y confirme."
	return d
}

// newHead tells what is wrong with the head of a new plan: it has to be right before the plan is made.
func newHead(head plan.Creation) *headProps {
	h := &headProps{}
	h.Title, h.Body, h.Slug, h.Start, h.End = headFields(head)
	made, err := head.Check()
	if wrong := ui.Invalid(err); wrong != nil {
		h.refuse(wrong)
		h.Summary = "Faltan datos, o hay que corregirlos"
		return h
	}
	h.Summary = made.Title + ", " + ui.DateRange(made.StartsOn, made.EndsOn)
	return h
}

func (h *headProps) refuse(wrong fault.Invalid) {
	for field, f := range map[string]*ui.FieldProps{"title": &h.Title, "body": &h.Body, "slug": &h.Slug, "starts_on": &h.Start, "ends_on": &h.End} {
		if wrong[field] != "" {
			f.Error, h.Wrong = wrong[field], true
		}
	}
}

func dayField(typed string) *ui.FieldProps {
	f := ui.DateField(ui.FieldProps{Name: "on", Label: "Fecha de los valores", Value: typed, Hint: "Para los que no dicen la suya."})
	return &f
}

func decimalField(chosen string) *ui.SelectFieldProps {
	f := &ui.SelectFieldProps{Select: ui.Select{Name: "decimal", Label: "Signo de los decimales"}, Hint: "El fichero no deja claro cuál usa."}
	for _, o := range []ui.Option{{Value: "", Text: "Según cada número"}, {Value: ",", Text: "Coma: 1.234,5"}, {Value: ".", Text: "Punto: 1,234.5"}} {
		o.Selected = o.Value == chosen
		f.Options = append(f.Options, o)
	}
	return f
}

func savedField(list []transfer.SavedMapping) *ui.SelectFieldProps {
	if len(list) == 0 {
		return nil
	}
	f := &ui.SelectFieldProps{Select: ui.Select{Name: "formato", Label: "Formato guardado", Options: []ui.Option{{Text: "Elija uno"}}}}
	for _, m := range list {
		f.Options = append(f.Options, ui.Option{Value: idText(m.ID), Text: m.Name})
	}
	return f
}

var (
	formatNames = map[string]string{
		string(table.XLSX): "Excel (XLSX)", string(table.ODS): "LibreOffice (ODS)", string(table.CSV): "Texto separado (CSV)", string(table.Pasted): "Texto pegado",
	}
	signNames = map[string]string{"\t": "tabulador", ";": "punto y coma", ",": "coma", ".": "punto", "|": "barra vertical", " ": "espacio"}
)

// named is what people call a sign or a format; what has no name stands for itself.
func named(names map[string]string, sign string) string { return cmp.Or(names[sign], sign) }

// understoodFacts are how a file is written.
func understoodFacts(i transfer.Import) []ui.Definition {
	u := i.Understood
	var list []ui.Definition
	for _, d := range []ui.Definition{
		{Term: "Formato", Text: named(formatNames, u.Format)}, {Term: "Codificación", Text: u.Encoding},
		{Term: "Separador", Text: named(signNames, u.Separator)}, {Term: "Decimales", Text: named(signNames, u.Decimal)},
	} {
		if d.Text != "" {
			list = append(list, d)
		}
	}
	rows := 0
	for _, t := range u.Tables {
		rows += t.Rows
	}
	list = append(list, ui.Definition{Term: "Filas", Text: ui.Count(rows, "fila", "filas") + " en " + ui.Count(len(u.Tables), "tabla", "tablas")})
	if u.Values > 0 {
		list = append(list, ui.Definition{Term: "Valores", Text: plain(u.Values)})
	}
	return list
}

// keep shows what was chosen in place of what is kept.
func (d *decisionProps) keep(typed decided) {
	for t := range d.Tables {
		for c := range d.Tables[t].Columns {
			column := &d.Tables[t].Columns[c]
			if value, sent := typed.columns[column.Key]; sent {
				column.choose(value)
				d.Tables[t].Open = d.Tables[t].Open || column.changed
			}
		}
	}
	for _, list := range [][]questionProps{d.Questions, d.Settled} {
		for n := range list {
			if value, sent := typed.answers[list[n].Key]; sent {
				list[n].choose(value)
			}
		}
	}
	if d.On != nil {
		d.On = dayField(typed.on)
	}
	if d.Decimal != nil {
		d.Decimal = decimalField(typed.decimal)
	}
	if d.Saved != nil {
		choose(d.Saved.Options, typed.format)
	}
	d.SaveAs.Value = typed.saveAs
	if d.Head != nil {
		d.Head = newHead(typed.head)
	}
}

// choose marks the option with a value, where there is one.
func choose(options []ui.Option, value string) {
	if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value }) {
		return
	}
	for n := range options {
		options[n].Selected = options[n].Value == value
	}
}

// decisionFields pairs the names of messages with the ids of their fields.
var decisionFields = []string{
	"formato", "formato", "save_as", "save_as", "on", "on", "decimal", "decimal", "title", "title", "body", "body",
	"starts_on", "starts_on", "ends_on", "ends_on", "slug", "slug", "reason", "reason",
}

// refused puts the messages at their fields and returns them in the order of the form.
func (d *decisionProps) refused(wrong fault.Invalid) []ui.FieldError {
	d.SaveAs.Error = wrong["save_as"]
	if d.On != nil {
		d.On.Error = wrong["on"]
	}
	if d.Decimal != nil {
		d.Decimal.Error = wrong["decimal"]
	}
	if d.Saved != nil {
		d.Saved.Error = wrong["formato"]
	}
	if d.Head != nil {
		d.Head.refuse(wrong)
	}
	return ui.Problems(wrong, decisionFields...)
}

// conflicts are the choices in both versions, for whoever chose while somebody else did.
func (d *decisionProps) conflicts(i transfer.Import, typed decided) []ui.ConflictRow {
	var rows []ui.ConflictRow
	for _, t := range d.Tables {
		for _, c := range t.Columns {
			if value, sent := typed.columns[c.Key]; sent {
				rows = append(rows, ui.ConflictRow{Field: c.ID, Label: "Columna «" + c.Heading + "»", Mine: textOf(c.Options, value), Theirs: chosenText(c.Options)})
			}
		}
	}
	for _, q := range slices.Concat(d.Questions, d.Settled) {
		if value, sent := typed.answers[q.Key]; sent {
			rows = append(rows, ui.ConflictRow{Field: q.ID, Label: q.Title, Mine: q.label(value), Theirs: q.label(q.chosen())})
		}
	}
	if d.Head != nil {
		for _, f := range []struct{ field, label, mine, theirs string }{
			{"title", "Título del plan nuevo", typed.head.Title, i.Head.Title}, {"body", "Organismo", typed.head.Body, i.Head.Body},
			{"starts_on", "Fecha de inicio", typed.head.StartsOn, i.Head.StartsOn}, {"ends_on", "Fecha de fin", typed.head.EndsOn, i.Head.EndsOn},
			{"slug", "Dirección web", typed.head.Slug, i.Head.Slug},
		} {
			rows = append(rows, ui.ConflictRow{Field: f.field, Label: f.label, Mine: f.mine, Theirs: f.theirs})
		}
	}
	if d.On != nil {
		rows = append(rows, ui.ConflictRow{Field: "on", Label: "Fecha de los valores", Mine: dayText(typed.on), Theirs: dayText(i.Settings.On.String())})
	}
	return rows
}

func textOf(options []ui.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

func chosenText(options []ui.Option) string {
	for _, o := range options {
		if o.Selected {
			return o.Text
		}
	}
	return ""
}

func numbered(prefix string, n ...int) string {
	for _, one := range n {
		prefix += "-" + strconv.Itoa(one)
	}
	return prefix
}

// correcting tells whether some of what can be corrected is wrong, so that it is shown.
func (d decisionProps) correcting() bool {
	return d.SaveAs.Error != "" || d.On != nil && d.On.Error != "" || d.Decimal != nil && d.Decimal.Error != "" ||
		d.Saved != nil && d.Saved.Error != ""
}

func (d decisionProps) confirmText() string {
	if len(d.Questions) == 1 {
		return "Confirmar la coincidencia"
	}
	return "Confirmar las " + plain(len(d.Questions)) + " coincidencias"
}

func (d decisionProps) settledText() string {
	return ui.Count(len(d.Settled), "coincidencia confirmada", "coincidencias confirmadas")
}
