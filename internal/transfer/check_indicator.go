package transfer

import (
	"strconv"

	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// checkIndicator reads an indicator as its form does, and makes its cells those that are kept.
func (c *comparing) checkIndicator(change *Change) error {
	d, err := c.definition(change.Cells, nil)
	if problem := c.unitProblem(change.Cells["units"]); problem != "" {
		err = merged(err, fault.Invalid{"units": problem})
	}
	if err == nil {
		keepDefinition(change.Cells, d)
	}
	return merged(err, c.checkCancellation(change))
}

// definition checks an indicator with planned points by its cells. What it refers to is known to be there, so the frame
// holds no more than that.
func (c *comparing) definition(cells map[Field]string, points []indicator.TypedPoint) (indicator.Draft, error) {
	frame := indicator.Frame{StartsOn: c.plan.StartsOn, EndsOn: c.plan.EndsOn, Frameworks: []plan.Framework{{}}}
	t := indicator.TypedDraft{
		Code: cells["code"], Title: cells["title"], Description: cells["description"], Method: cells["method"], Source: cells["source"],
		UnitOfMeasure: cells["unit_of_measure"], Decimals: cells["decimals"], Nature: cells["nature"], Periodicity: cells["periodicity"],
		Rule: cells["rule"], Baseline: typed(cells["baseline"]), Target: typed(cells["target"]), StartsOn: cells["starts_on"], EndsOn: cells["ends_on"],
		Steps: cells["steps"], Weight: typed(cells["weight"]), Points: points,
	}
	if cells["objective"] != "" {
		t.Objective = "1"
		frame.Objectives = []indicator.Objective{{ID: 1, Code: cells["objective"]}}
	}
	for n := range splitList(cells["units"]) {
		frame.Units = append(frame.Units, indicator.Unit{ID: int64(n) + 1})
		t.Units = append(t.Units, strconv.Itoa(n+1))
	}
	for n := range splitList(cells["standards"]) {
		frame.Frameworks[0].Standards = append(frame.Frameworks[0].Standards, plan.Standard{ID: int64(n) + 1})
		t.Standards = append(t.Standards, strconv.Itoa(n+1))
	}
	d, err := t.Check(frame)
	if problems := problemsByField(err); problems["planned_in_steps"] != "" {
		err = merged(err, fault.Invalid{"steps": problems["planned_in_steps"]})
	}
	return d, err
}

// keepDefinition writes a definition into cells, all of it but what it refers to.
func keepDefinition(cells map[Field]string, d indicator.Draft) {
	steps, periodicity := "", ""
	if d.PlannedInSteps {
		steps = indicator.InSteps
	}
	if d.PeriodicityMonths > 0 {
		periodicity = strconv.Itoa(d.PeriodicityMonths)
	}
	for f, canonical := range map[Field]string{
		"code": d.Code, "title": d.Title, "description": d.Description, "method": d.Method, "source": d.Source,
		"unit_of_measure": d.UnitOfMeasure, "decimals": strconv.Itoa(int(d.Decimals)), "nature": string(d.Nature), "periodicity": periodicity,
		"rule": string(d.Rule), "baseline": plain(d.Baseline), "target": d.Target.String(), "starts_on": d.StartsOn.String(),
		"ends_on": d.EndsOn.String(), "steps": steps, "weight": d.Weight.String(),
	} {
		cells[f] = canonical
	}
}

// comparePoints compares planned values. They are checked together with the others of their indicator.
func (c *comparing) comparePoints(said []Record) {
	points := &planning{comparing: c, own: map[string]*Record{}, cells: map[string]map[Field]string{}, of: map[string][]*Change{}, seen: map[string]bool{}}
	points.gather()
	for _, r := range said {
		points.add(r)
	}
	points.check()
	for _, change := range points.changes {
		c.found[Point] = append(c.found[Point], *change)
	}
	points.tellGone()
}
