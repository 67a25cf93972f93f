package transfer

import (
	"regexp"
	"strings"

	"hito/internal/text"
)

// dash parts an objective from what documents put behind it, such as the title of their plan.
var dash = regexp.MustCompile(`\s+[-–—|]+\s+`)

// suffixes are the folded texts that say nothing behind the title of an objective: titles of plans, and what stands
// behind most objectives of the file.
func (r *reader) suffixes() map[string]bool {
	known := map[string]bool{}
	for _, title := range append(r.titles, r.has.Plan.Title) {
		known[text.Fold(title)] = true
	}
	delete(known, "")
	behind, seen := map[string]int{}, map[string]bool{}
	for _, e := range r.entries {
		for _, written := range []string{e.objective, titleOf(e, Objective)} {
			if folded := text.Fold(written); written != "" && !seen[folded] {
				seen[folded] = true
				if at := dash.FindAllStringIndex(written, -1); at != nil {
					behind[text.Fold(written[at[len(at)-1][1]:])]++
				}
			}
		}
	}
	for suffix, times := range behind {
		if suffix != "" && times > 1 && 2*times > len(seen) {
			known[suffix] = true
		}
	}
	return known
}

// titleOf is the title of an entry of a kind, "" of another.
func titleOf(e *entry, kind Kind) string {
	if e.Kind != kind {
		return ""
	}
	return e.Cells["title"]
}

// cut returns a text without such a suffix, and whether it had one.
func cut(written string, suffixes map[string]bool) (string, bool) {
	for _, at := range dash.FindAllStringIndex(written, -1) {
		if at[0] > 0 && suffixes[text.Fold(written[at[1]:])] {
			return strings.TrimSpace(written[:at[0]]), true
		}
	}
	return written, false
}

var (
	ledByCode   = regexp.MustCompile(`^(?i:(o\.?\s?e\.?|obj(?:etivo)?\.?|l\.?\s?e\.?|l[ií]nea|eje)\s*([0-9]+(?:\.[0-9]+)*))(?:[\s.:)\-–—]+(.*))?$`)
	ledByNumber = regexp.MustCompile(`^()([0-9]+(?:\.[0-9]+)*)(?:\s*[.:)\-–—]+\s*|\s+)(\S.*)$`)
)

// coded is a text that begins with the code of what it means.
type coded struct {
	code string // as written
	sign string // by which codes are compared: letters and numbers of "O.E.1" and "OE 1"
	text string // what follows
	bare bool   // the code is a number alone, which says less
}

// splitCode parts a code from the text behind it; code is blank where there is none.
func splitCode(written string) coded {
	for _, form := range []*regexp.Regexp{ledByCode, ledByNumber} {
		m := form.FindStringSubmatch(written)
		if m == nil {
			continue
		}
		code := strings.TrimRight(strings.TrimSpace(strings.TrimSuffix(written, m[3])), " .:)-–—")
		return coded{code: code, sign: signOf(code), text: m[3], bare: m[1] == "" || len(m[1]) > len("o. e.")}
	}
	return coded{text: written}
}

// signOf is a code without what people write differently in it: "O.E. 1.2" and "oe1.2" are one.
func signOf(code string) string {
	parts := strings.Fields(text.Fold(code))
	sign := ""
	for n, part := range parts {
		if n > 0 && startsWithDigit(part) && startsWithDigit(parts[n-1]) {
			sign += "."
		}
		sign += part
	}
	return sign
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
