package challenge

import (
	"hito/internal/date"
	"hito/internal/draft"
)

// The longest texts of projects, in letters, as the database holds them.
const (
	longestProjectTitle   = 200
	longestProjectSummary = 5000
	longestMilestoneTitle = 200
	longestMilestoneNote  = 2000
)

// longestProject is how many months a project may last: what takes longer is a slip of the pen.
const longestProject = 120

// ProjectDraft is the form of a project, as typed.
type ProjectDraft struct {
	Title, Summary string
	Unit, Lead     string // numbers; blank for none
	StartsOn       string
	EndsOn         string
	Move           bool // the reto becomes «En proyecto» along with it
}

// check returns the project without milestones, or a fault.Invalid by the fields "title", "summary", "unit", "lead",
// "starts_on" and "ends_on".
func (d ProjectDraft) check(among Assignees) (Undertaking, error) {
	var c draft.Check
	u := Undertaking{
		Title:    c.NeededLine("title", d.Title, longestProjectTitle, "Escriba el nombre del proyecto."),
		Summary:  c.Lines("summary", d.Summary, longestProjectSummary),
		UnitID:   chosen(&c, "unit", d.Unit, among.Units),
		LeadID:   chosen(&c, "lead", d.Lead, among.People),
		StartsOn: c.NeededDate("starts_on", d.StartsOn),
		EndsOn:   c.NeededDate("ends_on", d.EndsOn),
	}
	c.Between("ends_on", u.StartsOn, u.EndsOn)
	if !u.StartsOn.IsZero() && u.EndsOn > u.StartsOn.AddMonths(longestProject) {
		c.Refuse("ends_on", "El proyecto no puede durar más de diez años: revise las fechas.")
	}
	return u, c.Err()
}

// MilestoneDraft is the form of a milestone, as typed.
type MilestoneDraft struct{ Title, DueOn, DoneOn, Note string }

// check returns the milestone, or a fault.Invalid by the fields "title", "due_on", "done_on" and "note".
func (d MilestoneDraft) check(today date.Date) (Milestone, error) {
	var c draft.Check
	m := Milestone{
		Title:  c.NeededLine("title", d.Title, longestMilestoneTitle, "Escriba qué se alcanza, como «Aplicación en pruebas»."),
		DueOn:  c.NeededDate("due_on", d.DueOn),
		DoneOn: c.Date("done_on", d.DoneOn),
		Note:   c.Lines("note", d.Note, longestMilestoneNote),
	}
	if m.DoneOn > today {
		c.Refuse("done_on", "No puede ser un día posterior a hoy.")
	}
	return m, c.Err()
}
