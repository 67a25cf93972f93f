package chart

import "hito/web/ui"

// Bar is a row of a bar chart. Progress and Expected are fractions, drawn
// within 0 to 1; the labels tell the exact figures, such as "120 %".
type Bar struct {
	Code, Title                  string // either may be blank
	Href                         string // where the row's own page is; may be blank
	Progress, Expected           float64
	ProgressLabel, ExpectedLabel string // without ExpectedLabel nothing is drawn for it
	DifferenceLabel              string // "−3,2 p. p."; shown by Comparison
	Status                       string // gives colour and badge; blank for neither
	Note                         string // such as "sin indicadores"; may be blank
}

// BarsProps is a chart of rows, in the order given.
type BarsProps struct {
	Figure
	Item string // what a row is, such as "Objetivo"
	Bars []Bar
	None string // what is said when there are no rows
}

// bars is how one of the bar charts differs from the others.
type bars struct {
	class   string
	legend  []swatch
	pairs   bool // progress and expected as two bars, instead of a bar and a mark
	columns []column
	row     func(Bar) []cell // the cells after the first
}

var byStatus = bars{
	class:   "chart-bars",
	legend:  []swatch{{"chart-fill-status", "Progreso (color según el estado)"}, {"chart-mark", "Previsto"}},
	columns: []column{{"Progreso", true}, {"Previsto", true}, {"Estado", false}},
	row: func(b Bar) []cell {
		return []cell{{text: b.ProgressLabel}, {text: b.ExpectedLabel}, {text: standing(b)}}
	},
}

var inPairs = bars{
	class:   "chart-bars chart-bars-pairs",
	legend:  []swatch{{"chart-fill-progress", "Progreso actual"}, {"chart-fill-expected", "Progreso previsto"}},
	pairs:   true,
	columns: []column{{"Progreso actual", true}, {"Progreso previsto", true}, {"Diferencia", true}},
	row: func(b Bar) []cell {
		return []cell{{text: b.ProgressLabel}, {text: b.ExpectedLabel}, {text: b.DifferenceLabel}}
	},
}

func (v bars) data(p BarsProps) data {
	d := data{columns: append([]column{{text: p.Item}}, v.columns...)}
	for _, b := range p.Bars {
		first := cell{text: b.name(), href: b.Href}
		d.rows = append(d.rows, append([]cell{first}, v.row(b)...))
	}
	return d
}

// shown returns the legend without what no row has.
func (v bars) shown(p BarsProps) []swatch {
	for _, b := range p.Bars {
		if b.ExpectedLabel != "" {
			return v.legend
		}
	}
	return v.legend[:1]
}

func (p BarsProps) coded() bool {
	for _, b := range p.Bars {
		if b.Code != "" {
			return true
		}
	}
	return false
}

func (b Bar) name() string {
	if b.Code == "" || b.Title == "" {
		return b.Code + b.Title
	}
	return b.Code + ". " + b.Title
}

// title is what the row's link says: its title, or else its code.
func (b Bar) title() string {
	if b.Title == "" {
		return b.Code
	}
	return b.Title
}

// standing is the status in words, with its remark.
func standing(b Bar) string {
	switch {
	case b.Note == "":
		return ui.StatusWord(b.Status)
	case b.Status == "":
		return b.Note
	default:
		return ui.StatusWord(b.Status) + " (" + b.Note + ")"
	}
}

// beyond tells whether the figure does not fit the scale of 0 to 100 %.
func (b Bar) beyond() bool {
	return finite(b.Progress) && b.Progress > 1.0005
}
