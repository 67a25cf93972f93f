// Command licences prints what a CycloneDX bill of materials says of licences: "MIT github.com/a/b v1.2.3" for each part,
// sorted, and "unknown" where none was found.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

type choice struct {
	License    struct{ ID, Name string }
	Expression string
}

type component struct {
	Name, Version string
	Licenses      []choice
	Evidence      struct{ Licenses []choice }
}

func main() {
	content, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	var bill struct{ Components []component }
	if err := json.Unmarshal(content, &bill); err != nil {
		fail(err)
	}
	var lines []string
	for _, c := range bill.Components {
		lines = append(lines, strings.Join(c.licences(), "+")+" "+c.Name+" "+c.Version)
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func (c component) licences() []string {
	if c.Name == "std" { // Go's own library, which the tool does not look at
		return []string{"BSD-3-Clause"}
	}
	var names []string
	for _, l := range slices.Concat(c.Licenses, c.Evidence.Licenses) {
		names = append(names, l.License.ID+l.License.Name+strings.ReplaceAll(l.Expression, " ", "_"))
	}
	if len(names) == 0 {
		return []string{"unknown"}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "licences:", err)
	os.Exit(1)
}
