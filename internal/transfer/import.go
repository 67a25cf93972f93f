package transfer

import (
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
)

// State is where an import stands.
type State string

// States of an import.
const (
	StateReading   State = "reading"   // the file is being read and compared
	StateReady     State = "ready"     // what it would change can be looked at, and applied
	StateFailed    State = "failed"    // the file cannot be read: Failure says why
	StateApplying  State = "applying"  // it is being written
	StateApplied   State = "applied"   //
	StateUndone    State = "undone"    //
	StateDiscarded State = "discarded" // nobody wants it any more
)

// Import is a file that somebody brought for a plan, and what became of it.
type Import struct {
	ID         int64
	Plan       plan.Plan // zero while a new plan has not been made, and once that was undone
	Mode       Mode
	State      State
	Name       string // of the file; "Texto pegado" for what was pasted
	Size       int
	Settings   Settings
	Head       plan.Creation // of a new plan, as it was typed
	Understood Understood    // without records
	Counts     Counts
	Reason     string // why values are corrected
	Done       int    // rows that were read or written so far, while it goes on
	Total      int    // of about so many; 0 while that is not known
	Failure    string
	CreatedAt  time.Time
	CreatedBy  string // the person's name
	AppliedAt  time.Time
	AppliedBy  string
	UndoneAt   time.Time
	UndoneBy   string
	Version    int // counts what was decided, so that two people do not overwrite each other
}

// UnderWay tells an import that goes on by itself.
func (i Import) UnderWay() bool { return i.State == StateReading || i.State == StateApplying }

// Counts are how many of each kind have each outcome: Counts[Indicator][Created].
type Counts map[Kind]map[Outcome]int

// Of adds up one outcome of all kinds.
func (c Counts) Of(o Outcome) int {
	n := 0
	for _, by := range c {
		n += by[o]
	}
	return n
}

// Applicable tells whether there is anything to apply, and nothing in error that would be left out unseen.
func (c Counts) Applicable() bool { return c.Of(Created)+c.Of(Changed) > 0 }

// ValueChange is a value of a file with what it would do.
type ValueChange struct {
	Sheet        string
	Line, Column int
	Code, Title  string // of the indicator
	On           date.Date
	Value        decimal.Decimal
	Before       decimal.NullDecimal
	Comment      string
	Outcome      Outcome
	Problem      string // of a Wrong one: a Spanish sentence
}

// Why an import cannot be applied or undone; test with errors.Is.
var (
	ErrStale   = errors.New("the plan has changed since the import was compared with it") // it was compared again: look, and apply
	ErrTouched = errors.New("what the import wrote was changed since")                    // see Touched
)

// Upload is a file that is brought. Slug names the plan; it is blank for a new one, which Head describes.
type Upload struct {
	Name     string
	Content  []byte
	Slug     string
	Head     plan.Creation
	Settings Settings
}

// LargestFile is how many bytes of a file are taken.
const LargestFile = 25 << 20

// ReadAtOnce is how many bytes are read and compared while the person waits; larger files are a job's.
const ReadAtOnce = 512 << 10
