package chart

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// options draws the lines again over the plot, on the same scales.
func (p plot) options(summary string) *options {
	chart := charts.NewLine()
	o := &options{chart: chart, summary: summary}
	pointer := &opts.AxisPointer{
		Type: "cross", Snap: opts.Bool(true),
		Label: &opts.Label{Show: opts.Bool(true), Formatter: p.format, BackgroundColor: textColor, Color: surfaceColor},
	}
	chart.SetGlobalOptions(o.global(pointer, "axis")...)
	x := bareAxis("value", 0, 1)
	x.AxisPointer = &opts.AxisPointer{Type: "line", Snap: opts.Bool(true), Label: &opts.Label{Show: opts.Bool(false)}}
	chart.SetGlobalOptions(
		charts.WithGridOpts(opts.Grid{Left: overhang, Right: overhang, Top: overhang, Bottom: overhang}),
		charts.WithXAxisOpts(x),
		charts.WithYAxisOpts(opts.YAxis{
			Show: opts.Bool(false), Type: "value",
			Min: rounded(p.scale.from, 9), Max: rounded(p.scale.to, 9),
		}),
	)
	for _, l := range p.lines {
		chart.AddSeries(l.name, nil, l.seriesOptions()...)
	}
	return o
}

func (l line) seriesOptions() []charts.SeriesOpts {
	style := opts.LineStyle{Color: progressColor, Width: 2.5}
	if l.class == expectedLine {
		style = opts.LineStyle{Color: expectedColor, Width: 2, Type: "dashed"}
	}
	data := make([]datum, len(l.points))
	for i, pt := range l.points {
		data[i] = l.datum(pt, style.Color)
	}
	list := []charts.SeriesOpts{
		withData(data),
		charts.WithLineStyleOpts(style),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: style.Color}),
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: "circle", SymbolSize: 7}),
	}
	if l.area {
		list = append(list, charts.WithAreaStyleOpts(opts.AreaStyle{Color: style.Color, Opacity: opts.Float(0.1)}))
	}
	return list
}

func (l line) datum(pt point, color string) datum {
	d := datum{
		Value: []float64{rounded(within(pt.x), 5), rounded(pt.y, 9)},
		Head:  pt.when, Tip: pt.tip(l),
	}
	switch {
	case pt.ring != "":
		d.SymbolSize = 10
		d.ItemStyle = &itemStyle{Color: surfaceColor, BorderColor: color, BorderWidth: 2.5}
	case !l.dots:
		d.SymbolSize = 0
	}
	return d
}
