package plans

import "hito/internal/plan"

// mostPartly is how many plans that are shown in part are listed; the open data have them all.
const mostPartly = 50

// partly is a plan of which everybody sees a part alone, on its public page.
type partly struct{ Title, Body, Href string }

func partlyOf(found []plan.Plan) []partly {
	list := make([]partly, len(found))
	for n, p := range found {
		list[n] = partly{Title: p.Title, Body: p.Body, Href: publicPath(p.Slug)}
	}
	return list
}
