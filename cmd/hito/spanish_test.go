package main

import (
	"io"
	"regexp"
	"strings"
	"testing"
)

func TestWrongCommandLinesAreExplainedInSpanish(t *testing.T) {
	english := regexp.MustCompile(`(?i)\b(unknown|unexpected|did you|mean|must|expected|missing|perhaps|flag|argument|value|envar|EOL)\b`)
	for line, want := range map[string]string{
		"sirve":                  `sobra «sirve»; ¿quería decir "serve"?`,
		"conejo":                 `sobra «conejo»`,
		"serve ahora":            `sobra «ahora»`,
		"serve --port 1":         `no existe la opción --port`,
		"serve --adr x":          `no existe la opción --adr; ¿quería decir "--addr"?`,
		"serve --contact-o x":    `no existe la opción --contact-o; ¿quería decir "--contact-office"?`,
		"serve --contact x":      `no existe la opción --contact; ¿quería decir una de estas: "--contact-form", "--contact-email", "--contact-phone", "--contact-office"?`,
		"serve -x":               `no existe la opción -x; ¿quería decir "-h"?`,
		"serve --log-format xml": `--log-format tiene que ser uno de estos valores: "text","json"; no "xml"`,
		"serve --addr":           `--addr: falta el valor`,
		"serve --addr --demo":    `--addr: falta el valor antes de "--demo"; ¿quería decir --addr="--demo"?`,
		"serve --demo=quizá":     `--demo: tiene que ser true o false, no "quizá"`,
		"--version=1":            `no existe la opción --version`,
	} {
		var text strings.Builder
		code := run(strings.Fields(line), io.Discard, &text)
		if code != 2 || !strings.Contains(text.String(), "no se entiende la orden: "+want+"\n") {
			t.Errorf("hito %s: exit code %d and %q; want %q", line, code, text.String(), want)
		}
		if english.MatchString(text.String()) {
			t.Errorf("hito %s: English in %q", line, text.String())
		}
	}
}

func TestWrongVariablesAreExplainedInSpanish(t *testing.T) {
	for name, want := range map[string]string{
		"HITO_HTTPS":      `--https: tiene que ser true o false, no "x y" (variable HITO_HTTPS)`,
		"HITO_LOG_FORMAT": `--log-format tiene que ser uno de estos valores: "text","json"; no "x y"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "x y")
			var text strings.Builder
			if code := run([]string{"serve"}, io.Discard, &text); code != 2 || !strings.Contains(text.String(), want) {
				t.Errorf("exit code %d and %q; want %q", code, text.String(), want)
			}
		})
	}
}

func TestACommandLineWithoutCommandNamesThem(t *testing.T) {
	var text strings.Builder
	code := run([]string{"--"}, io.Discard, &text)
	if want := `falta una de estas órdenes: "serve", "migrate", "user", "audit", "health", ...`; code != 2 || !strings.Contains(text.String(), want) {
		t.Errorf("exit code %d and %q; want %q", code, text.String(), want)
	}
}
