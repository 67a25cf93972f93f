package api

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

// BenchmarkDashboardAnswer is what the API itself costs, beside the loading, for a plan of 10,000 indicators.
func BenchmarkDashboardAnswer(b *testing.B) {
	board := bigBoard(10_000)
	b.ReportAllocs()
	for b.Loop() {
		body, err := json.Marshal(formDashboard(board))
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(body)))
	}
}

func bigBoard(indicators int) dashboard.Board {
	const perObjective = 50
	on := date.New(2026, time.March, 14)
	p := plan.Plan{
		Slug: "grande", Title: "Plan grande", StartsOn: on - 500, EndsOn: on + 500,
		OnTrackFrom: decimal.New(90, -2), DelayedFrom: decimal.New(70, -2),
	}
	var objectives []plan.Objective
	var all []dashboard.Indicator
	for n := range indicators {
		id := int64(n / perObjective)
		if n%perObjective == 0 {
			objectives = append(objectives, plan.Objective{ID: id, Code: fmt.Sprint("O", id), Title: "Objetivo", Weight: decimal.New(1, 0)})
		}
		all = append(all, dashboard.Indicator{
			Indicator: indicator.Indicator{
				ID: int64(n), ObjectiveID: id, Code: fmt.Sprint("I", n), Title: "Indicador con un nombre de una longitud corriente",
				Rule: progress.Reach, Target: decimal.New(17, 0), Weight: decimal.New(1, 0), Units: []string{"Unidad de Innovación"},
			},
			Value: decimal.NewNullDecimal(decimal.New(int64(n%2000), -2)), MeasuredOn: on - 10,
		})
	}
	return dashboard.Build(p, nil, objectives, all, on)
}
