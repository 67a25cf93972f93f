package chart

import (
	"math"
	"strconv"
)

// Beyond it, coordinates of float64 no longer tell one unit from the next.
const largest = 1e15

// finite tells whether v can be drawn; whatever cannot is left out.
func finite(v float64) bool {
	return math.Abs(v) <= largest // false for NaN
}

// within brings a share into 0 to 1; what is no number is 0.
func within(v float64) float64 {
	if !finite(v) {
		return 0
	}
	return math.Max(0, math.Min(1, v))
}

// percent writes a share as a length of the drawing, such as "66.67%".
func percent(share float64) string {
	return decimals(within(share)*100, 2) + "%"
}

// decimals writes v for a machine, with at most places decimals.
func decimals(v float64, places int) string {
	return strconv.FormatFloat(rounded(v, places), 'f', -1, 64)
}

// rounded shortens a coordinate; it also turns -0 into 0.
func rounded(v float64, places int) float64 {
	scale := math.Pow10(places)
	return math.Round(v*scale)/scale + 0
}
