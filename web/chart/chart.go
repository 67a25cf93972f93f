// Package chart draws the charts of the pages: first on the server, as
// accessible HTML and SVG that needs no script, with its figures in a table;
// then, where there is room, js/charts.js draws the same data with ECharts
// from the options that go with it.
//
// Props are decided and formatted by the caller. Shares and values are
// float64 because they are only coordinates; what a person reads comes as
// text. No drawing uses a style attribute: lengths are SVG attributes in per
// cent, so that text keeps its size at every width.
package chart

// Figure names a chart and tells its message.
type Figure struct {
	ID      string // unique in the page: letters, digits and hyphens
	Title   string // names the chart for those who do not see the heading above it
	Summary string // what the drawing shows, in a sentence; read instead of it
	Note    string // a visible line below the drawing; may be blank
}
