package sheet_test

import (
	"testing"

	"hito/internal/sheet"
)

func TestSecurity17WhatWouldBeAFormulaIsText(t *testing.T) {
	for _, text := range []string{
		"=1+1", "+34 957 00 00 00", "-", "-1+1", "-2)", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=", "--5", "-A1", "-5=1", "-5,3+cmd|' /C calc'!A0",
		"  =1+1", "\u00a0@x", "\ufeff=1", "\u200b=1", "＝1+1", "－1", "-0x1", "-1e5", "-5\n=1", "-5%%", "-.5", "-5.",
		`=HYPERLINK("https://evil.example";"x")`, "=cmd|' /C calc'!A0",
	} {
		if got := sheet.Cell(text); got != "'"+text {
			t.Errorf("Cell(%q) = %q", text, got)
		}
	}
}

func TestOtherTextsAndNumbersStay(t *testing.T) {
	for _, text := range []string{
		"", " ", "-5", "-5,3", "-5.25", "-1.234,5", "-1.234.567", "-33,33 %", "-33,33\u00a0%", "-0", "5", "1+1", "a=b", "O.E.1 - título",
		"'=1", "−5", "¿qué?", "«=1»", "nombre@ejemplo.es", "2026-03-14", "{\"role\":\"admin\"}", "\xff",
	} {
		if got := sheet.Cell(text); got != text {
			t.Errorf("Cell(%q) = %q", text, got)
		}
	}
}
