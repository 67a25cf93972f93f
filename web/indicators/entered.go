package indicators

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/web/ui"
	"hito/web/ui/board"
)

// entered is what the form of a value holds, with where it stands and what became of it.
type entered struct {
	indicator.Typed
	BasisOn string // the date of which Basis is a revision, such as "2022-11-05"
	AtToday bool   // the page shows today only where its address asks for it
	List    *board.List
	Wrong   fault.Invalid
	Clash   *indicator.Measurement // what stands at the date; nil where that is not in the way
}

// Names of fields that say where a form stands.
const (
	fieldOf      = "indicator"
	fieldBasisOn = "version_on"
	fieldAtToday = "fecha"
	fieldBack    = "volver"
	fieldList    = "lista"
	backToList   = "lista"
)

// readEntered reads the form of a value. What follows is about the indicator that the form was made for: where its
// code has gone to another one meanwhile, the address of the request is made that of its own.
func (p Pages) readEntered(r *http.Request) (entered, error) {
	basis, err := ui.FormVersion(r, 0)
	if err != nil {
		return entered{}, err
	}
	of, err := p.follow(r)
	if err != nil {
		return entered{}, err
	}
	e := entered{
		Typed: indicator.Typed{
			Value: r.PostFormValue("value"), MeasuredOn: r.PostFormValue("measured_on"), Comment: r.PostFormValue("comment"),
			Reason: r.PostFormValue("reason"), Basis: basis, Of: of,
			ResultTitle: r.PostFormValue("result_title"), ResultOn: r.PostFormValue("result_on"), ResultURL: r.PostFormValue("result_url"),
		},
		BasisOn: r.PostFormValue(fieldBasisOn), AtToday: r.PostFormValue(fieldAtToday) != "",
	}
	// A revision is one of its date: whoever moves the value to another date makes it from nothing.
	if day, err := date.ParseSpanish(e.MeasuredOn); err == nil && day.String() != e.BasisOn {
		e.Basis = 0
	}
	if r.PostFormValue(fieldBack) == backToList {
		query, _ := url.ParseQuery(r.PostFormValue(fieldList)) // what it does not understand asks for nothing
		list := board.ReadList(query)
		e.List = &list
	}
	return e, nil
}

// follow returns the number of the indicator that a form was made for, and puts its code into the address.
func (p Pages) follow(r *http.Request) (of int64, err error) {
	typed := r.PostFormValue(fieldOf)
	if typed == "" {
		return 0, nil
	}
	if of, err = ui.ID(typed); err != nil {
		return 0, err
	}
	code, err := p.Values.CodeOf(r.Context(), chi.URLParam(r, "plan"), of)
	if err != nil {
		return 0, err
	}
	address := &chi.RouteContext(r.Context()).URLParams
	for n, key := range address.Keys {
		if key == "code" {
			address.Values[n] = code
		}
	}
	return of, nil
}

// refused takes what is wrong with a value, and tells the status to answer; it is 0 where the error is of another kind.
func (e entered) refused(err error) (entered, int) {
	var clash indicator.Clash
	if errors.As(err, &clash) {
		e.Clash, e.Basis, e.BasisOn = &clash.Standing, clash.Standing.Revision, clash.Standing.MeasuredOn.String()
		return e, http.StatusConflict
	}
	if e.Wrong = ui.Invalid(err); e.Wrong != nil {
		return e, http.StatusUnprocessableEntity
	}
	return e, 0
}

// hidden are the fields that bring back what the form was made from, and for which indicator.
func (e entered) hidden(of int64) []ui.Hidden {
	list := []ui.Hidden{
		{Name: fieldOf, Value: strconv.FormatInt(of, 10)}, {Name: "version", Value: strconv.Itoa(e.Basis)}, {Name: fieldBasisOn, Value: e.BasisOn},
	}
	if e.AtToday {
		list = append(list, ui.Hidden{Name: fieldAtToday, Value: "hoy"})
	}
	if e.List != nil {
		list = append(list, ui.Hidden{Name: fieldBack, Value: backToList}, ui.Hidden{Name: fieldList, Value: e.List.Query().Encode()})
	}
	return list
}

// problems lists what is wrong in the order of the fields.
func (e entered) problems() []ui.FieldError {
	var names []string
	for _, name := range []string{"value", "measured_on", "comment", "reason", "result_title", "result_on", "result_url"} {
		names = append(names, name, name)
	}
	return ui.Problems(e.Wrong, names...)
}
