package chart

import (
	"github.com/shopspring/decimal"

	"hito/web/ui"
)

// Count is how many there are of something.
type Count struct {
	Name  string
	Short string // below a column of a chart over time, such as "mar"; may be blank
	Href  string // of those that are counted; may be blank
	Count int
}

// CountsProps is a chart of whole numbers, in the order given.
type CountsProps struct {
	Figure
	Item   string // what a row is, such as "Estado"
	Number string // what is counted, such as "Retos"
	Counts []Count
	None   string // what is said when there is nothing to count
}

func (p CountsProps) total() int {
	sum := 0
	for _, c := range p.Counts {
		sum += max(0, c.Count)
	}
	return sum
}

// scale covers the counts in whole steps.
func (p CountsProps) scale() scale {
	most := 1
	for _, c := range p.Counts {
		most = max(most, c.Count)
	}
	if most < wholeSteps {
		return scale{to: float64(most), step: 1}
	}
	return scaleOver([]float64{0, float64(most)})
}

// wholeSteps is from how many on the steps of a round size are whole by themselves.
const wholeSteps = 4

// text writes the count as people read it.
func (c Count) text() string { return ui.Number(decimal.NewFromInt(int64(c.Count)), 0) }

func (c Count) spoken() string { return c.Name + ": " + c.text() }

func (p CountsProps) data() data {
	d := data{columns: []column{{p.Item, false}, {p.Number, true}}}
	for _, c := range p.Counts {
		d.rows = append(d.rows, []cell{{text: c.Name, href: c.Href}, {text: c.text()}})
	}
	return d
}

// columnBar is a column of a chart over time, as shares of the drawing.
type columnBar struct {
	Count
	left, wide, middle float64
	labelled           bool // there is room for what stands below it
	minor              bool // but not where the drawing is narrow
}

// Of so many columns each is labelled; of more only some.
const (
	mostLabels   = 12
	narrowLabels = 6
	columnShare  = 0.7 // of the room that each has
)

func (p CountsProps) columns() []columnBar {
	n := len(p.Counts)
	every, narrow := (n+mostLabels-1)/mostLabels, (n+narrowLabels-1)/narrowLabels
	narrow += (every - narrow%every) % every // the labels of the narrow drawing are among those of the wide one
	list := make([]columnBar, n)
	for i, c := range p.Counts {
		room := 1 / float64(n)
		list[i] = columnBar{
			Count: c, left: (float64(i) + (1-columnShare)/2) * room, wide: columnShare * room, middle: (float64(i) + 0.5) * room,
			labelled: i%every == 0, minor: i%narrow != 0,
		}
	}
	return list
}

// numbered tells columns wide enough for their counts to stand above them.
func (p CountsProps) numbered() bool { return len(p.Counts) <= mostLabels }
