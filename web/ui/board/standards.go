package board

import (
	"hito/internal/plan"
	"hito/web/ui"
)

// StandardGroup is an outside framework with some of its standards.
type StandardGroup struct {
	Title     string // of the framework
	Standards []StandardItem
}

// StandardItem is a standard with what of the page is linked to it.
type StandardItem struct {
	Code, Title string
	Links       []ui.Link // the objectives or indicators that work on it
	None        string    // what is said when there are none; may be blank
}

// StandardGroups returns the standards for which pick gives an item, framework by framework;
// frameworks without any are left out.
func StandardGroups(frameworks []plan.Framework, pick func(plan.Standard) (StandardItem, bool)) []StandardGroup {
	var groups []StandardGroup
	for _, f := range frameworks {
		g := StandardGroup{Title: f.Title}
		for _, s := range f.Standards {
			if item, ok := pick(s); ok {
				item.Code, item.Title = s.Code, s.Title
				g.Standards = append(g.Standards, item)
			}
		}
		if len(g.Standards) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
