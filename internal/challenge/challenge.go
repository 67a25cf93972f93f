// Package challenge keeps retos: what staff, or whoever has the link, bring to the people who handle them, and what
// becomes of it.
package challenge

import (
	"time"

	"hito/internal/access"
	"hito/internal/date"
)

// Privacy says who learns who wrote a reto.
type Privacy string

// Privacies. An anonymous author has no account, or did not use it, and may leave a contact.
const (
	Named        Privacy = "named"        // whoever may read it whole, once signed in
	Confidential Privacy = "confidential" // those who handle retos alone
	Anonymous    Privacy = "anonymous"
)

// Urgency is how pressing its author holds a reto to be; a high one gives a reason.
type Urgency string

// Urgencies.
const (
	Low    Urgency = "low"
	Normal Urgency = "normal"
	High   Urgency = "high"
)

// Challenge is a reto as one reader may know it: what the reader may not know is blank.
type Challenge struct {
	ID             int64
	Code           string // 15 letters and digits; its address, see Grouped
	Title          string
	Problem        string
	Affects        string // whom
	Affected       *int   // how many, roughly; nil where that was not told
	Evidence       string
	Tried          string
	Idea           string
	Urgency        Urgency
	UrgencyReason  string
	Unit           string // that it comes from; blank for none
	UnitID         int64  // 0 for none
	Area           string // where it comes from, in words, where that is no unit
	Touches        *Place // what of a plan it is about; nil for nothing
	Privacy        Privacy
	Author         string // blank for whoever may not know it, and for an anonymous one
	ContactName    string // of an anonymous author
	ContactEmail   string
	Shared         bool // its unit may read it
	State          State
	StateSince     time.Time
	SubmittedAt    time.Time
	SubmittedOn    date.Date
	AnswerDueOn    date.Date // the last day for a first answer
	AnsweredAt     time.Time // zero until then
	DecisionAsked  time.Time // zero where nobody asked the director for one
	AssigneeID     int64     // 0 for nobody
	Assignee       string
	AssignedUnitID int64 // 0 for none
	AssignedUnit   string
	MergedID       int64 // the reto that it was merged into; 0 for none
	PublicTitle    string
	PublicText     string
	PublishedAt    time.Time // zero while it is not public
	Version        int
	Supporters     int // beside the author

	// Who reads it.
	Own      bool // its author: by the account, or by the code that an anonymous author keeps
	Assigned bool // whoever it is assigned to, directly or by a unit
	Supports bool
	Follows  bool
	Whole    bool // may read all of it, not only what is public

	address string // the code by which it was found
}

// Place is an objective or a line of a plan.
type Place struct {
	PlanSlug, PlanTitle string
	Code, Title         string
	Line                bool // a strategic line; else an objective
}

// Public tells whether anybody may read what is public of it.
func (c Challenge) Public() bool { return !c.PublishedAt.IsZero() }

// Secret tells a reto that was found by the code of its anonymous author, which nobody else knows.
func (c Challenge) Secret() bool { return c.Own && c.Privacy == Anonymous }

// Target is what access looks at.
func (c Challenge) Target() access.Target {
	t := access.Target{Published: c.Public(), Own: c.Own, Assigned: c.Assigned, Follows: c.Follows || c.Supports}
	if c.Shared && c.UnitID != 0 {
		t.Readers = []int64{c.UnitID}
	}
	return t
}

// Address is the code by which its reader found it, as it stands in addresses: that of its anonymous author is another.
func (c Challenge) Address() string { return Grouped(c.address) }

// Late tells a reto that still waits for its first answer when the time for it is over.
func (c Challenge) Late(today date.Date) bool {
	return c.AnsweredAt.IsZero() && c.State.Open() && today > c.AnswerDueOn
}
