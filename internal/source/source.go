// Package source lets indicators take their value from how many retos there are. It proposes measurements; somebody
// who keeps the plan confirms them, or the program records them by itself.
package source

import (
	"fmt"

	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Counts is which retos an indicator counts: those that reached a state. See docs/progress.md for the whole rule.
type Counts string

// What can be counted. They are states of retos.
const (
	Received    Counts = "received"    // presentados
	Admitted    Counts = "admitted"    // admitidos
	Project     Counts = "project"     // que pasaron a proyecto
	Pilot       Counts = "pilot"       // llevados a piloto
	Implemented Counts = "implemented" // implantados
)

// All lists what can be counted, in the order in which a reto comes by it.
var All = []Counts{Received, Admitted, Project, Pilot, Implemented}

// Source is which retos an indicator counts: those that came to the state from a day to another, both included.
type Source struct {
	PlanID      int64
	IndicatorID int64
	Counts      Counts
	FromOn      date.Date
	ToOn        date.Date
	Automatic   bool // the program records the value by itself; else somebody confirms it
	Version     int
}

// Begun tells whether there is anything to count yet.
func (s Source) Begun(today date.Date) bool { return today >= s.FromOn }

// Over tells whether the number can change no more.
func (s Source) Over(today date.Date) bool { return today > s.ToOn }

var nouns = map[Counts][2]string{
	Received: {"reto presentado", "retos presentados"}, Admitted: {"reto admitido", "retos admitidos"},
	Project: {"reto que pasó a proyecto", "retos que pasaron a proyecto"}, Pilot: {"reto llevado a piloto", "retos llevados a piloto"},
	Implemented: {"reto implantado", "retos implantados"},
}

// Noun says what is counted, agreeing with a number: "retos presentados".
func (c Counts) Noun(number int) string {
	if number == 1 {
		return nouns[c][0]
	}
	return nouns[c][1]
}

// Words says what was counted until a day: "5 retos presentados del 1 de julio de 2021 al 30 de noviembre de 2022".
func (s Source) Words(number int, until date.Date) string {
	return fmt.Sprintf("%d %s del %s al %s", number, s.Counts.Noun(number), longDate(s.FromOn), longDate(until))
}

func longDate(d date.Date) string {
	return fmt.Sprintf("%d de %s", d.Time().Day(), d.MonthYear())
}

// Proposal is the value that an indicator would have by its source, beside the one that it has.
type Proposal struct {
	Source
	Slug, PlanTitle string
	Code, Title     string              // of the indicator
	CancelledOn     date.Date           // of the indicator or of its objective; no date for neither
	Day             date.Date           // as of which it counts, and would be recorded: today, or the last one of the span
	Number          int                 // of retos
	Challenges      []int64             // those counted first, at most as many as are listed
	Reached         []date.Date         // the day from which each of Challenges counts
	Value           decimal.NullDecimal // the newest on or before Day
	ValueOn         date.Date
	Basis           int // revision that stands on Day; 0 for none
	Standing        decimal.NullDecimal
	StandingBy      int64 // who recorded that revision; 0 for the program
	StandingName    string
}

// Same tells a proposal that would change nothing.
func (p Proposal) Same() bool {
	return p.Value.Valid && p.Value.Decimal.Equal(decimal.NewFromInt(int64(p.Number)))
}

// Cancelled tells an indicator of which no value is recorded on the day any more.
func (p Proposal) Cancelled() bool { return !p.CancelledOn.IsZero() && p.CancelledOn <= p.Day }

// Pending is an indicator whose proposal waits to be confirmed.
type Pending struct {
	Slug      string `json:"slug"`
	PlanTitle string `json:"plan_title"`
	Code      string `json:"code"`
	Title     string `json:"title"`
}
