package round

import (
	"fmt"

	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// Key names an entry among those of all rounds.
type Key struct{ RoundID, IndicatorID int64 }

// held is an entry that is about to change, with what decides about it.
type held struct {
	PlanID        int64
	PlanState     plan.State
	Published     bool
	RoundID       int64
	RoundOn       date.Date // the day of the values
	Ended         bool
	IndicatorID   int64
	Units         []int64 // that answer for the indicator
	Decimals      int32
	UnitOfMeasure string
	CancelledOn   date.Date // of the indicator or its objective
	State         State
	Version       int
	SentBy        int64
	said
}

// said is what somebody sent, as events tell it.
type said struct {
	Round       int64               `json:"round" db:"-"`
	Value       decimal.NullDecimal `json:"value"`
	MeasuredOn  date.Date           `json:"measured_on"`
	Comment     string              `json:"comment,omitempty"`
	ResultTitle string              `json:"result_title,omitempty"`
	ResultOn    date.Date           `json:"result_on,omitzero"`
	ResultURL   string              `json:"result_url,omitempty"`
	Review      string              `json:"review,omitempty" db:"-"`
}

func (h held) key() Key { return Key{h.RoundID, h.IndicatorID} }

func (h held) told() said {
	s := h.said
	s.Round = h.RoundID
	return s
}

func (h held) indicator() indicator.Indicator {
	return indicator.Indicator{ID: h.IndicatorID, Decimals: h.Decimals, UnitOfMeasure: h.UnitOfMeasure, CancelledOn: h.CancelledOn}
}

// entry is what was sent, as a value to be recorded over what has a revision at its day.
func (h held) entry(basis int, reason string) indicator.Entry {
	return indicator.Entry{
		IndicatorID: h.IndicatorID, MeasuredOn: h.MeasuredOn, Value: h.Value, Comment: h.Comment, Reason: reason, Basis: basis,
		Evidence: indicator.Evidence{Title: h.ResultTitle, AchievedOn: h.ResultOn, URL: h.ResultURL},
	}
}

// with returns the entry with another value in the place of what was sent.
func (h held) with(e indicator.Entry) held {
	h.said = said{
		Value: e.Value, MeasuredOn: e.MeasuredOn, Comment: e.Comment,
		ResultTitle: e.Evidence.Title, ResultOn: e.Evidence.AchievedOn, ResultURL: e.Evidence.URL,
	}
	return h
}

// dropped tells an entry of which nothing is asked any more.
func (h held) dropped() bool { return !h.CancelledOn.IsZero() && h.CancelledOn <= h.RoundOn }

// require returns nil to whoever may send the entry.
func (h held) require(a access.Actor) error {
	return access.Require(a, access.RecordValue, access.Target{
		Published: h.Published, Active: h.PlanState == plan.Active, Closed: h.PlanState == plan.Closed, Units: h.Units,
	})
}

// check reads a value for the entry. Beside what any value is refused for, it may not be newer than what is asked for.
func (h held) check(t indicator.Typed, today date.Date) (indicator.Entry, error) {
	e, err := t.Check(h.indicator(), today)
	if err == nil && e.MeasuredOn > h.RoundOn {
		err = fault.Invalid{"measured_on": "La ronda pide el valor a " + short(h.RoundOn) + " o antes."}
	}
	return e, err
}

// short writes 30/11/2026.
func short(d date.Date) string {
	year, month, day := d.Time().Date()
	return fmt.Sprintf("%d/%d/%d", day, month, year)
}
