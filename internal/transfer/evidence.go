package transfer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"hito/internal/text"
)

const (
	longestResult = 1000 // letters of a title
	shortResult   = 200  // of one that is cut, whose whole text is its description
)

// bullets begin the items of a list.
const bullets = "-–—•·*▪◦ \t"

// showEvidence makes results of what rows say to have been achieved, one for each line of it. What stands under several
// indicators is one result.
func (r *reader) showEvidence() {
	if r.settings.Mode == Structure || r.settings.Mode == Values {
		return
	}
	known := map[string]*entry{}
	for _, e := range r.entries {
		if e.Kind != Indicator || e.evidence == "" || e.repeated {
			continue
		}
		for line := range strings.Lines(e.evidence) {
			r.show(known, e, strings.TrimLeft(strings.TrimSpace(line), bullets))
		}
	}
}

func (r *reader) show(known map[string]*entry, by *entry, written string) {
	key := text.Fold(written)
	if key == "" || slices.Contains(nothings, key) {
		return
	}
	e := known[key]
	if e == nil {
		e = by.result(written)
		known[key] = e
		r.entries = append(r.entries, e)
	}
	codes := splitList(e.Cells["indicators"])
	if code := by.Cells["code"]; code != "" && !slices.Contains(codes, code) {
		e.Cells["indicators"] = joinList(append(codes, code))
	}
}

// result is what a row says to have been achieved.
func (e *entry) result(written string) *entry {
	cells := map[Field]string{"title": written}
	if utf8.RuneCountInString(written) > longestResult {
		cells["title"] = strings.TrimSpace(string([]rune(written)[:shortResult])) + "…"
		cells["description"] = written
	}
	at := Place{Sheet: e.At.Sheet, Line: e.At.Line, Columns: map[Field]int{"title": e.At.Columns[Evidence]}}
	return &entry{Record: Record{Kind: Result, At: at, Cells: cells}, of: e.of, shown: true}
}

// addEvidence keeps the indicators that a result of the plan has: a row under one says nothing of others.
func (r *reader) addEvidence() {
	for _, e := range r.entries {
		if !e.shown || e.matched == nil {
			continue
		}
		var codes []string
		for _, code := range splitList(e.matched.Cells["indicators"]) {
			codes = append(codes, r.final(Indicator, code))
		}
		for _, code := range splitList(e.Cells["indicators"]) {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
		e.Cells = map[Field]string{"indicators": joinList(codes)}
	}
}
