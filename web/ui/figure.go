package ui

import "strings"

// splitFigure separates a figure from its unit, so that the unit can be set smaller.
func splitFigure(text string) (figure, unit string) {
	figure, unit, _ = strings.Cut(text, nbsp)
	return figure, unit
}

// words tells figures from texts such as "sin dato", which are set smaller.
func words(text string) bool {
	return !strings.ContainsAny(text, "0123456789")
}
