package demo

import (
	"embed"
	"strings"

	"hito/internal/plan"
)

//go:embed narrative/*.md
var narratives embed.FS

// narrative returns the sections of an embedded text, which begin with "## " and their heading.
func narrative(name string) []plan.Section {
	text, err := narratives.ReadFile("narrative/" + name + ".md")
	if err != nil {
		panic("demo: no narrative " + name)
	}
	var sections []plan.Section
	for part := range strings.SplitSeq("\n"+string(text), "\n## ") {
		heading, body, found := strings.Cut(part, "\n")
		if found && heading != "" {
			sections = append(sections, plan.Section{Heading: heading, Body: strings.TrimSpace(body)})
		}
	}
	return sections
}
