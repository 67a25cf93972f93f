package transfer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hito/internal/date"
	"hito/internal/table"
	"hito/internal/text"
)

// The forms of a heading that names a day, a month, a quarter or half a year, as text.Fold leaves them.
var (
	beforeDate = regexp.MustCompile(`^(?:(?:valor|dato|medicion|seguimiento|cierre|fecha|value|as|of|a|al|el|de|del|en) )+`)

	headingDay   = regexp.MustCompile(`^([0-9]{1,2}) ([0-9]{1,2}) ([0-9]{4})$`)
	headingISO   = regexp.MustCompile(`^([0-9]{4}) ([0-9]{2}) ([0-9]{2})$`)
	headingWords = regexp.MustCompile(`^[0-9]{1,2} de [a-z]+ del? [0-9]{4}$`)

	monthForms = []*regexp.Regexp{
		regexp.MustCompile(`^(?P<name>[a-z]+)(?: del?)? (?P<year>[0-9]{4}|[0-9]{2})$`),
		regexp.MustCompile(`^(?P<year>[0-9]{4}) (?P<month>[0-9]{1,2})$`),
		regexp.MustCompile(`^(?P<month>[0-9]{1,2}) (?P<year>[0-9]{4})$`),
		regexp.MustCompile(`^[tq](?P<quarter>[1-4]) (?P<year>[0-9]{4})$`),
		regexp.MustCompile(`^(?P<quarter>[1-4]) ?(?:[tq]|(?:o|er|a)? ?trimestre)(?: del?)? (?P<year>[0-9]{4})$`),
		regexp.MustCompile(`^(?P<year>[0-9]{4}) [tq](?P<quarter>[1-4])$`),
		regexp.MustCompile(`^s(?P<half>[12]) (?P<year>[0-9]{4})$`),
		regexp.MustCompile(`^(?P<half>[12]) ?(?:o|er|a)? ?semestre(?: del?)? (?P<year>[0-9]{4})$`),
	}
	wholeYear = regexp.MustCompile(`^[0-9]{4}$`)

	monthNames = [][]string{
		{"enero", "ene", "january", "jan"}, {"febrero", "feb", "february"}, {"marzo", "mar", "march"}, {"abril", "abr", "april", "apr"},
		{"mayo", "may"}, {"junio", "jun", "june"}, {"julio", "jul", "july"}, {"agosto", "ago", "august", "aug"},
		{"septiembre", "setiembre", "sep", "sept", "set", "september"}, {"octubre", "oct", "october"}, {"noviembre", "nov", "november"},
		{"diciembre", "dic", "december", "dec"},
	}
)

// headingDate returns the day that a heading names: of a month, a quarter or half a year its last one. It is not ok
// for other headings; a year alone is too often a target to be taken for a day.
func headingDate(c table.Cell) (on date.Date, ok bool) {
	folded := beforeDate.ReplaceAllString(text.Fold(c.Text), "")
	if on, ok = headingMonth(folded); ok {
		return on, true
	}
	if c.Kind == table.Day {
		if c.On.Time().Day() == 1 { // what spreadsheets make of "nov-22", which they show as it was typed
			return c.On.EndOfMonth(), true
		}
		return c.On, true
	}
	var err error
	switch {
	case headingDay.MatchString(folded):
		on, err = date.ParseSpanish(headingDay.ReplaceAllString(folded, "$1/$2/$3"))
	case headingISO.MatchString(folded):
		on, err = date.ParseSpanish(headingISO.ReplaceAllString(folded, "$1-$2-$3"))
	case headingWords.MatchString(folded):
		on, err = date.ParseSpanish(folded)
	default:
		return 0, false
	}
	return on, err == nil
}

// toldDate is headingDate for a column that somebody said to be of a day, where a year alone is its last one.
func toldDate(c table.Cell) (on date.Date, ok bool) {
	if folded := text.Fold(c.Text); wholeYear.MatchString(folded) {
		return endOf(folded, 12)
	}
	return headingDate(c)
}

// A title that names the day of what is below it, and a month or day in the name of a file, folded.
var (
	datedTitle = regexp.MustCompile(`^(?:(?:informe|tabla|datos|valores|resultados|situacion)(?: de| del)? )?(?:seguimiento|cierre|datos|valores|situacion|medicion|a fecha)\b`)
	datedName  = regexp.MustCompile(`(?:^| )((?:19|20|21)[0-9]{2} (?:0[1-9]|1[0-2])(?: [0-3][0-9])?)(?: |$)`)
)

// titleDate returns the day that a line above a table names: "Seguimiento noviembre 2022".
func titleDate(line string) (date.Date, bool) {
	folded := text.Fold(line)
	if len(folded) > longestHeading || !datedTitle.MatchString(folded) {
		return 0, false
	}
	words := strings.Fields(folded)
	for n := range words {
		if on, named := headingDate(table.Cell{Kind: table.Text, Text: strings.Join(words[n:], " ")}); named {
			return on, true
		}
	}
	return 0, false
}

// namedDate returns the day in the name of a file: "seguimiento-2022-11.tsv".
func namedDate(name string) (date.Date, bool) {
	m := datedName.FindStringSubmatch(text.Fold(name))
	if m == nil {
		return 0, false
	}
	return headingDate(table.Cell{Kind: table.Text, Text: m[1]})
}

func headingMonth(folded string) (date.Date, bool) {
	for _, form := range monthForms {
		m := form.FindStringSubmatch(folded)
		if m == nil {
			continue
		}
		part := func(name string, months int) int {
			at := form.SubexpIndex(name)
			if at < 0 {
				return 0
			}
			n, _ := strconv.Atoi(m[at]) // a few digits, as the form has it
			return n * months
		}
		month := part("month", 1) + part("quarter", 3) + part("half", 6)
		if at := form.SubexpIndex("name"); at >= 0 {
			month = slices.IndexFunc(monthNames, func(names []string) bool { return slices.Contains(names, m[at]) }) + 1
		}
		return endOf(m[form.SubexpIndex("year")], month)
	}
	return 0, false
}

// endOf is the last day of a month; years of two digits are of this century.
func endOf(year string, month int) (date.Date, bool) {
	y, _ := strconv.Atoi(year)
	if len(year) == len("22") {
		y += 2000
	}
	if y < 1900 || y > 2200 || month < 1 || month > 12 {
		return 0, false
	}
	return date.New(y, time.Month(month), 1).EndOfMonth(), true
}
