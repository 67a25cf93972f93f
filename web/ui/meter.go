package ui

import "github.com/shopspring/decimal"

// MeterProps is a small bar of progress with a mark for what was expected.
// It is decorative: the figures stand as text beside it.
type MeterProps struct {
	Progress decimal.NullDecimal // fraction; drawn within 0 to 1
	Expected decimal.NullDecimal // fraction; no mark when missing
	Status   string              // gives the colour; blank for the neutral one
}

func (p MeterProps) class() string {
	if p.Status == "" {
		return "meter"
	}
	return "meter meter-" + StatusClass(p.Status)
}

// share writes a fraction as a length in per cent of the drawing, within it.
func share(fraction decimal.NullDecimal) string {
	within := decimal.Max(decimal.Zero, decimal.Min(decimal.NewFromInt(1), fraction.Decimal))
	return within.Shift(2).Round(2).String() + "%"
}
