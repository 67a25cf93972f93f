package transfer

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/number"
	"hito/internal/text"
)

// planning compares planned values, by their indicators.
type planning struct {
	*comparing
	own     map[string]*Record          // of the plan, by the code of the indicator after the import and the day
	cells   map[string]map[Field]string // of indicators, as they are after the import, by their codes
	of      map[string][]*Change        // of the file, by the code of their indicator
	order   []string                    // of those codes
	seen    map[string]bool             // names in the file
	changes []*Change
}

// gather finds out what indicators and planned values are after the import, the file's own values aside.
func (p *planning) gather() {
	for _, r := range p.comparing.own.list[Indicator] {
		if p.after[r.thing()] == nil {
			cells := p.asAfter(*r)
			p.cells[cells["code"]] = cells
		}
	}
	for _, change := range p.found[Indicator] {
		if change.Outcome != Wrong {
			p.cells[change.Cells["code"]] = change.Cells
		} else if change.ID != 0 {
			p.cells[change.Cells["code"]] = p.before(change.Record)
		}
	}
	for _, r := range p.comparing.own.list[Point] {
		p.own[p.name(p.asAfter(*r))] = r
	}
}

func (p *planning) name(cells map[Field]string) string { return cells["indicator"] + " " + cells["on"] }

// add takes a planned value of the file.
func (p *planning) add(r Record) {
	change := &Change{Record: r, Problems: r.wrong}
	p.changes = append(p.changes, change)
	change.Cells = map[Field]string{}
	p.say(change, r)
	change.Label = pointLabel(change.Cells)
	for f, missing := range map[Field]text.Refused{"indicator": "Escriba el código del indicador.", "on": date.Missing, "value": number.Missing} {
		if change.Cells[f] == "" && len(change.Problems) == 0 {
			change.Problems = []Problem{r.problemAt(f, string(missing))}
		}
	}
	name := p.name(change.Cells)
	switch known := p.own[name]; {
	case len(change.Problems) > 0:
	case p.seen[name]:
		change.Problems = []Problem{r.problemAt("on", "Ya hay otro valor previsto de este indicador en esa fecha.")}
	case known == nil:
		change.Outcome = Created
	case alikeCells(known.Cells["value"], change.Cells["value"]):
		change.Outcome = Same
	default:
		change.Outcome = Changed
		change.Edits = []Edit{{Field: "value", Before: known.Cells["value"], After: change.Cells["value"]}}
	}
	p.seen[name] = true
	if len(change.Problems) > 0 {
		change.Outcome = Wrong
		return
	}
	code := change.Cells["indicator"]
	if len(p.of[code]) == 0 {
		p.order = append(p.order, code)
	}
	p.of[code] = append(p.of[code], change)
}

func pointLabel(cells map[Field]string) string {
	on := day(cells["on"])
	if on.IsZero() {
		return cells["indicator"]
	}
	return joined(cells["indicator"], on.Time().Format("2/1/2006"))
}

// check reads the planned values of each indicator of which any is new or changed.
func (p *planning) check() {
	stays := map[string][]*Record{}
	for name, r := range p.own {
		if !p.seen[name] {
			code := p.asAfter(*r)["indicator"]
			stays[code] = append(stays[code], r)
		}
	}
	for _, code := range p.order {
		if p.touched(code) {
			p.checkOf(code, stays[code])
		}
	}
}

func (p *planning) touched(code string) bool {
	for _, change := range p.of[code] {
		if change.Outcome != Same {
			return true
		}
	}
	return false
}

func (p *planning) checkOf(code string, stays []*Record) {
	cells := p.cells[code]
	if cells == nil {
		for _, change := range p.of[code] {
			change.refuse("indicator", fmt.Sprintf(inError[Indicator], code))
		}
		return
	}
	var points []indicator.TypedPoint
	for _, r := range stays {
		points = append(points, indicator.TypedPoint{On: r.Cells["on"], Value: typed(r.Cells["value"])})
	}
	for _, change := range p.of[code] {
		points = append(points, indicator.TypedPoint{On: change.Cells["on"], Value: typed(change.Cells["value"])})
	}
	_, err := p.definition(maps.Clone(cells), points)
	for f, message := range problemsByField(err) {
		name, row, numbered := strings.Cut(string(f), "-")
		n, err := strconv.Atoi(row)
		if !numbered || err != nil || n < len(stays) || n-len(stays) >= len(p.of[code]) {
			continue
		}
		field := map[string]Field{"point_on": "on", "point_value": "value"}[name]
		p.of[code][n-len(stays)].refuse(field, message)
	}
}

func (c *Change) refuse(f Field, message string) {
	c.Outcome, c.Edits = Wrong, nil
	c.Problems = append(c.Problems, c.problemAt(f, message))
}

// tellGone tells the planned values that the plan has and the file has not, where it has any.
func (p *planning) tellGone() {
	if len(p.changes) == 0 {
		return
	}
	for _, r := range p.comparing.own.list[Point] {
		cells := p.asAfter(*r)
		if !p.seen[p.name(cells)] {
			gone := *r
			gone.Cells = cells
			p.found[Point] = append(p.found[Point], Change{Record: gone, Outcome: Gone, Label: pointLabel(cells)})
		}
	}
}
