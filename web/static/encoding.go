package static

import (
	"strconv"
	"strings"
)

// Accepts reports whether an Accept-Encoding header allows a coding, such as "gzip": named with a
// weight above zero, or covered by such a "*".
func Accepts(header, coding string) bool {
	others := false
	for part := range strings.SplitSeq(header, ",") {
		token, params, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(token)) {
		case coding:
			return positive(params)
		case "*":
			others = positive(params)
		}
	}
	return others
}

// positive tells whether the weight of a coding, "q=0.5", is above zero: it is where there is none,
// and is not where it makes no sense.
func positive(params string) bool {
	value, given := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
	if !given {
		return true
	}
	q, err := strconv.ParseFloat(value, 64)
	return err == nil && q > 0
}
