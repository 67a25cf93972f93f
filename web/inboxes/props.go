package inboxes

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/round"
	"hito/web/ui"
)

// view is what of an inbox is asked for, or has come back from being sent.
type view struct {
	change  string // the entry that is written over, by its suffix
	typed   map[round.Key]row
	outcome round.Outcome
	problem string // of the whole form
}

// inboxProps is everything that an inbox shows.
type inboxProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Sent     string // how many were sent although others were not
	Problems []ui.FieldError
	Lost     []lostRow
	Open     []openRound
	Groups   []group
	Form     ui.FormProps
	Sends    bool // there is something to fill in
	Empty    *ui.EmptyProps
}

// openRound is a round in the inbox of whoever keeps its plan.
type openRound struct {
	Title, Href string
	Plan        string
	State       ui.TagProps
	In          string // "8 de 21"
	Review      string // "3 por revisar"
	ReviewHref  string
}

// group is what a round asks of the units.
type group struct {
	ID       string
	Title    string
	Plan     ui.Link
	When     string // "Valores a 30/11/2026. Plazo: hasta el 11/12/2026"
	State    ui.TagProps
	Note     string
	Rows     []rowProps // to fill in, what was returned first
	Sent     []rowProps
	Accepted []rowProps
}

// lostRow is something typed for which there is no place any more.
type lostRow struct {
	Title, Why string
	Typed      []string
}

func (p Pages) build(r *http.Request, c content, v view) inboxProps {
	actor, today := ui.Actor(r.Context()), p.Rounds.Today()
	props := inboxProps{
		Page: ui.PageProps{Title: "Bandeja", Section: ui.InboxPath},
		Form: ui.FormProps{Action: ui.InboxPath, Label: "Valores que se deben", Class: "inbox-form"},
	}
	owed := 0
	for _, l := range c.Lines {
		g := groupOf(&props, l, today)
		one := p.newRow(l, v)
		switch {
		case one.Fields != nil:
			g.Rows = append(g.Rows, one)
			props.Problems = append(props.Problems, one.problems...)
		case l.Standing == round.StandsSent:
			g.Sent = append(g.Sent, one)
		case l.Standing != round.StandsDropped:
			g.Accepted = append(g.Accepted, one)
		}
		if l.Standing == round.StandsOwed || l.Standing == round.StandsReturned {
			owed++
		}
	}
	for n := range props.Groups {
		g := &props.Groups[n]
		slices.SortStableFunc(g.Rows, func(a, b rowProps) int { return cmp.Compare(b.rank, a.rank) })
		props.Sends = props.Sends || len(g.Rows) > 0
	}
	for _, w := range c.Open {
		props.Open = append(props.Open, newOpen(w, today))
	}
	props.Head = ui.PageHeadProps{Title: "Bandeja", Lead: lead(owed)}
	props.tell(c, v)
	if len(c.Lines) == 0 {
		props.Empty = emptyOf(len(actor.Units) == 0 && len(c.Open) == 0)
	}
	return props
}

// tell adds what came of a form that was not sent whole.
func (p *inboxProps) tell(c content, v view) {
	if v.problem != "" {
		p.Problems = append(p.Problems, ui.FieldError{Text: v.problem})
	}
	if v.outcome.Sent > 0 {
		p.Sent = "Se han enviado " + ui.Count(v.outcome.Sent, "valor", "valores") + ". Los que se indican arriba no se han enviado: siguen como los escribió."
		if v.outcome.Sent == 1 {
			p.Sent = "Se ha enviado 1 valor. Los que se indican arriba no se han enviado: siguen como los escribió."
		}
	}
	for k, wrong := range v.outcome.Wrong {
		if why := wrong["row"]; why != "" {
			p.Lost = append(p.Lost, lost(c, k, v.typed[k].Typed, why))
		}
	}
	slices.SortFunc(p.Lost, func(a, b lostRow) int { return cmp.Compare(a.Title, b.Title) })
}

func lost(c content, k round.Key, t indicator.Typed, why string) lostRow {
	row := lostRow{Title: "Un indicador de una ronda terminada", Why: why}
	if n := slices.IndexFunc(c.Lines, func(l round.Line) bool { return l.Key() == k }); n >= 0 {
		row.Title = c.Lines[n].Code + " " + c.Lines[n].Title
	}
	for _, text := range []string{t.Value, t.Comment, t.ResultTitle, t.ResultURL} {
		if text != "" {
			row.Typed = append(row.Typed, text)
		}
	}
	return row
}

func lead(owed int) string {
	switch owed {
	case 0:
		return "Los valores que las rondas de seguimiento piden a sus unidades."
	case 1:
		return "Falta 1 valor por enviar."
	default:
		return fmt.Sprintf("Faltan %d valores por enviar. Puede enviar los que tenga y dejar los demás para otro momento.", owed)
	}
}

// groupOf returns the group of a line's round, made where it is the first of it. Lines come by rounds.
func groupOf(props *inboxProps, l round.Line, today date.Date) *group {
	id := "ronda-" + strconv.FormatInt(l.RoundID, 10)
	if n := len(props.Groups); n > 0 && props.Groups[n-1].ID == id {
		return &props.Groups[n-1]
	}
	props.Groups = append(props.Groups, group{
		ID: id, Title: l.RoundTitle, Plan: ui.Link{Text: l.PlanTitle, Href: "/planes/" + l.Slug}, Note: l.Note, State: deadline(int(l.DueOn - today)),
		When: "Valores a " + ui.LongDate(l.RoundOn) + ". Plazo: hasta el " + ui.LongDate(l.DueOn) + ".",
	})
	return &props.Groups[len(props.Groups)-1]
}

func deadline(left int) ui.TagProps {
	text, late := ui.Deadline(left)
	if late {
		return ui.TagProps{Icon: "warning", Text: text, Tone: "delayed"}
	}
	return ui.TagProps{Icon: "clock", Text: text, Tone: "not-started"}
}

func newOpen(w round.Waiting, today date.Date) openRound {
	at := "/planes/" + w.Slug + "/rondas/" + strconv.FormatInt(w.ID, 10)
	o := openRound{
		Title: w.Title, Href: at, Plan: w.PlanTitle, State: deadline(w.DaysLeft(today)), In: fmt.Sprintf("Han llegado %d de %d", w.In(), w.Asked()),
	}
	if w.Sent > 0 {
		o.Review, o.ReviewHref = fmt.Sprintf("%d por revisar", w.Sent), at+"#revisar"
	}
	return o
}

func emptyOf(noUnits bool) *ui.EmptyProps {
	e := &ui.EmptyProps{Icon: "check", Title: "No debe ningún valor ahora", Text: "Cuando se abra una ronda de seguimiento, aquí verá los indicadores de sus unidades."}
	if noUnits {
		e.Text = "Cuando se abra una ronda de seguimiento, aquí verá los indicadores de sus unidades. Su cuenta aún no pertenece a ninguna: quien administra puede añadirla."
	}
	return e
}

// messages are the fields of a row in the order in which they stand.
var fieldNames = []string{"value", "measured_on", "comment", "result_title", "result_on", "result_url"}

func problemsOf(l round.Line, wrong fault.Invalid) []ui.FieldError {
	var list []ui.FieldError
	for _, name := range fieldNames {
		if wrong[name] != "" {
			list = append(list, ui.FieldError{ID: name + "-" + suffix(l.Key()), Text: l.Code + ": " + wrong[name]})
		}
	}
	return list
}
