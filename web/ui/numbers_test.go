package ui_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/web/ui"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		in     string
		places int32
		want   string
	}{
		{"0", 0, "0"},
		{"-0", 2, "0,00"},
		{"0.5", 0, "1"},
		{"1.5", 0, "2"},
		{"2.5", 0, "3"},
		{"-0.5", 0, "\u22121"},
		{"-2.5", 0, "\u22123"},
		{"-0.4", 0, "0"},
		{"-0.004", 2, "0,00"},
		{"0.005", 2, "0,01"},
		{"999.995", 2, "1000,00"},
		{"1234.5", 1, "1234,5"},
		{"9999.96", 1, "10.000,0"},
		{"12345", 0, "12.345"},
		{"12345.5", 1, "12.345,5"},
		{"123456", 0, "123.456"},
		{"-1234567.891", 2, "\u22121.234.567,89"},
		{"7", 2, "7,00"},
		{"1e3", 0, "1000"},
	} {
		if got := ui.Number(dec(c.in), c.places); got != c.want {
			t.Errorf("Number(%s, %d) = %q, want %q", c.in, c.places, got, c.want)
		}
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		in     string
		places int32
		want   string
	}{
		{"0.666666666666", 2, "66,67\u00a0%"},
		{"0.649338", 1, "64,9\u00a0%"},
		{"0.166666", 0, "17\u00a0%"},
		{"0.125", 0, "13\u00a0%"},
		{"0.12345", 2, "12,35\u00a0%"},
		{"1.2", 0, "120\u00a0%"},
		{"-0.1", 0, "\u221210\u00a0%"},
		{"-0.004", 0, "0\u00a0%"},
		{"123.45", 0, "12.345\u00a0%"},
	} {
		if got := ui.Percent(dec(c.in), c.places); got != c.want {
			t.Errorf("Percent(%s, %d) = %q, want %q", c.in, c.places, got, c.want)
		}
	}
}

func TestPoints(t *testing.T) {
	for in, want := range map[string]string{
		"0.032":   "+3,2\u00a0p.\u00a0p.",
		"-0.0845": "\u22128,5\u00a0p.\u00a0p.",
		"0.0004":  "0,0\u00a0p.\u00a0p.",
		"-0.0004": "0,0\u00a0p.\u00a0p.",
		"0.0005":  "+0,1\u00a0p.\u00a0p.",
		"0":       "0,0\u00a0p.\u00a0p.",
	} {
		if got := ui.Points(dec(in)); got != want {
			t.Errorf("Points(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestQuantitiesAndCounts(t *testing.T) {
	none, some := decimal.NullDecimal{}, decimal.NewNullDecimal(dec("0.5"))
	for _, c := range []struct{ got, want string }{
		{ui.Quantity(dec("6104.25"), 1, "miles"), "6104,3\u00a0miles"},
		{ui.Quantity(dec("14"), 0, ""), "14"},
		{ui.QuantityOrDash(some, 1, "km"), "0,5\u00a0km"},
		{ui.QuantityOrDash(none, 1, "km"), "sin dato"},
		{ui.NumberOrDash(some, 2), "0,50"},
		{ui.NumberOrDash(none, 2), "sin dato"},
		{ui.PercentOrDash(some, 0), "50\u00a0%"},
		{ui.PercentOrDash(none, 0), "sin dato"},
		{ui.Count(1, "día", "días"), "1\u00a0día"},
		{ui.Count(0, "día", "días"), "0\u00a0días"},
		{ui.Count(12000, "día", "días"), "12.000\u00a0días"},
		{ui.Coverage(20, 21), "20\u00a0de\u00a021\u00a0indicadores con dato"},
		{ui.Coverage(0, 1), "0\u00a0de\u00a01\u00a0indicador con dato"},
		{ui.Coverage(0, 0), "sin indicadores"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// Reading a written number back gives the rounded number: nothing is lost or added by grouping.
func TestNumberReadsBack(t *testing.T) {
	toPlain := strings.NewReplacer(".", "", ",", ".", "\u2212", "-")
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-8, 3).Draw(t, "exponent"))
		places := rapid.Int32Range(0, 6).Draw(t, "places")
		back := dec(toPlain.Replace(ui.Number(d, places)))
		if !back.Equal(d.Round(places)) {
			t.Fatalf("%s with %d places came back as %s", d, places, back)
		}
	})
}

// Beside "1" a unit is said in the singular, where its plural leaves no doubt about it.
func TestUnitsAgree(t *testing.T) {
	for _, c := range []struct {
		number string
		places int32
		unit   string
		want   string
	}{
		{"1", 0, "acciones", "1\u00a0acción"},
		{"-1", 0, "puntos", "\u22121\u00a0punto"},
		{"1", 0, "personas usuarias", "1\u00a0persona usuaria"},
		{"1", 0, "cuadros de mandos", "1\u00a0cuadro de mandos"},
		{"1", 0, "profesionales", "1\u00a0profesional"},
		{"1", 0, "trámites", "1\u00a0trámite"},
		{"1", 0, "unidades", "1\u00a0unidad"},
		{"1", 0, "meses", "1\u00a0mes"},
		{"1", 0, "planes", "1\u00a0planes"},
		{"1", 0, "mes", "1\u00a0mes"},
		{"1", 0, "%", "1\u00a0%"},
		{"1", 1, "horas", "1,0\u00a0horas"},
		{"2", 0, "acciones", "2\u00a0acciones"},
		{"0", 0, "acciones", "0\u00a0acciones"},
	} {
		if got := ui.Quantity(dec(c.number), c.places, c.unit); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.number, c.unit, got, c.want)
		}
	}
}
