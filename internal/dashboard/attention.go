package dashboard

import "hito/internal/progress"

// Attention is what the technician should look after.
type Attention struct {
	Missing []Indicator // started, without any value although one was owed or no periodicity is set
	Overdue []Indicator // with a value, but a newer one is owed
	Empty   []Objective // without indicators
}

// Attention returns what is missing or overdue on the board's date.
func (b Board) Attention() Attention {
	var a Attention
	for _, o := range b.Objectives {
		if o.Status == Cancelled {
			continue
		}
		if len(o.Indicators) == 0 {
			a.Empty = append(a.Empty, o)
		}
		for _, i := range o.Indicators {
			switch {
			case i.Status == progress.StatusNoData && i.started(b) && (i.DueOn.IsZero() || i.DueOn < b.On):
				a.Missing = append(a.Missing, i)
			case i.Value.Valid && !i.DueOn.IsZero() && i.DueOn < b.On:
				a.Overdue = append(a.Overdue, i)
			}
		}
	}
	return a
}

func (i Indicator) started(b Board) bool {
	return progress.Started(i.Goal(b.Plan.StartsOn, b.Plan.EndsOn).Start, b.On)
}
