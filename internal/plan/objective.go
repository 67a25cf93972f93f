package plan

import (
	"github.com/shopspring/decimal"

	"hito/internal/draft"
)

// longestObjectiveTitle is how many letters the title of an objective may have.
const longestObjectiveTitle = 1000

// ObjectiveDraft is what people type into the form of an objective; Lines and Standards are the numbers of those that
// are ticked.
type ObjectiveDraft struct {
	Code, Title, Weight string
	Lines, Standards    []string
}

// checkedObjective is an objective as it is kept.
type checkedObjective struct {
	code, title      string
	weight           decimal.Decimal
	lines, standards []int64
}

func (d ObjectiveDraft) check() (checkedObjective, error) {
	var c draft.Check
	o := checkedObjective{
		code:      c.Code("code", d.Code),
		title:     c.NeededLine("title", d.Title, longestObjectiveTitle, "Escriba el objetivo."),
		weight:    c.Weight("weight", d.Weight),
		lines:     checkIDs(&c, "lines", d.Lines, noSuchLine),
		standards: checkIDs(&c, "standards", d.Standards, noSuchStandard),
	}
	return o, c.Err()
}
