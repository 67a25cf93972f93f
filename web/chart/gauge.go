package chart

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// GaugeProps is one progress on a half circle. Both are fractions, drawn within 0 to 1.
type GaugeProps struct {
	Figure
	Progress, Expected           float64
	ProgressLabel, ExpectedLabel string // without ExpectedLabel there is no mark
	Status                       string // gives the colour; blank for the neutral one
}

const (
	gaugeCentreX, gaugeCentreY = 120.0, 116.0
	gaugeRadius                = 98.0
	gaugeWidth                 = 21.0
)

// gaugePoint returns the place of a share at a distance from the centre.
func gaugePoint(share, radius float64) (x, y float64) {
	angle := math.Pi * (1 - within(share))
	return gaugeCentreX + radius*math.Cos(angle), gaugeCentreY - radius*math.Sin(angle)
}

// gaugeArc is the path of the half circle up to a share.
func gaugeArc(share float64) string {
	x, y := gaugePoint(share, gaugeRadius)
	return "M" + pair2(gaugePoint(0, gaugeRadius)) + "A" + pair2(gaugeRadius, gaugeRadius) + " 0 0 1 " + pair2(x, y)
}

// gaugeMark is the path of the mark across the half circle.
func gaugeMark(share float64) string {
	const over = gaugeWidth/2 + 5
	return "M" + pair2(gaugePoint(share, gaugeRadius-over)) + "L" + pair2(gaugePoint(share, gaugeRadius+over))
}

func pair2(x, y float64) string { return decimals(x, 2) + " " + decimals(y, 2) }

func (p GaugeProps) data() data {
	d := data{columns: []column{{"Dato", false}, {"Valor", true}}}
	d.rows = [][]cell{{{text: "Progreso actual"}, {text: p.ProgressLabel}}}
	if p.ExpectedLabel != "" {
		d.rows = append(d.rows, []cell{{text: "Progreso previsto"}, {text: p.ExpectedLabel}})
	}
	return d
}

// noAngle stands for 0, which go-echarts leaves out and ECharts takes for −45.
const noAngle = 1e-6

// options has no tooltip: the figures are written in the gauge.
func (p GaugeProps) options() *options {
	gauge := charts.NewGauge()
	o := &options{chart: gauge, summary: p.Summary}
	gauge.SetGlobalOptions(o.global(nil, "none")...)
	gauge.AddSeries("Progreso actual", nil,
		withData([]datum{{
			Value: rounded(within(p.Progress), 4), ItemStyle: &itemStyle{Color: statusColor(p.Status)},
		}}),
		charts.WithSeriesOpts(p.dial),
	)
	return o
}

// dial leaves only the arc: the track, the mark and the figures are there already.
func (p GaugeProps) dial(s *charts.SingleSeries) {
	hide := opts.Bool(false)
	s.Min, s.Max = 0, 1
	s.StartAngle, s.EndAngle = 180, noAngle
	s.Center = []string{"50%", decimals(100*gaugeCentreY/gaugeHeight, 2) + "%"}
	s.Radius = decimals(100*(gaugeRadius+gaugeWidth/2)/(gaugeHeight/2), 2) + "%"
	s.Progress = &opts.Progress{Show: opts.Bool(true), Width: gaugeWidth * gaugeScale}
	s.AxisLine = &opts.AxisLine{Show: hide}
	s.AxisTick = &opts.AxisTick{Show: hide}
	s.SplitLine = &opts.SplitLine{Show: hide}
	s.AxisLabel = &opts.AxisLabel{Show: hide}
	s.Pointer = &opts.Pointer{Show: hide}
	s.Detail = &opts.Detail{Show: hide}
	s.Title = &opts.Title{Show: hide}
}

// Where there is room to hydrate, the drawing of 240 by 126 is 274 pixels wide.
const (
	gaugeHeight = 126.0
	gaugeScale  = 8.0 / 7
)
