// Package opendata holds what of published plans everybody may read and use again. Its types are an allow-list: each is
// filled field by field, so that nothing which is added to a plan later becomes public by itself.
package opendata

import (
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/kept"
	"hito/internal/plan"
	"hito/internal/progress"
)

// Store reads what is public. Today is the day whose figures are shown. Kept holds what was read last; it may be nil.
type Store struct {
	Pool  *pgxpool.Pool
	Today func() date.Date
	Kept  *Overviews
}

// Overviews are those that are kept, by the plan and the day.
type Overviews = kept.Things[overviewed, Overview]

type overviewed struct {
	plan int64
	day  date.Date
}

// mostKept is how many indicators and results there are in all overviews that are kept, which are some 6 MB.
const mostKept = 5_000

// NewOverviews returns a place for overviews.
func NewOverviews() *Overviews { return kept.New[overviewed, Overview](mostKept) }

// weightOf counts what an overview lists, and a little for itself.
func weightOf(o Overview) int {
	weight := 10 + len(o.Objectives) + len(o.Results) + len(o.FollowUps) + len(o.Documents)
	for _, one := range o.Objectives {
		weight += len(one.Indicators)
	}
	return weight
}

// Plan is the head of a published plan.
type Plan struct {
	Slug, Title, Body, Summary, GeneralObjective, Notice string

	State            plan.State
	StartsOn, EndsOn date.Date
	CadenceMonths    int // between follow-ups that are closed by themselves; 0 for none
	Licence          plan.Licence
	PublishedAt      time.Time
	ChangedAt        time.Time // zero where nothing has happened since it was made
	Open             bool      // its ordinary pages are for everybody
	Stamp            string    // differs once anything of the plan does

	id    int64
	shows []plan.Part
}

// Shown tells whether everybody sees a part of the plan; a blank part is what every published plan shows.
func (p Plan) Shown(part plan.Part) bool { return part == "" || slices.Contains(p.shows, part) }

// Overview is how a plan stands, as its public page tells it. What is not shown is empty.
type Overview struct {
	Plan
	On         date.Date
	DataOn     date.Date // of the newest value that the figures rest on; no date for none
	FollowUp   string    // the title of the follow-up that the figures are of; blank for those of the day
	Figures    dashboard.Figures
	Objectives []Objective
	Indicators int // how many there are, whether they are shown or not
	Results    []Result
	ResultsAll int // how many there are, where they are shown
	FollowUps  []FollowUp
	Documents  []Document
}

// Objective is a specific objective with its figures.
type Objective struct {
	Plan         string // its slug
	On           date.Date
	Code, Title  string
	Lines        []string // codes
	Weight       decimal.Decimal
	Figures      dashboard.Figures
	CancelledOn  date.Date
	CancelReason string
	Indicators   []Indicator
}

// Indicator is an indicator with its newest value and what the rules say of it. Dates are those that hold for it.
type Indicator struct {
	Plan, Objective                                       string // slug, code
	On                                                    date.Date
	Code, Title, Description, Method, Source, UnitMeasure string
	Decimals                                              int32
	PeriodicityMonths                                     int
	Nature, Rule                                          string // in words
	Baseline, Value, Progress                             decimal.NullDecimal
	Target, Expected, Weight                              decimal.Decimal
	MeasuredOn, StartsOn, EndsOn, CancelledOn             date.Date
	Status                                                progress.Status
	Units                                                 []string // that answer for it
	CancelReason                                          string
	Comment                                               string // of the value; blank where comments are not shown
}

// Measurement is a dated value that stands.
type Measurement struct {
	Plan, Indicator, UnitMeasure string // slug, code, unit of measure
	On                           date.Date
	Value                        decimal.Decimal
	Comment                      string
}

// Result is evidence of what was achieved.
type Result struct {
	Plan                    string
	ID                      int64
	Title, Description, URL string
	AchievedOn              date.Date
	Indicators              []string // codes
	Files                   []File   // none where files are not shown
}

// File is a file of a result.
type File struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Size int    `json:"size"` // in bytes
}

// FollowUp is a follow-up that was closed. Note is blank unless the plan is open.
type FollowUp struct {
	Plan                 string
	ID                   int64
	Title, Note          string
	TakenOn              date.Date
	ClosedAt             time.Time
	Figures              dashboard.Figures
	Replaces, ReplacedBy int64 // other follow-ups; 0 for none
}

// Frozen is a line of a follow-up: the plan, an objective or an indicator as it was. Baseline, target and value are an
// indicator's alone.
type Frozen struct {
	FollowUp                            int64
	On                                  date.Date
	Level, Code, Title, Objective, Unit string
	Baseline, Target, Value             decimal.NullDecimal
	MeasuredOn                          date.Date
	Weight, Progress, Expected          decimal.NullDecimal
	Status                              progress.Status
}

// Document is a report that was issued; Code leads to the page that verifies it.
type Document struct {
	Code, Title string
	TakenOn     date.Date
	IssuedAt    time.Time
}

// Changed is when what is public of the plan was changed last.
func (p Plan) Changed() time.Time {
	if p.ChangedAt.After(p.PublishedAt) {
		return p.ChangedAt
	}
	return p.PublishedAt
}

// Since is when the figures of a day last became what they are: when the plan was changed, or at the beginning of the
// day at a place, as what is expected differs each day.
func (p Plan) Since(today date.Date, place *time.Location) time.Time {
	y, m, d := today.Time().Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, place)
	if changed := p.Changed(); changed.After(midnight) {
		return changed
	}
	return midnight
}

// ID is the number of the plan, which stays when its address changes.
func (p Plan) ID() int64 { return p.id }
