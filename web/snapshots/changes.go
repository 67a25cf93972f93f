package snapshots

import (
	"fmt"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// mostChanges is how many indicators the list of changes shows before it says how many more there are.
const mostChanges = 50

// changes are what is not what it was in the follow-up before.
type changes struct {
	Summary string
	Before  *ui.Link // the follow-up before; nil for the first one
	Rows    []change
	More    string // how many are not shown; blank for none
}

// change is an indicator with what it was and is.
type change struct {
	Code, Title, Href string
	WasValue, Value   string
	WasProgress       string
	Progress, Points  string
	WasStatus, Status string // WasStatus is blank where it is the same or there was none
}

func buildChanges(b dashboard.Board, this board.Asked) changes {
	if b.Previous == nil {
		return changes{Summary: "Es el primer seguimiento de este plan: no hay otro con el que compararlo."}
	}
	c := changes{Before: &ui.Link{Text: b.Previous.Title, Href: board.SnapshotPath(b, b.Previous.ID)}}
	all := b.Changes()
	c.Summary = changeSummary(b, len(all))
	for _, one := range all[:min(len(all), mostChanges)] {
		c.Rows = append(c.Rows, newChange(b, this, one))
	}
	if rest := len(all) - len(c.Rows); rest > 0 {
		c.More = "y " + ui.Count(rest, "indicador más", "indicadores más")
	}
	return c
}

// changeSummary says how far the whole plan came: "El plan pasó de 40,1 % a 52,3 % (+12,2 p. p.), con
// cambios en 9 de 21 indicadores."
func changeSummary(b dashboard.Board, changed int) string {
	all := ui.Count(len(b.Indicators()), "indicador", "indicadores")
	where := fmt.Sprintf("con cambios en %d de %s.", changed, all)
	if changed == 0 {
		where = "sin cambios en sus indicadores."
	}
	was, is := b.Previous.Progress, b.Progress
	if !was.Valid || !is.Valid {
		return "Desde el " + ui.LongDate(b.Previous.TakenOn) + ", " + where
	}
	return fmt.Sprintf("Desde el %s el plan pasó de %s a %s (%s), %s", ui.LongDate(b.Previous.TakenOn),
		ui.Percent(was.Decimal, board.HeadlinePlaces), ui.Percent(is.Decimal, board.HeadlinePlaces), board.Change(was, is), where)
}

func newChange(b dashboard.Board, this board.Asked, c dashboard.Change) change {
	i := c.Indicator
	row := change{
		Code: i.Code, Title: i.Title, Href: this.IndicatorPath(b, i.Code),
		Value:    ui.QuantityOrDash(i.Value, i.Decimals, i.UnitOfMeasure),
		Progress: ui.PercentOrDash(i.Progress, board.IndicatorPlaces), Status: string(i.Status),
		WasValue: "no estaba", WasProgress: "—", Points: "—",
	}
	if c.Was == nil {
		return row
	}
	row.WasValue = ui.NumberOrDash(c.Was.Value, i.Decimals)
	row.WasProgress = ui.PercentOrDash(c.Was.Progress, board.IndicatorPlaces)
	row.Points = board.Change(c.Was.Progress, i.Progress)
	if c.Was.Status != i.Status {
		row.WasStatus = string(c.Was.Status)
	}
	if c.Was.Progress.Valid && i.Progress.Valid && progress.Same(c.Was.Progress.Decimal, i.Progress.Decimal) {
		row.Points = "sin cambios"
	}
	return row
}
