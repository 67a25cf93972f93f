package ui

// Statuses of the rules of progress, and "cancelled", which is a state of the item itself.
var statuses = map[string]struct{ word, class, icon string }{
	"met":         {"Cumplido", "met", "flag"},
	"on_track":    {"En plazo", "on-track", "check"},
	"delayed":     {"Con retraso", "delayed", "warning"},
	"critical":    {"Crítico", "critical", "cross"},
	"no_data":     {"Sin dato", "no-data", "question"},
	"not_started": {"No iniciado", "not-started", "clock"},
	"cancelled":   {"Anulado", "cancelled", "ban"},
}

// StatusWord returns the Spanish word of a status, such as "En plazo" for "on_track";
// an unknown status comes back as it is.
func StatusWord(status string) string {
	if s, ok := statuses[status]; ok {
		return s.word
	}
	return status
}

// StatusClass returns the name of a status in style sheets and colour tokens:
// "on-track" for "on_track", and "no-data" for an unknown one.
func StatusClass(status string) string {
	if s, ok := statuses[status]; ok {
		return s.class
	}
	return "no-data"
}

func statusIcon(status string) string {
	if s, ok := statuses[status]; ok {
		return s.icon
	}
	return "question"
}
