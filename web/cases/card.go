package cases

import (
	"cmp"
	"strings"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/web/ui"
)

// card is a reto on the board.
type card struct {
	ID, Title, Href string
	Code            string // the first group of it
	Facts           string // where it comes from and how old it is
	Holder          string
	Due             string // of the first answer; blank once it was given
	Late            bool
	Supporters      string // blank for none
	Urgent, Asked   bool
	Form            *ui.FormProps // nil where it cannot be moved
	Moves           []moveOption
	Page            string // where a change of state is made with notes
}

// moveOption is a state that a card may be moved to.
type moveOption struct {
	Value, Text string
	Note        bool // a note is needed: it is asked for on the page of the change
}

func cardID(code string) string { return "reto-" + code }

func cardOf(actor access.Actor, today date.Date, board string, reto challenge.Listed) card {
	code := challenge.Grouped(reto.Code)
	short, _, _ := strings.Cut(code, "-")
	path := ui.ChallengePath(code)
	c := card{
		ID: cardID(code), Title: reto.Title, Href: path, Code: short, Page: path + "/estado",
		Facts: cmp.Or(reto.Unit, reto.Area, "Sin unidad") + " · " + age(reto.SubmittedOn, today), Holder: holderOf(reto.Assignee, reto.AssignedUnit),
		Urgent: reto.Urgency == challenge.High, Asked: reto.DecisionAsked, Supporters: supportersText(reto.Supporters),
	}
	if reto.State.Open() && !reto.Answered {
		c.Due, c.Late = ui.Deadline(int(reto.AnswerDueOn - today))
	}
	for _, t := range (challenge.Challenge{State: reto.State}).NextMoves(actor) {
		c.Moves = append(c.Moves, moveOption{Value: string(t.To), Text: ui.ChallengeState(t.To), Note: t.Note})
	}
	if len(c.Moves) > 0 {
		c.Form = &ui.FormProps{
			Action: c.Page, Label: "Mover «" + reto.Title + "»",
			Hidden: []ui.Hidden{{Name: "desde", Value: string(reto.State)}, {Name: returnField, Value: board}},
		}
	}
	return c
}

// Days from which the age of a reto is told in months, and in years.
const (
	daysInMonth, daysInYear = 30, 365
	fromMonths, fromYears   = 3 * daysInMonth, 2 * daysInYear
)

// age says how long ago a reto came.
func age(submitted, today date.Date) string {
	switch days := int(today - submitted); {
	case days <= 0:
		return "hoy"
	case days == 1:
		return "ayer"
	case days < fromMonths:
		return "hace " + ui.Count(days, "día", "días")
	case days < fromYears:
		return "hace " + ui.Count(days/daysInMonth, "mes", "meses")
	default:
		return "hace " + ui.Count(days/daysInYear, "año", "años")
	}
}

// capital begins a sentence.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
