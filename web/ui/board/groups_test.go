package board

import (
	"fmt"
	"strings"
	"testing"

	"hito/internal/progress"
)

func grouped(groups []Group) string {
	var all []string
	for _, g := range groups {
		all = append(all, fmt.Sprintf("%s[%s]", g.Code, codes(g.Listed)))
	}
	return strings.Join(all, " ")
}

func TestGroups(t *testing.T) {
	cases := []struct {
		name string
		list List
		want string
	}{
		{"everything", List{}, "O.E.1[I.1 I.2 I.10] O.E.2[] O.E.10[I.3 I.4 I.5]"},
		{"each in the list's order", List{Order: ByProgress}, "O.E.1[I.1 I.2 I.10] O.E.2[] O.E.10[I.3 I.5 I.4]"},
		{"a line, with its empty objective", List{Line: "L2"}, "O.E.2[]"},
		{"no line", List{Line: None}, "O.E.10[I.3 I.4 I.5]"},
		{"an empty objective", List{Objective: "O.E.2"}, "O.E.2[]"},
		{"a text of an empty objective", List{Text: "sin indicadores"}, "O.E.2[]"},
		{"a text of indicators", List{Text: "cursos"}, "O.E.10[I.4 I.5]"},
		{"a status, which nothing empty has", List{Status: progress.StatusMet}, "O.E.1[I.2]"},
		{"a unit, which nothing empty has", List{Unit: "Dirección"}, "O.E.10[I.3 I.4 I.5]"},
		{"a line that does not exist", List{Line: "L9"}, "O.E.1[I.1 I.2 I.10] O.E.2[] O.E.10[I.3 I.4 I.5]"},
		{"nothing", List{Text: "jirafas"}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := grouped(c.list.Groups(sample())); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestGroupsKeepWholeObjectives(t *testing.T) {
	for _, g := range (List{Text: "árboles"}).Groups(sample()) {
		if len(g.Listed) != 1 || len(g.Indicators) != 3 {
			t.Errorf("%s lists %d of %d", g.Code, len(g.Listed), len(g.Indicators))
		}
	}
}

func TestGroupsOfPageHaveNothingEmpty(t *testing.T) {
	b := sample()
	if got := grouped(List{}.GroupsOfPage(b, b.Indicators()[2:4])); got != "O.E.1[I.10] O.E.10[I.3]" {
		t.Errorf("got %s", got)
	}
}
