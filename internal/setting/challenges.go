package setting

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Challenges says how retos come in and are handled.
type Challenges struct {
	Open       bool               `json:"open"`        // whoever has the link may submit, without an account
	AnswerDays int                `json:"answer_days"` // working days for the first answer
	Holidays   []Holiday          `json:"holidays"`    // of the place, beside those of the whole country
	Criteria   []Criterion        `json:"criteria"`    // in their order
	Retired    []RetiredCriterion `json:"retired,omitempty"`
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

// RetiredCriterion is one by which retos are evaluated no more. Its scores are kept, and its key is nobody else's.
type RetiredCriterion struct {
	Key  string `json:"key"`
	Name string `json:"name"`
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

// Keys returns the keys of criteria, in their order.
func Keys(criteria []Criterion) []string {
	list := make([]string, len(criteria))
	for n, k := range criteria {
		list[n] = k.Key
	}
	return list
}

// LoadChallenges reads the setting, or what holds until somebody changes it with version 0.
func LoadChallenges(ctx context.Context, tx pgx.Tx) (s Challenges, version int, err error) {
	version, err = Load(ctx, tx, ChallengesName, &s)
	if version == 0 && err == nil {
		s = DefaultChallenges()
	}
	return s, version, err
}

// RetiredName returns what a criterion was called that is one no more; its key where that was never kept.
func (s Challenges) RetiredName(key string) string {
	if n := slices.IndexFunc(s.Retired, func(r RetiredCriterion) bool { return r.Key == key }); n >= 0 {
		return s.Retired[n].Name
	}
	return key
}

// toldCriterion is a criterion as events tell it, under its name.
type toldCriterion struct {
	Position int             `json:"position"`
	Low      string          `json:"low"`
	High     string          `json:"high"`
	Axis     Axis            `json:"axis"`
	Weight   decimal.Decimal `json:"weight"`
}

// told is the whole setting as events tell it: what changed of a day or a criterion stands under its date or name.
func (s Challenges) told() map[string]any {
	days := map[string]any{}
	for _, h := range s.Holidays {
		days[h.Day.String()] = true
		if h.Name != "" {
			days[h.Day.String()] = h.Name
		}
	}
	criteria := map[string]toldCriterion{}
	for n, k := range s.Criteria {
		criteria[k.Name] = toldCriterion{Position: n + 1, Low: k.Low, High: k.High, Axis: k.Axis, Weight: k.Weight}
	}
	var retired []string
	for _, r := range s.Retired {
		retired = append(retired, r.Name)
	}
	return map[string]any{"open": s.Open, "answer_days": s.AnswerDays, "holidays": days, "criteria": criteria, "retired": retired}
}

// toldChallenges tells what was kept before a change, nil for nothing.
func toldChallenges(kept json.RawMessage) (any, error) {
	if len(kept) == 0 {
		return nil, nil
	}
	var s Challenges
	if err := json.Unmarshal(kept, &s); err != nil {
		return nil, err
	}
	return s.told(), nil
}
