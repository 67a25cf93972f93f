package indicators

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/indicator"
)

func TestCorrectionsAreDatedWhereTheOrganisationIs(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, time.July, 31, 23, 30, 0, 0, time.UTC)
	was := indicator.Measurement{Revision: 1, Value: decimal.NewNullDecimal(decimal.NewFromInt(7)), RecordedAt: late}
	for location, want := range map[*time.Location]string{time.UTC: "31 de julio de 2026", madrid: "1 de agosto de 2026"} {
		if got := replaced(dashboard.Indicator{}, was, "Corrige ", reading{Location: location}); got != "Corrige 7, registrado el "+want {
			t.Errorf("in %s: %q, want %s", location, got, want)
		}
	}
}

// A planned value lies between two that could be measured: one decimal more, unless it would be a zero.
func TestPlannedValuesHaveNoNeedlessDecimals(t *testing.T) {
	i := dashboard.Indicator{}
	i.UnitOfMeasure = "familias"
	for value, want := range map[string]string{
		"36.29": "36,3\u00a0familias", "26.04": "26\u00a0familias", "26": "26\u00a0familias", "25.96": "26\u00a0familias", "1563.02": "1563\u00a0familias",
	} {
		if got := planned(i, decimal.RequireFromString(value)); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}
