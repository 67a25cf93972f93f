package demo

import (
	"crypto/sha256"
	"strings"

	"hito/internal/calendar"
	"hito/internal/challenge"
	"hito/internal/date"
)

// Who does what to the demo's retos: the accounts of the demo by their roles, and nobody.
const (
	byNobody   = ""
	byStaff    = "staff"
	byKeeper   = "technician"
	byDirector = "director"
	byAdmin    = "admin"
)

// sample is a reto of the demo with all that has become of it.
type sample struct {
	name                                  string // names it within the demo
	title, problem, affects               string
	affected                              int // 0 for not told
	evidence, tried, idea                 string
	urgency                               challenge.Urgency
	reason                                string
	unit                                  string
	privacy                               challenge.Privacy
	contact                               string // of an anonymous author
	shared                                bool
	submittedOn                           date.Date
	plan, objective                       string // that it touches; blank for none
	moves                                 []sampleMove
	asked                                 bool // the director is asked to decide
	assigned                              bool // to the technician
	mergedInto                            string
	publicTitle, publicText               string // published where they are not blank
	messages                              []sampleMessage
	supporters                            []string
	scores                                []sampleScores
	objectives, indicators, resultsTitles []string // that it is linked to, of its plan
	project                               *sampleProject
}

// sampleMove is a change of state on a day.
type sampleMove struct {
	to       challenge.State
	on       date.Date
	by       string
	note     string
	internal string
}

// sampleMessage is what somebody wrote; nobody is the author.
type sampleMessage struct {
	by, kind, body string
	on             date.Date
}

// sampleScores is what somebody thinks of a reto, in the order of the default criteria; 0 for no score.
type sampleScores struct {
	by      string
	scores  [7]int
	comment string
}

type sampleProject struct {
	title, summary string
	starts, ends   date.Date
	milestones     []sampleMilestone
}

type sampleMilestone struct {
	title       string
	due, doneOn date.Date
	note        string
}

// code is that of a reto of the demo: always the same, so that the demo can be found again, and clearly the demo's.
func (r sample) code() string { return demoCode("reto " + r.name) }

// secret is the code that the anonymous author of a reto of the demo would keep.
func (r sample) secret() string { return demoCode("clave " + r.name) }

func demoCode(of string) string {
	const letters, head, length = "2345679ACDEFHKMNPRTUXY", "DEM", 15
	sum := sha256.Sum256([]byte(of))
	var code strings.Builder
	code.WriteString(head)
	for _, b := range sum[:length-len(head)] {
		code.WriteByte(letters[int(b)%len(letters)])
	}
	return code.String()
}

const demoAnswerDays = 20

func (r sample) dueOn() date.Date { return calendar.After(r.submittedOn, demoAnswerDays, nil) }

// state is where the reto is after its moves.
func (r sample) state() challenge.State {
	if len(r.moves) == 0 {
		return challenge.Received
	}
	return r.moves[len(r.moves)-1].to
}

// stateSince is the day of the newest move.
func (r sample) stateSince() date.Date {
	if len(r.moves) == 0 {
		return r.submittedOn
	}
	return r.moves[len(r.moves)-1].on
}

// answeredOn is the day of the first answer, zero for none.
func (r sample) answeredOn() date.Date {
	var first date.Date
	note := func(on date.Date) {
		if first.IsZero() || on < first {
			first = on
		}
	}
	for _, m := range r.moves {
		if m.by != byNobody && (m.note != "" || m.to != challenge.Analysis) {
			note(m.on)
		}
	}
	for _, m := range r.messages {
		if m.kind == "answer" {
			note(m.on)
		}
	}
	return first
}
