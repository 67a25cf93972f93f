package dashboards

import (
	"fmt"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Of each list, how many items are in sight and how many are there at all, before it says how many
// more there are.
const (
	itemsInSight = 6
	mostItems    = 24
)

// item is a line of a list: what it is, where it is, and a remark.
type item struct {
	Code, Title, Href, Note, Status string
}

// items is a list: its beginning, what a fold holds, and how many were left out.
type items struct {
	Shown, Folded []item
	More          int
}

// follow is what needs somebody and what changed.
type follow struct {
	Missing, Overdue, Empty items
	Calm                    bool // nothing is missing or overdue

	Previous     string // title of the snapshot compared with; blank for none
	PreviousHref string
	PreviousOn   string
	Compare      string // address of the comparison in detail; blank where the board is of no such moment
	PlanChange   string // "+3,2 p. p."
	Changes      items
	ChangesHow   ui.ExplainProps
}

func buildFollow(b dashboard.Board, asked board.Asked) follow {
	a := b.Attention()
	f := follow{
		Missing: cut(a.Missing, func(i dashboard.Indicator) item { return indicatorItem(b, asked, i, firstDue(i)+whose(i)) }),
		Overdue: cut(a.Overdue, func(i dashboard.Indicator) item {
			return indicatorItem(b, asked, i, "último valor del "+ui.LongDate(i.MeasuredOn)+"; tocaba el "+ui.LongDate(i.DueOn)+whose(i))
		}),
		Empty: cut(a.Empty, func(o dashboard.Objective) item {
			return item{Code: o.Code, Title: o.Title, Href: asked.ObjectivePath(b, o.Code), Note: "cuenta como cero en la media del plan"}
		}),
		Calm: len(a.Missing)+len(a.Overdue)+len(a.Empty) == 0,
	}
	if p := b.Previous; p != nil {
		f.Previous, f.PreviousOn, f.PreviousHref = p.Title, ui.LongDate(p.TakenOn), board.SnapshotPath(b, p.ID)
		switch {
		case b.Frozen != nil:
			f.Compare = board.ComparePath(b.Plan.Slug, p.ID, b.Frozen.ID)
		case b.On == asked.Today:
			f.Compare = board.ComparePath(b.Plan.Slug, p.ID, dashboard.Today)
		}
		if p.Progress.Valid && b.Progress.Valid {
			f.PlanChange = ui.Points(b.Progress.Decimal.Sub(p.Progress.Decimal))
		}
		f.ChangesHow = explainChanges(b, *p)
		f.Changes = cut(b.Changes(), func(c dashboard.Change) item { return indicatorItem(b, asked, c.Indicator, changeNote(c)) })
	}
	return f
}

func explainChanges(b dashboard.Board, p dashboard.Previous) ui.ExplainProps {
	return ui.ExplainProps{
		Of: "lo que ha cambiado",
		Rule: "Cada cambio es la cifra de esta fecha menos la que quedó fijada en «" + p.Title + "»; los puntos porcentuales (p. p.) " +
			"son la diferencia entre dos porcentajes.",
		Formula: []string{"plan: " + ui.PercentOrDash(b.Progress, board.IndicatorPlaces) + " − " + ui.PercentOrDash(p.Progress, board.IndicatorPlaces)},
		Method:  board.MethodPage,
	}
}

func cut[T any](all []T, make func(T) item) items {
	var list items
	for n, one := range all {
		if n == mostItems {
			list.More = len(all) - mostItems
			break
		}
		if n < itemsInSight {
			list.Shown = append(list.Shown, make(one))
		} else {
			list.Folded = append(list.Folded, make(one))
		}
	}
	return list
}

func indicatorItem(b dashboard.Board, asked board.Asked, i dashboard.Indicator, note string) item {
	return item{Code: i.Code, Title: i.Title, Href: asked.IndicatorPath(b, i.Code), Note: note, Status: string(i.Status)}
}

// firstDue says when the first value of an indicator was expected; blank where no date is set.
func firstDue(i dashboard.Indicator) string {
	if i.DueOn.IsZero() {
		return "sin fecha prevista"
	}
	return "el primero tocaba el " + ui.LongDate(i.DueOn)
}

// whose names those who answer for an indicator, to follow what is missing.
func whose(i dashboard.Indicator) string {
	if len(i.Units) == 0 {
		return ""
	}
	return " · " + strings.Join(i.Units, ", ")
}

// changeNote says what an indicator was and is: "de 3 a 4 proyectos (+20,0 p. p.)".
func changeNote(c dashboard.Change) string {
	i := c.Indicator
	now := ui.QuantityOrDash(i.Value, i.Decimals, i.UnitOfMeasure)
	if c.Was == nil {
		return "nuevo: " + now
	}
	var note string
	switch was := ui.NumberOrDash(c.Was.Value, i.Decimals); {
	case c.Was.Value.Valid && i.Value.Valid && c.Was.Value.Decimal.Equal(i.Value.Decimal):
		note = "sigue en " + now
	default:
		note = "de " + was + " a " + now
	}
	if c.Was.Progress.Valid && i.Progress.Valid && !progress.Same(i.Progress.Decimal, c.Was.Progress.Decimal) {
		note += " (" + ui.Points(i.Progress.Decimal.Sub(c.Was.Progress.Decimal)) + ")"
	}
	if c.Was.Status != i.Status {
		note += "; antes: " + ui.StatusWord(string(c.Was.Status))
	}
	return note
}

// lineRow is a strategic line with its bar.
type lineRow struct {
	Code, Title, Href  string
	Meter              ui.MeterProps
	Progress, Expected string
	Status, Note       string
}

func lineRows(b dashboard.Board, asked board.Asked) []lineRow {
	rows := make([]lineRow, len(b.Lines))
	for n, l := range b.Lines {
		rows[n] = lineRow{
			Code: l.Code, Title: l.Title, Href: asked.LinePath(b, l.Code),
			Meter:    board.Meter(l.Figures),
			Progress: ui.PercentOrDash(l.Progress, board.MeanPlaces), Expected: ui.PercentOrDash(l.Expected, board.MeanPlaces),
			Status: string(l.Status),
			Note:   lineNote(b, l),
		}
	}
	return rows
}

// lineNote tells how many objectives a line has, and how much of it rests on data where not all does.
func lineNote(b dashboard.Board, l dashboard.Line) string {
	note := ui.Count(len(b.ObjectivesOf(l.Code)), "objetivo", "objetivos")
	if l.Coverage.WithData < l.Coverage.Total {
		note += fmt.Sprintf(", %d\u00a0de\u00a0%d con dato", l.Coverage.WithData, l.Coverage.Total)
	}
	return note
}
