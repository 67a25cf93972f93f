package transfer

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/progress"
	"hito/internal/table"
)

// stated is a percentage as a file has it.
type stated struct {
	column int
	value  decimal.Decimal // as it is written
	places int32           // decimals of it as it is written
	signed bool            // with a percent sign, or 0.8 shown as 80 %
}

// statedIn reads the percentage of a row, nil where there is none that can be read.
func statedIn(r *reader, c table.Cell, column int) *stated {
	if saysNothing(c) {
		return nil
	}
	s := &stated{column: column, signed: strings.HasSuffix(strings.TrimSpace(c.Text), "%") || c.Percent}
	shown, err := r.written(c.Text, anyPlaces)
	switch {
	case c.Kind == table.Number && c.Percent:
		s.value = c.Value.Shift(2)
	case c.Kind == table.Number:
		s.value = c.Value
	case c.Kind == table.Text && err == nil:
		s.value = shown
	default:
		return nil
	}
	s.places = min(writtenPlaces(c.Text), 12)
	return s
}

// writtenPlaces counts the digits behind the last sign of a number.
func writtenPlaces(text string) int32 {
	figure := strings.TrimRight(strings.TrimSpace(text), "% \u00a0\u202f")
	at := strings.LastIndexAny(figure, ".,")
	if at < 0 {
		return 0
	}
	return int32(len(figure) - at - 1) //nolint:gosec // of a cell
}

// fraction is a stated percentage as a fraction of 1. Where a column has no percent signs and nothing above 1, its
// figures are fractions already.
func (s stated) fraction(fractions bool) (value decimal.Decimal, places int32) {
	if fractions && !s.signed {
		return s.value, max(0, s.places-2)
	}
	return s.value.Shift(-2), s.places
}

// claims compares every percentage in the file with the one that the values in the file give.
func (r *reader) claims() []Claim {
	fractions := r.fractions()
	var list []Claim
	means := map[string]*means{}
	for _, e := range r.entries {
		if e.Kind != Indicator || e.repeated {
			continue
		}
		m := judged{goal: r.goalOf(e), value: e.current, weight: e.weight()}
		m.computed = m.goal.Progress(e.current)
		if e.stated != nil {
			c := e.claim(fractions[e.of])
			m.compare(&c)
			m.stated = decimal.NewNullDecimal(c.Stated)
			m.mistaken = c.Verdict == Mistaken
			list = append(list, c)
		}
		meansOf(means, e.Cells["objective"]).add(m)
	}
	for _, e := range r.entries {
		if e.Kind == Objective && e.stated != nil && !e.repeated {
			c := e.claim(fractions[e.of])
			meansOf(means, e.Cells["code"]).compare(&c, e.howMany)
			list = append(list, c)
		}
	}
	return list
}

// fractions tells of which tables the percentages are fractions of 1.
func (r *reader) fractions() map[*run]bool {
	above, any := map[*run]bool{}, map[*run]bool{}
	for _, e := range r.entries {
		if e.stated != nil && !e.stated.signed {
			any[e.of] = true
			above[e.of] = above[e.of] || e.stated.value.Abs().GreaterThan(one)
		}
	}
	for t := range any {
		any[t] = !above[t]
	}
	return any
}

func (e *entry) claim(fractions bool) Claim {
	c := Claim{At: e.At, Column: e.stated.column, Kind: e.Kind, Code: e.Cells["code"], Title: e.Cells["title"], Verdict: Unknown}
	c.Stated, c.Places = e.stated.fraction(fractions)
	return c
}

// goalOf is what an indicator is measured against by its row; by the default rule where the row does not say.
func (r *reader) goalOf(e *entry) progress.Goal {
	g := progress.Goal{Rule: progress.Rule(e.Cells["rule"]), Start: r.has.Plan.StartsOn, End: r.has.Plan.EndsOn}
	g.Baseline = nullable(e.says("baseline"))
	g.Target = nullable(e.says("target")).Decimal
	if g.Rule == "" {
		g.Rule = progress.DefaultRule(g.Baseline, g.Target)
	}
	return g
}

