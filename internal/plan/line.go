package plan

import "hito/internal/draft"

// Lengths, in letters.
const (
	longestLineTitle   = 500
	longestDescription = 10_000
)

// LineDraft is what people type into the form of a strategic line; Standards are the numbers of those that are ticked.
type LineDraft struct {
	Code, Title, Description string
	Standards                []string
}

// checkedLine is a line as it is kept.
type checkedLine struct {
	code, title, description string
	standards                []int64
}

func (d LineDraft) check() (checkedLine, error) {
	var c draft.Check
	l := checkedLine{
		code:        c.Code("code", d.Code),
		title:       c.NeededLine("title", d.Title, longestLineTitle, "Escriba el título de la línea."),
		description: c.Lines("description", d.Description, longestDescription),
		standards:   checkIDs(&c, "standards", d.Standards, noSuchStandard),
	}
	return l, c.Err()
}
