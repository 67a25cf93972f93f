package board

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/ui"
)

// List is which indicators of a board a person asked for, and in which order.
// Its zero value asks for all of them in the plan's order.
type List struct {
	Text       string          // all its words must occur; compared without accents or letter case
	Line       string          // code of a strategic line, None for those in no line, blank for any
	Objective  string          // code of an objective; blank for any
	Unit       string          // name of a responsible unit, None for those without, blank for any
	Status     progress.Status // blank for any
	Order      Order           // blank for the plan's
	Descending bool
	Page       int // from 1; 0 counts as 1
}

// None asks for what belongs to no line, or to no unit.
const None = "-"

// Names of the parameters of a list in an address.
const (
	paramText      = "texto"
	paramLine      = "linea"
	paramObjective = "objetivo"
	paramUnit      = "unidad"
	paramStatus    = "estado"
	paramOrder     = "orden"
	paramDirection = "dir"
	paramPage      = "pagina"
)

const descending = "desc"

var statusNames = map[progress.Status]string{
	progress.StatusOnTrack:    "en-plazo",
	progress.StatusDelayed:    "con-retraso",
	progress.StatusCritical:   "critico",
	progress.StatusMet:        "cumplido",
	progress.StatusNoData:     "sin-dato",
	progress.StatusNotStarted: "no-iniciado",
	dashboard.Cancelled:       "anulado",
}

// ReadList reads a list from the query of an address. Whatever it does not understand asks for nothing.
func ReadList(query url.Values) List {
	l := List{
		Text: ui.SearchText(query.Get(paramText)),
		Line: readable(query.Get(paramLine)), Objective: readable(query.Get(paramObjective)),
		Unit: readable(query.Get(paramUnit)), Page: 1,
	}
	for status, name := range statusNames {
		if query.Get(paramStatus) == name {
			l.Status = status
		}
	}
	if order := Order(query.Get(paramOrder)); order.known() {
		l.Order = order
		l.Descending = query.Get(paramDirection) == descending
	}
	if page, err := strconv.Atoi(query.Get(paramPage)); err == nil && page > 1 {
		l.Page = page
	}
	return l
}

// readable brings a parameter into the form in which names are stored and compared.
func readable(s string) string {
	return norm.NFC.String(strings.TrimSpace(strings.ToValidUTF8(s, "")))
}

// Query returns the parameters that ask for this list, without those that say nothing.
func (l List) Query() url.Values {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	set(paramText, l.Text)
	set(paramLine, l.Line)
	set(paramObjective, l.Objective)
	set(paramUnit, l.Unit)
	set(paramStatus, statusNames[l.Status])
	set(paramOrder, string(l.Order))
	if l.Descending {
		set(paramDirection, descending)
	}
	if l.Page > 1 {
		set(paramPage, strconv.Itoa(l.Page))
	}
	return query
}

// WithStatus returns the list with only one status, or with any for a blank one, on its first page.
func (l List) WithStatus(status progress.Status) List {
	l.Status, l.Page = status, 1
	return l
}

// WithLine returns the list with only one line's indicators, on its first page.
func (l List) WithLine(code string) List {
	l.Line, l.Page = code, 1
	return l
}

// WithObjective returns the list with only one objective's indicators, on its first page.
func (l List) WithObjective(code string) List {
	l.Objective, l.Page = code, 1
	return l
}

// WithUnit returns the list with only one unit's indicators, on its first page.
func (l List) WithUnit(name string) List {
	l.Unit, l.Page = name, 1
	return l
}

// Sorted returns the list in an order, ascending, or the other way round where it is in that order
// already; on its first page.
func (l List) Sorted(by Order) List {
	l.Descending = l.Order == by && !l.Descending
	l.Order, l.Page = by, 1
	return l
}

// AtPage returns another page of the list, counted from 1.
func (l List) AtPage(page int) List {
	l.Page = page
	return l
}

// Unfiltered returns all indicators in the list's order.
func (l List) Unfiltered() List {
	return List{Order: l.Order, Descending: l.Descending, Page: 1}
}

// Filtered tells whether the list asks for less than all indicators.
func (l List) Filtered() bool {
	return l.Text != "" || l.Line != "" || l.Objective != "" || l.Unit != "" || l.Status != ""
}

// Href returns the address of this list on the page with a path, which may bear a query already.
func (l List) Href(path string) string {
	query := l.Query().Encode()
	switch {
	case query == "":
		return path
	case strings.Contains(path, "?"):
		return path + "&" + query
	default:
		return path + "?" + query
	}
}

// Within returns the list without the line, objective and unit that a board does not have, so that
// what is shown as chosen and what is listed agree.
func (l List) Within(b dashboard.Board) List {
	if _, ok := b.Objective(l.Objective); !ok {
		l.Objective = ""
	}
	if l.Line == "" && l.Unit == "" {
		return l
	}
	found := choicesOf(b)
	if !found.hasLine(l.Line) {
		l.Line = ""
	}
	l.Unit = found.unit(l.Unit)
	return l
}
