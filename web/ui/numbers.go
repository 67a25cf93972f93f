// Package ui is the face shared by every page: Spanish formats, layout and components.
// Components take one Props struct, already decided and formatted.
package ui

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

const (
	nbsp  = "\u00a0"
	minus = "\u2212"

	// noData is what a person reads where a figure is missing: it is not zero.
	noData = "sin dato"

	// Four-digit numbers stand ungrouped, as the Academy and Intl's es-ES write them.
	groupFromDigits = 5
)

// Number writes d with exactly places decimals, rounded half away from zero: "12.345,5", "−1234,50".
func Number(d decimal.Decimal, places int32) string {
	digits := d.Round(places).StringFixed(places)
	digits, negative := strings.CutPrefix(digits, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	var b strings.Builder
	if negative {
		b.WriteString(minus)
	}
	b.WriteString(group(whole))
	if fraction != "" {
		b.WriteString("," + fraction)
	}
	return b.String()
}

// NumberOrDash is Number, or "sin dato" when there is none.
func NumberOrDash(d decimal.NullDecimal, places int32) string {
	if !d.Valid {
		return noData
	}
	return Number(d.Decimal, places)
}

// Quantity writes d with its unit after a non-breaking space: "6104,3 km", "1 hora" where the unit is
// "horas"; a blank unit leaves the number alone.
func Quantity(d decimal.Decimal, places int32, unit string) string {
	if unit == "" {
		return Number(d, places)
	}
	number := Number(d, places)
	return number + nbsp + agreeing(number, unit)
}

// QuantityOrDash is Quantity, or "sin dato" when there is none.
func QuantityOrDash(d decimal.NullDecimal, places int32, unit string) string {
	if !d.Valid {
		return noData
	}
	return Quantity(d.Decimal, places, unit)
}

// Percent writes a fraction as a percentage with places decimals: 2/3 with 2 is "66,67 %".
func Percent(fraction decimal.Decimal, places int32) string {
	return Number(fraction.Shift(2), places) + nbsp + "%"
}

// PercentOrDash is Percent, or "sin dato" when there is none.
func PercentOrDash(fraction decimal.NullDecimal, places int32) string {
	if !fraction.Valid {
		return noData
	}
	return Percent(fraction.Decimal, places)
}

// Points writes a difference of fractions in percentage points with one decimal and its sign: "+3,2 p. p.".
func Points(difference decimal.Decimal) string {
	s := Number(difference.Shift(2), 1)
	if difference.Shift(2).Round(1).IsPositive() {
		s = "+" + s
	}
	return s + nbsp + "p." + nbsp + "p."
}

// Count writes n with the noun that agrees with it: "1 indicador", "12.000 indicadores".
func Count(n int, singular, plural string) string {
	noun := plural
	if n == 1 {
		noun = singular
	}
	return Number(decimal.NewFromInt(int64(n)), 0) + nbsp + noun
}

// Coverage tells how much of a mean rests on data: "20 de 21 indicadores con dato".
func Coverage(withData, total int) string {
	if total == 0 {
		return "sin indicadores"
	}
	return strconv.Itoa(withData) + nbsp + "de" + nbsp + Count(total, "indicador", "indicadores") + " con dato"
}

// group puts a dot every three digits from the right.
func group(digits string) string {
	if len(digits) < groupFromDigits {
		return digits
	}
	head := len(digits) % 3
	parts := make([]string, 0, len(digits)/3+1)
	if head > 0 {
		parts = append(parts, digits[:head])
	}
	for i := head; i < len(digits); i += 3 {
		parts = append(parts, digits[i:i+3])
	}
	return strings.Join(parts, ".")
}
