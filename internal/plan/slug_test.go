package plan_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/plan"
)

func TestSlugOf(t *testing.T) {
	long := strings.Repeat("palabra ", 20)
	for title, want := range map[string]string{
		"I Plan de Innovación 2021-2023":  "i-plan-de-innovacion-2021-2023",
		"  ¡Año  de la NIÑEZ! (borrador)": "ano-de-la-ninez-borrador",
		"Straße & Søren":                  "stra-e-s-ren",
		"":                                "",
		"¿¡—!?":                           "",
		"計画":                              "",
		long:                              strings.TrimSuffix(strings.Repeat("palabra-", 10), "-"),
		strings.Repeat("a", 300):          strings.Repeat("a", 80),
	} {
		if got := plan.SlugOf(title); got != want {
			t.Errorf("SlugOf(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestSlugOfFitsOrIsBlank(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	rapid.Check(t, func(t *rapid.T) {
		got := plan.SlugOf(rapid.String().Draw(t, "title"))
		if got != "" && (!form.MatchString(got) || len(got) > 80) {
			t.Errorf("%q", got)
		}
	})
}
