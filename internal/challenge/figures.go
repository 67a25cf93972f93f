package challenge

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/text"
)

// Fact is what the figures look at of a reto.
type Fact struct {
	SubmittedOn date.Date
	State       State
	UnitID      int64 // 0 for none
	Unit        string
	Area        string
	AnswerDueOn date.Date
	AnsweredAt  time.Time // zero where nobody has answered
}

// FigureCount is how many retos have something in common.
type FigureCount struct {
	Name   string    // of a place; blank for none
	UnitID int64     // of a place that is a unit; else 0
	State  State     // of a state; else blank
	From   date.Date // of a time, with its last day
	Until  date.Date
	Count  int
}

// Figures are what became of the retos that were received between two days, both included, as it is today.
type Figures struct {
	From, Until date.Date
	Received    int
	Times       []FigureCount // months or, over more than MostMonths of them, years; those without retos too
	Yearly      bool
	States      []FigureCount // that occur, in their order
	Places      []FigureCount // units, or else the areas that authors wrote, the most frequent first

	Answered  int                 // that have had a first answer
	Median    decimal.NullDecimal // days until it
	Mean      decimal.NullDecimal
	InTime    int // answered on their last day or before
	Overdue   int // not answered, and the last day is over
	Within    int // not answered, and the last day is still to come
	LeftAlone int // ended without an answer, as those that their author withdrew

	Decided     int // admitted, with all that follows from it, or discarded
	Implemented int
}

// MostMonths is how many months are told one by one.
const MostMonths = 36

// ShareInTime is how many of those that were answered, or should have been, were so in time; none without any.
func (f Figures) ShareInTime() decimal.NullDecimal { return share(f.InTime, f.Answered+f.Overdue) }

// ShareImplemented is how many of those received are implemented.
func (f Figures) ShareImplemented() decimal.NullDecimal { return share(f.Implemented, f.Received) }

// ShareOfDecided is how many of those decided are implemented.
func (f Figures) ShareOfDecided() decimal.NullDecimal { return share(f.Implemented, f.Decided) }

func share(part, whole int) decimal.NullDecimal {
	if whole == 0 {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.NewFromInt(int64(part)).DivRound(decimal.NewFromInt(int64(whole)), shareDigits))
}

const shareDigits = 12

// DaysToAnswer is how many natural days passed until the first answer, as the calendar has them at a place; none
// without an answer.
func DaysToAnswer(submitted date.Date, answered time.Time, place *time.Location) (days int, was bool) {
	if answered.IsZero() {
		return 0, false
	}
	return int(max(0, date.Of(answered.In(place))-submitted)), true
}

// Figure computes the figures of retos, all of them received between two days. Days are those of a place.
func Figure(facts []Fact, from, until, today date.Date, place *time.Location) Figures {
	f := Figures{From: from, Until: until, Received: len(facts)}
	f.Times, f.Yearly = times(from, until)
	states := map[State]int{}
	var days []int
	for _, one := range facts {
		states[one.State]++
		at, _ := slices.BinarySearchFunc(f.Times, one.SubmittedOn, func(t FigureCount, d date.Date) int { return cmp.Compare(t.Until, d) })
		if at < len(f.Times) {
			f.Times[at].Count++
		}
		if n, was := DaysToAnswer(one.SubmittedOn, one.AnsweredAt, place); was {
			days = append(days, n)
		}
		f.answer(one, today, place)
		if slices.Contains(pursued, one.State) || one.State == Discarded {
			f.Decided++
		}
	}
	for _, s := range States {
		if states[s] > 0 {
			f.States = append(f.States, FigureCount{State: s, Count: states[s]})
		}
	}
	f.Implemented, f.Places = states[Implemented], places(facts)
	f.Median, f.Mean = middle(days)
	return f
}

// answer counts where a reto stands as to its first answer.
func (f *Figures) answer(one Fact, today date.Date, place *time.Location) {
	switch {
	case !one.AnsweredAt.IsZero():
		f.Answered++
		if date.Of(one.AnsweredAt.In(place)) <= one.AnswerDueOn {
			f.InTime++
		}
	case !one.State.Open():
		f.LeftAlone++
	case today > one.AnswerDueOn:
		f.Overdue++
	default:
		f.Within++
	}
}

// times lists the months from one day to another, or their years; the first and the last may be cut.
func times(from, until date.Date) (list []FigureCount, yearly bool) {
	first := func(d date.Date) date.Date { return date.New(d.Time().Year(), d.Time().Month(), 1) }
	end := func(d date.Date) date.Date { return d.EndOfMonth() }
	if first(from).AddMonths(MostMonths) <= until {
		yearly = true
		end = func(d date.Date) date.Date { return date.New(d.Time().Year(), time.December, 31) }
	}
	for d := from; d <= until; {
		last := min(end(d), until)
		list = append(list, FigureCount{From: d, Until: last})
		d = last + 1
	}
	return list, yearly
}

// places counts units, and the areas of those without any by their words.
func places(facts []Fact) []FigureCount {
	type key struct {
		unit int64
		area string
	}
	at := map[key]int{}
	var list []FigureCount
	for _, one := range facts {
		k, name := key{unit: one.UnitID}, one.Unit
		if one.UnitID == 0 {
			k.area, name = text.Fold(one.Area), one.Area
		}
		n, there := at[k]
		if !there {
			n = len(list)
			at[k] = n
			list = append(list, FigureCount{Name: name, UnitID: one.UnitID})
		}
		list[n].Count++
	}
	slices.SortStableFunc(list, func(a, b FigureCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(text.Fold(a.Name), text.Fold(b.Name)), cmp.Compare(a.UnitID, b.UnitID))
	})
	return list
}

// middle returns the median and the mean of numbers of days, none without any.
func middle(days []int) (median, mean decimal.NullDecimal) {
	if len(days) == 0 {
		return median, mean
	}
	slices.Sort(days)
	sum := 0
	for _, n := range days {
		sum += n
	}
	half := len(days) / 2
	twice := 2 * days[half]
	if len(days)%2 == 0 {
		twice = days[half-1] + days[half]
	}
	median = share(twice, 2)
	return median, share(sum, len(days))
}
