package table

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// stored is a number as files store it. Excel's go up to 1E+308.
var stored = regexp.MustCompile(`^[+-]?[0-9]{1,60}(\.[0-9]{0,60})?([eE][+-]?[0-9]{1,3})?$|^[+-]?\.[0-9]{1,60}$`)

// exact is how many digits a double always keeps, and shown the digits with which Excel stores one: 80.1 becomes
// 80.099999999999994.
const (
	exact = 15
	shown = 17
)

// readNumber reads a number as it is stored in a file. One that Excel stored with the digits of its double beyond
// those that it lets people type is what they typed.
func readNumber(raw []byte) (decimal.Decimal, bool) {
	if n, ok := natural(raw); ok { // most of them
		return decimal.NewFromInt(int64(n)), true
	}
	if !stored.Match(raw) {
		return decimal.Zero, false
	}
	s := string(raw)
	d, err := decimal.NewFromString(s)
	if err != nil || d.Exponent() < -400 || d.Exponent() > 400 {
		return decimal.Zero, false
	}
	if d.IsZero() {
		return decimal.Zero, true
	}
	if n := d.NumDigits(); n <= exact || n > shown {
		return d, true
	}
	double, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return d, true
	}
	typed, err := decimal.NewFromString(strconv.FormatFloat(double, 'g', -1, 64))
	if err == nil && typed.NumDigits() <= exact {
		return typed, true
	}
	return d, true
}

// readSerial makes the cell of a number that was stored in a format.
func readSerial(value []byte, f format, since1904 bool) Cell {
	d, ok := readNumber(value)
	if !ok {
		return textCell(value)
	}
	if f.shape == day || f.shape == dayAndClock || f.shape == clock {
		if c, ok := dayCell(d, f, since1904); ok {
			return c
		}
		f = format{}
	}
	return Cell{Kind: Number, Value: d, Percent: f.shape == percent, Text: f.show(d)}
}

// dayCell makes the cell of a day, or of a time of day, which is a text; ok is false where it shows as neither.
func dayCell(d decimal.Decimal, f format, since1904 bool) (c Cell, ok bool) {
	if f.shape == clock {
		at := time.Duration(d.Mul(decimal.NewFromInt(daySeconds)).Round(0).IntPart()) * time.Second
		return Cell{Kind: Text, Text: showClock(at)}, !d.IsNegative() && d.LessThan(decimal.NewFromInt(1))
	}
	on, at, ok := dayOf(d, since1904)
	c = Cell{Kind: Day, On: on, Text: showDay(on)}
	if f.shape == dayAndClock {
		c.Text += " " + showClock(at)
	}
	return c, ok
}

// isoDay makes the cell of a day written as 2022-11-30 or 2022-11-30T10:30:00; other years than Hito knows are a text.
func isoDay(raw []byte) Cell {
	written, hour, _ := strings.Cut(string(raw), "T")
	on, err := date.Parse(written)
	if err != nil {
		return textCell(raw)
	}
	c := Cell{Kind: Day, On: on, Text: showDay(on)}
	at, err := time.Parse("15:04:05", strings.TrimRight(hour, "Z"))
	if err == nil && (at.Hour() > 0 || at.Minute() > 0 || at.Second() > 0) {
		c.Text += " " + at.Format("15:04")
	}
	return c
}

// textCell makes the cell of a text; one without letters is blank.
func textCell(raw []byte) Cell {
	if s := clean(raw); s != "" {
		return Cell{Kind: Text, Text: s}
	}
	return Cell{}
}

func flagCell(on bool) Cell {
	if on {
		return Cell{Kind: Flag, Text: "sí"}
	}
	return Cell{Kind: Flag, Text: "no"}
}

// failures are what a Spanish spreadsheet shows for each error of a formula.
var failures = map[string]string{
	"#DIV/0!": "#¡DIV/0!", "#VALUE!": "#¡VALOR!", "#REF!": "#¡REF!", "#NAME?": "#¿NOMBRE?", "#NUM!": "#¡NUM!",
	"#N/A": "#N/D", "#NULL!": "#¡NULO!", "#SPILL!": "#¡DESBORDAMIENTO!", "#CALC!": "#¡CALC!",
}

func brokenCell(raw []byte) Cell {
	s := clean(raw)
	if spanish, known := failures[strings.ToUpper(s)]; known {
		s = spanish
	}
	if s == "" {
		s = "#N/D"
	}
	return Cell{Kind: Broken, Text: s}
}
