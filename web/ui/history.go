package ui

import (
	"fmt"
	"slices"
	"time"

	"hito/internal/audit"
)

// HistoryEntry is an event as the page of its object tells it. It holds nothing of the event's personal part.
type HistoryEntry struct {
	Who     string
	WhoHref string // blank where it leads nowhere
	When    string // "5/11/2022, 9:05"
	Machine string // the same moment for machines
	What    string
	About   *Link // what it was done to, where the page is of many things; nil else
	Changes []EventChange
}

// HistoryOf puts events into words, with the clock of a place. With people, names lead to the pages of those who
// manage them.
func HistoryOf(list []audit.Entry, place *time.Location, people bool) []HistoryEntry {
	history := make([]HistoryEntry, len(list))
	for n, e := range list {
		history[n] = HistoryEntry{
			Who: EventActor(e), When: EventTime(e.At, place), Machine: e.At.UTC().Format(time.RFC3339),
			What: EventText(e.Action), Changes: slices.DeleteFunc(EventChanges(e.Before, e.After), internalNumber),
		}
		if people && e.ActorID != 0 {
			history[n].WhoHref = PersonPath(e.ActorID)
		}
	}
	return history
}

// internalNumber tells what only whoever audits has a use for: numbers that are shown nowhere else.
func internalNumber(c EventChange) bool {
	return c.Label == keyLabel("revision") || c.Label == keyLabel("round")
}

// NewestEvents is how many events the page of an object shows.
const NewestEvents = 20

// AuditOf returns the address of all events of an object.
func AuditOf(o audit.Object) string {
	return fmt.Sprintf("/administracion/auditoria?objeto=%s-%d", o.Type, o.ID)
}
