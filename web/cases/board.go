package cases

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/web/ui"
)

// boardProps is the board of retos.
type boardProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Moved   *ui.NoticeProps // nil unless a reto was just moved
	Filters ui.FiltersProps
	Jump    []ui.Link // to each column
	Open    []column
	Ended   []column
	Empty   *ui.EmptyProps // where there is no reto at all
	Path    string         // of the board as it is filtered
}

// column is the retos in a state.
type column struct {
	ID, State string
	Tag       ui.TagProps
	Count     string
	Cards     []card
	More      *ui.Link // the rest; nil where all are shown
	Help      string   // where there is none
}

// Filters of the board, as its address and that of the list have them.
const (
	textFilter   = "texto"
	unitFilter   = "unidad"
	holderFilter = "asignado"

	noHolder   = "nadie"
	someHolder = "persona-"
	unitHolder = "unidad-"
)

// asked is a board as its address asks for it.
type asked struct {
	Text, Unit, Holder string
	Query              challenge.ListQuery
}

// ask reads the filters of an address; what is none of ours is fault.BadInput.
func ask(query url.Values) (a asked, err error) {
	a = asked{Text: ui.SearchText(query.Get(textFilter)), Unit: query.Get(unitFilter), Holder: query.Get(holderFilter)}
	a.Query.Text = a.Text
	if a.Unit != "" {
		if a.Query.UnitID, err = ui.ID(a.Unit); err != nil {
			return a, fmt.Errorf("unit of a board: %w", fault.BadInput)
		}
	}
	person, byPerson := strings.CutPrefix(a.Holder, someHolder)
	unit, byUnit := strings.CutPrefix(a.Holder, unitHolder)
	switch {
	case byPerson:
		a.Query.Holder.PersonID, err = ui.ID(person)
	case byUnit:
		a.Query.Holder.UnitID, err = ui.ID(unit)
	case a.Holder == noHolder:
		a.Query.Holder.Nobody = true
	case a.Holder != "":
		err = fault.BadInput
	}
	if err != nil {
		return a, fmt.Errorf("holder of a board: %w", fault.BadInput)
	}
	return a, nil
}

// path is the address of the board with its filters.
func (a asked) path() string {
	query := a.values()
	if len(query) == 0 {
		return ui.ChallengeBoardPath
	}
	return ui.ChallengeBoardPath + "?" + query.Encode()
}

