package evaluations

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/number"
	"hito/internal/setting"
	"hito/web/ui"
)

// showProps is everything that the page of a reto's evaluation shows.
type showProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Conflict *ui.ConflictProps // nil without one
	Closed   *closedProps      // nil unless what was typed came too late
	Waiting  *ui.NoticeProps   // why the scores of others are not shown; nil where they are
	Results  *results          // nil where there are none, or they are not shown
	Nobody   bool              // has evaluated it
	Form     *formProps        // nil for whoever may not evaluate it now
	Over     string            // why it may not be evaluated; blank where it may
}

// closedProps gives back what was typed for a reto that is not evaluated any more.
type closedProps struct {
	Notice ui.NoticeProps
	Typed  []ui.Definition
}

// results are what people think, and what it comes to.
type results struct {
	Figures  []figure
	People   []string
	Rows     []row
	Means    ui.ExplainProps
	Comments []comment
}

// figure is a mean with how it comes about.
type figure struct {
	Label, Value, Unit string
	Explain            ui.ExplainProps
}

// row is a criterion in the table; Cells are the scores in the order of the people.
type row struct {
	Name, Axis, Weight string
	Cells              []string
	Mean               string
	Off                bool // it does not count
}

type comment struct{ Who, When, Text string }

var savedDone = map[string]string{"guardada": "Se ha guardado su evaluación."}

const none = "—"

// Show answers GET /retos/{code}/evaluacion. With ver=todas it shows the scores of others before one's own.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.find(r)
	if err != nil {
		return err
	}
	actor := ui.Actor(r.Context())
	props := p.build(v, actor, r.URL.Query().Get("ver") == "todas", asTyped(v.own(actor)), v.own(actor).Version)
	props.Done = ui.Done(r, savedDone)
	return ui.Render(w, r, http.StatusOK, show(props))
}

func (p Pages) find(r *http.Request) (v view, err error) {
	err = db.ReadTx(r.Context(), p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		v, err = load(r.Context(), tx, ui.Actor(r.Context()), chi.URLParam(r, "code"))
		return err
	})
	return v, err
}

// build decides what an actor sees. All shows what waits for their own scores, to those who may read every reto.
func (p Pages) build(v view, actor access.Actor, all bool, d challenge.EvaluationDraft, version int) showProps {
	props := showProps{
		Page: v.frame(), Nobody: len(v.Evaluations) == 0,
		Head: ui.PageHeadProps{Eyebrow: "Reto " + v.Challenge.Address(), Title: "Evaluación de «" + v.Challenge.Title + "»",
			Lead: "Cada persona puntúa por su cuenta. De las medias salen el impacto y el esfuerzo del reto."},
	}
	decides := access.Can(actor, access.ReadChallenges, access.Target{})
	switch {
	case props.Nobody:
	case v.hides(actor) && (!all || !decides):
		props.Waiting = waiting(v, decides)
	default:
		props.Results = p.results(v, actor)
	}
	if v.Challenge.Allows(actor, challenge.Evaluate) {
		props.Form = newForm(v, d, version)
	} else {
		props.Over = "Está «" + ui.ChallengeState(v.Challenge.State) + "»: ya no se evalúa."
	}
	return props
}

func waiting(v view, decides bool) *ui.NoticeProps {
	n := &ui.NoticeProps{
		Kind: ui.NoticeInfo, Title: evaluatedBy(len(v.Evaluations)),
		Text: "Sus puntuaciones se muestran cuando guarde la suya, para que cada persona juzgue por sí misma.",
	}
	if decides {
		n.Link = &ui.Link{Text: "Ver igualmente", Href: pathOf(v.Challenge.Address()) + "?ver=todas"}
	}
	return n
}

func evaluatedBy(people int) string {
	return ui.Count(people, "persona ha evaluado", "personas han evaluado") + " este reto"
}

func (p Pages) results(v view, actor access.Actor) *results {
	a := challenge.Assess(v.Rules.Criteria, challenge.GivenBy(v.Evaluations))
	r := &results{
		Figures: []figure{
			{"Impacto", figureOf(a.Impact.Value, meanPlaces), unitOf(a.Impact.Value.Valid), explainAxis(a, v.Rules, setting.Impact, a.Impact)},
			{"Viabilidad", figureOf(a.Feasibility.Value, meanPlaces), unitOf(a.Feasibility.Value.Valid), explainAxis(a, v.Rules, setting.Feasibility, a.Feasibility)},
			{"Esfuerzo", figureOf(a.Effort(), meanPlaces), unitOf(a.Effort().Valid), explainEffort(a)},
			{"Personas", strconv.Itoa(v.people()), "", explainPeople(v)},
		},
		Means: explainMeans(a, v.Rules),
	}
	for _, e := range v.Evaluations {
		name := e.Name
		if e.UserID == actor.ID {
			name += " (usted)"
		}
		r.People = append(r.People, name)
		if e.Comment != "" {
			r.Comments = append(r.Comments, comment{name, ui.EventTime(e.EvaluatedAt, p.Location), e.Comment})
		}
	}
	for _, s := range a.Criteria {
		r.Rows = append(r.Rows, rowOf(s, v.Evaluations))
	}
	return r
}

func unitOf(valid bool) string {
	if valid {
		return "de 5"
	}
	return ""
}

func rowOf(s challenge.Scored, list []challenge.Evaluation) row {
	r := row{Name: s.Name, Axis: axisNames[s.Axis], Weight: number.Format(s.Weight), Mean: figureOf(s.Mean(), meanPlaces), Off: s.LeftOut != challenge.Counted}
	for _, e := range list {
		cell := none
		if score := e.Scores[s.Key]; score != 0 {
			cell = strconv.Itoa(score)
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}
