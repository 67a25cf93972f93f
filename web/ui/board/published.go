package board

import (
	"github.com/shopspring/decimal"

	"hito/web/ui"
)

// Beside is a percentage that was made public elsewhere, to stand beside the computed one.
type Beside struct {
	Published, Computed string // "0,00 %", "33,33 %"
	Differs             bool   // as they are shown, they are not the same
}

// PublishedBeside compares a published fraction with the computed one, both as shown with places
// decimals. A missing published figure gives nil.
func PublishedBeside(published map[string]decimal.Decimal, code string, computed decimal.NullDecimal, places int32) *Beside {
	p, ok := published[code]
	if !ok {
		return nil
	}
	s := &Beside{Published: ui.Percent(p, places), Computed: ui.PercentOrDash(computed, places)}
	s.Differs = s.Published != s.Computed
	return s
}

// OfIndicator tells the difference of an indicator: "publicado 0,00 %; según sus propios valores, 33,33 %".
func (s Beside) OfIndicator() string {
	return "publicado " + s.Published + "; según sus propios valores, " + s.Computed
}

// OfObjective tells the difference of an objective: "publicado 0 %; según sus indicadores, 17 %".
func (s Beside) OfObjective() string {
	return "publicado " + s.Published + "; según sus indicadores, " + s.Computed
}
