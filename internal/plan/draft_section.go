package plan

import "hito/internal/draft"

// The letters that a section of the narrative may have.
const (
	LongestHeading = 200
	LongestSection = 50_000
)

// SectionDraft is what somebody types of a section of the narrative; its body is Markdown.
type SectionDraft struct{ Heading, Body string }

// Check returns the section that was typed, or a fault.Invalid.
func (d SectionDraft) Check() (Section, error) {
	var c draft.Check
	s := Section{
		Heading: c.NeededLine("heading", d.Heading, LongestHeading, "Escriba el título del apartado."),
		Body:    c.Lines("body", d.Body, LongestSection),
	}
	return s, c.Err()
}
