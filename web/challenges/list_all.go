package challenges

import (
	"net/http"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/web/ui"
)

// allProps is everything that the list of all retos shows to whoever handles them.
type allProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Views    viewsProps
	States   []stateLink
	AnyState string // address without states; blank where none is chosen
	Quick    []ui.Choice
	Filters  allFilters
	Result   string
	Rows     []allRow
	Empty    *ui.EmptyProps
	Pages    ui.PaginationProps
	Export   *ui.FormProps // nil where there is nothing to export
}

// stateLink adds a state to the filters or takes it away.
type stateLink struct {
	Tag     ui.TagProps
	Count   int
	Href    string
	Current bool
}

// allRow is a reto in the table.
type allRow struct {
	Title, Href, Code string
	State             ui.TagProps
	From              string // unit or area; blank for none
	Urgent            bool
	Holder            string // blank for nobody
	On                date.Date
	Answer            answerProps
	Supporters        int
	Asked             bool // waits for a decision
	Public            bool
}

// answerProps is where a reto stands as to its first answer.
type answerProps struct {
	Late string // "3 días de retraso"; blank while it is not
	Due  date.Date
	Text string // instead of a day
}

// listAll shows all retos with their filters. Days that cannot be read are told at their fields, and find nothing.
func (p Lists) listAll(w http.ResponseWriter, r *http.Request, q listQuery, wrong fault.Invalid, typed viewTyped) error {
	ctx, actor := r.Context(), ui.Actor(r.Context())
	var f fetched
	var choices []challenge.ListChoice
	var views []challenge.View
	err := db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		if wrong == nil {
			if f, err = p.fetch(ctx, tx, actor, q); err != nil {
				return err
			}
		}
		if choices, err = challenge.ListChoices(ctx, tx); err != nil {
			return err
		}
		views, err = challenge.Views(ctx, tx, actor)
		return err
	})
	if err != nil {
		return err
	}
	props := p.buildAll(f, q, wrong)
	props.Filters = buildFilters(q, choices, wrong)
	props.Views = buildViews(views, q, typed)
	props.Problems = append(props.Problems, ui.Problems(typed.wrong, "name", "vista-name")...)
	props.Done = ui.Done(r, listDone)
	status := http.StatusOK
	if len(wrong)+len(typed.wrong) > 0 {
		status, props.Page.Refused = http.StatusUnprocessableEntity, true
	}
	return ui.Render(w, r, status, all(props))
}

var listDone = map[string]string{"vista": "La vista se ha guardado.", "vista-quitada": "La vista se ha quitado."}

func (p Lists) buildAll(f fetched, q listQuery, wrong fault.Invalid) allProps {
	total := q.found(f.States)
	props := allProps{
		Page:     ui.ChallengesView(ui.ChallengesPath, "Retos"),
		Head:     ui.PageHeadProps{Title: "Retos", Lead: "Todos los que se han recibido, y lo que espera cada uno.", Actions: submitAction()},
		Problems: ui.Problems(wrong, "desde", "retos-desde", "hasta", "retos-hasta"),
		Result:   shownOf(total, q),
		Pages:    ui.Pages("Páginas de retos", q.page, (total+pageSize-1)/pageSize, q.href),
	}
	today := p.Challenges.Today()
	for _, one := range f.List {
		props.Rows = append(props.Rows, newAllRow(one, today))
	}
	if wrong != nil {
		return props
	}
	props.States, props.Quick = stateLinks(f.States, q), quickLinks(f.States, q)
	if len(q.States) > 0 {
		whole := q
		whole.States = nil
		props.AnyState = whole.href(1)
	}
	switch {
	case total > 0:
		props.Export = &ui.FormProps{Action: exportPath, Class: "form-inline", Hidden: q.hidden("orden")}
	case q.narrows():
		props.Empty = &ui.EmptyProps{
			Icon: "search", Title: "Ningún reto coincide", Text: "Se busca en el título, el problema, a quién afecta y la idea, y por el código.",
			Link: &ui.Link{Text: "Quitar los filtros", Href: ui.ChallengesPath},
		}
	default:
		props.Empty = &ui.EmptyProps{
			Icon: "flag", Title: "Todavía no se ha recibido ningún reto", Text: "Dé a conocer esta página entre el personal: presentar un reto lleva menos de tres minutos.",
			Link: &ui.Link{Text: "Presentar el primero", Href: newPath},
		}
	}
	return props
}

func newAllRow(l challenge.Listed, today date.Date) allRow {
	row := allRow{
		Title: l.Title, Href: ui.ChallengePath(challenge.Grouped(l.Code)), Code: challenge.Grouped(l.Code), State: ui.ChallengeTag(l.State),
		From: joined(l.Unit, l.Area), Urgent: l.Urgency == challenge.High, Holder: joined(l.Assignee, l.AssignedUnit), On: l.SubmittedOn,
		Supporters: l.Supporters, Asked: l.DecisionAsked, Public: l.Public,
	}
	switch {
	case l.Answered:
		row.Answer.Text = "Contestado"
	case !l.State.Open():
		row.Answer.Text = "Sin respuesta"
	case l.Late(today):
		row.Answer.Late, _ = ui.Deadline(int(l.AnswerDueOn - today))
	default:
		row.Answer.Due = l.AnswerDueOn
	}
	return row
}

// stateLinks are the states that occur or are chosen.
func stateLinks(counts map[challenge.State]challenge.StateCount, q listQuery) []stateLink {
	var links []stateLink
	for _, s := range challenge.States {
		chosen := slices.Contains(q.States, s)
		if n := counts[s].Count; n > 0 || chosen {
			links = append(links, stateLink{Tag: ui.ChallengeTag(s), Count: n, Href: q.toggled(s).href(1), Current: chosen})
		}
	}
	return links
}

// quickLinks are the filters that are asked for most; each takes itself away again.
func quickLinks(counts map[challenge.State]challenge.StateCount, q listQuery) []ui.Choice {
	late, asked := 0, 0
	for _, c := range counts {
		late, asked = late+c.Late, asked+c.Asked
	}
	quick := func(text string, on bool, change func(*listQuery, bool)) ui.Choice {
		other := q
		change(&other, !on)
		return ui.Choice{Text: text, Href: other.href(1), Current: on}
	}
	held := func(h challenge.Holder) func(*listQuery, bool) {
		return func(q *listQuery, on bool) {
			if q.Holder = (challenge.Holder{}); on {
				q.Holder = h
			}
		}
	}
	return []ui.Choice{
		quick("Con retraso ("+number(late)+")", q.Late, func(q *listQuery, on bool) { q.Late = on }),
		quick("Esperan decisión ("+number(asked)+")", q.DecisionAsked, func(q *listQuery, on bool) { q.DecisionAsked = on }),
		quick("Asignados a mí", q.Holder.Mine, held(challenge.Holder{Mine: true})),
		quick("Sin asignar", q.Holder.Nobody, held(challenge.Holder{Nobody: true})),
	}
}
