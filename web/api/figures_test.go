package api

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
)

func TestFiguresAreWrittenExactly(t *testing.T) {
	for text, want := range map[string]struct{ fraction, quantity string }{
		"0":                          {"0.000000", "0"},
		"-0":                         {"0.000000", "0"},
		"1":                          {"1.000000", "1"},
		"1.000000000000000000000000": {"1.000000", "1"},
		"0.8":                        {"0.800000", "0.8"},
		"-0.1":                       {"-0.100000", "-0.1"},
		"1.2":                        {"1.200000", "1.2"},
		"0.1234567":                  {"0.1234567", "0.1234567"},
		"0.649338624338624338624339": {"0.649338624338624338624339", "0.649338624338624338624339"},
		"9007199254740993":           {"9007199254740993.000000", "9007199254740993"}, // no float64 holds it
		"1e20":                       {"100000000000000000000.000000", "100000000000000000000"},
		"1e-9":                       {"0.000000001", "0.000000001"},
		"12.50":                      {"12.500000", "12.5"},
	} {
		d := decimal.NewNullDecimal(decimal.RequireFromString(text))
		if got := written(t, Fraction(d)); got != want.fraction {
			t.Errorf("fraction %s is written %s, want %s", text, got, want.fraction)
		}
		if got := written(t, Quantity(d)); got != want.quantity {
			t.Errorf("quantity %s is written %s, want %s", text, got, want.quantity)
		}
	}
	if got := written(t, []any{Fraction{}, Quantity{}}); got != "[null,null]" {
		t.Errorf("what is missing is written %s", got)
	}
}

func written(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
