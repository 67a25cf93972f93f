package settings

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hito/internal/calendar"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/number"
	"hito/internal/setting"
	"hito/web/ui"
)

const (
	newRows  = 3                                // blank ones, for new criteria
	mostRows = setting.MostCriteria + 2*newRows // that are read of a form
)

// criteriaProps are the criteria in the form.
type criteriaProps struct {
	Error   string
	Rows    []criterionRow
	Retired string // those that were retired; blank for none
}

// criterionRow is one criterion in the form, or room for a new one.
type criterionRow struct {
	Legend       string
	Key          ui.Hidden
	Name         ui.FieldProps
	Low, High    ui.FieldProps
	Axis         ui.SelectFieldProps
	Weight, Rank ui.FieldProps
}

// challengesAsTyped is the setting as its form shows it.
func challengesAsTyped(s setting.Challenges) setting.ChallengesDraft {
	d := setting.ChallengesDraft{Open: s.Open, AnswerDays: strconv.Itoa(s.AnswerDays)}
	lines := make([]string, len(s.Holidays))
	for n, h := range s.Holidays {
		lines[n] = strings.TrimSpace(ui.ShortDate(h.Day) + " " + h.Name)
	}
	d.Holidays = strings.Join(lines, "\n")
	for n, k := range s.Criteria {
		d.Criteria = append(d.Criteria, setting.CriterionDraft{
			Key: k.Key, Name: k.Name, Low: k.Low, High: k.High, Axis: string(k.Axis), Weight: number.Format(k.Weight), Place: strconv.Itoa(n + 1),
		})
	}
	return d
}

func readChallenges(r *http.Request) setting.ChallengesDraft {
	d := setting.ChallengesDraft{
		Open: r.PostFormValue("open") == "1", AnswerDays: r.PostFormValue("answer_days"), Holidays: r.PostFormValue("holidays"),
	}
	for n := range mostRows {
		if _, sent := r.PostForm[field("name", n)]; !sent {
			break
		}
		f := func(name string) string { return r.PostFormValue(field(name, n)) }
		d.Criteria = append(d.Criteria, setting.CriterionDraft{
			Key: f("key"), Name: f("name"), Low: f("low"), High: f("high"), Axis: f("axis"), Weight: f("weight"), Place: f("place"),
		})
	}
	return d
}

func field(name string, n int) string { return fmt.Sprintf("%s_%d", name, n) }

// buildCriteria are the rows as they were typed, with blank ones behind them.
func buildCriteria(typed []setting.CriterionDraft, retired []setting.RetiredCriterion, wrong fault.Invalid) criteriaProps {
	p := criteriaProps{Error: wrong["criteria"]}
	blank := 0
	for _, d := range typed {
		if d == (setting.CriterionDraft{Axis: d.Axis}) {
			blank++
		}
		p.Rows = append(p.Rows, rowOf(len(p.Rows), d, wrong))
	}
	for ; blank < newRows && len(p.Rows) < mostRows; blank++ {
		p.Rows = append(p.Rows, rowOf(len(p.Rows), setting.CriterionDraft{}, wrong))
	}
	names := make([]string, len(retired))
	for n, r := range retired {
		names[n] = r.Name
	}
	p.Retired = strings.Join(names, ", ")
	return p
}

func rowOf(n int, d setting.CriterionDraft, wrong fault.Invalid) criterionRow {
	one := func(name, label, value string) ui.FieldProps {
		return ui.FieldProps{Name: field(name, n), Label: label, Value: value, Error: wrong[field(name, n)], Autocomplete: "off", Optional: true}
	}
	r := criterionRow{
		Legend: d.Name, Key: ui.Hidden{Name: field("key", n), Value: d.Key},
		Name: one("name", "Nombre", d.Name), Low: one("low", "Qué es un 1", d.Low), High: one("high", "Qué es un 5, lo más favorable", d.High),
		Weight: one("weight", "Peso", d.Weight), Rank: one("place", "Lugar", d.Place),
		Axis: ui.SelectFieldProps{
			Select: ui.Select{Name: field("axis", n), Label: "Eje", Options: []ui.Option{
				{Value: string(setting.Impact), Text: "Impacto", Selected: d.Axis != string(setting.Feasibility)},
				{Value: string(setting.Feasibility), Text: "Viabilidad", Selected: d.Axis == string(setting.Feasibility)},
			}},
			Error: wrong[field("axis", n)],
		},
	}
	r.Weight.InputMode, r.Rank.InputMode = "decimal", "numeric"
	switch {
	case d.Key == "":
		r.Legend = "Criterio nuevo"
	case strings.TrimSpace(d.Name) == "":
		r.Legend = "Criterio que se retira"
	}
	return r
}

// names are the pairs by which ui.Problems orders the messages of the criteria.
func (p criteriaProps) names() []string {
	var list []string
	for n := range p.Rows {
		for _, name := range []string{"name", "axis", "weight", "place", "low", "high"} {
			list = append(list, field(name, n), field(name, n))
		}
	}
	return list
}

// nationalYear are the holidays of the whole country in a year.
type nationalYear struct {
	Year int
	Days []nationalDay
}

type nationalDay struct {
	Day  date.Date
	Name string
}

// nationalHolidays are those of this year and the next.
func nationalHolidays(today date.Date) []nationalYear {
	var list []nationalYear
	for _, year := range []int{today.Time().Year(), today.Time().Year() + 1} {
		y := nationalYear{Year: year}
		for d := date.New(year, time.January, 1); d.Time().Year() == year; d++ {
			if name := calendar.Holiday(d); name != "" {
				y.Days = append(y.Days, nationalDay{d, name})
			}
		}
		list = append(list, y)
	}
	return list
}

func yesOrNo(b bool) string {
	if b {
		return "Sí"
	}
	return "No"
}

// plainLines are lines without what browsers put at their ends.
func plainLines(typed string) string {
	return strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
}

// criteriaLines tell criteria a line each, as a conflict compares them.
func criteriaLines(list []setting.CriterionDraft) string {
	var lines []string
	for _, d := range list {
		if strings.TrimSpace(d.Name) == "" {
			continue
		}
		axis := "impacto"
		if d.Axis == string(setting.Feasibility) {
			axis = "viabilidad"
		}
		lines = append(lines, fmt.Sprintf("%s. %s (%s, peso %s): 1, %s; 5, %s", d.Place, d.Name, axis, d.Weight, d.Low, d.High))
	}
	return strings.Join(lines, "\n")
}
