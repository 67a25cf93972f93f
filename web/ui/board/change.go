package board

import (
	"github.com/shopspring/decimal"

	"hito/web/ui"
)

// Change writes how far a progress came: "+3,2 p. p.", "sin cambios", or a dash where either is missing.
func Change(was, is decimal.NullDecimal) string {
	if !was.Valid || !is.Valid {
		return notApplicable
	}
	difference := is.Decimal.Sub(was.Decimal)
	if difference.Shift(2).Round(1).IsZero() {
		return "sin cambios"
	}
	return ui.Points(difference)
}
