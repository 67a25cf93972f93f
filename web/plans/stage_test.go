package plans

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
)

var today = date.New(2026, time.November, 21)

// testPlan starts and ends so many days from today.
func testPlan(state plan.State, start, end int) plan.Plan {
	return plan.Plan{
		ID: 1, Slug: "plan", Title: "Plan", Body: "Ayuntamiento", State: state,
		StartsOn: today + date.Date(start), EndsOn: today + date.Date(end),
		OnTrackFrom: decimal.New(90, -2), DelayedFrom: decimal.New(70, -2),
	}
}

func TestStage(t *testing.T) {
	tests := []struct {
		name       string
		state      plan.State
		start, end int
		want       stage
	}{
		{"under way", plan.Active, -10, 10, inForce},
		{"first day", plan.Active, 0, 10, inForce},
		{"last day", plan.Active, -10, 0, inForce},
		{"tomorrow", plan.Active, 1, 10, toCome},
		{"ended yesterday", plan.Active, -10, -1, ended},
		{"closed after its end", plan.Closed, -10, -1, ended},
		{"closed before its end", plan.Closed, -10, 10, cutShort},
		{"closed before its start", plan.Closed, 1, 10, cutShort},
		{"draft", plan.Draft, -10, 10, inDraft},
		{"draft to come", plan.Draft, 1, 10, inDraft},
		{"draft out of time", plan.Draft, -10, -1, draftEnded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := stageOf(testPlan(tt.state, tt.start, tt.end), today); got != tt.want {
				t.Errorf("stage = %q, want %q", got.Word, tt.want.Word)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	tests := []struct {
		name        string
		start, end  int
		words, left string
		share       string // of the bar; blank for no bar
	}{
		{"half way", -49, 50, "Ha pasado el 50\u00a0% del plazo: 50 de 100\u00a0días", "Quedan 50\u00a0días", "0.5"},
		{"first day", 0, 9, "Ha pasado el 10\u00a0% del plazo: 1 de 10\u00a0días", "Quedan 9\u00a0días", "0.1"},
		{"one day left", -8, 1, "Ha pasado el 90\u00a0% del plazo: 9 de 10\u00a0días", "Queda 1 día", "0.9"},
		{"last day", -9, 0, "Ha pasado el 100\u00a0% del plazo: 10 de 10\u00a0días", "Hoy es el último día", "1"},
		{"a plan of one day", 0, 0, "Ha pasado el 100\u00a0% del plazo: 1 de 1\u00a0día", "Hoy es el último día", "1"},
		{"tomorrow", 1, 10, "Empieza el 22 de noviembre de 2026, mañana", "", ""},
		{"to come", 10, 20, "Empieza el 1 de diciembre de 2026, dentro de 10\u00a0días", "", ""},
		{"over", -10, -1, "Terminó el 20 de noviembre de 2026", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := spanOf(testPlan(plan.Active, tt.start, tt.end), today)
			if got.Words != tt.words || got.Left != tt.left {
				t.Errorf("span = %q, %q; want %q, %q", got.Words, got.Left, tt.words, tt.left)
			}
			share := ""
			if got.Bar != nil {
				share = got.Bar.Progress.Decimal.String()
			}
			if share != tt.share {
				t.Errorf("bar = %q, want %q", share, tt.share)
			}
		})
	}
}

func TestSpanOfAPlanClosedEarly(t *testing.T) {
	for _, start := range []int{-10, 5} {
		if got := spanOf(testPlan(plan.Closed, start, 20), today); got.Bar != nil || got.Words != "Se cerró antes de que terminara su plazo" {
			t.Errorf("started %d days from today: %q, bar %v", start, got.Words, got.Bar)
		}
	}
	if got := spanOf(testPlan(plan.Closed, -10, -1), today); got.Words != "Terminó el 20 de noviembre de 2026" {
		t.Errorf("after its end: %q", got.Words)
	}
}

func TestScale(t *testing.T) {
	tests := []struct {
		name, onTrack, delayed string
		levels                 int
		track, critical        string
		example                string
	}{
		{"the usual thresholds", "0.9", "0.7", 7,
			"El progreso llega al 90\u00a0% de lo previsto para esa fecha, o lo supera.",
			"El progreso no llega al 70\u00a0% de lo previsto.",
			"Por ejemplo, si a una fecha se espera un 50 %, algo está en plazo desde el 45\u00a0%, con retraso desde el 35\u00a0% y crítico por debajo de ese progreso."},
		{"with decimals", "0.925", "0.655", 7,
			"El progreso llega al 92,5\u00a0% de lo previsto para esa fecha, o lo supera.",
			"El progreso no llega al 65,5\u00a0% de lo previsto.",
			"Por ejemplo, si a una fecha se espera un 50 %, algo está en plazo desde el 46,25\u00a0%, con retraso desde el 32,75\u00a0% y crítico por debajo de ese progreso."},
		{"no room for a delay", "0.8", "0.8", 6,
			"El progreso llega al 80\u00a0% de lo previsto para esa fecha, o lo supera.",
			"El progreso no llega al 80\u00a0% de lo previsto.",
			"Por ejemplo, si a una fecha se espera un 50 %, algo está en plazo desde el 40\u00a0% y crítico por debajo de ese progreso."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := plan.Plan{OnTrackFrom: decimal.RequireFromString(tt.onTrack), DelayedFrom: decimal.RequireFromString(tt.delayed)}
			got := scaleOf(p)
			if len(got.Levels) != tt.levels || got.Example != tt.example {
				t.Errorf("%d levels and %q", len(got.Levels), got.Example)
			}
			texts := map[string]string{}
			for _, l := range got.Levels {
				texts[l.Status] = l.Text
			}
			if texts["on_track"] != tt.track || texts["critical"] != tt.critical {
				t.Errorf("on track: %q; critical: %q", texts["on_track"], texts["critical"])
			}
		})
	}
}
