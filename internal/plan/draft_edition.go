package plan

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/number"
)

const (
	percentPlaces = 1
	mostPeriods   = 40
)

// Cadences are how many months may lie between follow-ups that are closed by themselves; 0 closes none.
var Cadences = []int{0, 1, 3, 6, 12}

// Edition is what somebody types of a plan that is there. Thresholds are percentages; blank periods are none.
type Edition struct {
	Title, Body, Summary, GeneralObjective, Notice string
	StartsOn, EndsOn                               string
	OnTrackFrom, DelayedFrom                       string
	CadenceMonths                                  string
	Periods                                        []TypedPeriod
}

// TypedPeriod is a row of the form in which periods are typed.
type TypedPeriod struct{ Title, StartsOn, EndsOn string }

// Blank tells a row in which nothing was typed.
func (t TypedPeriod) Blank() bool { return strings.TrimSpace(t.Title+t.StartsOn+t.EndsOn) == "" }

// PeriodField names a field of a row of periods, counted from 0: "periods-0-title".
func PeriodField(row int, name string) string { return fmt.Sprintf("periods-%d-%s", row, name) }

// Check returns the plan and its periods as they were typed, or a fault.Invalid.
func (d Edition) Check() (Plan, []Period, error) {
	var c draft.Check
	var p Plan
	checkNames(&c, &p, d.Title, d.Body)
	p.Summary = c.Lines("summary", d.Summary, longestText)
	p.GeneralObjective = c.Lines("general_objective", d.GeneralObjective, longestText)
	p.Notice = c.Lines("notice", d.Notice, longestText)
	checkDates(&c, &p, d.StartsOn, d.EndsOn)
	d.checkThresholds(&c, &p)
	p.CadenceMonths = d.checkCadence(&c)
	periods := d.checkPeriods(&c)
	return p, periods, c.Err()
}

func (d Edition) checkThresholds(c *draft.Check, p *Plan) {
	p.OnTrackFrom = checkPercent(c, "on_track_from", d.OnTrackFrom)
	p.DelayedFrom = checkPercent(c, "delayed_from", d.DelayedFrom)
	if p.OnTrackFrom.GreaterThan(decimal.New(1, 0)) {
		c.Refuse("on_track_from", "No puede pasar del 100 %.")
	}
	if !c.Wrong("on_track_from") && p.DelayedFrom.GreaterThan(p.OnTrackFrom) {
		c.Refuse("delayed_from", "No puede ser mayor que el de «en plazo».")
	}
}

// checkPercent reads a percentage above 0 as a fraction of 1.
func checkPercent(c *draft.Check, field, typed string) decimal.Decimal {
	percent, err := number.ParsePercent(typed, percentPlaces)
	switch {
	case err != nil:
		c.Refuse(field, err.Error())
	case !percent.IsPositive():
		c.Refuse(field, "Tiene que ser mayor que 0 %.")
	}
	return percent.Shift(-2)
}

func (d Edition) checkCadence(c *draft.Check) int {
	for _, months := range Cadences {
		if d.CadenceMonths == strconv.Itoa(months) {
			return months
		}
	}
	c.Refuse("cadence_months", "Elija una de las opciones.")
	return 0
}

func (d Edition) checkPeriods(c *draft.Check) []Period {
	var list []Period
	starts := map[date.Date]bool{}
	for n, typed := range d.Periods {
		if typed.Blank() {
			continue
		}
		if len(list) == mostPeriods {
			c.Refuse(PeriodField(n, "title"), fmt.Sprintf("Un plan puede tener %d periodos como mucho.", mostPeriods))
			break
		}
		p := typed.check(c, n)
		if starts[p.StartsOn] && !p.StartsOn.IsZero() {
			c.Refuse(PeriodField(n, "starts_on"), "Ya hay un periodo que empieza ese día.")
		}
		starts[p.StartsOn] = true
		list = append(list, p)
	}
	return list
}

const longestPeriodTitle = 200

func (t TypedPeriod) check(c *draft.Check, row int) Period {
	end := PeriodField(row, "ends_on")
	p := Period{
		Title:    c.NeededLine(PeriodField(row, "title"), t.Title, longestPeriodTitle, "Escriba el título del periodo, o vacíe toda la fila para quitarlo."),
		StartsOn: c.NeededDate(PeriodField(row, "starts_on"), t.StartsOn),
		EndsOn:   c.NeededDate(end, t.EndsOn),
	}
	c.Between(end, p.StartsOn, p.EndsOn)
	return p
}
