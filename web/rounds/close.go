package rounds

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/round"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// closeProps is the form that closes a round with a follow-up.
type closeProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Ended    *ui.NoticeProps // nil while it is open
	Early    *ui.NoticeProps // nil once the day of the values has come
	Missing  *ui.NoticeProps // nil where everything has come and was reviewed
	Form     ui.FormProps
	Title    ui.FieldProps
	Note     ui.FieldProps
	Sure     *ui.ChoicesProps // nil where nothing is missing
	State    []ui.Definition  // of the plan, as it would be frozen
	Back     string
}

// Closing answers GET /planes/{plan}/rondas/{id}/cierre.
func (p Pages) Closing(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, closing(newClosing(v, endingOf(v), p.Rounds.Today())))
}

// endingOf proposes the round's title for the follow-up, or another where one has it.
func endingOf(v view) round.Ending {
	e := round.Ending{Title: v.Round.Title, Version: v.Round.Version}
	for _, taken := range snapshot.Titles(v.Board.Snapshots) {
		if taken == e.Title {
			e.Title = snapshot.TitleFor(v.Round.MeasuredOn, snapshot.Titles(v.Board.Snapshots))
		}
	}
	return e
}

func newClosing(v view, e round.Ending, today date.Date) closeProps {
	back := pathOf(v.Plan.Slug, v.Round.ID)
	p := closeProps{
		Page: frame(v.Plan, "Cerrar la ronda", ui.Crumb{Text: v.Round.Title, Href: back}, ui.Crumb{Text: "Cerrar"}),
		Head: ui.PageHeadProps{
			Eyebrow: v.Round.Title, Title: "Cerrar la ronda",
			Lead: "El estado del plan a " + ui.LongDate(v.Round.MeasuredOn) + " quedará fijado en un seguimiento que nada podrá cambiar.",
		},
		Ended: endedNotice(v), Back: back,
		Form: ui.FormProps{Action: back + "/cierre", Label: "Cerrar la ronda", Hidden: []ui.Hidden{
			{Name: "version", Value: strconv.Itoa(e.Version)},
			{Name: "missing", Value: strconv.Itoa(v.Round.Missing())}, {Name: "waiting", Value: strconv.Itoa(v.Round.Sent)},
		}},
		Title: ui.FieldProps{Name: "title", Label: "Título del seguimiento", Value: e.Title, MaxLength: 200, Autocomplete: "off"},
		Note:  ui.FieldProps{Name: "note", Label: "Nota", Value: e.Note, Rows: 4, Optional: true, Hint: "Lo que convenga recordar de este periodo. Se muestra con el seguimiento."},
		State: []ui.Definition{
			{Term: "Progreso", Text: ui.PercentOrDash(v.Board.Progress, board.HeadlinePlaces)},
			{Term: "Previsto", Text: ui.PercentOrDash(v.Board.Expected, board.HeadlinePlaces)},
			{Term: "Estado", Text: ui.StatusWord(string(v.Board.Status))},
			{Term: "Datos", Text: coverage(v.Board)},
		},
	}
	if v.Round.MeasuredOn > today {
		p.Early = &ui.NoticeProps{
			Kind: ui.NoticeWarning, Title: "Aún no ha llegado la fecha de los valores",
			Text: "La ronda se puede cerrar desde el " + ui.LongDate(v.Round.MeasuredOn) + ".",
		}
	}
	if pending := v.Round.Missing() + v.Round.Sent; pending > 0 {
		p.Missing = &ui.NoticeProps{Kind: ui.NoticeWarning, Title: "Todavía falta algo", Text: pendingText(v.Round)}
		p.Sure = &ui.ChoicesProps{Name: "sure", Legend: "Confirmación", Options: []ui.ChoiceOption{{
			Value: "si", Text: "Cerrar aunque " + falta(pending), Hint: "Lo que no se haya aceptado no estará en el seguimiento; lo enviado se podrá leer en la ronda.", Checked: e.Sure,
		}}}
	}
	return p
}

func falta(n int) string {
	if n == 1 {
		return "falte 1 valor"
	}
	return fmt.Sprintf("falten %d valores", n)
}

func coverage(b dashboard.Board) string { return ui.Coverage(b.Coverage.WithData, b.Coverage.Total) }

func pendingText(r round.Round) string {
	text := ""
	if r.Missing() > 0 {
		text = "Sin enviar, o devueltos: " + ui.Count(r.Missing(), "valor", "valores") + ". "
	}
	if r.Sent > 0 {
		text += "Enviados y sin revisar: " + ui.Count(r.Sent, "valor", "valores") + "."
	}
	return text
}

func readEnding(r *http.Request) (round.Ending, error) {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return round.Ending{}, err
	}
	missing, err := strconv.Atoi(r.PostFormValue("missing"))
	waiting, waitingErr := strconv.Atoi(r.PostFormValue("waiting"))
	if err != nil || waitingErr != nil {
		return round.Ending{}, fmt.Errorf("what was missing: %w", fault.BadInput)
	}
	return round.Ending{
		Title: r.PostFormValue("title"), Note: r.PostFormValue("note"), Sure: r.PostFormValue("sure") == "si",
		Missing: missing, Waiting: waiting, Version: version,
	}, nil
}

// Close answers POST /planes/{plan}/rondas/{id}/cierre: the follow-up is frozen, and its page is where that is seen.
func (p Pages) Close(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	e, err := readEnding(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	taken, err := p.Rounds.Close(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, id, e)
	wrong, status := ui.Invalid(err), http.StatusUnprocessableEntity
	switch {
	case err == nil:
		return ui.See(w, r, snapshotPath(slug, taken)+"?hecho=cerrado")
	case wrong == nil && errors.Is(err, fault.Conflict):
		status, wrong = http.StatusConflict, fault.Invalid{"round": "La ronda ha cambiado desde que abrió la página: compruebe los datos y ciérrela de nuevo."}
	case wrong == nil:
		return err
	}
	return p.refuseClosing(w, r, status, e, wrong)
}

func (p Pages) refuseClosing(w http.ResponseWriter, r *http.Request, status int, e round.Ending, wrong fault.Invalid) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	e.Version = v.Round.Version
	if e.Missing != v.Round.Missing() || e.Waiting != v.Round.Sent {
		e.Sure = false
	}
	props := newClosing(v, e, p.Rounds.Today())
	props.Page.Refused = true
	props.Title.Error, props.Note.Error = wrong["title"], wrong["note"]
	if props.Sure != nil {
		props.Sure.Error = wrong["sure"]
	}
	props.Problems = ui.Problems(wrong, "title", "title", "note", "note", "sure", "sure")
	return ui.Render(w, r, status, closing(props))
}
