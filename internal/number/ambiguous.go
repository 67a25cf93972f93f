package number

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/text"
)

// Ambiguous is the refusal of "1.234" and "1,234", which are a thousand and more to some and one and
// a fraction to others. It holds both readings, for a caller that knows how the rest was written.
type Ambiguous struct {
	Thousands decimal.Decimal
	Decimals  decimal.Decimal
	Places    int // the most decimals that were allowed
}

// ambiguous reads the three digits after a separator both ways.
func ambiguous(sign, before, after string, places int) error {
	thousands, err := decimal.NewFromString(sign + before + after)
	if err != nil {
		return fmt.Errorf("read thousands of the grammar: %w", err)
	}
	return Ambiguous{Thousands: thousands, Decimals: thousands.Shift(-3), Places: places}
}

// Error asks which reading is meant and says how to write each so that it is taken.
func (a Ambiguous) Error() string {
	question := fmt.Sprintf("¿%s o %s? Escriba %[1]s si son millares, sin separarlos", a.Thousands, comma(a.Decimals.StringFixed(3)))
	switch {
	case decimals(a.Decimals) <= a.Places:
		return question + fmt.Sprintf(", o %s si son decimales.", Format(a.Decimals))
	case a.Places <= 0:
		return question + "; no se admiten decimales."
	}
	return question + fmt.Sprintf("; decimales, %d como mucho.", a.Places)
}

// Unwrap gives the same sentence as a text.Refused, so that a form treats every refusal alike.
func (a Ambiguous) Unwrap() error { return text.Refused(a.Error()) }

// Format writes d with a decimal comma and no thousands, as a form shows it to be edited. Parse reads
// it back as d: where three decimals could be taken for thousands a zero follows them, "1,2340".
func Format(d decimal.Decimal) string {
	digits := comma(d.String())
	if doubtful.MatchString(strings.TrimPrefix(digits, "-")) {
		return digits + "0"
	}
	return digits
}

func comma(digits string) string { return strings.Replace(digits, ".", ",", 1) }

// decimals counts those of d that are not trailing zeros.
func decimals(d decimal.Decimal) int {
	_, fraction, _ := strings.Cut(d.String(), ".")
	return len(fraction)
}

func tooFine(places int) text.Refused {
	switch {
	case places <= 0:
		return "Escriba un número entero, sin decimales."
	case places == 1:
		return "Escriba un decimal como mucho."
	}
	return text.Refused(fmt.Sprintf("Escriba %d decimales como mucho.", places))
}
