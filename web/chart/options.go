package chart

import (
	"encoding/json"
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"hito/web/ui"
)

// Names that js/charts.js resolves: "var:" to the computed colour of a
// property, "fmt:" to a function. Neither colours nor code travel in the data.
const (
	tipFormat     = "fmt:tip" // the head and tip of the data under the pointer
	shareFormat   = "fmt:pct" // a fraction as "64,9 %"
	numberFormat  = "fmt:num" // a number as "12.345,5"
	surfaceColor  = "var:--c-surface"
	lineColor     = "var:--c-line-strong"
	textColor     = "var:--c-text"
	progressColor = "var:--c-progress"
	expectedColor = "var:--c-expected"
)

// overhang is how far, in pixels, the hydrated drawing reaches over the plot
// on each side, so that marks on its edge are not cut (.chart-live agrees).
const overhang = "8"

// statusColor names the colour of a status, or the neutral one.
func statusColor(status string) string {
	if status == "" {
		return progressColor
	}
	return "var:--c-" + ui.StatusClass(status)
}

// drawable is a chart of go-echarts before it becomes JSON.
type drawable interface {
	Validate()
	JSON() map[string]any
}

// options goes into the page as JSON for js/charts.js.
type options struct {
	chart   drawable
	summary string // the text alternative of the whole drawing
}

// MarshalJSON writes the options of ECharts, escaped for a script element.
func (o *options) MarshalJSON() ([]byte, error) {
	o.chart.Validate()
	tree := o.chart.JSON()
	// Parts that go-echarts always writes and that are HTML here.
	for _, part := range []string{"color", "legend", "title", "toolbox"} {
		delete(tree, part)
	}
	body, err := json.Marshal(tree)
	if err != nil {
		return nil, fmt.Errorf("encode chart options: %w", err)
	}
	return body, nil
}

// global returns the options that all charts share.
func (o *options) global(pointer *opts.AxisPointer, trigger string) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithTooltipOpts(opts.Tooltip{
			Show:            opts.Bool(true),
			Trigger:         trigger,
			Formatter:       types.FuncStr(tipFormat),
			BackgroundColor: surfaceColor,
			BorderColor:     lineColor,
			AxisPointer:     pointer,
		}),
		charts.WithAriaOpts(&opts.Aria{
			Enabled: opts.Bool(true),
			Label:   &opts.AriaLabel{Enabled: opts.Bool(true), Description: o.summary},
			Decal:   &opts.AriaDecal{Show: opts.Bool(false)},
		}),
	}
}

// bareAxis is an axis without drawing: labels and grid are HTML around the plot.
func bareAxis(kind string, from, to any) opts.XAxis {
	return opts.XAxis{Show: opts.Bool(false), Type: kind, Min: from, Max: to}
}

// datum is a point of a series. ECharts takes numbers where go-echarts has
// strings (border radius), so it is ours.
type datum struct {
	Value      any        `json:"value"` // a number, or x and y
	Head       string     `json:"head,omitempty"`
	Tip        string     `json:"tip,omitempty"`
	ItemStyle  *itemStyle `json:"itemStyle,omitempty"`
	Symbol     string     `json:"symbol,omitempty"`
	SymbolSize any        `json:"symbolSize,omitempty"`

	Label *opts.Label `json:"label,omitempty"`
}

type itemStyle struct {
	Color        string  `json:"color,omitempty"`
	BorderColor  string  `json:"borderColor,omitempty"`
	BorderWidth  float64 `json:"borderWidth,omitempty"`
	BorderRadius float64 `json:"borderRadius,omitempty"`
}

// withData replaces what go-echarts would send as data of a series.
func withData(data []datum) charts.SeriesOpts {
	return charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.Data = data })
}
