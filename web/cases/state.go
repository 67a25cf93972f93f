package cases

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// stateProps is the page that changes the state of a reto.
type stateProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Stale    *staleProps
	Now      ui.TagProps
	Since    string
	Nothing  *ui.NoticeProps // nil where there is something to change
	Form     ui.FormProps
	To       ui.ChoicesProps
	Public   ui.FieldProps
	Internal ui.FieldProps
	Cancel   string
	Decision *decisionProps // nil where none can be asked for
}

// decisionProps asks the director for a decision, or takes that back.
type decisionProps struct {
	Text, Do string
	Form     ui.FormProps
}

// hints say what a change of state means, by where it leads.
var hints = map[challenge.State]string{
	challenge.Analysis:    "Se estudia qué se puede hacer.",
	challenge.Waiting:     "Se pide a quien lo presentó la información que falta.",
	challenge.Admitted:    "Merece la pena: se buscará cómo llevarlo a cabo.",
	challenge.Project:     "Pasa a ser un proyecto, con fechas e hitos propios.",
	challenge.Pilot:       "La solución se prueba antes de extenderla.",
	challenge.Implemented: "La solución ya funciona.",
	challenge.Discarded:   "No sigue adelante. Quien lo presentó leerá el motivo.",
}

// hintsBack are those of ways back.
var hintsBack = map[[2]challenge.State]string{
	{challenge.Waiting, challenge.Analysis}:    "Ya hay información suficiente: se vuelve a estudiar.",
	{challenge.Admitted, challenge.Analysis}:   "Hay que estudiarlo más antes de seguir.",
	{challenge.Discarded, challenge.Analysis}:  "Se vuelve a estudiar lo que se descartó.",
	{challenge.Project, challenge.Admitted}:    "El proyecto se deja por ahora; el reto sigue admitido.",
	{challenge.Pilot, challenge.Project}:       "El piloto termina y el proyecto sigue.",
	{challenge.Implemented, challenge.Project}: "Lo implantado no basta: vuelve a ser un proyecto.",
}

func hintOf(t challenge.Transition) string {
	if back := hintsBack[[2]challenge.State{t.From, t.To}]; back != "" {
		return back
	}
	return hints[t.To]
}

// State answers GET /retos/{code}/estado; ?a= chooses where to.
func (p Pages) State(w http.ResponseWriter, r *http.Request) error {
	c, err := p.read(r, access.DecideChallenge, nil)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	d := challenge.MoveDraft{From: c.State, To: challenge.State(query.Get("a"))}
	return ui.Render(w, r, http.StatusOK, state(p.newState(ui.Actor(r.Context()), c, d, query.Get(returnField))))
}

func (p Pages) newState(a access.Actor, c challenge.Challenge, d challenge.MoveDraft, back string) stateProps {
	back = boardOf(back)
	moves := c.NextMoves(a)
	props := stateProps{
		Page: frame(c, "Cambiar el estado"), Head: headOf(c, "Cambiar el estado", ""),
		Now: ui.ChallengeTag(c.State), Since: "desde el " + ui.EventTime(c.StateSince, p.Location), Cancel: pathOf(c),
		Form: ui.FormProps{Action: pathOf(c) + "/estado", Label: "Cambiar el estado", Hidden: []ui.Hidden{{Name: "desde", Value: string(c.State)}}},
		Public: ui.FieldProps{
			Name: "public", Label: "Nota pública", Value: d.Public, Rows: 5, Hint: publicHint(c, moves), Optional: !needsNote(moves, d.To),
		},
		Internal: ui.FieldProps{
			Name: "internal", Label: "Nota interna", Value: d.Internal, Rows: 3, Optional: true, Hint: "Solo la leerán quienes gestionan el reto.",
		},
		To: ui.ChoicesProps{Name: "a", Legend: "Pasa a", Single: true}, Decision: p.decisionOf(a, c),
	}
	if back != "" {
		props.Cancel, props.Form.Hidden = back, append(props.Form.Hidden, ui.Hidden{Name: returnField, Value: back})
	}
	for _, t := range moves {
		props.To.Options = append(props.To.Options, ui.ChoiceOption{
			Value: string(t.To), Text: ui.ChallengeState(t.To), Hint: hintOf(t), Checked: t.To == d.To,
		})
	}
	if len(moves) == 0 {
		props.Nothing = idle(c, "su cuenta no puede pasarlo a otro estado.")
	}
	return props
}

