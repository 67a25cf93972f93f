package objectives

import (
	"strconv"

	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// result is something achieved, with the indicators that it is evidence of.
type result struct {
	Href                    string // of its own page; blank in a closed follow-up, which may tell of one withdrawn since
	Title, Description, URL string
	Site                    string    // of the address, to know where it leads
	On                      string    // blank where it has no date
	For                     []ui.Link // indicators of this objective
	Also                    []ui.Link // those of others
}

// results are those of an objective's indicators, each one once, in the indicators' order.
func results(b dashboard.Board, o dashboard.Objective, asked board.Asked) []result {
	var list []result
	place := map[int64]int{}
	for _, i := range o.Indicators {
		for _, r := range i.Results {
			if _, known := place[r.ID]; known {
				continue
			}
			place[r.ID] = len(list)
			one := result{Title: r.Title, Description: r.Description, URL: r.URL, Site: ui.HostOf(r.URL)}
			if b.Frozen == nil {
				one.Href = "/planes/" + b.Plan.Slug + "/resultados/" + strconv.FormatInt(r.ID, 10)
			}
			if !r.AchievedOn.IsZero() {
				one.On = ui.LongDate(r.AchievedOn)
			}
			list = append(list, one)
		}
	}
	for _, i := range b.Indicators() {
		for _, r := range i.Results {
			n, known := place[r.ID]
			if !known {
				continue
			}
			link := ui.Link{Text: i.Code, Href: asked.IndicatorPath(b, i.Code)}
			if i.Objective == o.Code {
				list[n].For = append(list[n].For, link)
			} else {
				list[n].Also = append(list[n].Also, link)
			}
		}
	}
	return list
}
