// Package number reads decimals as people type them, by one grammar, and writes them as they do.
package number

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/text"
)

// Why Parse refuses a number; test with errors.Is. Ambiguous, and too many decimals, tell the case.
const (
	Missing   text.Refused = "Escriba un número."
	Malformed text.Refused = "No es un número: escríbalo con cifras y coma decimal, como 1234,5."
	Percent   text.Refused = "Escriba el número sin el signo %."
	TooLarge  text.Refused = "El número es demasiado grande: como mucho, 15 cifras antes de la coma."
)

const (
	mostDigits = 15 // before the decimal comma: what numeric columns and a double of a spreadsheet hold
	longest    = 100
)

const asciiDigits = "0123456789"

// The grammar, in the order in which it is tried. Only ASCII digits are digits.
var (
	doubtful = regexp.MustCompile(`^([1-9][0-9]{0,2})[.,]([0-9]{3})$`)
	grammar  = []*regexp.Regexp{
		regexp.MustCompile(`^([0-9]*)(?:[.,]([0-9]+))?$`),
		regexp.MustCompile(`^([1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[.,]([0-9]+))?$`),
		regexp.MustCompile(`^([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?$`),
	}
	english = regexp.MustCompile(`^([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?$`)

	oneSpace       = regexp.MustCompile(`[ \x{a0}\x{202f}\x{2009}]$`)
	thousandsSpace = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ")
	separators     = strings.NewReplacer(".", "", ",", "", " ", "")
)

// Parse reads a Spanish ("1.234,5", "1 234,5") or plain ("1234.5") decimal with at most places
// decimals, trailing zeros not counted, and 15 digits before them. Errors are Spanish sentences for
// the field: a text.Refused, or an Ambiguous where the digits have two readings.
func Parse(s string, places int) (decimal.Decimal, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return decimal.Zero, Missing
	case strings.HasSuffix(s, "%"):
		return decimal.Zero, Percent
	case len(s) > longest:
		return decimal.Zero, Malformed
	}
	sign, digits := splitSign(thousandsSpace.Replace(s))
	if whole, fraction, ok := plain(digits); ok {
		return assemble(sign, whole, fraction, places)
	}
	if m := doubtful.FindStringSubmatch(digits); m != nil {
		return decimal.Zero, ambiguous(sign, m[1], m[2], places)
	}
	if m := english.FindStringSubmatch(digits); m != nil {
		return decimal.Zero, englishGroups(sign+separators.Replace(m[1]), m[2])
	}
	whole, fraction, err := read(digits)
	if err != nil {
		return decimal.Zero, err
	}
	return assemble(sign, whole, fraction, places)
}

// ParsePercent is Parse that allows a % sign after the figure, with a space or without: "80 %" is 80.
func ParsePercent(s string, places int) (decimal.Decimal, error) {
	s = strings.TrimSpace(s)
	figure, signed := strings.CutSuffix(s, "%")
	if !signed {
		return Parse(s, places)
	}
	figure = oneSpace.ReplaceAllString(figure, "")
	if strings.TrimSpace(figure) != figure || strings.HasSuffix(figure, "%") {
		return decimal.Zero, Malformed
	}
	return Parse(figure, places)
}

// splitSign parts a leading sign, "-" or nothing, from what follows it.
func splitSign(s string) (sign, digits string) {
	for _, minus := range []string{"-", "\u2212"} {
		if rest, found := strings.CutPrefix(s, minus); found {
			return "-", rest
		}
	}
	return "", strings.TrimPrefix(s, "+")
}

// plain is read for digits with one separator at most, as most figures are, of which nobody can be in doubt. It is quick.
func plain(s string) (whole, fraction string, ok bool) {
	at := strings.IndexAny(s, ".,")
	switch {
	case at < 0:
		whole = s
	case len(s)-at == len(".000"): // it may part thousands
		return "", "", false
	default:
		whole, fraction = s[:at], s[at+1:]
	}
	if whole+fraction == "" || at >= 0 && fraction == "" || strings.Trim(whole, asciiDigits) != "" || strings.Trim(fraction, asciiDigits) != "" {
		return "", "", false
	}
	return strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0"), true
}

// read returns the digits before and after the decimal separator.
func read(s string) (whole, fraction string, err error) {
	for _, form := range grammar {
		if m := form.FindStringSubmatch(s); m != nil && s != "" {
			return strings.TrimLeft(separators.Replace(m[1]), "0"), strings.TrimRight(m[2], "0"), nil
		}
	}
	return "", "", Malformed
}

func englishGroups(whole, fraction string) text.Refused {
	if fraction != "" {
		whole += "," + fraction
	}
	return text.Refused("Aquí la coma separa los decimales, no los millares: escriba " + whole + ".")
}

func assemble(sign, whole, fraction string, places int) (decimal.Decimal, error) {
	if len(whole) > mostDigits {
		return decimal.Zero, TooLarge
	}
	if len(fraction) > max(places, 0) {
		return decimal.Zero, tooFine(places)
	}
	d, err := decimal.NewFromString(sign + "0" + whole + "." + fraction + "0")
	if err != nil {
		return decimal.Zero, fmt.Errorf("read a number of the grammar: %w", err)
	}
	return d, nil
}
