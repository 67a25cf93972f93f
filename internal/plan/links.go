package plan

import (
	"slices"
	"strconv"

	"hito/internal/draft"
)

// checkIDs reads the numbers of the boxes that were ticked, each once and in order; message is told where one is no number.
func checkIDs(c *draft.Check, field string, ticked []string, message string) []int64 {
	ids := make([]int64, 0, len(ticked))
	for _, typed := range ticked {
		id, err := strconv.ParseInt(typed, 10, 64)
		if err != nil || id < 1 {
			c.Refuse(field, message)
			continue
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// What is told where something that was ticked is not in the plan, or no longer.
const (
	noSuchStandard = "Alguno de los estándares elegidos ya no está en el plan: revise la lista."
	noSuchLine     = "Alguna de las líneas elegidas ya no está en el plan: revise la lista."
)
