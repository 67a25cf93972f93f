package transfer

import (
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/number"
	"hito/internal/plan"
)

func formatted(d decimal.Decimal) string { return number.Format(d) }

// check makes the cells of a change those that are kept, by the rules of the form of such a thing, and returns what is
// wrong with them.
func (c *comparing) check(change *Change) map[Field]string {
	checks := map[Kind]func(*Change) error{
		Head: c.checkHead, Section: checkSection, Line: c.checkLine, Framework: c.checkFramework, Standard: c.checkStandard,
		Objective: c.checkObjective, Indicator: c.checkIndicator, Result: c.checkResult,
	}
	check := checks[change.Kind]
	if check == nil {
		return nil
	}
	err := check(change)
	if taken := c.taken(change.Record, change.Cells); taken != "" {
		err = merged(fault.Invalid{"code": taken}, err)
	}
	return problemsByField(err)
}

// checkHead reads the plan itself, whose dates all others are checked by. Of a new plan, what the file does not say was typed.
func (c *comparing) checkHead(change *Change) error {
	cell := func(f Field, other string) string {
		if said, is := change.Cells[f]; is {
			return said
		}
		return other
	}
	p := c.has.Plan
	d := plan.Edition{
		Title: cell("title", p.Title), Body: cell("body", p.Body), Summary: cell("summary", p.Summary),
		GeneralObjective: cell("general_objective", p.GeneralObjective), Notice: cell("notice", p.Notice),
		StartsOn: cell("starts_on", p.StartsOn.String()), EndsOn: cell("ends_on", p.EndsOn.String()),
		OnTrackFrom:   percentTyped(cell("on_track_from", ""), p.OnTrackFrom),
		DelayedFrom:   percentTyped(cell("delayed_from", ""), p.DelayedFrom),
		CadenceMonths: cell("cadence_months", ""),
	}
	if d.CadenceMonths == "" {
		d.CadenceMonths = "0"
	}
	kept, _, err := d.Check()
	if err != nil {
		return c.saidOf(change, err)
	}
	c.plan.StartsOn, c.plan.EndsOn = kept.StartsOn, kept.EndsOn
	for f, canonical := range map[Field]string{
		"title": kept.Title, "body": kept.Body, "summary": kept.Summary, "general_objective": kept.GeneralObjective, "notice": kept.Notice,
	} {
		if _, said := change.Cells[f]; said {
			change.Cells[f] = canonical
		}
	}
	return nil
}

// saidOf leaves of what is wrong with a new plan only what the file says of it.
func (c *comparing) saidOf(change *Change, err error) error {
	if c.mode != NewPlan {
		return err
	}
	wrong := fault.Invalid{}
	for f, message := range problemsByField(err) {
		if change.Cells[f] != "" {
			wrong[string(f)] = message
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// percentTyped writes a share as the form of a plan has it; the usual one where there is none.
func percentTyped(cell string, usual decimal.Decimal) string {
	share := nullable(cell)
	if !share.Valid {
		share.Decimal = usual
	}
	return formatted(share.Decimal.Shift(2))
}

func checkSection(change *Change) error {
	s, err := plan.SectionDraft{Heading: change.Cells["heading"], Body: change.Cells["body"]}.Check()
	change.Cells["heading"], change.Cells["body"] = s.Heading, s.Body
	return err
}

func (c *comparing) checkLine(change *Change) error {
	cells := change.Cells
	l, err := plan.LineDraft{Code: cells["code"], Title: cells["title"], Description: cells["description"]}.Check()
	cells["code"], cells["title"], cells["description"] = l.Code, l.Title, l.Description
	return err
}

func (c *comparing) checkFramework(change *Change) error {
	cells := change.Cells
	f, err := plan.FrameworkDraft{Code: cells["code"], Title: cells["title"], Description: cells["description"]}.Check()
	cells["code"], cells["title"], cells["description"] = f.Code, f.Title, f.Description
	return err
}

// checkStandard reads a standard by the form of its framework, as its only row.
func (c *comparing) checkStandard(change *Change) error {
	cells := change.Cells
	d := plan.FrameworkDraft{Code: "1", Title: "1", Standards: []plan.StandardDraft{{Code: cells["code"], Title: cells["title"]}}}
	if d.Standards[0].Blank() {
		d.Standards[0].Title = " " // a row that is blank is none
	}
	_, err := d.Check()
	wrong := fault.Invalid{}
	for f, message := range problemsByField(err) {
		wrong[strings.TrimPrefix(string(f), "standard-0-")] = message
	}
	if cells["framework"] == "" {
		wrong["framework"] = "Escriba el código del marco."
	}
	cells["code"], cells["title"] = strings.TrimSpace(cells["code"]), strings.TrimSpace(cells["title"])
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

func (c *comparing) checkObjective(change *Change) error {
	cells := change.Cells
	o, err := plan.ObjectiveDraft{Code: cells["code"], Title: cells["title"], Weight: typed(cells["weight"])}.Check()
	cells["code"], cells["title"], cells["weight"] = o.Code, o.Title, o.Weight.String()
	return merged(err, c.checkCancellation(change))
}

// checkCancellation reads from when something counts no more, where it was not read before.
func (c *comparing) checkCancellation(change *Change) error {
	cells := change.Cells
	on, reason := cells["cancelled_on"], cells["cancel_reason"]
	before := c.own.byID[change.Kind][change.ID]
	switch {
	case on == "" && reason == "", before != nil && before.Cells["cancelled_on"] == on && before.Cells["cancel_reason"] == reason:
		return nil
	}
	day, kept, err := plan.Cancellation{On: on, Reason: reason}.Check(c.plan, c.has.Today)
	if err == nil {
		cells["cancelled_on"], cells["cancel_reason"] = day.String(), kept
	}
	return err
}

// merged is what is wrong by two checks of one thing.
func merged(errs ...error) error {
	wrong := fault.Invalid{}
	for _, err := range errs {
		for f, message := range problemsByField(err) {
			wrong[string(f)] = message
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

func (c *comparing) checkResult(change *Change) error {
	cells := change.Cells
	d := indicator.ResultDraft{Title: cells["title"], Description: cells["description"], AchievedOn: cells["achieved_on"], URL: cells["url"]}
	for range splitList(cells["indicators"]) {
		d.Indicators = append(d.Indicators, "1") // they are known to be there
	}
	r, _, err := d.Check(c.has.Today)
	cells["title"], cells["description"], cells["url"] = r.Title, r.Description, r.URL
	cells["achieved_on"] = r.AchievedOn.String()
	return err
}
