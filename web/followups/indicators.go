package followups

import (
	"slices"
	"strconv"

	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/internal/progress"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// group is an objective with the indicators that are shown of it.
type group struct {
	ID                 string // anchor of its indicators
	Code, Title, Href  string
	Count              string // "3 indicadores, 2 de 3 con dato"
	Progress, Expected string
	Meter              ui.MeterProps
	Status             string
	Beside             *board.Beside
	Open               bool
	Rows               []row
	Label              string // of its table
	Empty              ui.EmptyProps
	Explain            ui.ExplainProps
}

// row is an indicator in the second table of the source.
type row struct {
	board.TableRow
	Description string
	Repeated    bool // the description says no more than the title
	Results     []result
	Beside      *board.Beside
}

// result is something achieved.
type result struct {
	Title, Description, URL string
	On                      string // blank where it has no date
}

func buildGroups(b dashboard.Board, published snapshot.Published, v view, rows []board.Group) []group {
	open := v.open(listed(rows))
	groups := make([]group, len(rows))
	for n, g := range rows {
		groups[n] = group{
			ID: "objetivo-" + strconv.FormatInt(g.ID, 10), Code: g.Code, Title: g.Title, Href: v.ObjectivePath(b, g.Code),
			Count:    countOf(g),
			Progress: ui.PercentOrDash(g.Progress, board.MeanPlaces), Expected: ui.PercentOrDash(g.Expected, board.MeanPlaces),
			Meter: board.Meter(g.Figures), Status: string(g.Status),
			Beside: board.PublishedBeside(published.Objectives, g.Code, g.Progress, board.MeanPlaces),
			Open:   open,
			Rows:   v.rows(b, published, g.Listed),
			Label:  "Indicadores del objetivo " + g.Code,
			Empty:  board.WithoutIndicators(g.Objective),
		}
		groups[n].Explain = explain(b, g.Objective)
		if g.Status == dashboard.Cancelled { // nothing is expected of it any more
			groups[n].Expected, groups[n].Meter = "", board.Meter(dashboard.Figures{Progress: g.Progress, Status: g.Status})
		}
	}
	return groups
}

// countOf tells how many indicators there are, how many of them are shown, and what is particular.
func countOf(g board.Group) string {
	note := board.ObjectiveNote(g.Objective)
	all := len(g.Indicators)
	if all == 0 {
		return note
	}
	count := ui.Count(all, "indicador", "indicadores")
	if shown := len(g.Listed); shown < all {
		count = strconv.Itoa(shown) + " de " + count
	}
	if note != "" {
		count += ", " + note
	}
	return count
}

func (v view) rows(b dashboard.Board, published snapshot.Published, list []dashboard.Indicator) []row {
	rows := make([]row, len(list))
	for n, formatted := range v.IndicatorTable(b, list).WithoutObjectives().Rows {
		i := list[n]
		rows[n] = row{
			TableRow: formatted, Description: i.Description, Repeated: i.Description == i.Title,
			Results: results(i.Results),
			Beside:  board.PublishedBeside(published.Indicators, i.Code, i.Progress, board.IndicatorPlaces),
		}
	}
	return rows
}

func results(list []indicator.Result) []result {
	shown := make([]result, len(list))
	for n, r := range list {
		shown[n] = result{Title: r.Title, Description: r.Description, URL: r.URL}
		if !r.AchievedOn.IsZero() {
			shown[n].On = ui.ShortDate(r.AchievedOn)
		}
	}
	return shown
}

// explain answers how the figures of an objective come about, down to those of its indicators.
func explain(b dashboard.Board, o dashboard.Objective) ui.ExplainProps {
	p := board.ExplainObjective(b, o)
	if len(p.Inputs) == 0 {
		return p
	}
	p.Head = slices.Insert(p.Head, 1, "Con sus números")
	n := 0
	for k, x := range b.ExplainObjective(o).Rows {
		if x.LeftOut != progress.Included {
			continue
		}
		p.Inputs[n] = slices.Insert(p.Inputs[n], 1, board.Worked(b, o.Indicators[k]))
		n++
	}
	return p
}
