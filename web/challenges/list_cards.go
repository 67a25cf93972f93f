package challenges

import (
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/web/ui"
)

// cardsProps is everything that the list of retos shows to whoever handles none of them.
type cardsProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Done    string
	What    *whatProps // what a reto is; nil for whoever knows
	Tabs    []ui.Choice
	Heading string // of the cards
	Filters *ui.FiltersProps
	Cards   []card
	Empty   *ui.EmptyProps
	Pages   ui.PaginationProps
}

// whatProps tells a visitor what a reto is, and what can be done here.
type whatProps struct {
	Within string // "20 días hábiles"
	Submit ui.Link
	Open   bool // without an account
}

// card is a reto in a list.
type card struct {
	Title, Href string
	State       ui.TagProps
	Since       string // a day
	Excerpt     string
	Asked       bool   // its author is asked for more
	Answer      string // when a first answer is due; blank to whoever may not know, and once it has come
	Note        string // blank for none
	NoteOn      date.Date
	Supporters  string // blank for nobody
}

const (
	longestCard = 280
	longestNote = 280
)

// listPublic shows what is public to whoever has not signed in.
func (p Lists) listPublic(w http.ResponseWriter, r *http.Request, q listQuery) error {
	f, err := p.fetchOpen(r.Context(), ui.Actor(r.Context()), &q)
	if err != nil {
		return err
	}
	props := p.cards(f, q)
	props.Page.Description = "Los retos de los servicios sociales que se han hecho públicos, y qué ha sido de ellos."
	props.Head.Lead = "Problemas y necesidades que se ven en los servicios sociales, y qué se hace con ellos."
	props.Head.Actions = codeButton()
	props.Heading = "Retos públicos"
	props.What = &whatProps{
		Within: ui.Count(f.Setting.AnswerDays, "día hábil", "días hábiles"), Open: f.Setting.Open,
		Submit: ui.Link{Text: "Entre para presentar un reto", Href: ui.SignInPath(newPath)},
	}
	if access.Can(access.Actor{}, access.SubmitChallenge, access.Target{Open: f.Setting.Open}) {
		props.What.Submit = ui.Link{Text: "Presentar un reto", Href: newPath}
	}
	if len(props.Cards) == 0 && !q.narrows() {
		props.Empty = &ui.EmptyProps{Icon: "flag", Title: "Todavía no hay retos públicos", Text: "Cuando alguno se haga público, aquí se contará qué es de él."}
	}
	return ui.Render(w, r, http.StatusOK, cards(props))
}

// scopeTabs are what whoever has signed in has to choose from; the middle ones only where there is something in them.
var scopeTabs = []struct {
	scope   challenge.ListScope
	text    string
	heading string
	always  bool
}{
	{challenge.ScopeOwn, "Los míos", "Los retos que ha presentado", true},
	{challenge.ScopeAssigned, "Asignados a mí", "Retos asignados a usted o a su unidad", false},
	{challenge.ScopeUnit, "De mi unidad", "Retos que comparte su unidad", true},
	{challenge.ScopeFollowed, "Los que sigo", "Retos que sigue o que también le afectan", false},
	{challenge.ScopePublic, "Públicos", "Retos públicos", true},
}

// listOwn shows their own retos, and what else they may read, to whoever has signed in and handles none.
func (p Lists) listOwn(w http.ResponseWriter, r *http.Request, q listQuery) error {
	f, err := p.fetchOpen(r.Context(), ui.Actor(r.Context()), &q)
	if err != nil {
		return err
	}
	props := p.cards(f, q)
	props.Head.Lead = "Cuente un problema o una necesidad que ve en los servicios sociales, y siga lo que se hace con ello."
	props.Head.Actions = ownListActions()
	for _, t := range scopeTabs {
		if t.scope == q.Scope {
			props.Heading = t.heading
		}
		if n := f.Scopes[t.scope]; t.always || n > 0 || t.scope == q.Scope {
			one := listQuery{}
			one.Scope = t.scope
			props.Tabs = append(props.Tabs, ui.Choice{Text: t.text + " (" + number(n) + ")", Href: one.href(1), Current: t.scope == q.Scope})
		}
	}
	if len(props.Cards) == 0 && !q.narrows() {
		props.Empty = emptyScopes[q.Scope]
	}
	return ui.Render(w, r, http.StatusOK, cards(props))
}