func (a asked) values() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{textFilter: a.Text, unitFilter: a.Unit, holderFilter: a.Holder} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// Board answers GET /retos/tablero. It takes two queries, however many retos there are.
func (p Pages) Board(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, today := r.Context(), ui.Actor(r.Context()), p.Challenges.Today()
	a, err := ask(r.URL.Query())
	if err != nil {
		return err
	}
	var columns []challenge.Column
	var choices []challenge.ListChoice
	err = db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		if columns, err = challenge.Board(ctx, tx, actor, today, a.Query); err != nil {
			return err
		}
		choices, err = challenge.ListChoices(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	props := newBoard(actor, today, a, columns)
	props.Filters.Selects = selectsOf(a, choices)
	if r.URL.Query().Get("hecho") == "movido" {
		props.Moved = movedNotice(actor, columns, challenge.ReadCode(r.URL.Query().Get("reto")))
	}
	return ui.Render(w, r, http.StatusOK, kanban(props))
}

func newBoard(actor access.Actor, today date.Date, a asked, columns []challenge.Column) boardProps {
	p := boardProps{
		Page: ui.ChallengesView(ui.ChallengeBoardPath, "Tablero de retos"),
		Head: ui.PageHeadProps{
			Title: "Tablero de retos", Lead: "Lo que espera su primera respuesta va arriba en cada columna, lo más retrasado primero.",
		},
		Filters: ui.FiltersProps{ID: "tablero", Action: ui.ChallengeBoardPath, Search: &ui.Search{Name: textFilter, Label: "Buscar", Value: a.Text, Hint: "Palabras o código"}},
		Path:    a.path(),
	}
	p.Page.Script = "kanban.js"
	total := 0
	for _, c := range columns {
		one := columnOf(actor, today, a, c)
		if c.State.Open() {
			p.Open = append(p.Open, one)
		} else {
			p.Ended = append(p.Ended, one)
		}
		p.Jump = append(p.Jump, ui.Link{Text: one.Tag.Text + " " + one.Count, Href: "#" + one.ID})
		total += c.Total
	}
	if len(a.values()) > 0 {
		p.Filters.Clear, p.Filters.Result = ui.ChallengeBoardPath, "Se muestran "+ui.Count(total, "reto", "retos")+"."
	} else if total == 0 {
		p.Empty = &ui.EmptyProps{
			Title: "Todavía no hay retos", Text: "Cuando se presente el primero aparecerá aquí, en «Recibido».", Link: &ui.Link{Text: "Presentar un reto", Href: ui.ChallengesPath + "/nuevo"},
		}
	}
	return p
}

// listWords is what the address of the list calls each state.
var listWords = map[challenge.State]string{
	challenge.Received: "recibido", challenge.Analysis: "en-analisis", challenge.Waiting: "pendiente", challenge.Admitted: "admitido",
	challenge.Project: "en-proyecto", challenge.Pilot: "piloto", challenge.Implemented: "implantado", challenge.Discarded: "descartado",
	challenge.Merged: "fusionado", challenge.Withdrawn: "retirado",
}

func columnOf(actor access.Actor, today date.Date, a asked, c challenge.Column) column {
	one := column{
		ID: "estado-" + string(c.State), State: string(c.State), Tag: ui.ChallengeTag(c.State), Count: fmt.Sprint(c.Total), Help: "Ninguno.",
	}
	for _, reto := range c.Cards {
		one.Cards = append(one.Cards, cardOf(actor, today, a.path(), reto))
	}
	if c.Total > len(c.Cards) {
		query := a.values()
		query.Set("estado", listWords[c.State])
		one.More = &ui.Link{Text: fmt.Sprintf("Ver los %d en la lista", c.Total), Href: ui.ChallengesPath + "?" + query.Encode()}
	}
	return one
}

// selectsOf are the filters by unit and by who has the retos.
func selectsOf(a asked, choices []challenge.ListChoice) []ui.Select {
	units := ui.Select{Name: unitFilter, Label: "Unidad", Options: []ui.Option{{Text: "Todas"}}}
	holders := ui.Select{Name: holderFilter, Label: "Quién lo tiene", Options: []ui.Option{
		{Text: "Cualquiera"}, {Value: noHolder, Text: "Nadie todavía", Selected: a.Holder == noHolder},
	}}
	for _, one := range choices {
		id := fmt.Sprint(one.ID)
		switch one.Kind {
		case challenge.FromUnit:
			units.Options = append(units.Options, ui.Option{Value: id, Text: one.Name, Selected: a.Unit == id})
		case challenge.HeldByPerson:
			holders.Options = append(holders.Options, ui.Option{Value: someHolder + id, Text: one.Name, Selected: a.Holder == someHolder+id})
		case challenge.HeldByUnit:
			holders.Options = append(holders.Options, ui.Option{Value: unitHolder + id, Text: one.Name + " (unidad)", Selected: a.Holder == unitHolder+id})
		case challenge.OnPlan, challenge.OnLine, challenge.OnObjective: // no filters of the board
		}
	}
	return []ui.Select{units, holders}
}

// movedNotice says where the reto that was just moved is now.
func movedNotice(actor access.Actor, columns []challenge.Column, code string) *ui.NoticeProps {
	for _, c := range columns {
		for _, reto := range c.Cards {
			if reto.Code != code {
				continue
			}
			notice := &ui.NoticeProps{Kind: ui.NoticeSuccess, Text: "«" + reto.Title + "» está ahora en «" + ui.ChallengeState(c.State) + "»."}
			if c.State == challenge.Project && access.Can(actor, access.HandleChallenge, access.Target{}) {
				notice.Link = &ui.Link{Text: "Preparar el proyecto", Href: ui.ChallengePath(challenge.Grouped(code)) + "/proyecto"}
			}
			return notice
		}
	}
	return &ui.NoticeProps{Kind: ui.NoticeSuccess, Text: "El estado del reto ha cambiado."}
}
