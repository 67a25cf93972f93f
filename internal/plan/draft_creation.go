package plan

import (
	"github.com/shopspring/decimal"

	"hito/internal/draft"
)

// The letters that the texts of a plan may have.
const (
	longestTitle = 300
	longestText  = 4000
)

// Creation is what somebody types of a new plan.
type Creation struct {
	Title, Body, Slug, StartsOn, EndsOn, GeneralObjective, Summary string
}

// Check returns the draft of a plan that was typed, with the usual thresholds, or a fault.Invalid.
func (d Creation) Check() (Plan, error) {
	var c draft.Check
	p := Plan{State: Draft, OnTrackFrom: decimal.New(90, -2), DelayedFrom: decimal.New(70, -2)}
	checkNames(&c, &p, d.Title, d.Body)
	p.Slug = checkSlug(&c, d.Slug, p.Title)
	checkDates(&c, &p, d.StartsOn, d.EndsOn)
	p.GeneralObjective = c.Lines("general_objective", d.GeneralObjective, longestText)
	p.Summary = c.Lines("summary", d.Summary, longestText)
	return p, c.Err()
}

func checkNames(c *draft.Check, p *Plan, title, body string) {
	p.Title = checkTitle(c, title)
	p.Body = c.NeededLine("body", body, longestTitle, "Escriba el organismo de quien es el plan.")
}

func checkTitle(c *draft.Check, typed string) string {
	return c.NeededLine("title", typed, longestTitle, "Escriba el título del plan.")
}

func checkDates(c *draft.Check, p *Plan, start, end string) {
	p.StartsOn, p.EndsOn = c.NeededDate("starts_on", start), c.NeededDate("ends_on", end)
	c.Between("ends_on", p.StartsOn, p.EndsOn)
}
