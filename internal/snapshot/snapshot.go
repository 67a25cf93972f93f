// Package snapshot freezes a plan's state on a date: a follow-up (seguimiento) that nothing alters.
package snapshot

import (
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/progress"
)

// Published are the percentages that were made public elsewhere for the same date, as fractions,
// by the codes of objectives and indicators; they stand beside the computed ones and may differ.
type Published struct {
	Source     string                     `json:"source,omitempty"`
	Objectives map[string]decimal.Decimal `json:"objectives,omitempty"`
	Indicators map[string]decimal.Decimal `json:"indicators,omitempty"`
}

// Closing is a follow-up about to be frozen. ClosedAt is when it was closed; zero is now.
type Closing struct {
	Title        string
	Note         string
	TakenOn      date.Date
	ClosedAt     time.Time
	ClosedBy     int64     // the person; 0 for the program itself
	RoundID      int64     // the round that it closes; 0 for none
	ScheduledFor date.Date // the day of the plan's cadence that it is for; no date for none
	Replaces     int64     // the snapshot of the plan that it corrects; 0 for none
	Published    Published
}

// told is what the event of a closing tells of it.
type told struct {
	Title        string              `json:"title"`
	TakenOn      date.Date           `json:"taken_on"`
	How          dashboard.How       `json:"how"`
	Progress     decimal.NullDecimal `json:"progress"`
	Expected     decimal.NullDecimal `json:"expected"`
	Status       progress.Status     `json:"status"`
	WithData     int                 `json:"with_data"`
	Total        int                 `json:"total"`
	Note         string              `json:"note,omitempty"`
	RoundID      int64               `json:"round,omitempty"`
	ScheduledFor date.Date           `json:"scheduled_for,omitzero"`
	Replaces     int64               `json:"replaces,omitempty"`
}

// told rounds the figures as they are read: the snapshot itself has them whole.
func (c Closing) told(b dashboard.Board) told {
	return told{
		Title: c.Title, TakenOn: c.TakenOn, How: c.how(), Progress: rounded(b.Progress), Expected: rounded(b.Expected),
		Status: b.Status, WithData: b.Coverage.WithData, Total: b.Coverage.Total, Note: c.Note, RoundID: c.RoundID, ScheduledFor: c.ScheduledFor, Replaces: c.Replaces,
	}
}

const toldPlaces = 6

func rounded(d decimal.NullDecimal) decimal.NullDecimal {
	return decimal.NullDecimal{Decimal: d.Decimal.Round(toldPlaces), Valid: d.Valid}
}

func (c Closing) how() dashboard.How {
	switch {
	case c.RoundID != 0:
		return dashboard.WithRound
	case !c.ScheduledFor.IsZero():
		return dashboard.Scheduled
	default:
		return dashboard.ByHand
	}
}
