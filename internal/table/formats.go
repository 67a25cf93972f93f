package table

import (
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// shape is how a number is shown.
type shape int

const (
	general shape = iota
	fixed         // with a number of decimals
	percent
	day
	dayAndClock
	clock
)

// format is a number format of a spreadsheet, as far as it changes what a cell is or reads.
type format struct {
	shape   shape
	places  int32 // decimals of fixed and percent
	grouped bool  // by thousands
}

// builtIn are the codes of the formats that an XLSX names by a number alone (ECMA-376 part 1, 18.8.30). Those from 27
// on that are not here are days of East Asian calendars, but for 37 to 49.
var builtIn = map[int]string{
	0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00",
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "d/m/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "d/m/yyyy h:mm",
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}

func builtInFormat(id int) format {
	if code, found := builtIn[id]; found {
		return readFormat(code)
	}
	if id >= 27 && id <= 36 || id >= 50 && id <= 58 {
		return format{shape: day}
	}
	return format{}
}

var (
	// Of a code, what is in quotes, escaped, a width or a filler is shown as it is; what is in brackets is a colour, a
	// condition or a currency, but for hours, minutes and seconds that go beyond their circle.
	elapsed  = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
	literals = regexp.MustCompile(`"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?`)
	halfDays = regexp.MustCompile(`(?i)am/pm|a/p`)
)

const longestCode = 255 // letters of a format, as Excel has it

// readFormat reads the code of a number format: its first section, which is that of positive numbers.
func readFormat(code string) format {
	if len(code) > longestCode {
		return format{}
	}
	code = literals.ReplaceAllString(elapsed.ReplaceAllString(code, "h"), "")
	code, _, _ = strings.Cut(code, ";")
	code = strings.ToLower(halfDays.ReplaceAllString(code, "h"))
	switch code {
	case "general", "standard", "estándar", "@", "":
		return format{}
	}
	if strings.ContainsAny(code, "ydmhs") && !strings.Contains(code, "#") {
		return format{shape: dayOrClock(code)}
	}
	return numeric(code)
}

func dayOrClock(code string) shape {
	hours := strings.ContainsAny(code, "hs")
	switch {
	case hours && strings.ContainsAny(code, "yd"):
		return dayAndClock
	case hours:
		return clock
	default:
		return day
	}
}

// numeric reads a code of digits: "#,##0.00", "0%".
func numeric(code string) format {
	if strings.ContainsAny(code, "e/") || !strings.ContainsAny(code, "0#?") {
		return format{}
	}
	const digits = "0#?"
	whole, fraction, _ := strings.Cut(code, ".")
	f := format{shape: fixed, grouped: strings.Contains(strings.TrimRight(whole, ", "), ",")}
	f.places = int32(len(fraction) - len(strings.TrimLeft(fraction, digits))) //nolint:gosec // at most longestCode
	if strings.Contains(code, "%") {
		f.shape = percent
	}
	return f
}

// show returns what a number reads as by a format, with the decimal comma of the interface.
func (f format) show(d decimal.Decimal) string {
	switch f.shape {
	case percent:
		return f.digits(d.Shift(2).StringFixed(f.places)) + "%"
	case fixed:
		return f.digits(d.StringFixed(f.places))
	default:
		return f.digits(general10(d))
	}
}

// general10 writes a number as the general format does: with no more than ten digits where it has decimals.
func general10(d decimal.Decimal) string {
	const most = 10
	if d.Exponent() >= 0 || d.NumDigits() <= most {
		return d.String()
	}
	whole := int32(d.NumDigits()) + d.Exponent() //nolint:gosec // readNumber takes few digits
	if whole < 0 {                               // small ones keep their first digits
		return d.Round(most - whole).String()
	}
	return d.Round(max(most-whole, 0)).String()
}

// digits puts the comma and the points into "-1234.5".
func (f format) digits(s string) string {
	whole, fraction, found := strings.Cut(s, ".")
	if f.grouped {
		sign, digits := "", whole
		if strings.HasPrefix(whole, "-") {
			sign, digits = "-", whole[1:]
		}
		for i := len(digits) - 3; i > 0; i -= 3 {
			digits = digits[:i] + "." + digits[i:]
		}
		whole = sign + digits
	}
	if found {
		return whole + "," + fraction
	}
	return whole
}

// Days of spreadsheets are counted from the end of 1899, or from the beginning of 1904 in files that come from old
// Macintoshes. The first count takes 1900 for a leap year, so that days before its 1 March stand one further.
const (
	leapBug    = 60
	lastDay    = 2_958_465 // 31 December 9999
	from1904   = 1462
	daySeconds = 24 * 60 * 60
)

var dayZero = date.New(1899, time.December, 30)

// dayOf returns the day and the time of day of a serial number; ok is false for what no spreadsheet shows as a day,
// such as 0, which is a time of day alone.
func dayOf(d decimal.Decimal, since1904 bool) (on date.Date, at time.Duration, ok bool) {
	if d.IsNegative() || d.GreaterThan(decimal.NewFromInt(lastDay)) {
		return 0, 0, false
	}
	seconds := d.Mul(decimal.NewFromInt(daySeconds)).Round(0).IntPart()
	days := seconds / daySeconds
	at = time.Duration(seconds%daySeconds) * time.Second
	switch {
	case since1904:
		days += from1904
	case days == 0:
		return 0, 0, false
	case days < leapBug:
		days++
	}
	return dayZero + date.Date(days), at, days <= lastDay //nolint:gosec // at most lastDay+from1904
}

func showDay(on date.Date) string { return on.Time().Format("02/01/2006") }

func showClock(at time.Duration) string {
	t := time.Time{}.Add(at)
	if t.Second() == 0 {
		return t.Format("15:04")
	}
	return t.Format("15:04:05")
}
