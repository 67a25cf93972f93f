package setting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/text"
)

const (
	longestCriterion = 60
	longestHoliday   = 100
	lastPlace        = 99 // in which criteria may be put
)

// ChallengesDraft is the setting as it is typed.
type ChallengesDraft struct {
	Open       bool
	AnswerDays string
	Holidays   string // a line each: "28/2/2027 Día de Andalucía"
	Criteria   []CriterionDraft
}

// CriterionDraft is a criterion as it is typed; one without a name is none. Those of a lower place come first.
type CriterionDraft struct{ Key, Name, Low, High, Axis, Weight, Place string }

// blank tells a row that nobody has filled in, or a criterion that somebody retires.
func (d CriterionDraft) blank() bool {
	return strings.TrimSpace(d.Name) == "" && (d.Key != "" || strings.TrimSpace(d.Low+d.High) == "")
}

// Read returns the setting as it becomes from what it was, or fault.Invalid by the fields "answer_days", "holidays",
// "criteria" and, for the criterion of index N, "name_N", "low_N", "high_N", "axis_N", "weight_N" and "place_N".
func (d ChallengesDraft) Read(before Challenges) (Challenges, error) {
	var c draft.Check
	s := Challenges{Open: d.Open}
	days := c.NeededNumber("answer_days", d.AnswerDays, 0)
	if days.LessThan(decimal.New(1, 0)) || days.GreaterThan(decimal.New(LongestAnswer, 0)) {
		c.Refuse("answer_days", fmt.Sprintf("Escriba un número de días hábiles entre 1 y %d.", LongestAnswer))
	} else {
		s.AnswerDays = int(days.IntPart())
	}
	s.Holidays = readHolidays(&c, d.Holidays)
	s.Criteria = readCriteria(&c, d.Criteria, before)
	s.Retired = before.retiredBy(s.Criteria)
	return s, c.Err()
}

// readHolidays reads a line for each day, with its name behind it.
func readHolidays(c *draft.Check, typed string) []Holiday {
	list := []Holiday{} // kept as a list, empty or not
	seen := map[date.Date]bool{}
	for line := range strings.Lines(c.Lines("holidays", typed, MostHolidays*(longestHoliday+len("28/02/2027 ")))) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		h, ok := readHoliday(c, line)
		if ok && seen[h.Day] {
			c.Refuse("holidays", fmt.Sprintf("El día %s está dos veces.", h.Day.Time().Format("2/1/2006")))
		}
		seen[h.Day] = true
		list = append(list, h)
	}
	if len(list) > MostHolidays {
		c.Refuse("holidays", fmt.Sprintf("Caben %d festivos: quite los que ya han pasado.", MostHolidays))
	}
	slices.SortFunc(list, func(a, b Holiday) int { return cmp.Compare(a.Day, b.Day) })
	return list
}

func readHoliday(c *draft.Check, line string) (Holiday, bool) {
	day, name := line, ""
	if end := strings.IndexFunc(line, unicode.IsSpace); end >= 0 {
		day, name = line[:end], strings.TrimSpace(line[end:])
	}
	d, err := date.ParseSpanish(day)
	switch {
	case err != nil:
		c.Refuse("holidays", fmt.Sprintf("No se entiende «%s»: cada línea empieza por una fecha, como «28/2/2027 Día de Andalucía».", shortened(line)))
	case len([]rune(name)) > longestHoliday:
		c.Refuse("holidays", fmt.Sprintf("El nombre del festivo «%s» es demasiado largo: %d caracteres como mucho.", shortened(line), longestHoliday))
	}
	return Holiday{d, name}, err == nil
}

func shortened(line string) string {
	const most = 40
	if letters := []rune(line); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return line
}

// placed is a criterion with where it is put.
type placed struct {
	Criterion
	place decimal.Decimal
}

