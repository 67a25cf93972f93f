package plan

import (
	"fmt"
	"strconv"

	"hito/internal/draft"
	"hito/internal/fault"
)

// Lengths, in letters.
const (
	longestFrameworkTitle = 500
	longestStandardTitle  = 1000
)

// FrameworkDraft is what people type into the form of a framework, with a row for each standard.
type FrameworkDraft struct {
	Code, Title, Description string
	Standards                []StandardDraft
}

// StandardDraft is a row of that form. ID is blank for a new standard; a row whose code and title are blank is none,
// and takes the standard away that it had.
type StandardDraft struct{ ID, Code, Title string }

// Blank tells a row in which nothing is typed.
func (d StandardDraft) Blank() bool { return d.Code == "" && d.Title == "" }

// StandardField names a field of the row with a number, counted from 0, in what is refused: part is "code" or "title".
func StandardField(row int, part string) string { return fmt.Sprintf("standard-%d-%s", row, part) }

// checkedFramework is a framework as it is kept; the standards in their order.
type checkedFramework struct {
	code, title, description string
	kept, gone               []checkedStandard
}

// checkedStandard is a standard as it is kept; id is 0 for a new one, row where it was typed.
type checkedStandard struct {
	id          int64
	row         int
	code, title string
}

func (d FrameworkDraft) check() (checkedFramework, error) {
	var c draft.Check
	f := checkedFramework{
		code:        c.Code("code", d.Code),
		title:       c.NeededLine("title", d.Title, longestFrameworkTitle, "Escriba el nombre del marco."),
		description: c.Lines("description", d.Description, longestDescription),
	}
	taken := map[string]bool{}
	for row, s := range d.Standards {
		id, err := s.id()
		if err != nil {
			return f, err
		}
		if s.Blank() {
			if id != 0 {
				f.gone = append(f.gone, checkedStandard{id: id, row: row})
			}
			continue
		}
		f.kept = append(f.kept, s.check(&c, row, id, taken))
	}
	return f, c.Err()
}

// id reads the hidden number of a row; only a form of ours has one.
func (d StandardDraft) id() (int64, error) {
	if d.ID == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(d.ID, 10, 64)
	if err != nil || id < 1 {
		return 0, fmt.Errorf("number of a standard: %w", fault.BadInput)
	}
	return id, nil
}

func (d StandardDraft) check(c *draft.Check, row int, id int64, taken map[string]bool) checkedStandard {
	field := StandardField(row, "code")
	s := checkedStandard{
		id: id, row: row,
		code:  c.Code(field, d.Code),
		title: c.NeededLine(StandardField(row, "title"), d.Title, longestStandardTitle, "Escriba el estándar, o borre también su código para quitarlo."),
	}
	if taken[s.code] {
		c.Refuse(field, "Ese código ya lo tiene otro estándar de este marco.")
	}
	taken[s.code] = true
	return s
}
