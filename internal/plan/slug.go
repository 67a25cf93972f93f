package plan

import (
	"regexp"
	"slices"
	"strings"

	"hito/internal/draft"
	"hito/internal/text"
)

const longestSlug = 80

var (
	slugForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	notInSlug   = regexp.MustCompile(`[^a-z0-9]+`)
	slugsOfOurs = []string{"nuevo", "importar"} // addresses beside those of plans
)

// SlugOf proposes the web address of a plan from its title; blank where nothing of the title can stand in one.
func SlugOf(title string) string {
	words := strings.Split(strings.Trim(notInSlug.ReplaceAllString(text.Fold(title), "-"), "-"), "-")
	slug := words[0][:min(len(words[0]), longestSlug)]
	for _, word := range words[1:] {
		if len(slug)+1+len(word) > longestSlug {
			break
		}
		slug += "-" + word
	}
	return slug
}

// checkSlug reads the web address of a new plan; a blank one is proposed from the title.
func checkSlug(c *draft.Check, typed, title string) string {
	slug := strings.TrimSpace(typed)
	if slug == "" {
		slug = SlugOf(title)
	}
	switch {
	case slug == "" && c.Wrong("title"):
	case slug == "":
		c.Refuse("slug", "Escriba una dirección web: del título no se puede sacar ninguna.")
	case len(slug) > longestSlug || !slugForm.MatchString(slug):
		c.Refuse("slug", "La dirección web puede tener letras minúsculas sin tilde, cifras y guiones entre ellas, 80 como mucho.")
	case slices.Contains(slugsOfOurs, slug):
		c.Refuse("slug", "Esa dirección web está reservada: elija otra.")
	}
	return slug
}