func readCriteria(c *draft.Check, typed []CriterionDraft, before Challenges) []Criterion {
	keys := newKeys(before)
	names := map[string]bool{}
	var list []placed
	for n, d := range typed {
		if d.blank() {
			continue
		}
		k := readCriterion(c, n, d)
		name, folded := fmt.Sprintf("name_%d", n), text.Fold(k.Name)
		if k.Name != "" && names[folded] {
			c.Refuse(name, "Ya hay un criterio con este nombre.")
		}
		names[folded] = true
		if k.Key = keys.take(d.Key, folded); k.Key == "" {
			c.Refuse(name, "Este criterio no está en la lista, o está dos veces: recargue la página.")
		}
		list = append(list, k)
	}
	slices.SortStableFunc(list, func(a, b placed) int { return a.place.Cmp(b.place) })
	criteria := make([]Criterion, len(list))
	for n, k := range list {
		criteria[n] = k.Criterion
	}
	checkAxes(c, criteria)
	return criteria
}

func readCriterion(c *draft.Check, n int, d CriterionDraft) placed {
	field := func(name string) string { return fmt.Sprintf("%s_%d", name, n) }
	place := c.Number(field("place"), d.Place, 0)
	switch {
	case !place.Valid: // a new one comes last
		place.Decimal = decimal.New(lastPlace+1, 0)
	case place.Decimal.LessThan(decimal.New(1, 0)) || place.Decimal.GreaterThan(decimal.New(lastPlace, 0)):
		c.Refuse(field("place"), fmt.Sprintf("Escriba un número de orden entre 1 y %d.", lastPlace))
	}
	return placed{place: place.Decimal, Criterion: Criterion{
		Name: c.NeededLine(field("name"), d.Name, longestCriterion, "Escriba el nombre del criterio."),
		Low:  c.NeededLine(field("low"), d.Low, longestLine, "Escriba qué significa un 1."),
		High: c.NeededLine(field("high"), d.High, longestLine, "Escriba qué significa un 5."),
		Axis: draft.OneOf(c, field("axis"), d.Axis, Impact, Feasibility), Weight: c.Weight(field("weight"), d.Weight),
	}}
}

// checkAxes refuses criteria of which no map can be drawn.
func checkAxes(c *draft.Check, list []Criterion) {
	weighs := map[Axis]bool{}
	for _, k := range list {
		weighs[k.Axis] = weighs[k.Axis] || k.Weight.IsPositive()
	}
	switch {
	case len(list) > MostCriteria:
		c.Refuse("criteria", fmt.Sprintf("Caben %d criterios: quite alguno.", MostCriteria))
	case !weighs[Impact] || !weighs[Feasibility]:
		c.Refuse("criteria", "Hace falta al menos un criterio de impacto y otro de viabilidad con peso mayor que 0.")
	}
}

// keys are those that criteria may still bear.
type keys struct {
	known   map[string]bool   // of the criteria there are or were, and not yet taken
	retired map[string]string // by the folded name
	taken   map[string]bool   // by any, now or before
}

func newKeys(before Challenges) keys {
	k := keys{map[string]bool{}, map[string]string{}, map[string]bool{}}
	for _, c := range before.Criteria {
		k.known[c.Key] = true
	}
	for _, r := range before.Retired {
		k.known[r.Key], k.retired[text.Fold(r.Name)] = true, r.Key
	}
	maps.Copy(k.taken, k.known)
	return k
}

// take returns the key of a criterion: the one that it had, that of a retired one which is named so, or a new one; blank
// where it claims one that it cannot have.
func (k keys) take(claimed, folded string) string {
	if key := k.retired[folded]; claimed == "" && k.known[key] {
		claimed = key
	}
	if claimed != "" {
		if !k.known[claimed] {
			return ""
		}
		delete(k.known, claimed)
		return claimed
	}
	for n := 1; ; n++ {
		if key := fmt.Sprintf("criterion_%d", n); !k.taken[key] {
			k.taken[key] = true
			return key
		}
	}
}

// retiredBy returns the criteria that are none any more once there are others.
func (s Challenges) retiredBy(now []Criterion) []RetiredCriterion {
	all := slices.Clone(s.Retired)
	for _, k := range s.Criteria {
		all = append(all, RetiredCriterion{k.Key, k.Name})
	}
	return slices.DeleteFunc(all, func(r RetiredCriterion) bool {
		return slices.ContainsFunc(now, func(k Criterion) bool { return k.Key == r.Key })
	})
}
