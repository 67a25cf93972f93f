package indicator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/progress"
)

// Draft is an indicator's definition as its form edits it: all of it but its place and its cancellation. Points are
// in the order of their dates; UnitIDs and StandardIDs are sorted and hold each once.
type Draft struct {
	ObjectiveID       int64
	Code              string
	Title             string
	Description       string
	Method            string
	Source            string
	UnitOfMeasure     string
	Decimals          int32
	Nature            Nature
	PeriodicityMonths int
	UnitIDs           []int64
	Rule              progress.Rule
	Baseline          decimal.NullDecimal
	Target            decimal.Decimal
	StartsOn          date.Date
	EndsOn            date.Date
	Points            []progress.Point
	PlannedInSteps    bool
	Weight            decimal.Decimal
	StandardIDs       []int64
}

// Goal is Indicator.Goal of a definition.
func (d Draft) Goal(planStart, planEnd date.Date) progress.Goal {
	i := Indicator{
		Rule: d.Rule, Baseline: d.Baseline, Target: d.Target, StartsOn: d.StartsOn, EndsOn: d.EndsOn,
		Points: d.Points, PlannedInSteps: d.PlannedInSteps,
	}
	return i.Goal(planStart, planEnd)
}

// Reckons tells whether figures come out differently by another definition.
func (d Draft) Reckons(other Draft) bool {
	same := d.ObjectiveID == other.ObjectiveID && d.Rule == other.Rule && d.Target.Equal(other.Target) &&
		d.Baseline.Valid == other.Baseline.Valid && d.Baseline.Decimal.Equal(other.Baseline.Decimal) &&
		d.StartsOn == other.StartsOn && d.EndsOn == other.EndsOn && d.PlannedInSteps == other.PlannedInSteps && d.Weight.Equal(other.Weight)
	return !same || !slices.EqualFunc(d.Points, other.Points, func(a, b progress.Point) bool { return a.On == b.On && a.Value.Equal(b.Value) })
}

// told is the definition as events tell it: whole, with numbers as they are.
func (d Draft) told() map[string]any {
	points := map[string]json.Number{}
	for _, p := range d.Points {
		points[p.On.String()] = json.Number(p.Value.String())
	}
	told := map[string]any{
		"objective_id": d.ObjectiveID, "code": d.Code, "title": d.Title, "description": d.Description, "how_measured": d.Method,
		"source": d.Source, "unit_of_measure": d.UnitOfMeasure, "decimals": d.Decimals, "nature": d.Nature,
		"periodicity_months": d.PeriodicityMonths, "units": d.UnitIDs, "rule": d.Rule, "baseline": nil,
		"target": json.Number(d.Target.String()), "starts_on": d.StartsOn, "ends_on": d.EndsOn, "points": points,
		"planned_in_steps": d.PlannedInSteps, "weight": json.Number(d.Weight.String()), "standards": d.StandardIDs,
	}
	if d.Baseline.Valid {
		told["baseline"] = json.Number(d.Baseline.Decimal.String())
	}
	return told
}

// TypedDraft is what the form of an indicator holds, as typed.
type TypedDraft struct {
	Objective, Code, Title, Description, Method, Source string
	UnitOfMeasure, Decimals, Nature, Periodicity        string
	Units, Standards                                    []string // numbers
	Rule, Baseline, Target                              string   // a blank rule follows from the goal
	StartsOn, EndsOn                                    string
	Points                                              []TypedPoint
	Steps                                               string // InSteps or blank
	Weight                                              string
}

// TypedPoint is a row of planned points, as typed.
type TypedPoint struct{ On, Value string }

// Blank tells a row in which nothing was typed.
func (p TypedPoint) Blank() bool { return strings.TrimSpace(p.On+p.Value) == "" }

// InSteps is what is typed for a planned value that jumps at each point.
const InSteps = "si"

const (
	titleLength   = 1000
	textLength    = 4000
	measureLength = 40
	goalPlaces    = 6   // of numbers, as the database keeps them
	mostPoints    = 120 // every month of ten years
)

// Periodicities lists the months between values that can be asked for, in the order in which they are offered.
var Periodicities = []int{1, 2, 3, 4, 6, 12, 24}

// Rules lists the rules in the order in which they are offered.
var Rules = []progress.Rule{progress.Reach, progress.MaintainAtLeast, progress.MaintainAtMost}

const noDistance = "Para alcanzar una meta, esta debe ser distinta del valor inicial; si se trata de mantenerlo, elija una regla de mantenimiento."

