package challenge

import "hito/internal/date"

// Undertaking is the project that an admitted reto leads to.
type Undertaking struct {
	ChallengeID int64
	Title       string
	Summary     string
	UnitID      int64 // 0 for none
	Unit        string
	LeadID      int64 // 0 for nobody
	Lead        string
	StartsOn    date.Date
	EndsOn      date.Date
	Version     int
	Milestones  []Milestone // by their day
}

// Milestone is something that a project has to reach by a day.
type Milestone struct {
	ID      int64     `json:"id"`
	Title   string    `json:"title"`
	DueOn   date.Date `json:"due_on"`
	DoneOn  date.Date `json:"done_on"` // no date until it is
	Note    string    `json:"note"`
	Version int       `json:"version"`
}

// Done tells a milestone that was reached.
func (m Milestone) Done() bool { return !m.DoneOn.IsZero() }

// Standing is where a milestone stands on a day.
type Standing string

// Standings. One milestone at most is the next.
const (
	StandsDone  Standing = "done"
	StandsLate  Standing = "late"
	StandsNext  Standing = "next"
	StandsAhead Standing = "ahead"
)

// Step is a milestone with where it stands.
type Step struct {
	Milestone
	Standing Standing
	Outside  bool // its day lies outside the project's dates
}

// Timeline tells where each milestone stands on a day, in their order.
func (u Undertaking) Timeline(today date.Date) []Step {
	steps := make([]Step, len(u.Milestones))
	next := false
	for n, m := range u.Milestones {
		steps[n] = Step{Milestone: m, Standing: StandsAhead, Outside: m.DueOn < u.StartsOn || m.DueOn > u.EndsOn}
		switch {
		case m.Done():
			steps[n].Standing = StandsDone
		case m.DueOn < today:
			steps[n].Standing = StandsLate
		case !next:
			steps[n].Standing, next = StandsNext, true
		}
	}
	return steps
}

// Reached counts the milestones that are done.
func (u Undertaking) Reached() int {
	done := 0
	for _, m := range u.Milestones {
		if m.Done() {
			done++
		}
	}
	return done
}

// Milestone returns the one with a number.
func (u Undertaking) Milestone(id int64) (Milestone, bool) {
	for _, m := range u.Milestones {
		if m.ID == id {
			return m, true
		}
	}
	return Milestone{}, false
}
