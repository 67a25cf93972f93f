package indicators

import (
	"cmp"
	"strings"
	"time"

	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// showProps is everything the page of an indicator shows, decided and formatted.
type showProps struct {
	Page           ui.PageProps
	Head           ui.PageHeadProps
	Notices        []ui.NoticeProps
	Headline       ui.HeadlineProps
	Bullet         chart.BulletProps
	History        chart.HistoryProps
	Values         measurements
	Milestones     []milestone
	MilestonesText string
	Results        []result
	NoResults      ui.EmptyProps
	Record         record
	Standards      []board.StandardGroup
	Closings       closings
	Before         *ui.Link // nil for the first indicator of the plan
	After          *ui.Link // nil for the last one
	All            string   // address of the list
}

func buildShow(s dashboard.Story, asked board.Asked, location *time.Location) showProps {
	i := s.Indicator
	p := showProps{
		Page: ui.PageProps{
			Title:       i.Code + ". " + board.Shorten(i.Title, 120),
			Description: "Valor, progreso y resultados del indicador «" + board.Shorten(i.Title, 120) + "».",
			Section:     "/planes",
			Crumbs: board.Crumbs(s.Board, ui.Crumb{Text: "Indicadores", Href: asked.Path(s.Plan.Slug, path)},
				ui.Crumb{Text: i.Code}),
			Plan:    asked.Nav(s.Board, ui.PlanIndicators, false),
			Updated: i.MeasuredOn,
			Charts:  len(s.History) > 0,
		},
		Head: ui.PageHeadProps{
			Eyebrow: "Indicador " + i.Code, Title: i.Title, Lead: board.Situation(s.Board),
			Actions: ui.AsOf(asked.AsOf(s.Board, path+"/"+i.Code)),
		},
		Notices:        notices(s, asked),
		Headline:       headline(s),
		Bullet:         bullet(i),
		History:        history(s),
		Values:         measured(s, location),
		Milestones:     milestones(s),
		MilestonesText: milestonesText(i),
		Results:        results(s, asked),
		NoResults:      ui.EmptyProps{Icon: "document", Title: "Todavía no hay resultados anotados"},
		Record:         recordOf(s, asked),
		Standards:      standards(s),
		Closings:       closingsOf(s),
		All:            asked.Path(s.Plan.Slug, path),
	}
	before, after := s.Neighbours()
	p.Before, p.After = neighbour(s, asked, before), neighbour(s, asked, after)
	return p
}

// neighbour links to the indicator before or after this one, if there is one.
func neighbour(s dashboard.Story, asked board.Asked, i *dashboard.Indicator) *ui.Link {
	if i == nil {
		return nil
	}
	return &ui.Link{Text: i.Code + ". " + board.Shorten(i.Title, 100), Href: asked.IndicatorPath(s.Board, i.Code)}
}

// standards are those that the indicator is linked to.
func standards(s dashboard.Story) []board.StandardGroup {
	return board.StandardGroups(s.Frameworks, func(standard plan.Standard) (board.StandardItem, bool) {
		for _, code := range standard.Indicators {
			if code == s.Indicator.Code {
				return board.StandardItem{}, true
			}
		}
		return board.StandardItem{}, false
	})
}

// result is a piece of evidence.
type result struct {
	Title, Description, URL string
	Site                    string // of the address, to know where it leads
	On                      string // blank where it has no date
	Also                    []ui.Link
}

// results lists the indicator's evidence with the other indicators that it serves.
func results(s dashboard.Story, asked board.Asked) []result {
	list := make([]result, len(s.Results))
	for n, r := range s.Results {
		list[n] = result{Title: r.Title, Description: r.Description, URL: r.URL, Site: siteOf(r.URL)}
		if !r.AchievedOn.IsZero() {
			list[n].On = ui.LongDate(r.AchievedOn)
		}
		for _, code := range r.Indicators {
			if code != s.Indicator.Code {
				list[n].Also = append(list[n].Also, ui.Link{Text: code, Href: asked.IndicatorPath(s.Board, code)})
			}
		}
	}
	return list
}

// siteOf returns the host of an address.
func siteOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return cmp.Or(strings.TrimPrefix(host, "www."), address)
}
