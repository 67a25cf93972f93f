package dashboard

import (
	"slices"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

// Story is all that is known of one indicator in a view of its plan.
type Story struct {
	Board
	Indicator  Indicator
	Of         Objective // the one it belongs to
	History    []indicator.Measurement
	Later      int // measurements for this time that were recorded after the snapshot shown was closed
	Results    []indicator.Result
	Frameworks []plan.Framework
	Closings   []Closing
}

// Closing is what an indicator was in a snapshot of its plan. Published is the percentage that was
// made public elsewhere for the same date, a fraction, invalid where there is none.
type Closing struct {
	ID         int64
	Title      string
	TakenOn    date.Date
	Code       string // that it had then
	Baseline   decimal.NullDecimal
	Target     decimal.Decimal
	Value      decimal.NullDecimal
	MeasuredOn date.Date
	Progress   decimal.NullDecimal
	Expected   decimal.Decimal
	Status     progress.Status
	Published  decimal.NullDecimal
	Source     string // where it was published; may be blank
}

// tell finds the indicator with a code in a board.
func tell(b Board, code string) (Story, error) {
	for _, o := range b.Objectives {
		for _, i := range o.Indicators {
			if i.Code == code {
				return Story{Board: b, Indicator: i, Of: o}, nil
			}
		}
	}
	return Story{}, fault.NotFound
}

// Neighbours returns the indicators before and after this one in the plan's order, nil at its ends.
func (s Story) Neighbours() (before, after *Indicator) {
	all := s.Indicators()
	at := slices.IndexFunc(all, func(i Indicator) bool { return i.ID == s.Indicator.ID })
	if at > 0 {
		before = &all[at-1]
	}
	if at >= 0 && at+1 < len(all) {
		after = &all[at+1]
	}
	return before, after
}

// PreviousClosing returns what the indicator was in the newest snapshot before the board's date, nil
// without one.
func (s Story) PreviousClosing() *Closing {
	for n := range s.Closings { // newest first
		c := &s.Closings[n]
		if c.TakenOn < s.On || s.Frozen != nil && c.TakenOn == s.On && c.ID < s.Frozen.ID {
			return c
		}
	}
	return nil
}

// silence leaves out what was said of the values.
func (s *Story) silence() {
	for n := range s.History {
		s.History[n].Comment, s.History[n].Reason = "", ""
	}
}

// achieved leaves out the results that came after a date; those without date stay.
func achieved(results []indicator.Result, on date.Date) []indicator.Result {
	return slices.DeleteFunc(results, func(r indicator.Result) bool { return r.AchievedOn > on })
}

// asFrozen keeps of the history what was known when the board's snapshot was closed, and takes the
// results from the board itself.
func (s Story) asFrozen() Story {
	if s.Frozen == nil {
		return s
	}
	known := make([]indicator.Measurement, 0, len(s.History))
	for _, m := range s.History {
		if !m.RecordedAt.After(s.Frozen.ClosedAt) {
			known = append(known, m)
		}
	}
	s.Later = len(s.History) - len(known)
	s.History = known
	s.Results = s.frozenResults()
	return s
}

// frozenResults are the indicator's results in the board, each with all the indicators that it
// served then.
func (s Story) frozenResults() []indicator.Result {
	results := slices.Clone(s.Indicator.Results)
	for n := range results {
		results[n].Indicators = nil
		for _, i := range s.Indicators() {
			serves := func(r indicator.Result) bool { return r.ID == results[n].ID }
			if slices.ContainsFunc(i.Results, serves) {
				results[n].Indicators = append(results[n].Indicators, i.Code)
			}
		}
	}
	return results
}
