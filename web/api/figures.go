package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/internal/progress"
)

// fractionDigits is how many fractional digits a fraction has at least.
const fractionDigits = 6

// Fraction is a share of 1, as a JSON number that passes through no float: 0.800000; null where
// there is none.
type Fraction decimal.NullDecimal

// Quantity is a figure in its unit of measure, as an exact JSON number; null where there is none.
type Quantity decimal.NullDecimal

func fraction(d decimal.Decimal) Fraction { return Fraction(decimal.NewNullDecimal(d)) }
func quantity(d decimal.Decimal) Quantity { return Quantity(decimal.NewNullDecimal(d)) }

// MarshalJSON writes all digits that the fraction has, and zeros up to the sixth.
func (f Fraction) MarshalJSON() ([]byte, error) {
	if !f.Valid {
		return []byte("null"), nil
	}
	text := f.Decimal.String()
	if _, digits, _ := strings.Cut(text, "."); len(digits) < fractionDigits {
		text = f.Decimal.StringFixed(fractionDigits)
	}
	return []byte(text), nil
}

// MarshalJSON writes all digits that the quantity has.
func (q Quantity) MarshalJSON() ([]byte, error) {
	if !q.Valid {
		return []byte("null"), nil
	}
	return []byte(q.Decimal.String()), nil
}

// Schema says that a fraction is a number or null.
func (Fraction) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeNumber, Nullable: true}
}

// Schema says that a quantity is a number or null.
func (Quantity) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeNumber, Nullable: true}
}

// These stand in the document for types of the domain that have a JSON form of their own.
type (
	daySchema    struct{}
	statusSchema struct{}
	ruleSchema   struct{}
	stateSchema  struct{}
)

func (daySchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date"}
}

func (statusSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Enum: words(dashboard.Statuses...),
		Description: "Estado: `met` cumplido, `on_track` en plazo, `delayed` con retraso, `critical` crítico, `no_data` sin dato, " +
			"`not_started` no iniciado, `cancelled` anulado.",
	}
}

func (ruleSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Enum: words(progress.Reach, progress.MaintainAtLeast, progress.MaintainAtMost),
		Description: "Con qué regla se mide: `reach` ir del valor inicial a la meta, `maintain_at_least` mantenerse en la meta o por " +
			"encima, `maintain_at_most` mantenerse en la meta o por debajo.",
	}
}

func (stateSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Enum: words(plan.Draft, plan.Active, plan.Closed),
		Description: "Estado del plan: `draft` borrador, `active` activo, `closed` cerrado.",
	}
}

func words[T ~string](values ...T) []any {
	list := make([]any, len(values))
	for n, v := range values {
		list[n] = string(v)
	}
	return list
}

// Coverage counts indicators.
type Coverage struct {
	WithData int `json:"with_data" doc:"Indicadores con dato." example:"20"`
	Total    int `json:"total" doc:"Indicadores que cuentan." example:"21"`
}

// Figures are what the rules say of a plan, a line or an objective.
type Figures struct {
	Progress Fraction        `json:"progress" doc:"Progreso, fracción de 1: media ponderada, con cada progreso entre 0 y 1 y lo que no tiene dato como 0. Nulo si nada cuenta en la media." example:"0.649338"`
	Expected Fraction        `json:"expected" doc:"Progreso previsto en la fecha, fracción de 1. Nulo si nada cuenta en la media." example:"0.733790"`
	Coverage Coverage        `json:"coverage" doc:"Cuántos de los indicadores que cuentan tienen dato."`
	Status   progress.Status `json:"status"`
}

func figures(f dashboard.Figures) Figures {
	return Figures{
		Progress: Fraction(f.Progress), Expected: Fraction(f.Expected),
		Coverage: Coverage(f.Coverage), Status: f.Status,
	}
}
