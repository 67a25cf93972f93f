package text_test

import (
	"strings"
	"testing"

	"hito/internal/text"
)

func TestFold(t *testing.T) {
	for typed, want := range map[string]string{
		"":                                "",
		"Unidad de INNOVACIÓN":            "unidad de innovacion",
		"  Equipo\u00a0Ödos.  ":           "equipo odos",
		"España / Cataluña-Montilla":      "espana cataluna montilla",
		"Innovacio\u0301n":                "innovacion",
		"Año 1.º, nº 2":                   "ano 1 o no 2",
		"¿Se ha hecho?":                   "se ha hecho",
		"O.E.12":                          "o e 12",
		"L´Hospitalet de l'Infant":        "l hospitalet de l infant",
		"Pingüino ﬁel":                    "pinguino fiel",
		"aten\u00adción \u200bprimaria":   "atencion primaria",
		"I+D+i":                           "i+d+i",
		"--- …":                           "",
		strings.Repeat("0", 49) + "\xf2Š": strings.Repeat("0", 49) + "\ufffds",
		"a\xffb":                          "a\ufffdb",
		"ΣΊΣΥΦΟΣ Київ":                    "σισυφοσ киів",
	} {
		if got := text.Fold(typed); got != want {
			t.Errorf("Fold(%q) = %q, want %q", typed, got, want)
		}
	}
}
