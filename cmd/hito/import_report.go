package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"hito/internal/fault"
	"hito/internal/number"
	"hito/internal/transfer"
	"hito/web/ui"
)

// mostListed is how many things of a kind are listed; of more it is told how many.
const mostListed = 200

// report tells in the terminal what a file would change.
type report struct{ out io.Writer }

func (r report) preview(ctx context.Context, p transfer.Preview) error {
	var b strings.Builder
	found(&b, p.Import)
	founded(&b, p.Import)
	questions(&b, p.Understood.Questions)
	if err := differences(ctx, &b, p); err != nil {
		return err
	}
	claims(&b, p.Understood.Claims)
	if err := wrong(ctx, &b, p); err != nil {
		return err
	}
	_, err := io.WriteString(r.out, seen(b.String()))
	return err
}

// seen leaves out of a text what would tell the terminal anything but letters.
func seen(text string) string {
	return strings.Map(func(c rune) rune {
		if c != '\n' && unicode.IsControl(c) {
			return ' '
		}
		return c
	}, text)
}

func found(b *strings.Builder, i transfer.Import) {
	u := i.Understood
	fmt.Fprintf(b, "%s: %s", i.Name, strings.ToUpper(u.Format))
	for _, part := range []string{u.Encoding, separator(u.Separator), decimalSign(u.Decimal)} {
		if part != "" {
			fmt.Fprintf(b, ", %s", part)
		}
	}
	b.WriteString("\n")
	if u.Own {
		b.WriteString("Es un libro que escribió Hito.\n")
	}
	for _, t := range u.Tables {
		fmt.Fprintf(b, "\nTabla %s%s, encabezados en la línea %d, %s\n", kindOf(t.Kind), inSheet(t.Sheet), t.Header, rows(t))
		for _, c := range t.Columns {
			fmt.Fprintf(b, "  columna %d «%s»: %s\n", c.Number, c.Heading, cmp.Or(meaning(t.Kind, c), "se deja fuera"))
		}
	}
	if len(u.Tables) == 0 {
		b.WriteString("No se ha encontrado ninguna tabla con encabezados conocidos.\n")
	}
}

// founded tells of a new plan what is known of it, and what is missing.
func founded(b *strings.Builder, i transfer.Import) {
	if i.Mode != transfer.NewPlan {
		return
	}
	p, err := i.Head.Check()
	fmt.Fprintf(b, "\nPlan nuevo: «%s», de %s, del %s al %s, en /planes/%s\n", p.Title, p.Body, spanishDay(p.StartsOn.String()), spanishDay(p.EndsOn.String()), p.Slug)
	var invalid fault.Invalid
	if errors.As(err, &invalid) {
		for _, field := range slices.Sorted(maps.Keys(invalid)) {
			fmt.Fprintf(b, "  Falta --%s: %s\n", headFlags[field], invalid[field])
		}
	}
}

// headFlags are the options in which fields of a new plan are given.
var headFlags = map[string]string{"title": "title", "body": "body", "slug": "slug", "starts_on": "from", "ends_on": "to"}

func separator(s string) string {
	switch s {
	case "":
		return ""
	case "\t":
		return "separado por tabuladores"
	default:
		return "separado por «" + s + "»"
	}
}

func decimalSign(s string) string {
	if s == "" {
		return ""
	}
	return "decimales con «" + s + "»"
}

func inSheet(name string) string {
	if name == "" {
		return ""
	}
	return " en la hoja «" + name + "»"
}

// kindOf names the records of a table by the sheet that a workbook has of them.
func kindOf(kind transfer.Kind) string {
	for _, s := range transfer.SheetNames {
		if s.Kind == kind {
			return "de «" + s.Name + "»"
		}
	}
	return ""
}

// rows says where the rows of a table are.
func rows(t transfer.Table) string {
	if t.Rows == 0 {
		return "sin filas"
	}
	return fmt.Sprintf("filas de la %d a la %d", t.First, t.Last)
}

func meaning(kind transfer.Kind, c transfer.Column) string {
	switch c.Field {
	case transfer.OfDate:
		return "valores del " + spanishDay(c.On.String())
	case transfer.KeyField:
		return "qué es cada fila en el plan"
	case transfer.Ignored:
		return "ayuda a leer la fila, y no se importa"
	default:
		return nameOf(kind, c.Field)
	}
}

// nameOf is what a field is called where it is written.
func nameOf(kind transfer.Kind, f transfer.Field) string {
	for _, h := range transfer.FieldsOf(kind) {
		if h.Field == f {
			return h.Name
		}
	}
	return string(f)
}

func spanishDay(iso string) string {
	parts := strings.Split(iso, "-")
	if len(parts) != 3 {
		return iso
	}
	return strings.TrimPrefix(parts[2], "0") + "/" + strings.TrimPrefix(parts[1], "0") + "/" + parts[0]
}

