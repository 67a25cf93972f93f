// Package plan holds an innovation plan's frame: its texts, dates, periods, strategic lines,
// outside frameworks and specific objectives.
package plan

import (
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/progress"
)

// State is where a plan stands in its life.
type State string

// The states of a plan.
const (
	Draft  State = "draft"
	Active State = "active"
	Closed State = "closed"
)

// Plan is the head of a plan. Thresholds are fractions of what was expected (0.90, 0.70).
type Plan struct {
	ID               int64           `json:"id"`
	Slug             string          `json:"slug"`
	Title            string          `json:"title"`
	Body             string          `json:"body"`
	Summary          string          `json:"summary"`
	GeneralObjective string          `json:"general_objective"`
	Notice           string          `json:"notice"`
	State            State           `json:"state"`
	StartsOn         date.Date       `json:"starts_on"`
	EndsOn           date.Date       `json:"ends_on"`
	OnTrackFrom      decimal.Decimal `json:"on_track_from"`
	DelayedFrom      decimal.Decimal `json:"delayed_from"`
	CadenceMonths    int             `json:"-"` // between follow-ups that are closed by themselves: 1, 3, 6, 12; 0 for none
	PublishedAt      time.Time       `json:"-"` // since when everybody may read what Shows says; zero while they may not
	Shows            []Part          `json:"-"` // what of it is public once it is published
	Licence          Licence         `json:"-"` // of its public data
	ChangedAt        time.Time       `json:"-"` // of the newest event of the plan or of anything in it; zero for none
	Version          int             `json:"-"` // counts the changes, so that two people do not overwrite each other
}

// Thresholds returns the plan's limits between the statuses.
func (p Plan) Thresholds() progress.Thresholds {
	return progress.Thresholds{OnTrack: p.OnTrackFrom, Delayed: p.DelayedFrom}
}

// Started tells whether the plan's time has begun on a date.
func (p Plan) Started(on date.Date) bool { return on >= p.StartsOn }

// Over tells whether the plan's time has ended before a date.
func (p Plan) Over(on date.Date) bool { return on > p.EndsOn }

// DaysLeft counts the days from a date, exclusive, to the plan's end, inclusive; never below 0.
func (p Plan) DaysLeft(on date.Date) int { return max(0, int(p.EndsOn-max(on, p.StartsOn-1))) }

// Section is a headed part of the plan's narrative, in Markdown.
type Section struct {
	Heading string `json:"heading"`
	Body    string `json:"body"`
}

// Period is a stage of the plan's calendar; both dates are inclusive.
type Period struct {
	Title    string    `json:"title"`
	StartsOn date.Date `json:"starts_on"`
	EndsOn   date.Date `json:"ends_on"`
}

// Line is a strategic line (línea estratégica).
type Line struct {
	ID          int64  `json:"id"`
	Code        string `json:"code"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// Framework is an outside reference with standards that the plan answers to, such as ACSA.
type Framework struct {
	ID          int64      `json:"id"`
	Code        string     `json:"code"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Standards   []Standard `json:"standards"`
}

// Standard is one requirement of a framework, with the codes of what it is linked to.
type Standard struct {
	ID         int64    `json:"id"`
	Code       string   `json:"code"`
	Title      string   `json:"title"`
	Lines      []string `json:"lines"`
	Objectives []string `json:"objectives"`
	Indicators []string `json:"indicators"`
}

// Objective is a specific objective (O.E.); Lines are the codes of its strategic lines, none or several.
type Objective struct {
	ID           int64           `json:"id"`
	Code         string          `json:"code"`
	Title        string          `json:"title"`
	Weight       decimal.Decimal `json:"weight"`
	CancelledOn  date.Date       `json:"cancelled_on"`
	CancelReason string          `json:"cancel_reason"`
	Lines        []string        `json:"lines"`
}

// Document is a whole plan but for its indicators, each list in the plan's own order.
type Document struct {
	Plan
	Sections   []Section
	Periods    []Period
	Lines      []Line
	Frameworks []Framework
	Objectives []Objective
}
