package setting

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/text"
)

const longestCriterion = 60

// Challenges says how retos come in and are handled.
type Challenges struct {
	Open       bool        `json:"open"`        // whoever has the link may submit, without an account
	AnswerDays int         `json:"answer_days"` // working days for the first answer
	Holidays   []Holiday   `json:"holidays"`    // of the place, beside those of the whole country
	Criteria   []Criterion `json:"criteria"`    // in their order
}

// Holiday is a day on which nobody works here.
type Holiday struct {
	Day  date.Date `json:"day"`
	Name string    `json:"name"`
}

// Axis is what a criterion tells of a reto on the map of impact and effort.
type Axis string

// Axes. The effort is what feasibility lacks.
const (
	Impact      Axis = "impact"
	Feasibility Axis = "feasibility"
)

// Criterion is one by which retos are evaluated from 1 to 5, 5 being the favourable end.
type Criterion struct {
	Key    string          `json:"key"` // stays when the words change
	Name   string          `json:"name"`
	Low    string          `json:"low"` // what 1 means
	High   string          `json:"high"`
	Axis   Axis            `json:"axis"`
	Weight decimal.Decimal `json:"weight"` // 0 leaves it out of the means
}

// Bounds of the setting.
const (
	LongestAnswer = 120 // working days
	MostCriteria  = 12
	MostHolidays  = 100
)

// DefaultChallenges holds until somebody changes it.
func DefaultChallenges() Challenges {
	one := decimal.New(1, 0)
	return Challenges{AnswerDays: 20, Criteria: []Criterion{
		{"impact", "Impacto", "afecta a muy pocas personas o apenas cambia nada", "mejora mucho la vida o el trabajo de muchas personas", Impact, one},
		{"alignment", "Alineación", "ajeno a las líneas del plan", "responde de lleno a un objetivo del plan", Impact, one},
		{"technical", "Viabilidad técnica", "no sabemos cómo hacerlo", "se puede hacer con lo que tenemos", Feasibility, one},
		{"legal", "Viabilidad jurídica", "exige cambiar una ley", "no hay ningún impedimento", Feasibility, one},
		{"cost", "Coste", "muy caro", "casi sin coste", Feasibility, one},
		{"urgency", "Urgencia", "puede esperar años", "no puede esperar", Impact, one},
		{"scalability", "Escalabilidad", "solo sirve para un caso", "sirve a otros servicios y municipios", Impact, one},
	}}
}

// Days returns the holidays of the place without their names.
func (s Challenges) Days() []date.Date {
	days := make([]date.Date, len(s.Holidays))
	for n, h := range s.Holidays {
		days[n] = h.Day
	}
	return days
}

// ChallengesDraft is the setting as it is typed.
type ChallengesDraft struct {
	Open       bool
	AnswerDays string
	Holidays   string // a line each: "28/2/2027 Día de Andalucía"
	Criteria   []CriterionDraft
}

// CriterionDraft is a criterion as it is typed; one without a name is none.
type CriterionDraft struct{ Key, Name, Low, High, Axis, Weight string }

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Read returns the setting, or fault.Invalid by the fields "answer_days", "holidays", "criteria" and, for the criterion
// of index N, "name_N", "low_N", "high_N", "axis_N" and "weight_N".
func (d ChallengesDraft) Read() (Challenges, error) {
	var c draft.Check
	s := Challenges{Open: d.Open}
	days := c.NeededNumber("answer_days", d.AnswerDays, 0)
	if days.LessThan(decimal.New(1, 0)) || days.GreaterThan(decimal.New(LongestAnswer, 0)) {
		c.Refuse("answer_days", fmt.Sprintf("Escriba un número de días hábiles entre 1 y %d.", LongestAnswer))
	} else {
		s.AnswerDays = int(days.IntPart())
	}
	s.Holidays = readHolidays(&c, d.Holidays)
	s.Criteria = readCriteria(&c, d.Criteria)
	return s, c.Err()
}

// readHolidays reads a line for each day, with its name behind it.
func readHolidays(c *draft.Check, typed string) []Holiday {
	var list []Holiday
	seen := map[date.Date]bool{}
	for line := range strings.Lines(c.Lines("holidays", typed, MostHolidays*longestLine)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		day, name, _ := strings.Cut(line, " ")
		d, err := date.ParseSpanish(day)
		switch {
		case err != nil:
			c.Refuse("holidays", fmt.Sprintf("No se entiende «%s»: cada línea empieza por una fecha, como «28/2/2027 Día de Andalucía».", shortened(line)))
			continue
		case seen[d]:
			c.Refuse("holidays", fmt.Sprintf("El día %s está dos veces.", day))
			continue
		}
		seen[d] = true
		list = append(list, Holiday{d, strings.TrimSpace(name)})
	}
	if len(list) > MostHolidays {
		c.Refuse("holidays", fmt.Sprintf("Caben %d festivos: quite los que ya han pasado.", MostHolidays))
	}
	slices.SortFunc(list, func(a, b Holiday) int { return int(a.Day - b.Day) })
	return list
}

func shortened(line string) string {
	const most = 40
	if letters := []rune(line); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return line
}

func readCriteria(c *draft.Check, typed []CriterionDraft) []Criterion {
	var list []Criterion
	keys, names := map[string]bool{}, map[string]bool{}
	for n, d := range typed {
		if strings.TrimSpace(d.Name+d.Low+d.High) == "" {
			continue
		}
		field := func(name string) string { return fmt.Sprintf("%s_%d", name, n) }
		k := Criterion{
			Key: d.Key, Name: c.NeededLine(field("name"), d.Name, longestCriterion, "Escriba el nombre del criterio."),
			Low: c.Line(field("low"), d.Low, longestLine), High: c.Line(field("high"), d.High, longestLine),
			Axis: draft.OneOf(c, field("axis"), d.Axis, Impact, Feasibility), Weight: c.Weight(field("weight"), d.Weight),
		}
		if k.Key == "" {
			k.Key = newKey(keys, typed)
		}
		if !keyForm.MatchString(k.Key) || keys[k.Key] {
			c.Refuse(field("name"), "Este criterio ya está en la lista: recargue la página.")
		}
		if name := text.Fold(k.Name); names[name] {
			c.Refuse(field("name"), "Ya hay un criterio con este nombre.")
		} else {
			names[name] = true
		}
		keys[k.Key] = true
		list = append(list, k)
	}
	checkAxes(c, list)
	return list
}

// newKey returns a key that no criterion has.
func newKey(taken map[string]bool, typed []CriterionDraft) string {
	used := maps.Clone(taken)
	for _, d := range typed {
		used[d.Key] = true
	}
	for n := 1; ; n++ {
		if key := fmt.Sprintf("criterion_%d", n); !used[key] {
			return key
		}
	}
}

// checkAxes refuses criteria of which no map can be drawn.
func checkAxes(c *draft.Check, list []Criterion) {
	weighs := map[Axis]bool{}
	for _, k := range list {
		weighs[k.Axis] = weighs[k.Axis] || k.Weight.IsPositive()
	}
	switch {
	case len(list) > MostCriteria:
		c.Refuse("criteria", fmt.Sprintf("Caben %d criterios.", MostCriteria))
	case !weighs[Impact] || !weighs[Feasibility]:
		c.Refuse("criteria", "Hace falta al menos un criterio de impacto y otro de viabilidad con peso mayor que 0.")
	}
}
