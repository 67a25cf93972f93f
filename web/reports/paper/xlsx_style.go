package paper

import (
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"hito/web/ui"
)

// typeface is what every office has, or one of the same measures.
const typeface = "Arial"

// look is how a cell looks; equal ones share a style.
type look struct {
	size                                      float64 // in points; 0 for 10
	bold, underline, wrap, right, ruled, head bool
	apart                                     bool   // from figures on its left
	colour, fill                              string // RRGGBB; blank for the usual
	format                                    string // of a number or date
}

func (b *book) style(l look) (int, error) {
	if id, ok := b.styles[l]; ok {
		return id, nil
	}
	id, err := b.NewStyle(l.style())
	if err == nil {
		b.styles[l] = id
	}
	return id, err
}

func (l look) style() *excelize.Style {
	font := &excelize.Font{Family: typeface, Size: 10, Bold: l.bold, Color: "14262B"}
	if l.size > 0 {
		font.Size = l.size
	}
	if l.colour != "" {
		font.Color = l.colour
	}
	if l.underline {
		font.Underline = "single"
	}
	style := &excelize.Style{Font: font, Alignment: &excelize.Alignment{Vertical: "top", WrapText: l.wrap, Horizontal: "left"}}
	if l.apart {
		style.Alignment.Indent = 1
	}
	if l.right {
		style.Alignment.Horizontal = "right"
	}
	if l.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.ruled {
		style.Alignment.Vertical = "center"
		style.Border = []excelize.Border{{Type: "bottom", Style: 1, Color: "DCDAD2"}}
	}
	if l.head {
		style.Alignment.Vertical = "bottom"
		style.Border = []excelize.Border{{Type: "bottom", Style: 2, Color: "7A868A"}}
	}
	if l.format != "" {
		style.CustomNumFmt = &l.format
	}
	return style
}

// statusLooks are the colours of the words of statuses.
var statusLooks = map[string]look{
	"met": {colour: "06503D", fill: "D9EFE6"}, "on_track": {colour: "2B5A1F", fill: "E4F1DC"}, "delayed": {colour: "764300", fill: "FBECD0"},
	"critical": {colour: "8F1A14", fill: "FBE3E0"}, "no_data": {colour: "49565B", fill: "E8EBEC"}, "not_started": {colour: "33507C", fill: "E4EAF4"},
	"cancelled": {colour: "564F5C", fill: "ECE9EE"},
}

// numberFormat is the format with which a spreadsheet shows a number as a text does, its unit included. It is blank where
// no format says the same: the text is not of that number.
func numberFormat(number float64, percentage bool, places int, text string) string {
	value := decimal.NewFromFloat(number)
	shown := ui.Number(value, int32(places)) //nolint:gosec // decimals are few
	if percentage {
		shown = ui.Percent(value, int32(places)) //nolint:gosec // decimals are few
	}
	before, after, found := strings.Cut(text, shown)
	if !found || strings.ContainsAny(before+after, `"0123456789`) || len(before+after) > 60 {
		return ""
	}
	digits := "0"
	if value.Abs().GreaterThanOrEqual(decimal.NewFromInt(10000)) && !percentage { // as web/ui groups
		digits = "#,##0"
	}
	if places > 0 {
		digits += "." + strings.Repeat("0", places)
	}
	if percentage {
		digits += literal("\u00a0") + "%"
	}
	format := literal(before) + digits + literal(after)
	if value.IsNegative() {
		return format + ";" + literal(before+"−") + digits + literal(after)
	}
	return format
}

// literal quotes a text in a format.
func literal(text string) string {
	if text == "" {
		return ""
	}
	return `"` + text + `"`
}