// says is what a row says in a cell, or else what the plan has there.
func (e *entry) says(f Field) string {
	if said, is := e.Cells[f]; is || e.matched == nil {
		return said
	}
	return e.matched.Cells[f]
}

func (e *entry) weight() decimal.Decimal {
	if w := nullable(e.says("weight")); w.Valid {
		return w.Decimal
	}
	return one
}

// nullable reads a canonical number.
func nullable(text string) decimal.NullDecimal {
	d, err := decimal.NewFromString(text)
	return decimal.NullDecimal{Decimal: d, Valid: err == nil}
}

// judged is an indicator with the percentage that its values give, and the one that is stated.
type judged struct {
	goal     progress.Goal
	value    decimal.NullDecimal
	computed decimal.NullDecimal
	stated   decimal.NullDecimal
	weight   decimal.Decimal
	mistaken bool
}

// compare says of a claim about an indicator whether it comes out of its values, and how.
func (m judged) compare(c *Claim) {
	c.Computed = m.computed
	if !m.computed.Valid {
		c.Why = "La fila no tiene un valor con el que calcularlo."
		return
	}
	how := formulaOf(m.goal, m.value, c.Places)
	switch other := m.otherRule(*c); {
	case c.is(m.computed.Decimal):
		c.Verdict, c.Why = Agrees, how
	case c.is(progress.Clamp(m.computed.Decimal)):
		c.Verdict, c.Why = Clamped, how+", que el fichero deja entre 0 y 100\u00a0%"
	case other != "":
		c.Verdict, c.Why = OtherRule, how+"; el fichero da "+other
	default:
		c.Verdict, c.Why = Mistaken, how+"; el fichero dice "+percent(c.Stated, c.Places)
	}
}

// is tells whether a claim is a fraction, to the decimals that it is written with.
func (c Claim) is(fraction decimal.Decimal) bool {
	return fraction.Shift(2).Round(c.Places).Equal(c.Stated.Shift(2).Round(c.Places))
}

// formulaOf writes how a goal judges a value: "(1 − 0) / (3 − 0) = 33,33 %".
func formulaOf(g progress.Goal, value decimal.NullDecimal, places int32) string {
	x := g.Explain(value)
	result := percent(x.Progress.Decimal, max(places, 2))
	switch x.Formula {
	case progress.Distance:
		return "(" + figure(value.Decimal) + " − " + figure(x.Baseline) + ") / (" + figure(x.Target) + " − " + figure(x.Baseline) + ") = " + result
	case progress.ValueOverTarget, progress.TargetOverValue:
		return figure(x.Numerator.Decimal) + " / " + figure(x.Denominator.Decimal) + " = " + result
	case progress.Met:
		return "el valor " + figure(value.Decimal) + " cumple la meta de " + figure(x.Target) + ": " + result
	default:
		return "el valor " + figure(value.Decimal) + " no cumple la meta de " + figure(x.Target) + ": " + result
	}
}

// otherRule says by which other rule a claim comes out, blank for none.
func (m judged) otherRule(c Claim) string {
	v, b, t := m.value.Decimal, m.goal.Baseline.Decimal, m.goal.Target
	for _, rule := range []struct {
		above, below decimal.Decimal
		name         string
	}{
		{v, t, "valor / meta"}, {v.Sub(b), t, "(valor − inicial) / meta"}, {t, v, "meta / valor"}, {v.Sub(b), b, "(valor − inicial) / inicial"},
	} {
		if !rule.below.IsZero() && !rule.above.IsZero() && c.is(rule.above.DivRound(rule.below, progress.Digits)) {
			return percent(c.Stated, c.Places) + ", que es " + rule.name
		}
	}
	if cutOff := m.computed.Decimal.Shift(2).Truncate(c.Places); cutOff.Equal(c.Stated.Shift(2)) {
		return percent(c.Stated, c.Places) + ", que corta los decimales en vez de redondear"
	}
	return ""
}

