package cases

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/web/ui"
)

// assignmentProps is the page that says who has a reto.
type assignmentProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Conflict *ui.ConflictProps
	Nothing  *ui.NoticeProps // nil while it can be assigned
	Form     ui.FormProps
	Person   ui.SelectFieldProps
	Unit     ui.SelectFieldProps
	Due      ui.FieldProps
	Answered string // when the first answer was given; blank until then
	Cancel   string
}

// holding is a reto with whom it can be assigned to, and the usual day for the first answer.
type holding struct {
	Challenge challenge.Challenge
	Among     challenge.Assignees
	Usual     date.Date
}

func (p Pages) loadHolding(r *http.Request) (h holding, err error) {
	h.Challenge, err = p.read(r, access.HandleChallenge, func(ctx context.Context, tx pgx.Tx, c challenge.Challenge) (err error) {
		if h.Among, err = challenge.FindAssignees(ctx, tx, c); err != nil {
			return err
		}
		h.Usual, err = challenge.UsualAnswerDue(ctx, tx, c.SubmittedOn)
		return err
	})
	return h, err
}

// Assignment answers GET /retos/{code}/asignacion.
func (p Pages) Assignment(w http.ResponseWriter, r *http.Request) error {
	h, err := p.loadHolding(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, assignment(p.newAssignment(h, assignedOf(h.Challenge), h.Challenge.Version)))
}

func assignedOf(c challenge.Challenge) challenge.AssignDraft {
	return challenge.AssignDraft{Person: numbered(c.AssigneeID), Unit: numbered(c.AssignedUnitID), AnswerDueOn: c.AnswerDueOn.String()}
}

// numbered writes the number of something, blank for none.
func numbered(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func (p Pages) newAssignment(h holding, d challenge.AssignDraft, version int) assignmentProps {
	c := h.Challenge
	props := assignmentProps{
		Page: frame(c, "Asignar el reto"),
		Head: headOf(c, "Asignar el reto", "Quien lo tenga podrá leerlo entero, responder, comentar y evaluar. No sabrá quién lo presentó si es confidencial."),
		Form: ui.FormProps{Action: pathOf(c) + "/asignacion", Label: "Asignar el reto", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}}},
		Person: ui.SelectFieldProps{
			Select: ui.Select{Name: "person", Label: "Persona", Options: optionsOf("Nadie", h.Among.People, d.Person)}, Hint: "Recibirá un aviso.",
		},
		Unit: ui.SelectFieldProps{
			Select: ui.Select{Name: "unit", Label: "Unidad", Options: optionsOf("Ninguna", h.Among.Units, d.Unit)}, Hint: "Todas las personas de la unidad lo tendrán, y recibirán un aviso.",
		},
		Due: ui.DateField(ui.FieldProps{
			Name: "answer_due_on", Label: "Plazo para la primera respuesta", Value: d.AnswerDueOn,
			Hint: "De ordinario sería el " + ui.LongDate(h.Usual) + ", sin contar fines de semana ni festivos.",
		}),
		Cancel: pathOf(c),
	}
	if !c.AnsweredAt.IsZero() {
		props.Answered = "Ya se dio una primera respuesta (" + ui.EventTime(c.AnsweredAt, p.Location) + "): el plazo ya no cuenta."
	}
	if !slices.Contains(challenge.Assign.In, c.State) {
		props.Nothing = idle(c, "ya no se asigna.")
	}
	return props
}

func optionsOf(nobody string, list []challenge.Assignee, chosen string) []ui.Option {
	options := []ui.Option{{Text: nobody}}
	for _, one := range list {
		id := strconv.FormatInt(one.ID, 10)
		options = append(options, ui.Option{Value: id, Text: one.Name, Selected: id == chosen})
	}
	return options
}

// Assign answers POST /retos/{code}/asignacion.
func (p Pages) Assign(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	d := challenge.AssignDraft{Person: r.PostFormValue("person"), Unit: r.PostFormValue("unit"), AnswerDueOn: r.PostFormValue("answer_due_on")}
	err = p.Challenges.Assign(r.Context(), change(r, version), d)
	status, wrong, mine := refused(err)
	switch {
	case err == nil:
		return see(w, r, "asignado")
	case !mine:
		return err
	}
	return p.refuseAssignment(w, r, status, d, version, wrong)
}

func (p Pages) refuseAssignment(w http.ResponseWriter, r *http.Request, status int, d challenge.AssignDraft, version int, wrong fault.Invalid) error {
	h, err := p.loadHolding(r)
	if err != nil {
		return err
	}
	if wrong == nil {
		version = h.Challenge.Version
	}
	props := p.newAssignment(h, d, version)
	props.Page.Refused = true
	props.Person.Error, props.Unit.Error, props.Due.Error = wrong["person"], wrong["unit"], wrong["answer_due_on"]
	props.Problems = ui.Problems(wrong, "person", "person", "unit", "unit", "answer_due_on", "answer_due_on")
	if wrong == nil {
		conflict, err := ui.ConflictOf(r.Context(), p.Challenges.Pool, audit.Object{Type: "challenge", ID: h.Challenge.ID}, p.Location, pathOf(h.Challenge)+"/asignacion", []ui.ConflictRow{
			{Field: "person", Label: "Persona", Mine: nameOf(h.Among.People, d.Person), Theirs: h.Challenge.Assignee},
			{Field: "unit", Label: "Unidad", Mine: nameOf(h.Among.Units, d.Unit), Theirs: h.Challenge.AssignedUnit},
			{Field: "answer_due_on", Label: "Plazo para la primera respuesta", Mine: shownDay(d.AnswerDueOn), Theirs: ui.ShortDate(h.Challenge.AnswerDueOn)},
		})
		if err != nil {
			return err
		}
		props.Conflict = &conflict
	}
	return ui.Render(w, r, status, assignment(props))
}

func nameOf(list []challenge.Assignee, id string) string {
	for _, one := range list {
		if strconv.FormatInt(one.ID, 10) == id {
			return one.Name
		}
	}
	return ""
}

// shownDay writes a day as it is shown, or what was typed where it is none.
func shownDay(typed string) string {
	if d, err := date.ParseSpanish(typed); err == nil {
		return ui.ShortDate(d)
	}
	return typed
}
