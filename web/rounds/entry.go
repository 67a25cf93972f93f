package rounds

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"hito/internal/dashboard"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/number"
	"hito/internal/round"
	"hito/web/ui"
)

// entryPageProps is the page of one entry, with what can be done with what was sent.
type entryPageProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Stale    []staleEntry
	Entry    entryProps
	Waits    bool // for review
	Correct  correctProps
	Return   ui.FormProps
	Review   ui.FieldProps
	Back     string
}

// correctProps is the form that accepts another value, or replaces what stands at its day.
type correctProps struct {
	Title, Text                string
	Form                       ui.FormProps
	Value, MeasuredOn, Comment ui.FieldProps
	Reason                     ui.FieldProps
	Result, ResultOn, URL      ui.FieldProps
	Submit                     string
}

// subject is the entry of the address, with its round.
type subject struct {
	view
	entry     round.Entry
	indicator dashboard.Indicator
}

// find loads the round of the address and its entry of the indicator that a form was made for, or else of that with
// the code of the address.
func (p Pages) find(r *http.Request) (s subject, err error) {
	if s.view, err = p.load(r); err != nil {
		return s, err
	}
	code, of := chi.URLParam(r, "code"), r.PostFormValue(fieldOf)
	all := s.Board.Indicators()
	at := slices.IndexFunc(all, func(i dashboard.Indicator) bool {
		return of == "" && i.Code == code || of == strconv.FormatInt(i.ID, 10)
	})
	if at < 0 {
		return s, fmt.Errorf("indicator %q: %w", code, fault.NotFound)
	}
	s.indicator = all[at]
	n := slices.IndexFunc(s.Entries, func(e round.Entry) bool { return e.IndicatorID == s.indicator.ID })
	if n < 0 {
		return s, fmt.Errorf("indicator %q in round %d: %w", code, s.Round.ID, fault.NotFound)
	}
	s.entry = s.Entries[n]
	return s, nil
}

// Entry answers GET /planes/{plan}/rondas/{id}/valores/{code}.
func (p Pages) Entry(w http.ResponseWriter, r *http.Request) error {
	s, err := p.find(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, entry(p.entryPage(s, typedOf(s.entry), "")))
}

// typedOf is what was sent, as a form shows it to be edited.
func typedOf(e round.Entry) indicator.Typed {
	t := indicator.Typed{
		MeasuredOn: e.MeasuredOn.String(), Comment: e.Comment, ResultTitle: e.ResultTitle, ResultOn: e.ResultOn.String(), ResultURL: e.ResultURL,
		Basis: e.Basis,
	}
	if e.Value.Valid {
		t.Value = number.Format(e.Value.Decimal)
	}
	return t
}

func readTyped(r *http.Request) (indicator.Typed, error) {
	basis, err := strconv.Atoi(r.PostFormValue("basis"))
	if err != nil || basis < 0 {
		return indicator.Typed{}, fmt.Errorf("basis of a value: %w", fault.BadInput)
	}
	return indicator.Typed{
		Value: r.PostFormValue("value"), MeasuredOn: r.PostFormValue("measured_on"), Comment: r.PostFormValue("comment"), Reason: r.PostFormValue("reason"),
		ResultTitle: r.PostFormValue("result_title"), ResultOn: r.PostFormValue("result_on"), ResultURL: r.PostFormValue("result_url"), Basis: basis,
	}, nil
}

func (p Pages) entryPage(s subject, t indicator.Typed, review string) entryPageProps {
	code, back := s.indicator.Code, pathOf(s.Plan.Slug, s.Round.ID)
	then, _ := s.Board.Suppose(sentValues(s.view)).Indicator(code)
	at := entryPath(s.Plan.Slug, s.Round.ID, code)
	one := p.newEntry(s.view, s.entry, s.indicator, then)
	return entryPageProps{
		Page:  frame(s.Plan, "Revisar "+code, ui.Crumb{Text: s.Round.Title, Href: back}, ui.Crumb{Text: code}),
		Head:  ui.PageHeadProps{Eyebrow: "Indicador " + code, Title: s.indicator.Title, Lead: "Valor enviado para la ronda «" + s.Round.Title + "»."},
		Entry: one, Waits: s.entry.Standing == round.StandsSent && s.Round.Open(), Back: back,
		Correct: newCorrect(s, t, one.Taken, at),
		Return:  ui.FormProps{Action: at + "/devolucion", Label: "Devolver a la unidad", Hidden: versionOf(s.entry)},
		Review:  reviewField("review", review),
	}
}