func needsNote(moves []challenge.Transition, to challenge.State) bool {
	return slices.ContainsFunc(moves, func(t challenge.Transition) bool { return t.To == to && t.Note })
}

func publicHint(c challenge.Challenge, moves []challenge.Transition) string {
	hint := "La leerá quien presentó el reto y quienes lo siguen."
	if c.Public() {
		hint = "El reto es público: la leerá cualquiera. No incluya datos personales."
	}
	var needed []string
	for _, t := range moves {
		if t.Note {
			needed = append(needed, "«"+ui.ChallengeState(t.To)+"»")
		}
	}
	if len(needed) == 0 {
		return hint
	}
	return hint + " Hace falta para pasar a " + strings.Join(needed, " o ") + "."
}

// decisionOf offers to ask for a decision to whoever may, and says to all that one is asked for.
func (p Pages) decisionOf(a access.Actor, c challenge.Challenge) *decisionProps {
	if !c.Allows(a, challenge.AskDecision) {
		return nil
	}
	d := &decisionProps{
		Text: "La admisión y el descarte los puede decidir dirección, que verá este reto entre los que esperan decisión.", Do: "Pedir decisión a dirección",
		Form: ui.FormProps{Action: pathOf(c) + "/decision", Class: "form-inline", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(c.Version)}, {Name: "pedir", Value: "si"}}},
	}
	if !c.DecisionAsked.IsZero() {
		d.Text, d.Do, d.Form.Hidden[1].Value = "Se pidió a dirección que decida el "+ui.EventTime(c.DecisionAsked, p.Location)+".", "Retirar la petición", "no"
	}
	return d
}

func readMove(r *http.Request) challenge.MoveDraft {
	return challenge.MoveDraft{
		From: challenge.State(r.PostFormValue("desde")), To: challenge.State(r.PostFormValue("a")),
		Public: r.PostFormValue("public"), Internal: r.PostFormValue("internal"),
	}
}

// Move answers POST /retos/{code}/estado. The small forms of the board have no fields for notes: where one is needed, the
// whole page asks for it.
func (p Pages) Move(w http.ResponseWriter, r *http.Request) error {
	d := readMove(r)
	err := p.Challenges.Move(r.Context(), change(r, 0), d)
	status, wrong, mine := refused(err)
	back := boardOf(r.PostFormValue(returnField))
	switch {
	case err == nil:
		return seeMoved(w, r, d.To, back)
	case !mine:
		return err
	case wrong["public"] != "" && !r.PostForm.Has("public"):
		return ui.See(w, r, r.URL.Path+"?a="+string(d.To)+backQuery(back))
	}
	return p.refuseMove(w, r, status, d, wrong)
}

func (p Pages) refuseMove(w http.ResponseWriter, r *http.Request, status int, d challenge.MoveDraft, wrong fault.Invalid) error {
	c, err := p.read(r, access.DecideChallenge, nil)
	if err != nil {
		return err
	}
	props := p.newState(ui.Actor(r.Context()), c, d, r.PostFormValue(returnField))
	props.Page.Refused = true
	props.To.Error, props.Public.Error, props.Internal.Error = wrong["a"], wrong["public"], wrong["internal"]
	props.Problems = ui.Problems(wrong, "a", "a", "public", "public", "internal", "internal")
	if wrong == nil {
		props.Stale, err = p.staleMove(r.Context(), c, d, props.Nothing != nil)
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, state(props))
}

// staleMove says where the reto is now, and where it was to go.
func (p Pages) staleMove(ctx context.Context, c challenge.Challenge, d challenge.MoveDraft, formless bool) (*staleProps, error) {
	s, err := p.staleOf(ctx, c, "No se ha cambiado: el reto ya está «"+ui.ChallengeState(c.State)+"»",
		"Usted quería pasarlo de «"+ui.ChallengeState(d.From)+"» a «"+ui.ChallengeState(d.To)+"».")
	if !formless {
		s.Text += " Abajo sigue lo que escribió: compruebe si aún hace falta."
		return s, err
	}
	for _, one := range []ui.Definition{{Term: "Nota pública", Text: d.Public}, {Term: "Nota interna", Text: d.Internal}} {
		if one.Text != "" {
			s.Kept = append(s.Kept, one)
		}
	}
	return s, err
}
