package sheets

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/web/ui"
)

// query is which part of the sheet is asked for.
type query struct {
	on        date.Date // no date: that of the open round, or today
	pending   bool      // only indicators without a value of the day
	unit      string    // the name of one; blank for all
	objective string    // the code of one; blank for all
	page      int       // from 1
	savedAt   time.Time // when what is to be marked was saved
}

// Names of the query's parts.
const (
	dateName      = "fecha"
	showName      = "ver"
	showPending   = "pendientes"
	unitName      = "unidad"
	objectiveName = "objetivo"
	pageName      = "pagina"
	savedName     = "guardadas"
)

// readQuery reads what is asked for; a date, page or moment that is none is fault.BadInput.
func readQuery(r *http.Request) (query, error) {
	typed := r.URL.Query()
	q := query{
		pending: typed.Get(showName) == showPending, unit: ui.SearchText(typed.Get(unitName)),
		objective: ui.SearchText(typed.Get(objectiveName)), page: 1,
	}
	var err error
	if day := typed.Get(dateName); day != "" {
		if q.on, err = date.Parse(day); err != nil {
			return q, fmt.Errorf("%w: %w", fault.BadInput, err)
		}
	}
	if page := typed.Get(pageName); page != "" {
		if q.page, err = strconv.Atoi(page); err != nil || q.page < 1 || q.page > lastPage {
			return q, fmt.Errorf("page of the sheet: %w", fault.BadInput)
		}
	}
	if saved := typed.Get(savedName); saved != "" {
		micros, err := strconv.ParseInt(saved, 10, 64)
		if err != nil || micros <= 0 || micros > latest {
			return q, fmt.Errorf("moment of saving: %w", fault.BadInput)
		}
		q.savedAt = time.UnixMicro(micros)
	}
	return q, nil
}

// lastPage keeps the pages asked for within what can be counted.
const lastPage = 1_000_000

// latest is a moment in the year 2200, in microseconds.
const latest = 7_258_118_400_000_000

// path is the address of the sheet that the query asks for, without the marks of what was saved.
func (q query) path(slug string) string { return q.address(slug, url.Values{}) }

// savedPath is path with those marks.
func (q query) savedPath(slug string) string {
	return q.address(slug, url.Values{savedName: {strconv.FormatInt(q.savedAt.UnixMicro(), 10)}})
}

func (q query) address(slug string, values url.Values) string {
	for name, value := range map[string]string{dateName: q.on.String(), unitName: q.unit, objectiveName: q.objective} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.pending {
		values.Set(showName, showPending)
	}
	if q.page > 1 {
		values.Set(pageName, strconv.Itoa(q.page))
	}
	path := "/planes/" + slug + "/hoja"
	if encoded := values.Encode(); encoded != "" {
		path += "?" + encoded
	}
	return path
}

// narrowed tells a query that leaves rows out.
func (q query) narrowed() bool { return q.pending || q.unit != "" || q.objective != "" }
