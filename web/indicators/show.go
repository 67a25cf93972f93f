package indicators

import (
	"net/url"
	"strconv"

	"hito/internal/access"
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
	Done           string
	Problems       []ui.FieldError
	Clash          *clash // nil where nothing stands in the way of a value
	Notices        []ui.NoticeProps
	Headline       ui.HeadlineProps
	Bullet         chart.BulletProps
	Offer          *offer // nil for those who only read
	History        chart.HistoryProps
	Values         measurements
	Milestones     []milestone
	MilestonesText string
	Results        []result
	NoResults      ui.EmptyProps
	AddResult      string // address of the form of a new one; blank for those who may not
	Record         record
	Edit           string // address of the form that defines the indicator; blank for those who may not
	Changes        *changes
	Standards      []board.StandardGroup
	Closings       closings
	Challenges     ui.TracedChallenges
	Recount        *recount // nil where the indicator counts no retos
	Count          string   // address where it is told to count retos; blank where it does, and for those who may not
	Before         *ui.Link // nil for the first indicator of the plan
	After          *ui.Link // nil for the last one
	All            string   // address of the list
}

func buildShow(s dashboard.Story, asked board.Asked, v visit) showProps {
	i := s.Indicator
	p := showProps{
		Page: ui.PageProps{
			Title:       i.Code + ". " + ui.Shorten(i.Title, 120),
			Description: "Valor, progreso y resultados del indicador «" + ui.Shorten(i.Title, 120) + "».",
			Section:     "/planes",
			Crumbs: board.Crumbs(s.Board, ui.Crumb{Text: "Indicadores", Href: asked.Path(s.Plan.Slug, path)},
				ui.Crumb{Text: i.Code}),
			Plan:    asked.Nav(s.Board, ui.PlanIndicators, false),
			Updated: i.MeasuredOn,
			Charts:  len(s.History) > 0,
			Refused: v.Entered != nil,
		},
		Head: ui.PageHeadProps{
			Eyebrow: "Indicador " + i.Code, Title: i.Title, Lead: board.Situation(s.Board),
			Actions: ui.AsOf(asked.AsOf(s.Board, path+"/"+i.Code)),
		},
		Done:           v.Done,
		Notices:        notices(s, asked),
		Headline:       headline(s),
		Bullet:         bullet(i),
		Offer:          offerOf(s, asked, v),
		History:        history(s),
		Values:         measured(s, reading{Location: v.Location, Names: v.Names(), Corrects: correctsAt(s, asked, v)}),
		Milestones:     milestones(s),
		MilestonesText: milestonesText(i),
		Results:        results(s, asked),
		NoResults:      ui.EmptyProps{Icon: "document", Title: "Todavía no hay resultados anotados"},
		Record:         recordOf(s, asked),
		Standards:      standards(s),
		Closings:       closingsOf(s),
		All:            asked.Path(s.Plan.Slug, path),
		Changes:        changesOf(s, v),
		Challenges:     ui.TracedOf(v.Challenges),
	}
	if v.Entered != nil {
		p.Problems, p.Clash = v.Entered.problems(), clashOf(i, *v.Entered, v.Names(), v.Location)
	}
	if v.Records && live(s.Board, asked) {
		p.AddResult = "/planes/" + s.Now.Slug + "/resultados/nuevo?indicador=" + url.QueryEscape(i.Code)
	}
	if s.Frozen == nil && access.Can(v.Actor, access.WritePlan, s.Now.Target()) {
		p.Edit = "/planes/" + s.Now.Slug + path + "/" + i.Code + "/editar"
	}
	p.Recount, p.Count = recountOf(s, asked, v)
	before, after := s.Neighbours()
	p.Before, p.After = neighbour(s, asked, before), neighbour(s, asked, after)
	return p
}

// neighbour links to the indicator before or after this one, if there is one.
func neighbour(s dashboard.Story, asked board.Asked, i *dashboard.Indicator) *ui.Link {
	if i == nil {
		return nil
	}
	return &ui.Link{Text: i.Code + ". " + ui.Shorten(i.Title, 100), Href: asked.IndicatorPath(s.Board, i.Code)}
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
	Href                    string // of its own page; blank in a closed follow-up, which may tell of one withdrawn since
	Title, Description, URL string
	Site                    string // of the address, to know where it leads
	On                      string // blank where it has no date
	Also                    []ui.Link
}

// results lists the indicator's evidence with the other indicators that it serves.
func results(s dashboard.Story, asked board.Asked) []result {
	list := make([]result, len(s.Results))
	for n, r := range s.Results {
		list[n] = result{Title: r.Title, Description: r.Description, URL: r.URL, Site: ui.HostOf(r.URL)}
		if s.Frozen == nil {
			list[n].Href = "/planes/" + s.Plan.Slug + "/resultados/" + strconv.FormatInt(r.ID, 10)
		}
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
