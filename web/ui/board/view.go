// Package board holds what the pages of one plan share: which view of it is asked for, its
// navigation, and the answers to "¿cómo se calcula?".
package board

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/web/ui"
)

// Asked is the view of a plan that an address asks for, and the query that asks for it again.
type Asked struct {
	dashboard.View
	Query string // "fecha=2022-11-30", "seguimiento=3" or blank
}

// Ask reads ?fecha= or ?seguimiento= of a request; what cannot be read is fault.BadInput.
func Ask(r *http.Request, today date.Date) (Asked, error) {
	asked := Asked{View: dashboard.View{Today: today, Scope: ui.Scope(r.Context())}}
	query := r.URL.Query()
	if text := query.Get("seguimiento"); text != "" {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || id <= 0 {
			return asked, fmt.Errorf("snapshot %q: %w", text, fault.BadInput)
		}
		asked.Snapshot, asked.Query = id, "seguimiento="+strconv.FormatInt(id, 10)
		return asked, nil
	}
	if text := query.Get("fecha"); text != "" {
		on, err := date.Parse(text)
		if err != nil {
			return asked, fmt.Errorf("%w: %w", fault.BadInput, err)
		}
		asked.On, asked.Query = on, "fecha="+on.String()
	}
	return asked, nil
}

// Path returns the address of a page below a plan, keeping the view that was asked for.
func (a Asked) Path(slug, below string) string {
	path := "/planes/" + slug + below
	if a.Query != "" {
		path += "?" + a.Query
	}
	return path
}

// Hidden returns the view as fields that a form carries along.
func (a Asked) Hidden() []ui.Hidden {
	switch {
	case a.Snapshot != 0:
		return []ui.Hidden{{Name: "seguimiento", Value: strconv.FormatInt(a.Snapshot, 10)}}
	case !a.On.IsZero():
		return []ui.Hidden{{Name: "fecha", Value: a.On.String()}}
	default:
		return nil
	}
}

// Nav returns the navigation of a board's plan, on a tab or (not exact) on a page below it.
func (a Asked) Nav(b dashboard.Board, tab ui.PlanTab, exact bool) *ui.PlanNav {
	nav := NavOf(b.Plan, tab, exact)
	nav.AsOf = a.Query
	return nav
}

// Crumbs returns the way from the start page to a page of a board's plan; the last of below is the
// page itself.
func Crumbs(b dashboard.Board, below ...ui.Crumb) []ui.Crumb { return CrumbsOf(b.Plan, below...) }

// AsOf returns the choice of dates for a page of a board's plan.
func (a Asked) AsOf(b dashboard.Board, below string) ui.AsOfProps {
	action := "/planes/" + b.Plan.Slug + below
	choices := []ui.Choice{{
		Text: "Hoy", Href: a.today(b, below), Current: b.Frozen == nil && b.On == a.Today,
	}}
	for n, s := range dashboard.Standing(b.Snapshots) {
		if n == maxChoices {
			break
		}
		choices = append(choices, ui.Choice{
			Text: shortTitle(s.Title), Href: action + "?seguimiento=" + strconv.FormatInt(s.ID, 10), Current: b.Frozen != nil && b.Frozen.ID == s.ID,
		})
	}
	return ui.AsOfProps{Action: action, Value: b.On.String(), Choices: choices}
}

// maxChoices is how many snapshots are offered beside the date; all are on the page of snapshots.
const maxChoices = 4

// shortTitle leaves out of a snapshot's title what all of them are: "Julio de 2026" for "Seguimiento de
// julio de 2026".
func shortTitle(title string) string {
	rest, ok := strings.CutPrefix(title, "Seguimiento ")
	if !ok || rest == "" {
		return title
	}
	rest = strings.TrimPrefix(rest, "de ")
	first, size := utf8.DecodeRuneInString(rest)
	return string(unicode.ToUpper(first)) + rest[size:]
}

// Situation says in words what moment a board shows: "Seguimiento noviembre 2022, a 30 de
// noviembre de 2022" or "a 21 de noviembre de 2026".
func Situation(b dashboard.Board) string {
	if b.Frozen != nil {
		return b.Frozen.Title + ", datos a " + ui.LongDate(b.On)
	}
	return "Datos a " + ui.LongDate(b.On)
}
