package snapshots

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui/board"
)

var today = date.New(2026, time.November, 21)

func fraction(text string) decimal.NullDecimal {
	if text == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

// ref is a snapshot taken so many days ago; a blank progress is none.
func ref(id int64, title string, ago int, p string) dashboard.SnapshotRef {
	return dashboard.SnapshotRef{
		ID: id, Title: title, TakenOn: today - date.Date(ago), Progress: fraction(p), Expected: fraction("0.5"),
		Status: progress.StatusDelayed, WithData: 20, Total: 21,
	}
}

func testPlan() plan.Plan {
	return plan.Plan{
		ID: 1, Slug: "plan", Title: "Plan", Body: "Ayuntamiento", State: plan.Active, StartsOn: today - 500, EndsOn: today + 500,
		OnTrackFrom: decimal.New(90, -2), DelayedFrom: decimal.New(70, -2),
	}
}

func TestPoints(t *testing.T) {
	tests := []struct{ was, is, want string }{
		{"0.40", "0.432", "+3,2\u00a0p.\u00a0p."},
		{"0.432", "0.40", "−3,2\u00a0p.\u00a0p."},
		{"0.40", "0.40", "sin cambios"},
		{"0.40", "0.4004", "sin cambios"},
		{"0.40", "0.4005", "+0,1\u00a0p.\u00a0p."},
		{"", "0.40", "—"},
		{"0.40", "", "—"},
		{"0", "0.1", "+10,0\u00a0p.\u00a0p."},
	}
	for _, tt := range tests {
		if got := board.Change(fraction(tt.was), fraction(tt.is)); got != tt.want {
			t.Errorf("from %q to %q: %q, want %q", tt.was, tt.is, got, tt.want)
		}
	}
}

func TestList(t *testing.T) {
	tests := []struct {
		name    string
		refs    []dashboard.SnapshotRef
		changes string
		series  int // points
		empty   bool
	}{
		{"none", nil, "", 0, true},
		{"the first one", []dashboard.SnapshotRef{ref(1, "a", 30, "0.3")}, "es el primero", 0, false},
		{"several", []dashboard.SnapshotRef{ref(3, "c", 10, "0.35"), ref(2, "b", 20, "0.4"), ref(1, "a", 30, "0.3")},
			"−5,0\u00a0p.\u00a0p.|+10,0\u00a0p.\u00a0p.|es el primero", 3, false},
		{"one without a figure", []dashboard.SnapshotRef{ref(3, "c", 10, "0.35"), ref(2, "b", 20, ""), ref(1, "a", 30, "0.3")},
			"—|—|es el primero", 3, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := buildList(testPlan(), tt.refs, board.Asked{}, &reader{})
			var changes []string
			for _, r := range p.Rows {
				changes = append(changes, r.Change)
			}
			if got := strings.Join(changes, "|"); got != tt.changes {
				t.Errorf("changes %q, want %q", got, tt.changes)
			}
			if (p.Empty != nil) != tt.empty {
				t.Errorf("empty state %v", p.Empty)
			}
			points := 0
			if p.Series != nil {
				points = len(p.Series.Points)
			}
			if points != tt.series || p.Page.Charts != (tt.series > 0) {
				t.Errorf("a drawing of %d points, want %d; charts loaded: %t", points, tt.series, p.Page.Charts)
			}
		})
	}
}

func TestSeriesComesInOrderOfDate(t *testing.T) {
	s := series(dashboard.Board{Plan: testPlan()}, []dashboard.SnapshotRef{ref(2, "b", 20, ""), ref(1, "a", 30, "0.3")})
	if s.Points[0].On >= s.Points[1].On || s.Points[0].FollowUp != "a" || s.Points[0].Href != "/planes/plan/seguimientos/1" {
		t.Errorf("points %+v", s.Points)
	}
	if s.Points[0].ProgressLabel != "30,0\u00a0%" || s.Points[1].ProgressLabel != "" {
		t.Errorf("labels %q, %q: a missing figure is not zero", s.Points[0].ProgressLabel, s.Points[1].ProgressLabel)
	}
}

func TestListShortensNotesAndKeepsTheView(t *testing.T) {
	long := ref(4, "a", 30, "0.3")
	long.Note = strings.Repeat("ñ", 500)
	p := buildList(testPlan(), []dashboard.SnapshotRef{long}, board.Asked{Query: "fecha=2026-01-31"}, &reader{})
	if got := len([]rune(p.Rows[0].Note)); got != longestNote {
		t.Errorf("a note of %d letters, want %d", got, longestNote)
	}
	if p.Rows[0].Covered != "20 de 21" || p.Rows[0].Expected != "50,0\u00a0%" {
		t.Errorf("row %+v", p.Rows[0])
	}
	if p.Page.Plan.AsOf != "fecha=2026-01-31" {
		t.Errorf("the tabs forget the date: %q", p.Page.Plan.AsOf)
	}
	none := buildList(testPlan(), nil, board.Asked{Query: "fecha=2026-01-31"}, &reader{})
	if none.Empty.Link.Href != "/planes/plan/cuadro-de-mando?fecha=2026-01-31" {
		t.Errorf("link %q", none.Empty.Link.Href)
	}
}