func questions(b *strings.Builder, list []transfer.Question) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s. Vale la respuesta marcada con * si no se da otra con --answer CLAVE=RESPUESTA:\n", ui.Count(len(list), "pregunta", "preguntas"))
	for _, q := range list {
		fmt.Fprintf(b, "\n  %s\n  «%s»\n", q.Key, q.Text)
		for _, o := range q.Options {
			mark := " "
			if o.Value == q.Chosen {
				mark = "*"
			}
			fmt.Fprintf(b, "  %s %s = %s%s\n", mark, o.Value, o.Label, inBrackets(o.Why))
		}
	}
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// outcomes names what becomes of things.
var outcomes = []struct {
	outcome transfer.Outcome
	name    string
}{{transfer.Created, "nuevo"}, {transfer.Changed, "cambia"}, {transfer.Same, "igual"}, {transfer.Wrong, "con errores"}, {transfer.Gone, "solo en el plan"}}

func differences(ctx context.Context, b *strings.Builder, p transfer.Preview) error {
	b.WriteString("\nDiferencias\n")
	for _, s := range transfer.SheetNames {
		var parts []string
		for _, o := range outcomes {
			if n := p.Counts[s.Kind][o.outcome]; n > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", o.name, n))
			}
		}
		if len(parts) > 0 {
			fmt.Fprintf(b, "  %-17s %s\n", s.Name, strings.Join(parts, ", "))
		}
	}
	for _, o := range outcomes[:2] {
		if err := listOutcome(ctx, b, p, o.outcome, o.name); err != nil {
			return err
		}
	}
	return nil
}

// listOutcome lists what has an outcome, cell by cell.
func listOutcome(ctx context.Context, b *strings.Builder, p transfer.Preview, outcome transfer.Outcome, name string) error {
	changes, err := p.Changes(ctx, outcome, mostListed)
	if err != nil {
		return err
	}
	values, err := p.ValueChanges(ctx, outcome, mostListed)
	if err != nil || len(changes)+len(values) == 0 {
		return err
	}
	fmt.Fprintf(b, "\n%s\n", strings.ToUpper(name[:1])+name[1:])
	for _, c := range changes {
		fmt.Fprintf(b, "  %s\n", c.Label)
		for _, e := range c.Edits {
			fmt.Fprintf(b, "    %s: «%s» → «%s»\n", meaning(c.Kind, transfer.Column{Field: e.Field}), e.Before, e.After)
		}
	}
	for _, v := range values {
		before := ""
		if v.Before.Valid {
			before = number.Format(v.Before.Decimal) + " → "
		}
		fmt.Fprintf(b, "  %s, valor del %s: %s%s\n", v.Code, spanishDay(v.On.String()), before, number.Format(v.Value))
	}
	if more := p.Counts.Of(outcome) - len(changes) - len(values); more > 0 {
		fmt.Fprintf(b, "  … y %d más\n", more)
	}
	return nil
}

// verdicts tell which of two percentages is right.
var verdicts = map[transfer.Verdict]string{
	transfer.Agrees: "coincide", transfer.Clamped: "coincide, entre 0 y 100 %", transfer.OtherRule: "sale con otra regla",
	transfer.Mistaken: "no sale de sus valores", transfer.Inherited: "arrastra un error de otros", transfer.Unknown: "sus valores no dan ninguno",
}

func claims(b *strings.Builder, list []transfer.Claim) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\nPorcentajes del fichero y los que dan sus propios valores\n")
	for _, c := range list {
		fmt.Fprintf(b, "  %s: dice %s; calculado %s: %s", cmp.Or(c.Code, c.Title), ui.Percent(c.Stated, c.Places), ui.PercentOrDash(c.Computed, c.Places), verdicts[c.Verdict])
		if c.Verdict != transfer.Agrees && c.Why != "" {
			fmt.Fprintf(b, ". %s", c.Why)
		}
		b.WriteString("\n")
	}
}

// wrong lists what is left out, and why.
func wrong(ctx context.Context, b *strings.Builder, p transfer.Preview) error {
	changes, err := p.Changes(ctx, transfer.Wrong, mostListed)
	if err != nil {
		return err
	}
	values, err := p.ValueChanges(ctx, transfer.Wrong, mostListed)
	if err != nil {
		return err
	}
	problems := p.Understood.Problems
	for _, c := range changes {
		problems = append(problems, c.Problems...)
	}
	for _, v := range values {
		problems = append(problems, transfer.Problem{Sheet: v.Sheet, Line: v.Line, Column: v.Column, Text: v.Problem})
	}
	if len(problems) == 0 {
		return nil
	}
	b.WriteString("\nNo se puede aplicar, y se deja fuera\n")
	for _, one := range problems {
		fmt.Fprintf(b, "  %s%s\n", where(one), one.Text)
	}
	if more := p.Understood.More + p.Counts.Of(transfer.Wrong) - len(changes) - len(values); more > 0 {
		fmt.Fprintf(b, "  … y %d más\n", more)
	}
	return nil
}

func where(p transfer.Problem) string {
	var parts []string
	if p.Sheet != "" {
		parts = append(parts, "hoja «"+p.Sheet+"»")
	}
	if p.Line > 0 {
		parts = append(parts, fmt.Sprintf("línea %d", p.Line))
	}
	if p.Column > 0 {
		parts = append(parts, fmt.Sprintf("columna %d", p.Column))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}
