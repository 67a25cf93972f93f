package board

import (
	"hito/internal/plan"
	"hito/web/ui"
)

// NavOf returns the navigation of a plan on a tab or (not exact) on a page below it, for pages that show no board.
func NavOf(p plan.Plan, tab ui.PlanTab, exact bool) *ui.PlanNav {
	return &ui.PlanNav{
		Slug: p.Slug, Title: p.Title, Dates: ui.DateRange(p.StartsOn, p.EndsOn), Current: tab, Exact: exact, Changed: p.ChangedAt,
	}
}

// CrumbsOf returns the way from the start page to a page of a plan; the last of below is the page itself.
func CrumbsOf(p plan.Plan, below ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{
		{Text: "Inicio", Href: "/"},
		{Text: "Planes", Href: "/planes"},
		{Text: p.Title, Href: "/planes/" + p.Slug},
	}, below...)
}
