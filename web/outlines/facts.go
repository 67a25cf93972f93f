package outlines

import (
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

func standards(count int) []string {
	if count == 0 {
		return nil
	}
	return []string{ui.Count(count, "estándar", "estándares")}
}

func cancelled(counts bool, on, reason string) string {
	if counts {
		return ""
	}
	return "Anulado desde el " + on + ": " + reason
}

func objectiveFacts(o plan.OutlineObjective) string {
	facts := []string{"Sin línea"}
	switch len(o.Lines) {
	case 0:
	case 1:
		facts[0] = "Línea " + o.Lines[0]
	default:
		facts[0] = "Líneas " + strings.Join(o.Lines, ", ")
	}
	facts = append(facts, weight(o.Weight))
	return strings.Join(append(facts, standards(len(o.Standards))...), " · ")
}

func weight(w decimal.Decimal) string {
	if w.IsZero() {
		return "peso 0: no cuenta"
	}
	return "peso " + board.Weight(w)
}

// indicatorFacts tells from where to where an indicator goes: "0 → 3 proyectos · peso 1".
func indicatorFacts(i plan.OutlineIndicator) string {
	target := ui.Quantity(i.Target, i.Decimals, i.UnitOfMeasure)
	goal := "sin línea base → " + target
	if i.Baseline.Valid {
		goal = ui.Number(i.Baseline.Decimal, i.Decimals) + " → " + target
	}
	switch i.Rule {
	case progress.MaintainAtLeast:
		goal = "mantener en " + target + " o más"
	case progress.MaintainAtMost:
		goal = "mantener en " + target + " o menos"
	case progress.Reach:
	}
	return goal + " · " + weight(i.Weight)
}
