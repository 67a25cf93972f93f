package histories

import (
	"testing"

	"hito/internal/date"
	"hito/web/ui"
)

func TestEventsStandUnderTheirDayWithTheirHour(t *testing.T) {
	var p listProps
	p.add(date.New(2026, 11, 27), ui.HistoryEntry{When: "27/11/2026, 9:05"})
	p.add(date.New(2026, 11, 27), ui.HistoryEntry{When: "27/11/2026, 8:00"})
	p.add(date.New(2026, 11, 5), ui.HistoryEntry{When: "5/11/2026, 23:59"})
	if len(p.Days) != 2 || len(p.Days[0].Events) != 2 || len(p.Days[1].Events) != 1 {
		t.Fatalf("days %+v", p.Days)
	}
	if got := p.Days[0].Events[1].When + " " + p.Days[1].Events[0].When; got != "8:00 23:59" {
		t.Errorf("hours %q", got)
	}
	if p.Days[1].Day != ui.LongDate(date.New(2026, 11, 5)) {
		t.Errorf("day %q", p.Days[1].Day)
	}
}
