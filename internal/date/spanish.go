package date

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hito/internal/text"
)

// Why ParseSpanish refuses a date, beside those that name the month; test with errors.Is.
const (
	Missing   text.Refused = "Escriba una fecha, como 5/11/2022."
	Malformed text.Refused = "No es una fecha: escriba el día, el mes y el año, como 5/11/2022."
	WithTime  text.Refused = "Escriba solo la fecha, sin hora, como 5/11/2022."
	ShortYear text.Refused = "Escriba el año con sus cuatro cifras, como 5/11/2022."
	FarYear   text.Refused = "El año debe estar entre 1900 y 2200."
)

// The span that the database holds dates to, as Parse does.
const (
	firstYear = 1900
	lastYear  = 2200
)

var (
	numeric = []*regexp.Regexp{
		regexp.MustCompile(`^(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]+)$`),
		regexp.MustCompile(`^(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]+)$`),
		regexp.MustCompile(`^(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]+)$`),
		regexp.MustCompile(`^(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})$`),
	}
	worded = regexp.MustCompile(`^(?P<day>[0-9]{1,2}) [dD][eE] (?P<month>[\pL\pM]+) [dD][eE][lL]? (?P<year>[0-9]+)$`)
	hour   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]|[0-9]:[0-9]`)

	months = []string{
		"enero", "febrero", "marzo", "abril", "mayo", "junio",
		"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	}
)

// ParseSpanish reads a day typed as 5/11/2022, 05-11-2022, 5.11.2022, 2022-11-05 or "5 de noviembre
// de 2022", between the years 1900 and 2200. Errors are a text.Refused: a Spanish sentence for the field.
func ParseSpanish(s string) (Date, error) {
	s = strings.Join(strings.Fields(s), " ")
	switch {
	case s == "":
		return 0, Missing
	case hour.MatchString(s):
		return 0, WithTime
	}
	for _, form := range numeric {
		if m := form.FindStringSubmatch(s); m != nil {
			part := func(name string) string { return m[form.SubexpIndex(name)] }
			month, _ := strconv.Atoi(part("month")) // two digits at most, as the form has it
			return civil(part("year"), month, part("day"))
		}
	}
	m := worded.FindStringSubmatch(s)
	if m == nil {
		return 0, Malformed
	}
	return civil(m[worded.SubexpIndex("year")], monthNamed(m[worded.SubexpIndex("month")]), m[worded.SubexpIndex("day")])
}

// MonthYear writes "noviembre de 2022".
func (d Date) MonthYear() string {
	y, m, _ := d.Time().Date()
	return months[m-1] + " de " + strconv.Itoa(y)
}

// monthNamed returns the number of a month, 0 where none is so called.
func monthNamed(name string) int {
	folded := text.Fold(name)
	if folded == "setiembre" { // the other spelling that the Academy takes
		folded = "septiembre"
	}
	return slices.Index(months, folded) + 1
}

// civil returns a day of the calendar, or the reason why there is no such day.
func civil(yearDigits string, month int, dayDigits string) (Date, error) {
	if len(yearDigits) != len("2022") {
		return 0, ShortYear
	}
	year, _ := strconv.Atoi(yearDigits)
	day, _ := strconv.Atoi(dayDigits)
	switch {
	case year < firstYear || year > lastYear:
		return 0, FarYear
	case month < 1 || month > len(months):
		return 0, Malformed
	}
	d := New(year, time.Month(month), day)
	if last := New(year, time.Month(month), 1).EndOfMonth(); day < 1 || d > last {
		reason := fmt.Sprintf("Ese día no existe: %s de %d tiene %d días.", months[month-1], year, last.Time().Day())
		return 0, text.Refused(reason)
	}
	return d, nil
}