// means are the indicators of an objective, with their percentages.
type means struct{ list []judged }

func meansOf(all map[string]*means, objective string) *means {
	if all[objective] == nil {
		all[objective] = &means{}
	}
	return all[objective]
}

func (m *means) add(j judged) { m.list = append(m.list, j) }

// mean is that of the percentages that of gives, as the plan's are.
func (m *means) mean(of func(judged) decimal.NullDecimal) decimal.NullDecimal {
	var items []progress.Item
	for _, j := range m.list {
		items = append(items, progress.IndicatorItem(j.weight, of(j), decimal.Zero, false))
	}
	return progress.ObjectiveMean(items, decimal.Zero).Progress
}

// compare says of a claim about an objective whether it is the mean of its indicators in the file.
func (m *means) compare(c *Claim, howMany string) {
	if len(m.list) == 0 {
		c.Why = "El fichero no trae indicadores de este objetivo con los que calcularlo."
		if n := nullable(howMany); n.Valid && n.Decimal.IsZero() {
			c.Computed = decimal.NewNullDecimal(decimal.Zero)
			c.Verdict, c.Why = Mistaken, "sin indicadores: 0\u00a0%"
			if c.Stated.IsZero() {
				c.Verdict = Agrees
			}
		}
		return
	}
	c.Computed = m.mean(func(j judged) decimal.NullDecimal { return j.computed })
	stated := m.mean(func(j judged) decimal.NullDecimal { return cmp.Or(j.stated, j.computed) })
	how := "media de " + m.terms(func(j judged) decimal.NullDecimal { return j.computed }) + " = " + percent(c.Computed.Decimal, max(c.Places, 2))
	switch {
	case c.is(c.Computed.Decimal):
		c.Verdict, c.Why = Agrees, how
	case m.anyMistaken() && c.is(stated.Decimal):
		c.Verdict = Inherited
		c.Why = how + "; el fichero hace la media de lo que dice de cada indicador (" +
			m.terms(func(j judged) decimal.NullDecimal { return j.stated }) + "), donde hay un error"
	case c.is(m.plain()):
		c.Verdict, c.Why = OtherRule, how+"; el fichero cuenta más del 100\u00a0% o deja fuera los indicadores sin dato"
	default:
		c.Verdict, c.Why = Mistaken, how+"; el fichero dice "+percent(c.Stated, c.Places)
	}
}

func (m *means) anyMistaken() bool {
	for _, j := range m.list {
		if j.mistaken {
			return true
		}
	}
	return false
}

// plain is the mean of the indicators with data, as spreadsheets have it: not weighed, and not held below 100 %.
func (m *means) plain() decimal.Decimal {
	var sum decimal.Decimal
	n := int64(0)
	for _, j := range m.list {
		if j.computed.Valid {
			sum, n = sum.Add(j.computed.Decimal), n+1
		}
	}
	return sum.DivRound(decimal.New(max(n, 1), 0), progress.Digits)
}

// mostTerms is how many percentages a mean is written out with.
const mostTerms = 8

func (m *means) terms(of func(judged) decimal.NullDecimal) string {
	var terms []string
	for n, j := range m.list {
		if n == mostTerms {
			terms = append(terms, "…")
			break
		}
		term := "sin dato"
		if p := of(j); p.Valid {
			term = percent(p.Decimal, 2)
		}
		terms = append(terms, term)
	}
	return strings.Join(terms, "; ")
}

// percent writes a fraction as Spanish does.
func percent(fraction decimal.Decimal, places int32) string {
	return spanish(fraction.Shift(2).StringFixed(places)) + "\u00a0%"
}

func figure(d decimal.Decimal) string { return spanish(d.String()) }

func spanish(plain string) string { return strings.NewReplacer(".", ",", "-", "−").Replace(plain) }
