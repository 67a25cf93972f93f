package indicators

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/web/ui"
	"hito/web/ui/board"
)

// clerk is who looks at a list, and what may be recorded from it.
type clerk struct {
	Records  map[int64]bool // by the number of the indicator
	Names    bool           // may know who recorded what
	Location *time.Location
	Editing  string   // code of the indicator whose row is a form; blank for none
	Entered  *entered // what that form holds; nil before anything was sent
	Done     string
}

// rowID is the anchor of an indicator's row.
func rowID(code string) string { return "i-" + code }

// shows tells whether a page of a list has an indicator.
func shows(b dashboard.Board, l board.List, code string) bool {
	rows, _ := l.Within(b).Apply(b)
	return slices.ContainsFunc(rows, func(i dashboard.Indicator) bool { return i.Code == code })
}

// doneInList says what was changed of an indicator of the list, and where it is now.
func doneInList(b dashboard.Board, r *http.Request) string {
	sentence := ui.Done(r, valueDone)
	i, found := b.Indicator(r.URL.Query().Get("en"))
	if sentence == "" || !found {
		return ""
	}
	return i.Code + ": " + sentence + " " + nowAt(i)
}

// record makes rows of a table lead to a form for their values, and one of them be it.
func (k clerk) record(t board.Table, b dashboard.Board, rows []dashboard.Indicator, asked board.Asked, l board.List) (board.Table, *inline) {
	today := live(b, asked)
	if len(k.Records) == 0 || !today && asked.Query != "" {
		return t, nil
	}
	var form *inline
	here := todayPath(b, asked, path)
	t.Rows = slices.Clone(t.Rows)
	for n, i := range rows {
		t.Rows[n].ID = rowID(i.Code)
		if !k.Records[i.ID] || i.Status == dashboard.Cancelled {
			continue
		}
		back := l.Href(here) + "#" + rowID(i.Code)
		if today && i.Code == k.Editing {
			form = k.inline(b, i, asked, l, back)
			t.Rows[n].Form = inlineForm(*form)
			continue
		}
		t.Rows[n].Record = l.Href(withQuery(here, "editar="+i.Code)) + "#" + rowID(i.Code)
	}
	return t, form
}

// inline is the form in a row of the list.
type inline struct {
	Record   recording
	Problems []ui.FieldError
	Clash    *clash
}

func (k clerk) inline(b dashboard.Board, i dashboard.Indicator, asked board.Asked, l board.List, back string) *inline {
	e := entered{Typed: indicator.Typed{MeasuredOn: asked.Today.String()}, AtToday: asked.Query != "", List: &l}
	if k.Entered != nil {
		e = *k.Entered
	}
	f := &inline{Record: recordingOf(b, i, e, i.CancelledOn), Problems: e.problems(), Clash: clashOf(i, e, k.Names, k.Location)}
	f.Record.Cancel, f.Record.Value.Focus = back, k.Entered == nil
	f.Record.Comment.Rows, f.Record.Value.Hint = 0, "" // the row above has the last value
	if f.Record.Reason != nil {
		f.Record.Reason.Rows = 0
	}
	return f
}

// withQuery adds a parameter to an address.
func withQuery(address, parameter string) string {
	if strings.Contains(address, "?") {
		return address + "&" + parameter
	}
	return address + "?" + parameter
}
