package projects

import (
	"fmt"

	"github.com/shopspring/decimal"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/web/ui"
)

// projectView is a project as it is read.
type projectView struct {
	Title   string
	Summary string
	Facts   []ui.Definition
	Share   string // "2 de 5 hitos"; blank without any
	Meter   ui.MeterProps
	Steps   []stepView
}

// stepView is a milestone in its place in time.
type stepView struct {
	Title   string
	Tag     ui.TagProps
	When    string
	Note    string
	Outside bool
	Class   string
	Edit    string        // address of its form; blank for whoever may not
	Reach   *ui.FormProps // marks it as done today; nil for whoever may not, and once it is
}

// standings says how each standing is shown.
var standings = map[challenge.Standing]ui.TagProps{
	challenge.StandsDone:  {Icon: "check", Text: "Hecho", Tone: "met"},
	challenge.StandsLate:  {Icon: "warning", Text: "Con retraso", Tone: "critical"},
	challenge.StandsNext:  {Icon: "flag", Text: "Siguiente", Tone: "on-track"},
	challenge.StandsAhead: {Icon: "clock", Text: "Más adelante", Tone: "not-started"},
}

// viewOf shows a project as of today, with the forms of its milestones where they can be kept.
func (f found) viewOf(u challenge.Undertaking, today date.Date, keeps bool) projectView {
	v := projectView{Title: u.Title, Summary: u.Summary, Facts: factsOf(u)}
	total := len(u.Milestones)
	if total > 0 {
		v.Share = fmt.Sprintf("%d de %s", u.Reached(), ui.Count(total, "hito", "hitos"))
		v.Meter = ui.MeterProps{Progress: decimal.NewNullDecimal(decimal.NewFromInt(int64(u.Reached())).DivRound(decimal.NewFromInt(int64(total)), 4))}
	}
	for _, step := range u.Timeline(today) {
		s := stepView{
			Title: step.Title, Tag: standings[step.Standing], When: whenOf(step, today), Note: step.Note, Outside: step.Outside,
			Class: "project-step-" + string(step.Standing),
		}
		if keeps {
			s.Edit = f.milestonePath(step.ID)
			if !step.Done() {
				s.Reach = f.reachForm(step.Milestone, today)
			}
		}
		v.Steps = append(v.Steps, s)
	}
	return v
}

func factsOf(u challenge.Undertaking) []ui.Definition {
	facts := []ui.Definition{{Term: "Fechas", Text: ui.DateRange(u.StartsOn, u.EndsOn)}}
	if u.Unit != "" {
		facts = append(facts, ui.Definition{Term: "Unidad", Text: u.Unit})
	}
	if u.Lead != "" {
		facts = append(facts, ui.Definition{Term: "Responsable", Text: u.Lead})
	}
	return facts
}

// whenOf tells when a milestone was or has to be reached.
func whenOf(s challenge.Step, today date.Date) string {
	switch {
	case s.Done() && s.DoneOn == s.DueOn:
		return "Hecho el " + ui.LongDate(s.DoneOn) + ", el día previsto"
	case s.Done():
		return "Hecho el " + ui.LongDate(s.DoneOn) + "; previsto para el " + ui.LongDate(s.DueOn)
	default:
		left, _ := ui.Deadline(int(s.DueOn - today))
		return "Previsto para el " + ui.LongDate(s.DueOn) + ": " + left
	}
}
