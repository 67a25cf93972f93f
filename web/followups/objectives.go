package followups

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// objectiveOrder is what the objectives are sorted by, as it stands in an address.
type objectiveOrder string

const (
	byPlan     objectiveOrder = "" // as the plan has them
	byCount    objectiveOrder = "indicadores"
	byProgress objectiveOrder = "progreso"
	byExpected objectiveOrder = "previsto"
	byStatus   objectiveOrder = "estado" // worst first
)

var objectiveOrders = []objectiveOrder{byCount, byProgress, byExpected, byStatus}

// columnOrders are the orders of the columns of board.ObjectiveHeads, by their labels.
var columnOrders = map[string]objectiveOrder{
	"Id": byPlan, "Nº indicadores": byCount, "Progreso medio": byProgress, "Previsto": byExpected, "Estado": byStatus,
}

func (o objectiveOrder) compare(x, y dashboard.Objective) int {
	switch o {
	case byCount:
		return cmp.Compare(len(x.Indicators), len(y.Indicators))
	case byProgress:
		return compareFractions(x.Progress, y.Progress)
	case byExpected:
		return compareFractions(x.Expected, y.Expected)
	case byStatus:
		return cmp.Compare(slices.Index(dashboard.Statuses, x.Status), slices.Index(dashboard.Statuses, y.Status))
	default:
		return 0
	}
}

func compareFractions(x, y decimal.NullDecimal) int { return x.Decimal.Cmp(y.Decimal) }

// inOrder returns the objectives as the view sorts them; equal ones keep the plan's order.
func (v view) inOrder(objectives []dashboard.Objective) []dashboard.Objective {
	sorted := slices.Clone(objectives)
	if v.Order == byPlan {
		if v.Descending {
			slices.Reverse(sorted)
		}
		return sorted
	}
	slices.SortStableFunc(sorted, func(x, y dashboard.Objective) int {
		if v.Descending {
			x, y = y, x
		}
		return v.Order.compare(x, y)
	})
	return sorted
}

// buildObjectives returns the first table of the source. Groups has the objectives whose indicators
// the second table shows.
func buildObjectives(b dashboard.Board, published snapshot.Published, v view, groups []group) board.ObjectiveTableProps {
	withPublished := len(published.Objectives) > 0
	p := board.ObjectiveTableProps{
		Label: "Objetivos del plan", Heads: v.objectiveHeads(b, withPublished), Published: withPublished,
		Total: totalRow(b),
	}
	anchors := make(map[string]string, len(groups))
	for _, g := range groups {
		anchors[g.Code] = "#" + g.ID
	}
	for _, o := range v.inOrder(b.Objectives) {
		row := board.ObjectiveRowOf(b, v.Asked, o)
		row.CountHref = anchors[o.Code]
		row.Beside = board.PublishedBeside(published.Objectives, o.Code, o.Progress, board.MeanPlaces)
		p.Rows = append(p.Rows, row)
	}
	return p
}

// objectiveHeads returns the headings as links that sort; the one in force knows its direction.
func (v view) objectiveHeads(b dashboard.Board, published bool) []ui.SortProps {
	heads := board.ObjectiveHeads(published)
	for n := range heads {
		order, sorts := columnOrders[heads[n].Label]
		if !sorts {
			continue
		}
		heads[n].Href = v.sorted(order).href(b, objectivesID)
		if v.Order == order {
			heads[n].Direction = direction(v.Descending)
		}
	}
	return heads
}

func direction(down bool) ui.Direction {
	if down {
		return ui.Descending
	}
	return ui.Ascending
}

func totalRow(b dashboard.Board) *board.ObjectiveRow {
	return &board.ObjectiveRow{
		Title: "Total del plan", Note: "media ponderada de los objetivos",
		Count:    strconv.Itoa(len(b.Indicators())),
		Progress: ui.PercentOrDash(b.Progress, board.HeadlinePlaces), Expected: ui.PercentOrDash(b.Expected, board.HeadlinePlaces),
		Meter: board.Meter(b.Figures), Status: string(b.Status),
	}
}
