package followups

import (
	"net/url"
	"slices"
	"strings"

	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// path is the address of this page below a plan.
const path = "/seguimiento"

// Anchors of the two tables.
const (
	objectivesID = "objetivos"
	indicatorsID = "indicadores"
)

// Parameters of this page beside those of the list of indicators.
const (
	paramOrder     = "orden-objetivos"
	paramDirection = "dir-objetivos"
	paramFolds     = "detalle"

	descending = "desc"
)

// folds says which objectives show their indicators.
type folds string

const (
	foldsBySize folds = "" // all of them, unless there are too many to read on
	foldsOpen   folds = "desplegado"
	foldsShut   folds = "plegado"
)

// mostOpen is how many indicators are shown unfolded where nothing was asked for.
const mostOpen = 60

// view is what of the seguimiento is asked for.
type view struct {
	board.Asked
	List       board.List
	Order      objectiveOrder
	Descending bool
	Folds      folds
}

func read(asked board.Asked, query url.Values) view {
	v := view{Asked: asked, List: board.ReadList(query)}
	if order := objectiveOrder(query.Get(paramOrder)); slices.Contains(objectiveOrders, order) {
		v.Order, v.Descending = order, query.Get(paramDirection) == descending
	}
	if f := folds(query.Get(paramFolds)); f == foldsOpen || f == foldsShut {
		v.Folds = f
	}
	return v
}

// own returns the parameters of this page that its list does not know, in a fixed order.
func (v view) own() []ui.Hidden {
	var list []ui.Hidden
	if v.Order != "" {
		list = append(list, ui.Hidden{Name: paramOrder, Value: string(v.Order)})
	}
	if v.Descending {
		list = append(list, ui.Hidden{Name: paramDirection, Value: descending})
	}
	if v.Folds != foldsBySize {
		list = append(list, ui.Hidden{Name: paramFolds, Value: string(v.Folds)})
	}
	return list
}

// base returns the address of this page with everything but the list's parameters.
func (v view) base(b dashboard.Board) string {
	address := v.Path(b.Plan.Slug, path)
	for _, h := range v.own() {
		separator := "?"
		if strings.Contains(address, "?") {
			separator = "&"
		}
		address += separator + url.QueryEscape(h.Name) + "=" + url.QueryEscape(h.Value)
	}
	return address
}

// href returns the address of this view, at one of the two tables.
func (v view) href(b dashboard.Board, at string) string { return v.List.Href(v.base(b)) + "#" + at }

func (v view) listed(l board.List) view {
	v.List = l
	return v
}

func (v view) folded(f folds) view {
	v.Folds = f
	return v
}

// sorted returns the view with its objectives in an order, ascending, or the other way round where
// they are in that order already.
func (v view) sorted(by objectiveOrder) view {
	v.Descending = v.Order == by && !v.Descending
	v.Order = by
	return v
}

// open tells whether objectives show their indicators, of which there are so many.
func (v view) open(indicators int) bool {
	if v.Folds == foldsBySize {
		return v.List.Filtered() || indicators <= mostOpen
	}
	return v.Folds == foldsOpen
}