var emptyScopes = map[challenge.ListScope]*ui.EmptyProps{
	challenge.ScopeOwn: {
		Icon: "flag", Title: "Todavía no ha presentado ningún reto", Text: "Cuente qué problema ve: no hace falta traer la solución. Recibirá una respuesta, y aquí verá qué es de él.",
		Link: &ui.Link{Text: "Presentar un reto", Href: newPath},
	},
	challenge.ScopeAssigned: {Icon: "flag", Title: "No tiene retos asignados"},
	challenge.ScopeUnit: {
		Icon: "flag", Title: "Su unidad no comparte ningún reto", Text: "Quien presenta un reto puede dejar que lo lea su unidad: entonces aparece aquí.",
	},
	challenge.ScopeFollowed: {Icon: "flag", Title: "No sigue ningún reto", Text: "En la página de un reto puede decir que también le afecta, o seguirlo."},
	challenge.ScopePublic:   {Icon: "flag", Title: "Todavía no hay retos públicos"},
}

// cards are the parts that both lists have.
func (p Lists) cards(f fetched, q listQuery) cardsProps {
	total := q.found(f.States)
	props := cardsProps{
		Page:  ui.ChallengesView(ui.ChallengesPath, "Retos"),
		Head:  ui.PageHeadProps{Title: "Retos"},
		Pages: ui.Pages("Páginas de retos", q.page, (total+pageSize-1)/pageSize, q.href),
	}
	for _, one := range f.List {
		props.Cards = append(props.Cards, p.card(one))
	}
	if total > 0 || q.narrows() {
		props.Filters = openFilters(f, q, total)
	}
	if total == 0 && q.narrows() {
		whole := listQuery{}
		whole.Scope = q.Scope
		props.Empty = &ui.EmptyProps{
			Icon: "search", Title: "Ningún reto coincide", Text: "Pruebe con menos palabras o con otro estado.", Link: &ui.Link{Text: "Quitar los filtros", Href: whole.href(1)},
		}
	}
	return props
}

func (p Lists) card(l challenge.Listed) card {
	c := card{
		Title: l.Title, Href: ui.ChallengePath(challenge.Grouped(l.Code)), State: ui.ChallengeTag(l.State), Since: ui.LongDate(p.day(l.StateSince)),
		Excerpt: ui.Shorten(l.Excerpt, longestCard), Asked: l.Own && l.State == challenge.Waiting,
		Note: ui.Shorten(l.Note, longestNote), NoteOn: l.NoteOn,
	}
	if l.Whole && !l.Answered && l.State.Open() {
		c.Answer = "La primera respuesta ha de llegar como tarde el " + ui.LongDate(l.AnswerDueOn) + "."
		if l.Late(p.Challenges.Today()) {
			c.Answer = "La primera respuesta tenía que haber llegado el " + ui.LongDate(l.AnswerDueOn) + "."
		}
	}
	if l.Supporters > 0 {
		c.Supporters = "Afecta también a " + ui.Count(l.Supporters, "persona más", "personas más")
	}
	return c
}

// day is the day of a moment as the calendar has it here.
func (p Lists) day(at time.Time) date.Date { return date.Of(at.In(p.Location)) }

// openFilters are those that tell nobody what they may not know.
func openFilters(f fetched, q listQuery, total int) *ui.FiltersProps {
	states := ui.Select{Name: "estado", Label: "Estado", Options: []ui.Option{{Text: "Todos"}}}
	for _, w := range stateWords {
		if chosen := slices.Contains(q.States, w.of); chosen || f.States[w.of].Count > 0 {
			states.Options = append(states.Options, ui.Option{Value: w.name, Text: ui.ChallengeState(w.of), Selected: chosen})
		}
	}
	props := &ui.FiltersProps{
		ID: "retos", Action: ui.ChallengesPath, Hidden: q.hidden("texto", "estado"), Selects: []ui.Select{states},
		Search: &ui.Search{Name: "texto", Label: "Buscar", Value: q.Text, Hint: "Palabras del título o del texto"},
		Result: shownOf(total, q),
	}
	if q.narrows() {
		whole := listQuery{}
		whole.Scope = q.Scope
		props.Clear = whole.href(1)
	}
	return props
}

// shownOf tells how many retos there are and which of them this page has; the empty state says that there is none.
func shownOf(total int, q listQuery) string {
	if total == 0 {
		return ""
	}
	text := ui.Count(total, "reto", "retos")
	if total > pageSize {
		from := (q.page-1)*pageSize + 1
		text += "; se muestran del " + number(from) + " al " + number(min(from+pageSize-1, total))
	}
	return text
}

// number writes a whole number as people read it.
func number(n int) string { return ui.Number(decimal.NewFromInt(int64(n)), 0) }
