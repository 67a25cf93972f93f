package board

import (
	"slices"
	"strconv"
	"strings"

	"hito/internal/plan"
)

// StandardFieldsProps is the part of a form in which standards are ticked, framework by framework. Each box sends the
// number of its standard as "standards".
type StandardFieldsProps struct {
	Hint, Error string
	Groups      []StandardFieldGroup
}

// StandardFieldGroup is a framework with its boxes.
type StandardFieldGroup struct {
	Title   string
	Options []StandardField
}

// StandardField is a box.
type StandardField struct {
	ID, Value   string
	Code, Title string
	Checked     bool
}

// StandardFieldsOf offers the standards of a plan's frameworks; chosen are the numbers of those that are ticked, as
// they were typed.
func StandardFieldsOf(frameworks []plan.OutlineFramework, chosen []string) StandardFieldsProps {
	var p StandardFieldsProps
	for _, f := range frameworks {
		g := StandardFieldGroup{Title: f.Title}
		for _, s := range f.Standards {
			value := strconv.FormatInt(s.ID, 10)
			g.Options = append(g.Options, StandardField{
				ID: "standard-" + value, Value: value, Code: s.Code, Title: s.Title, Checked: slices.Contains(chosen, value),
			})
		}
		if len(g.Options) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	return p
}

// Chosen writes numbers as boxes send them.
func Chosen(ids []int64) []string {
	list := make([]string, len(ids))
	for n, id := range ids {
		list[n] = strconv.FormatInt(id, 10)
	}
	return list
}

// ChosenCodes writes the codes of the standards that are ticked in a line, as they are told in a conflict.
func ChosenCodes(frameworks []plan.OutlineFramework, chosen []string) string {
	var codes []string
	for _, f := range frameworks {
		for _, s := range f.Standards {
			if slices.Contains(chosen, strconv.FormatInt(s.ID, 10)) {
				codes = append(codes, f.Code+" "+s.Code)
			}
		}
	}
	return strings.Join(codes, ", ")
}
