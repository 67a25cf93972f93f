// Package notice tells people what has happened to the retos that concern them: in the application, and by e-mail where
// a server for it is configured.
package notice

// Kind is what a notice is about.
type Kind string

// Kinds.
const (
	Submitted     Kind = "submitted"      // a reto was received
	Moved         Kind = "moved"          // its state has changed
	Answered      Kind = "answered"       // its author was written to
	Informed      Kind = "informed"       // its author has added something
	AssignedTo    Kind = "assigned"       // it was assigned
	DecisionAsked Kind = "decision_asked" // the director is asked to decide
	MergedInto    Kind = "merged"         // it was merged into another
	Published     Kind = "published"      // it was made public
)

// Telling is what is told, and to whom.
type Telling struct {
	ChallengeID int64
	Code        string // grouped, for its address
	Kind        Kind
	Body        string // a sentence; it names no author
	Users       []int64
	Contact     bool // and the address that an anonymous author left, if there is one
}
