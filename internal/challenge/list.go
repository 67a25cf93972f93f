package challenge

import (
	"strings"
	"time"
	"unicode"

	"hito/internal/date"
)

// ListScope is which retos a list looks at, of those that its reader may read.
type ListScope string

// Scopes of a list.
const (
	ScopeAll      ListScope = ""         // whatever the reader may read
	ScopeOwn      ListScope = "own"      // that the reader wrote
	ScopeAssigned ListScope = "assigned" // to the reader, or to a unit of the reader's
	ScopeUnit     ListScope = "unit"     // that a unit of the reader's may read
	ScopeFollowed ListScope = "followed" // by the reader, or supported
	ScopePublic   ListScope = "public"
)

// ListScopes lists all of them but the whole.
var ListScopes = []ListScope{ScopeOwn, ScopeAssigned, ScopeUnit, ScopeFollowed, ScopePublic}

// ListSort is an order of a list.
type ListSort string

// Orders.
const (
	ByDeadline   ListSort = "" // what still waits for its first answer, the latest first; then the newest
	ByNewest     ListSort = "newest"
	BySupporters ListSort = "supporters"
	ByTitle      ListSort = "title"
)

// Holder is to whom retos are assigned. The zero Holder is anybody or nobody.
type Holder struct {
	Nobody   bool
	Mine     bool  // the reader, or a unit of the reader's
	PersonID int64 // 0 for none
	UnitID   int64
}

// Touched is what of the plans retos are about. The zero Touched is anything or nothing.
type Touched struct{ PlanID, ObjectiveID, LineID int64 }

// ListQuery narrows the retos that an actor may read; what is zero or blank narrows nothing. Of those that the actor may
// not read whole, texts are looked for in what is public alone. What lies beyond Scope, Text, States and the dates is
// for whoever handles retos: it would tell others what they may not know.
type ListQuery struct {
	Scope         ListScope
	Text          string // words, or beginnings of words, accents and letter case aside; or a code
	States        []State
	UnitID        int64
	Holder        Holder
	Urgency       Urgency
	Touches       Touched
	Late          bool // waits for its first answer, and the time for it is over
	DecisionAsked bool
	From, Until   date.Date // when it was received; the last day counts
	Sort          ListSort
	Limit, Offset int
}

// Listed is a reto in a list, as its reader may know it. No list tells who wrote it.
type Listed struct {
	ID            int64
	Code          string
	Title         string
	Excerpt       string // the beginning of the problem, or of the public text
	State         State
	StateSince    time.Time
	SubmittedOn   date.Date
	Urgency       Urgency // from here on blank or zero to whoever may not read it whole
	Unit          string
	Area          string
	AnswerDueOn   date.Date
	Answered      bool
	DecisionAsked bool
	Assignee      string
	AssignedUnit  string
	Supporters    int
	Note          string // the newest that everybody may read; blank for none
	NoteOn        date.Date
	Public        bool
	Own           bool
	Whole         bool
}

// Late tells a reto that still waits for its first answer when the time for it is over.
func (l Listed) Late(today date.Date) bool {
	return !l.Answered && l.State.Open() && !l.AnswerDueOn.IsZero() && today > l.AnswerDueOn
}

// StateCount is how many retos of a list are in a state.
type StateCount struct {
	State State
	Count int
	Late  int
	Asked int // wait for a decision
}

// ListChoice is something by which the filters choose: what retos come from, are assigned to or are about.
type ListChoice struct {
	Kind   ChoiceKind
	ID     int64
	Name   string
	PlanID int64 // of what belongs to a plan, and of the plan itself; else 0
}

// ChoiceKind is what a ListChoice is.
type ChoiceKind string

// Kinds of ListChoice.
const (
	FromUnit     ChoiceKind = "unit"
	HeldByPerson ChoiceKind = "person"
	HeldByUnit   ChoiceKind = "team"
	OnPlan       ChoiceKind = "plan"
	OnLine       ChoiceKind = "line"
	OnObjective  ChoiceKind = "objective"
)

const longestExcerpt = 400 // letters

// searchWords splits what was typed into words of letters and digits.
func searchWords(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) })
}

// prefixes writes words as to_tsquery takes them: each may be the beginning of one. Letters and digits alone need no
// escaping inside the quotes.
func prefixes(words []string) string {
	quoted := make([]string, len(words))
	for n, word := range words {
		quoted[n] = "'" + word + "':*"
	}
	return strings.Join(quoted, " & ")
}

// told is what events keep of a query: not the text, which may name a person.
func (q ListQuery) told() map[string]any {
	told := map[string]any{}
	put := func(name string, value any, given bool) {
		if given {
			told[name] = value
		}
	}
	put("text_search", true, q.Text != "")
	put("states", q.States, len(q.States) > 0)
	put("unit_id", q.UnitID, q.UnitID != 0)
	put("assigned_nobody", true, q.Holder.Nobody)
	put("assigned_self", true, q.Holder.Mine)
	put("assigned_person_id", q.Holder.PersonID, q.Holder.PersonID != 0)
	put("assigned_unit_id", q.Holder.UnitID, q.Holder.UnitID != 0)
	put("urgency", q.Urgency, q.Urgency != "")
	put("touches_plan_id", q.Touches.PlanID, q.Touches.PlanID != 0)
	put("touches_objective_id", q.Touches.ObjectiveID, q.Touches.ObjectiveID != 0)
	put("touches_line_id", q.Touches.LineID, q.Touches.LineID != 0)
	put("late", true, q.Late)
	put("decision_asked", true, q.DecisionAsked)
	put("from", q.From, !q.From.IsZero())
	put("until", q.Until, !q.Until.IsZero())
	return told
}
