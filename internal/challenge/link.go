package challenge

import (
	"strconv"
	"strings"

	"hito/internal/date"
)

// EndKind is what of a plan a link leads to.
type EndKind string

// Kinds of ends.
const (
	ToObjective EndKind = "objective"
	ToIndicator EndKind = "indicator"
	ToResult    EndKind = "result"
)

// End is an objective, an indicator or a result of a plan, by its number.
type End struct {
	Kind EndKind
	ID   int64
}

// String writes an end as forms hold it: "indicator-12".
func (e End) String() string { return string(e.Kind) + "-" + strconv.FormatInt(e.ID, 10) }

// readEnd reads what String writes, and nothing else.
func readEnd(typed string) (End, bool) {
	kind, number, _ := strings.Cut(typed, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	e := End{EndKind(kind), id}
	known := e.Kind == ToObjective || e.Kind == ToIndicator || e.Kind == ToResult
	return e, err == nil && id > 0 && known && e.String() == typed
}

// Tie is a link of a reto to something of a plan.
type Tie struct {
	ID                  int64
	PlanID              int64
	PlanSlug, PlanTitle string
	Kind                EndKind
	EndID               int64
	Code                string // blank for a result
	Title               string
	AchievedOn          date.Date // of a result; no date for others
	Serves              []int64   // the indicators that a result is evidence of, in the plan's order
	Withdrawn           bool      // a result that counts no more
}

// Offer is what a reto may be linked to; those of an objective stand together, results at the end.
type Offer struct {
	Kind                  EndKind
	ID                    int64
	Code                  string // blank for a result
	Title                 string
	GroupCode, GroupTitle string // the objective; blank for a result
	Within                int64  // place among those of its group
	Place                 int64  // place of the group
}

// End is what the offer leads to.
func (o Offer) End() End { return End{o.Kind, o.ID} }

// OpenPlan is a plan whose parts a reto may be linked to.
type OpenPlan struct{ Slug, Title string }
