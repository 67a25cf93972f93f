package main

import (
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// spanishHelp is kong's own help with its few English headings in Spanish.
func spanishHelp(options kong.HelpOptions, ctx *kong.Context) error {
	var english strings.Builder
	out := ctx.Stdout
	ctx.Stdout = &english
	err := kong.DefaultHelpPrinter(options, ctx)
	ctx.Stdout = out
	if err != nil {
		return err
	}
	_, err = strings.NewReplacer(
		"Usage:", "Uso:", "Flags:", "Opciones:", "Commands:", "Órdenes:", "Arguments:", "Argumentos:",
		"Show context-sensitive help.", "Muestra esta ayuda.",
		"<command>", "<orden>", "[flags]", "[opciones]",
		"Run \"", "Escriba «", " --help\" for more information on a command.", " --help» para saber más de una orden.",
	).WriteString(out, english.String())
	return err
}

// kongMessages are the parts of kong's messages that a wrong command line or setting can bring up.
// The longer of two that begin alike stands first.
var kongMessages = []struct {
	english *regexp.Regexp
	spanish string
}{
	{regexp.MustCompile(`^unknown flag (--?[^,]+)`), `no existe la opción $1`},
	{regexp.MustCompile(`^unexpected argument ([^,]+)`), `sobra «$1»`},
	{regexp.MustCompile(`^unexpected flag argument "(.*)"`), `sobra el valor «$1»`},
	{regexp.MustCompile(`, did you mean one of (.*)\?$`), `; ¿quería decir una de estas: $1?`},
	{regexp.MustCompile(`, did you mean (.*)\?$`), `; ¿quería decir $1?`},
	{regexp.MustCompile(`must be one of (.*) but got (".*")`), `tiene que ser uno de estos valores: $1; no $2`},
	{regexp.MustCompile(`^expected one of (.*)`), `falta una de estas órdenes: $1`},
	{regexp.MustCompile(`expected \w+ value but got "EOL" \(<EOL>\)`), `falta el valor`},
	{regexp.MustCompile(`expected \w+ value but got (".*") \([\w ]+\)`), `falta el valor antes de $1`},
	{regexp.MustCompile(`; perhaps try (.*)\?$`), `; ¿quería decir $1?`},
	{regexp.MustCompile(`bool value must be .* but got (".*")`), `tiene que ser true o false, no $1`},
	{regexp.MustCompile(`\(from envar (\w+)=.*\)$`), `(variable $1)`},
}

// inSpanish translates a message of kong's; what it does not know stays as it is.
func inSpanish(message string) string {
	for _, m := range kongMessages {
		message = m.english.ReplaceAllString(message, m.spanish)
	}
	return message
}
