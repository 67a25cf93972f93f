package number_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/number"
	"hito/internal/text"
)

func TestParse(t *testing.T) {
	for typed, want := range map[string]string{
		"0": "0", "80": "80", " 80\u00a0": "80", "007": "7", "80.0": "80", "80,00": "80", "80,000000": "80",
		"1.234,5": "1234.5", "1 234,5": "1234.5", "1\u00a0234,5": "1234.5", "1\u202f234.5": "1234.5", "1\u2009234": "1234", "1234.5": "1234.5", "1234,5": "1234.5",
		"1 234": "1234", "1 234,567": "1234.567", "1 234 567": "1234567", "1.234.567": "1234567", "12.345.678,9": "12345678.9", "123.456,7": "123456.7",
		"0,125": "0.125", "0.125": "0.125", "00,125": "0.125", ",5": "0.5", ".5": "0.5", "1234,567": "1234.567", "1234.567": "1234.567", "1,2340": "1.234", "1,23": "1.23", "12,3456": "12.3456",
		"+5": "5", "-5": "-5", "\u22125,25": "-5.25", "-1.234,5": "-1234.5", "-0": "0", "-0,00": "0", "+0": "0",
		"999999999999999": "999999999999999", "999.999.999.999.999,25": "999999999999999.25", "000000000000000000001": "1",
	} {
		got, err := number.Parse(typed, 4)
		if err != nil || got.String() != want {
			t.Errorf("Parse(%q) = %s, %v; want %s", typed, got, err, want)
		}
	}
}

func TestSecurity13WhatIsNoNumberIsRefused(t *testing.T) {
	for typed, want := range map[string]text.Refused{
		"": number.Missing, " \u00a0": number.Missing,
		"80 %": number.Percent, "80%": number.Percent,
		"NaN": number.Malformed, "Infinity": number.Malformed, "-inf": number.Malformed, "∞": number.Malformed, "1e400": number.Malformed, "1E5": number.Malformed, "0x1p4": number.Malformed, "1_000": number.Malformed,
		"１２": number.Malformed, "٣": number.Malformed, "५": number.Malformed, "½": number.Malformed, "²": number.Malformed, "5 €": number.Malformed, "doce": number.Malformed, "1'5": number.Malformed,
		"-": number.Malformed, "+": number.Malformed, "--5": number.Malformed, "+-5": number.Malformed, "- 5": number.Malformed, "5-": number.Malformed, "5,": number.Malformed, "5.": number.Malformed, ".": number.Malformed, ",": number.Malformed,
		"1.23.456": number.Malformed, "1.234.56": number.Malformed, "0.123.456": number.Malformed, "0 123": number.Malformed, "12 34": number.Malformed, "1  234": number.Malformed, "1234 567": number.Malformed,
		"1.234 567": number.Malformed, "1 234.567,8": number.Malformed, "1,2,3": number.Malformed, "1.234,5,6": number.Malformed, "1,,5": number.Malformed, "5\x00": number.Malformed, "5\n6": number.Malformed, "\xff": number.Malformed,
		"1000000000000000": number.TooLarge, "1.000.000.000.000.000": number.TooLarge, strings.Repeat("9", 100): number.TooLarge, strings.Repeat("9", 101): number.Malformed,
		"0,12345":   "Escriba 4 decimales como mucho.",
		"1,234,567": "Aquí la coma separa los decimales, no los millares: escriba 1234567.",
		"1,234.50":  "Aquí la coma separa los decimales, no los millares: escriba 1234,50.",
		"-1,234.5":  "Aquí la coma separa los decimales, no los millares: escriba -1234,5.",
	} {
		if got, err := number.Parse(typed, 4); !errors.Is(err, want) || !got.IsZero() {
			t.Errorf("Parse(%.40q) = %s, %v; want %v", typed, got, err, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		typed  string
		places int
		want   text.Refused
	}{
		{"1,25", 1, "Escriba un decimal como mucho."},
		{"1,25", 2, ""},
		{"1,2500", 2, ""},
		{"1,5", 0, "Escriba un número entero, sin decimales."},
		{"1,5", -1, "Escriba un número entero, sin decimales."},
		{"1,0", 0, ""},
	} {
		if _, err := number.Parse(c.typed, c.places); (err == nil) != (c.want == "") || err != nil && !errors.Is(err, c.want) {
			t.Errorf("Parse(%q, %d) says %v, want %q", c.typed, c.places, err, c.want)
		}
	}
}

func TestAmbiguousOffersBothReadings(t *testing.T) {
	for _, c := range []struct {
		typed  string
		places int
		want   string
	}{
		{"1.234", 3, "¿1234 o 1,234? Escriba 1234 si son millares, sin separarlos, o 1,2340 si son decimales."},
		{"1,234", 3, "¿1234 o 1,234? Escriba 1234 si son millares, sin separarlos, o 1,2340 si son decimales."},
		{"-12.500", 2, "¿-12500 o -12,500? Escriba -12500 si son millares, sin separarlos, o -12,5 si son decimales."},
		{"100.000", 0, "¿100000 o 100,000? Escriba 100000 si son millares, sin separarlos, o 100 si son decimales."},
		{"1.234", 2, "¿1234 o 1,234? Escriba 1234 si son millares, sin separarlos; decimales, 2 como mucho."},
		{"1.234", 0, "¿1234 o 1,234? Escriba 1234 si son millares, sin separarlos; no se admiten decimales."},
	} {
		_, err := number.Parse(c.typed, c.places)
		var both number.Ambiguous
		if !errors.As(err, &both) || err.Error() != c.want {
			t.Errorf("Parse(%q, %d) says %v, want %s", c.typed, c.places, err, c.want)
		}
		if !both.Thousands.Equal(both.Decimals.Shift(3)) {
			t.Errorf("%q reads %s or %s", c.typed, both.Thousands, both.Decimals)
		}
		if refused := text.Refused(""); !errors.As(err, &refused) || string(refused) != c.want {
			t.Errorf("%q is refused with %q", c.typed, refused)
		}
	}
}

func TestParsePercent(t *testing.T) {
	for typed, want := range map[string]string{
		"80": "80", "80%": "80", "80 %": "80", "80,00\u00a0%": "80", "66,67\u202f%": "66.67", "-10 %": "-10", " 120 % ": "120", "1.234,5 %": "1234.5",
	} {
		if got, err := number.ParsePercent(typed, 2); err != nil || got.String() != want {
			t.Errorf("ParsePercent(%q) = %s, %v; want %s", typed, got, err, want)
		}
	}
	for typed, want := range map[string]text.Refused{
		"%": number.Missing, "": number.Missing, " %": number.Missing, "80 %%": number.Malformed, "80  %": number.Malformed, "80\n%": number.Malformed, "% 80": number.Malformed, "80 ‰": number.Malformed, "80％": number.Malformed,
		"66,667 %": "¿66667 o 66,667? Escriba 66667 si son millares, sin separarlos; decimales, 2 como mucho.",
	} {
		if got, err := number.ParsePercent(typed, 2); err == nil || err.Error() != want.Error() {
			t.Errorf("ParsePercent(%q) = %s, %v; want %v", typed, got, err, want)
		}
	}
}

func TestFormat(t *testing.T) {
	for plain, want := range map[string]string{
		"0": "0", "1234.5": "1234,5", "-1234567": "-1234567", "1.234": "1,2340", "-12.345": "-12,3450", "0.125": "0,125", "1234.567": "1234,567", "80.00": "80",
	} {
		if got := number.Format(decimal.RequireFromString(plain)); got != want {
			t.Errorf("Format(%s) = %q, want %q", plain, got, want)
		}
	}
}
