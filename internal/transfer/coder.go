package transfer

import (
	"hito/internal/indicator"
	"hito/internal/plan"
)

// coder makes the codes of new indicators as indicator.Frame.NextCode does, without going through all codes for each.
type coder struct {
	frame indicator.Frame
	at    map[string]int // of an objective in the frame, by its code
	taken map[string]bool
	last  map[string]string // that was made under an objective
}

// newCoder begins with the codes that the indicators of the plan have after the import, and those of the file.
func (r *reader) newCoder(rows []*entry) *coder {
	c := &coder{at: map[string]int{}, taken: map[string]bool{}, last: map[string]string{}}
	for _, rec := range r.own.list[Objective] {
		c.objective(r.final(Objective, rec.Cells["code"]))
	}
	for _, e := range r.entries {
		if e.Kind == Objective {
			c.objective(e.Cells["code"])
		}
	}
	for _, rec := range r.own.list[Indicator] {
		c.take(r.final(Objective, rec.Cells["objective"]), r.final(Indicator, rec.Cells["code"]))
	}
	for _, e := range rows {
		if code := e.Cells["code"]; code != "" {
			c.take(e.Cells["objective"], code)
		}
	}
	return c
}

// final is the code that what has one in the plan has after the import.
func (r *reader) final(kind Kind, code string) string {
	for _, rec := range r.own.byName[kind][code] {
		if e := r.becomes[rec]; e != nil && e.Cells["code"] != "" {
			return e.Cells["code"]
		}
	}
	return code
}

func (c *coder) objective(code string) {
	if _, known := c.at[code]; !known {
		c.at[code] = len(c.frame.Objectives)
		c.frame.Objectives = append(c.frame.Objectives, indicator.Objective{Code: code})
	}
}

func (c *coder) take(objective, code string) {
	if c.taken[code] {
		return
	}
	c.taken[code] = true
	if at, known := c.at[objective]; known {
		o := &c.frame.Objectives[at]
		o.Indicators = append(o.Indicators, code)
	}
}

// next is the code of a new indicator of an objective, which it keeps; blank where none can be made.
func (c *coder) next(objective string) string {
	at, known := c.at[objective]
	if !known {
		return ""
	}
	code := ""
	if last := c.last[objective]; last != "" {
		code = plan.NextCode([]string{last}, "")
	}
	if code == "" || c.taken[code] {
		code = c.frame.NextCode(c.frame.Objectives[at])
	}
	for code != "" && c.taken[code] { // of an objective that nobody knows
		code = plan.NextCode([]string{code}, "")
	}
	c.last[objective] = code
	c.take(objective, code)
	return code
}
