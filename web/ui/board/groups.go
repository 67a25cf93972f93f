package board

import (
	"strings"

	"hito/internal/dashboard"
)

// Group is an objective with those of its indicators that a list asks for, in the list's order.
type Group struct {
	dashboard.Objective
	Listed []dashboard.Indicator
}

// Groups returns a list objective by objective, in the plan's order: whatever the list asks for on
// all its pages. Objectives without indicators are there unless the list asks for a unit or a status.
func (l List) Groups(b dashboard.Board) []Group {
	return l.groups(b, l.Filter(b), true)
}

// GroupsOfPage returns Groups for some of the list's indicators, such as those of one page, and only
// the objectives that these belong to.
func (l List) GroupsOfPage(b dashboard.Board, rows []dashboard.Indicator) []Group {
	return l.groups(b, rows, false)
}

func (l List) groups(b dashboard.Board, rows []dashboard.Indicator, empty bool) []Group {
	l = l.Within(b)
	listed := make(map[string][]dashboard.Indicator, len(b.Objectives))
	for _, i := range rows {
		listed[i.Objective] = append(listed[i.Objective], i)
	}
	var groups []Group
	for _, o := range b.Objectives {
		if found := listed[o.Code]; len(found) > 0 || empty && l.takesEmpty(o) {
			groups = append(groups, Group{Objective: o, Listed: found})
		}
	}
	return groups
}

// takesEmpty tells whether the list asks for an objective that has no indicators.
func (l List) takesEmpty(o dashboard.Objective) bool {
	return len(o.Indicators) == 0 && l.Unit == "" && l.Status == "" && l.takesObjective(o) &&
		len(absent(strings.Fields(fold(l.Text)), o.Code, o.Title)) == 0
}
