package indicator

import (
	"regexp"
	"slices"
	"strconv"

	"hito/internal/date"
	"hito/internal/plan"
)

// Frame is what the definition of an indicator may refer to: the dates of its plan, and what there is to choose from.
type Frame struct {
	StartsOn, EndsOn date.Date
	Objectives       []Objective
	Periods          []plan.Period
	Units            []Unit
	Frameworks       []plan.Framework
	Measures         []string // units of measure that the plan uses already
	Own              string   // code of the indicator that is defined; blank for a new one
}

// Objective is one under which indicators stand, with the codes of its indicators, in their order.
type Objective struct {
	ID          int64
	Code        string
	Title       string
	CancelledOn date.Date
	Indicators  []string
}

// Unit is one that may answer for an indicator.
type Unit struct {
	ID   int64
	Name string
}

func (f Frame) hasUnit(id int64) bool {
	return slices.ContainsFunc(f.Units, func(u Unit) bool { return u.ID == id })
}

func (f Frame) hasStandard(id int64) bool {
	return slices.ContainsFunc(f.Frameworks, func(w plan.Framework) bool {
		return slices.ContainsFunc(w.Standards, func(s plan.Standard) bool { return s.ID == id })
	})
}

// taken tells a code that another indicator of the plan has.
func (f Frame) taken(code string) bool {
	return code != f.Own && slices.ContainsFunc(f.Objectives, func(o Objective) bool { return slices.Contains(o.Indicators, code) })
}

// objective returns the objective whose number was chosen.
func (f Frame) objective(typed string) (Objective, bool) {
	n := slices.IndexFunc(f.Objectives, func(o Objective) bool { return strconv.FormatInt(o.ID, 10) == typed })
	if n < 0 {
		return Objective{}, false
	}
	return f.Objectives[n], true
}

// nextFor is NextCode for the objective whose number was chosen, if there is one.
func (f Frame) nextFor(typed string) string {
	o, found := f.objective(typed)
	if !found {
		return ""
	}
	return f.NextCode(o)
}

// Objective returns the objective with a code, and whether there is one.
func (f Frame) Objective(code string) (Objective, bool) {
	n := slices.IndexFunc(f.Objectives, func(o Objective) bool { return o.Code == code })
	if n < 0 {
		return Objective{}, false
	}
	return f.Objectives[n], true
}

// NextCode proposes the code of a new indicator of an objective: the one after those that it has, else one made as
// those of other objectives are ("I3.1" in "O3" is "I7.1" in "O7"), else the objective's with ".1". It is free in the
// plan; blank where none fits.
func (f Frame) NextCode(o Objective) string {
	var all []string
	for _, other := range f.Objectives {
		all = append(all, other.Indicators...)
	}
	used := o.Indicators
	if len(used) == 0 {
		used = f.likeOthers(o)
	}
	next := plan.NextCode(used, "")
	switch {
	case next == "" && len(o.Code+".1") <= longestCode:
		return plan.NextCode(all, o.Code+".1")
	case next == "":
		return plan.NextCode(all, "")
	case slices.Contains(all, next): // codes go on through the plan
		return plan.NextCode(append(all, used...), "")
	default:
		return next
	}
}

// longestCode is how long a code may be, in letters.
const longestCode = 32

var trailingNumber = regexp.MustCompile(`[0-9]+$`)

// likeOthers returns what would be the code before the first one of an objective, as that of the nearest other one
// before it whose indicators bear its number; none where codes are not made so.
func (f Frame) likeOthers(o Objective) []string {
	own := trailingNumber.FindString(o.Code)
	for _, other := range slices.Backward(f.Objectives) {
		number := trailingNumber.FindString(other.Code)
		if own == "" || number == "" || len(other.Indicators) == 0 {
			continue
		}
		parts := regexp.MustCompile(`^(|.*?[^0-9])` + number + `([^0-9]+)[0-9]+$`).FindStringSubmatch(other.Indicators[0])
		if parts != nil {
			return []string{parts[1] + own + parts[2] + "0"}
		}
	}
	return nil
}
