package indicators

import (
	"net/http"
	"strconv"

	"hito/internal/indicator"
	"hito/internal/number"
	"hito/web/ui/board"
)

// readDraft reads the form of an indicator.
func readDraft(r *http.Request) indicator.TypedDraft {
	value := r.PostFormValue
	t := indicator.TypedDraft{
		Objective: value("objective"), Code: value("code"), Title: value("title"), Description: value("description"),
		Method: value("method"), Source: value("source"), UnitOfMeasure: value("unit_of_measure"), Decimals: value("decimals"),
		Nature: value("nature"), Periodicity: value("periodicity"), Units: r.PostForm["units"], Standards: r.PostForm["standards"],
		Rule: value("rule"), Baseline: value("baseline"), Target: value("target"), StartsOn: value("starts_on"), EndsOn: value("ends_on"),
		Steps: value("planned_in_steps"), Weight: value("weight"),
	}
	days, values := r.PostForm["point_on"], r.PostForm["point_value"]
	t.Points = make([]indicator.TypedPoint, max(len(days), len(values)))
	for n := range t.Points {
		if n < len(days) {
			t.Points[n].On = days[n]
		}
		if n < len(values) {
			t.Points[n].Value = values[n]
		}
	}
	return t
}

// blankDraft is what a new form shows: it belongs to the objective with a code, or to the only one.
func blankDraft(f indicator.Frame, objective string) indicator.TypedDraft {
	t := indicator.TypedDraft{Decimals: "0", Weight: "1"}
	o, found := f.Objective(objective)
	if !found && len(f.Objectives) == 1 {
		o, found = f.Objectives[0], true
	}
	if found {
		t.Objective, t.Code = number64(o.ID), f.NextCode(o)
	}
	return t
}

// typedDraft is a definition as its form shows it before anything is typed.
func typedDraft(d indicator.Draft) indicator.TypedDraft {
	t := indicator.TypedDraft{
		Objective: number64(d.ObjectiveID), Code: d.Code, Title: d.Title, Description: d.Description, Method: d.Method, Source: d.Source,
		UnitOfMeasure: d.UnitOfMeasure, Decimals: strconv.Itoa(int(d.Decimals)), Nature: string(d.Nature),
		Units: board.Chosen(d.UnitIDs), Standards: board.Chosen(d.StandardIDs), Rule: string(d.Rule), Target: number.Format(d.Target),
		StartsOn: d.StartsOn.String(), EndsOn: d.EndsOn.String(), Weight: number.Format(d.Weight),
	}
	if d.Baseline.Valid {
		t.Baseline = number.Format(d.Baseline.Decimal)
	}
	if d.PeriodicityMonths > 0 {
		t.Periodicity = strconv.Itoa(d.PeriodicityMonths)
	}
	if d.PlannedInSteps {
		t.Steps = indicator.InSteps
	}
	for _, p := range d.Points {
		t.Points = append(t.Points, indicator.TypedPoint{On: p.On.String(), Value: number.Format(p.Value)})
	}
	return t
}
