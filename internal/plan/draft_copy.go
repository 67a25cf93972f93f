package plan

import "hito/internal/draft"

// Copy is what somebody types to make a new plan from another.
type Copy struct {
	Title, Slug, StartsOn, EndsOn string

	Values   bool // the values that stand, with their dates
	Results  bool // the results, with their dates; their files stay where they are
	Baseline bool // the last value becomes the baseline
}

// Check returns the names and dates of the new plan, or a fault.Invalid. Results without values would be evidence of
// nothing.
func (d Copy) Check() (Plan, error) {
	var c draft.Check
	p := Plan{State: Draft, Title: checkTitle(&c, d.Title)}
	p.Slug = checkSlug(&c, d.Slug, p.Title)
	checkDates(&c, &p, d.StartsOn, d.EndsOn)
	if d.Results && !d.Values {
		c.Refuse("copy", "Los resultados se copian junto con los valores: marque también los valores.")
	}
	return p, c.Err()
}