func newCorrect(s subject, t indicator.Typed, taken, at string) correctProps {
	c := correctProps{
		Title: "Corregir y aceptar", Submit: "Corregir y aceptar",
		Text: "Se registra lo que escriba aquí en lugar de lo enviado. La unidad verá el motivo.",
		Form: ui.FormProps{
			Action: at + "/correccion", Label: "Corregir y aceptar",
			Hidden: append(versionOf(s.entry), ui.Hidden{Name: "basis", Value: strconv.Itoa(t.Basis)}),
		},
		Value: ui.FieldProps{
			Name: "value", Label: valueLabel("Valor", s.indicator.UnitOfMeasure), Value: t.Value, InputMode: "decimal", Autocomplete: "off",
		},
		MeasuredOn: ui.DateField(ui.FieldProps{Name: "measured_on", Label: "Fecha del valor", Value: t.MeasuredOn}),
		Comment:    ui.FieldProps{Name: "comment", Label: "Comentario", Value: t.Comment, Rows: 2, Optional: true},
		Reason:     ui.FieldProps{Name: "reason", Label: "Por qué se corrige", Value: t.Reason, Rows: 2},
		Result:     ui.FieldProps{Name: "result_title", Label: "Resultado alcanzado", Value: t.ResultTitle, Optional: true, Autocomplete: "off"},
		ResultOn:   ui.DateField(ui.FieldProps{Name: "result_on", Label: "Fecha del resultado", Value: t.ResultOn, Optional: true}),
		URL:        ui.FieldProps{Name: "result_url", Label: "Enlace", Value: t.ResultURL, Optional: true, InputMode: "url", Autocomplete: "off"},
	}
	if taken != "" {
		c.Title, c.Submit = "Sustituir el valor registrado", "Sustituir y aceptar"
		c.Text = taken + " Al aceptar este, el anterior quedará en el historial con el motivo, que se lee junto al valor: no incluya datos personales."
	}
	return c
}

func valueLabel(label, unit string) string {
	if unit == "" {
		return label
	}
	return label + " (" + unit + ")"
}

// Correct answers POST /planes/{plan}/rondas/{id}/valores/{code}/correccion.
func (p Pages) Correct(w http.ResponseWriter, r *http.Request) error {
	t, err := readTyped(r)
	if err != nil {
		return err
	}
	return p.review(w, r, "corregido", t, "", func(s subject, pick round.Pick) error {
		return p.Rounds.Correct(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), s.Plan.Slug, s.Round.ID, pick, t)
	})
}

// Return answers POST /planes/{plan}/rondas/{id}/valores/{code}/devolucion.
func (p Pages) Return(w http.ResponseWriter, r *http.Request) error {
	comment := r.PostFormValue("review")
	return p.review(w, r, "devuelto", indicator.Typed{}, comment, func(s subject, pick round.Pick) error {
		return p.Rounds.Return(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), s.Plan.Slug, s.Round.ID, pick, comment)
	})
}

// review does something with the entry of the address, or shows its page with why not.
func (p Pages) review(
	w http.ResponseWriter, r *http.Request, done string, t indicator.Typed, comment string, do func(subject, round.Pick) error,
) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	s, err := p.find(r)
	if err != nil {
		return err
	}
	err = do(s, round.Pick{IndicatorID: s.indicator.ID, Version: version})
	wrong := ui.Invalid(err)
	switch {
	case err == nil:
		return ui.See(w, r, pathOf(s.Plan.Slug, s.Round.ID)+"?hecho="+done)
	case wrong == nil && !errors.Is(err, fault.Conflict):
		return err
	}
	return p.refuseReview(w, r, t, comment, wrong)
}

// refuseReview shows the entry as it is now, with what was typed and what is wrong with it, or what it was meant for
// and is not any more.
func (p Pages) refuseReview(w http.ResponseWriter, r *http.Request, t indicator.Typed, comment string, wrong fault.Invalid) error {
	s, err := p.find(r)
	if err != nil {
		return err
	}
	if t == (indicator.Typed{}) {
		t = typedOf(s.entry)
	} else if wrong == nil {
		t.Basis = s.entry.Basis
	}
	props, status := p.entryPage(s, t, comment), http.StatusUnprocessableEntity
	props.Page.Refused = true
	if wrong == nil {
		status = http.StatusConflict
		props.Stale = []staleEntry{{Code: s.indicator.Code, Href: "#enviado", Text: p.whatNow(s.entry)}}
	}
	return ui.Render(w, r, status, entry(props.refused(wrong)))
}

// refused puts the messages at their fields.
func (p entryPageProps) refused(wrong fault.Invalid) entryPageProps {
	c := &p.Correct
	for name, field := range map[string]*ui.FieldProps{
		"value": &c.Value, "measured_on": &c.MeasuredOn, "comment": &c.Comment, "reason": &c.Reason, "result_title": &c.Result,
		"result_on": &c.ResultOn, "result_url": &c.URL, "review": &p.Review,
	} {
		field.Error = wrong[name]
	}
	p.Problems = ui.Problems(wrong, "value", "value", "measured_on", "measured_on", "comment", "comment", "result_title", "result_title",
		"result_on", "result_on", "result_url", "result_url", "reason", "reason", "review", "review")
	return p
}
