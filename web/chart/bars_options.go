package chart

import (
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// options draws the bars again over the plot of the rows: a band of the
// category axis is a row, because rows have the same height.
func (v bars) options(p BarsProps) *options {
	bar := charts.NewBar()
	o := &options{chart: bar, summary: p.Summary}
	bar.SetGlobalOptions(o.global(&opts.AxisPointer{Type: "shadow"}, "axis")...)
	bar.SetGlobalOptions(
		charts.WithGridOpts(opts.Grid{Left: overhang, Right: overhang, Top: "0", Bottom: "0"}),
		charts.WithXAxisOpts(bareAxis("value", 0, 1)),
		charts.WithYAxisOpts(opts.YAxis{
			Show: opts.Bool(false), Type: "category", Inverse: opts.Bool(true), Data: p.names(),
		}),
	)
	if v.pairs {
		v.addPairs(bar, p)
	} else {
		v.addMarked(bar, p)
	}
	return o
}

func (v bars) addMarked(bar *charts.Bar, p BarsProps) {
	progress := make([]datum, len(p.Bars))
	marks := make([]datum, len(p.Bars))
	for i, b := range p.Bars {
		progress[i] = v.datum(b, b.Progress, &itemStyle{Color: statusColor(b.Status), BorderRadius: 3})
		marks[i] = datum{Value: blank} // a gap, so that indexes are rows
		if b.ExpectedLabel != "" {
			marks[i].Value = rounded(within(b.Expected), 4)
		}
	}
	bar.AddSeries(v.legend[0].word, nil, withData(progress), width("14"))

	line := charts.NewLine()
	line.AddSeries(v.legend[1].word, nil, withData(marks),
		charts.WithLineStyleOpts(opts.LineStyle{Opacity: opts.Float(0)}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: textColor}),
		charts.WithLineChartOpts(opts.LineChart{
			Symbol: "rect", SymbolSize: []int{3, 24}, ShowSymbol: opts.Bool(true),
		}),
	)
	bar.Overlap(line)
}

func (v bars) addPairs(bar *charts.Bar, p BarsProps) {
	progress := make([]datum, len(p.Bars))
	expected := make([]datum, len(p.Bars))
	for i, b := range p.Bars {
		progress[i] = v.datum(b, b.Progress, &itemStyle{Color: progressColor, BorderRadius: 2.5})
		expected[i] = datum{Value: blank}
		if b.ExpectedLabel != "" {
			expected[i].Value = rounded(within(b.Expected), 4)
			expected[i].ItemStyle = &itemStyle{Color: expectedColor, BorderRadius: 2.5}
		}
	}
	bar.AddSeries(v.legend[0].word, nil, withData(progress), width("11"))
	bar.AddSeries(v.legend[1].word, nil, withData(expected), width("11"))
}

// blank is how ECharts writes "no value here".
const blank = "-"

func width(pixels string) charts.SeriesOpts {
	return charts.WithBarChartOpts(opts.BarChart{BarWidth: pixels, BarGap: "28%"})
}

// datum carries the whole tooltip of its row.
func (v bars) datum(b Bar, share float64, style *itemStyle) datum {
	var tip []string
	for i, c := range v.row(b) {
		if c.text != "" {
			tip = append(tip, v.columns[i].text+": "+c.text)
		}
	}
	d := datum{
		Value: rounded(within(share), 4), Head: b.name(), Tip: strings.Join(tip, "\n"), ItemStyle: style,
	}
	if b.beyond() && !v.pairs {
		d.Label = &opts.Label{
			Show: opts.Bool(true), Position: "insideRight", Formatter: "//", Color: surfaceColor, FontWeight: "bold", FontSize: 14,
		}
	}
	return d
}

func (p BarsProps) names() []string {
	names := make([]string, len(p.Bars))
	for i, b := range p.Bars {
		names[i] = b.name()
	}
	return names
}