// Check returns the definition as it is kept, or a fault.Invalid by the names of the form's fields; those of a
// planned point end in the number of its row, from 0.
func (t TypedDraft) Check(in Frame) (Draft, error) {
	var c draft.Check
	d := Draft{
		ObjectiveID:   t.objective(&c, in),
		Code:          t.code(&c, in),
		Title:         c.NeededLine("title", t.Title, titleLength, "Escriba el título del indicador."),
		Description:   c.Lines("description", t.Description, textLength),
		Method:        c.Lines("method", t.Method, textLength),
		Source:        c.Lines("source", t.Source, textLength),
		UnitOfMeasure: c.Line("unit_of_measure", t.UnitOfMeasure, measureLength),
		Nature:        draft.OneOf(&c, "nature", t.Nature, append([]Nature{""}, Natures...)...),
		UnitIDs:       numbers(&c, "units", t.Units, in.hasUnit),
		StandardIDs:   numbers(&c, "standards", t.Standards, in.hasStandard),
		Baseline:      c.Number("baseline", t.Baseline, goalPlaces),
		Target:        c.NeededNumber("target", t.Target, goalPlaces),
		StartsOn:      c.Date("starts_on", t.StartsOn),
		EndsOn:        c.Date("ends_on", t.EndsOn),
		Weight:        c.Weight("weight", t.Weight),
	}
	d.Decimals = int32(oneOf(&c, "decimals", t.Decimals, []int{0, 1, 2, 3, 4, 5, 6})) //nolint:gosec // one of these
	if t.Periodicity != "" {
		d.PeriodicityMonths = oneOf(&c, "periodicity", t.Periodicity, Periodicities)
	}
	d.PlannedInSteps = draft.OneOf(&c, "planned_in_steps", t.Steps, "", InSteps) == InSteps
	d.Rule = t.rule(&c, d)
	start, end := in.span(&c, d)
	d.Points = t.points(&c, start, end)
	return d, c.Err()
}

func (t TypedDraft) objective(c *draft.Check, in Frame) int64 {
	o, found := in.objective(t.Objective)
	if !found {
		c.Refuse("objective", "Elija un objetivo del plan.")
	}
	return o.ID
}

// code reads the code; where it is blank, the message proposes one.
func (t TypedDraft) code(c *draft.Check, in Frame) string {
	if next := in.nextFor(t.Objective); strings.TrimSpace(t.Code) == "" && next != "" {
		c.Refuse("code", fmt.Sprintf("Escriba un código. El siguiente libre es «%s».", next))
	}
	code := c.Code("code", t.Code)
	if in.taken(code) {
		c.Refuse("code", "Ya hay un indicador con este código en el plan.")
	}
	return code
}

// rule reads the rule that was chosen, or the one that follows from the goal.
func (t TypedDraft) rule(c *draft.Check, d Draft) progress.Rule {
	rule := progress.DefaultRule(d.Baseline, d.Target)
	if t.Rule == "" {
		return rule
	}
	chosen := draft.OneOf(c, "rule", t.Rule, Rules...)
	if chosen == progress.Reach && rule != progress.Reach && !c.Wrong("baseline") {
		c.Refuse("target", noDistance) // behind what is wrong with the target itself, if anything is
	}
	return chosen
}

// span returns the days between which a definition is planned: its own, or else the plan's.
func (f Frame) span(c *draft.Check, d Draft) (start, end date.Date) {
	goal := d.Goal(f.StartsOn, f.EndsOn)
	switch {
	case goal.End >= goal.Start || c.Wrong("starts_on") || c.Wrong("ends_on"):
	case d.StartsOn.IsZero():
		c.Refuse("ends_on", "Termina antes de que empiece el plan: escriba también su fecha de inicio.")
	case d.EndsOn.IsZero():
		c.Refuse("starts_on", "Empieza después de que termine el plan: escriba también su fecha de fin.")
	default:
		c.Between("ends_on", goal.Start, goal.End)
	}
	return goal.Start, goal.End
}

// points reads the planned points, which lie within a span and on different days.
func (t TypedDraft) points(c *draft.Check, start, end date.Date) []progress.Point {
	points := []progress.Point{}
	taken := map[date.Date]bool{}
	for n, row := range t.Points {
		if row.Blank() {
			continue
		}
		on, value := PointFields(n)
		p := progress.Point{On: c.NeededDate(on, row.On), Value: c.NeededNumber(value, row.Value, goalPlaces)}
		switch {
		case len(points) == mostPoints:
			c.Refuse(on, fmt.Sprintf("No puede haber más de %d puntos planificados.", mostPoints))
			return points
		case c.Wrong(on) || c.Wrong("starts_on") || c.Wrong("ends_on"):
		case p.On <= start || p.On >= end:
			c.Refuse(on, "La fecha debe estar entre la de inicio y la de fin, sin contarlas.")
		case taken[p.On]:
			c.Refuse(on, "Ya hay otro punto planificado en esa fecha.")
		}
		taken[p.On] = true
		points = append(points, p)
	}
	slices.SortFunc(points, func(a, b progress.Point) int { return int(a.On) - int(b.On) })
	return points
}

// PointFields names the fields of a row of planned points.
func PointFields(row int) (on, value string) {
	return fmt.Sprintf("point_on-%d", row), fmt.Sprintf("point_value-%d", row)
}

func oneOf(c *draft.Check, field, typed string, choices []int) int {
	for _, choice := range choices {
		if strconv.Itoa(choice) == typed {
			return choice
		}
	}
	c.Refuse(field, "Elija una de las opciones.")
	return 0
}

// numbers reads which of those that are known were ticked.
func numbers(c *draft.Check, field string, typed []string, known func(id int64) bool) []int64 {
	ids := []int64{}
	for _, one := range typed {
		id, err := strconv.ParseInt(one, 10, 64)
		if err != nil || !known(id) {
			c.Refuse(field, "Algo de lo que marcó ya no existe: revise la lista.")
			continue
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
