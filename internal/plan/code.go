package plan

import (
	"fmt"
	"regexp"
	"strconv"
)

// numbered is a code that ends in a number short enough to be counted on.
var numbered = regexp.MustCompile(`^(.*?)([0-9]{1,6})$`)

// longestCode is how long a code may be, in letters.
const longestCode = 32

// NextCode proposes a code after those in use, in the plan's order: the pattern of the last one that ends in a number,
// with the number after the highest one of that pattern. Without any it proposes first; it is blank where the next one
// would be too long.
func NextCode(used []string, first string) string {
	prefix, width, highest, found := "", 0, 0, false
	for n := len(used) - 1; n >= 0; n-- {
		parts := numbered.FindStringSubmatch(used[n])
		if parts == nil || found && parts[1] != prefix {
			continue
		}
		if !found {
			prefix, width, found = parts[1], len(parts[2]), true
		}
		number, _ := strconv.Atoi(parts[2]) // a few digits, as the pattern has it
		highest = max(highest, number)
	}
	if !found {
		return first
	}
	next := fmt.Sprintf("%s%0*d", prefix, width, highest+1)
	if len(next) > longestCode {
		return ""
	}
	return next
}
