package setting

import (
	_ "embed"
	"strings"

	"hito/internal/date"
	"hito/internal/fault"
)

// Legal is a legal text of the installation, as Markdown.
type Legal struct {
	Text     string    `json:"text"`
	Reviewed date.Date `json:"reviewed"` // zero for a model that nobody has reviewed
}

// gap begins what an administrator has to fill in, in the models; a bracket ends it.
const gap = "[Complete:"

//go:embed models/privacy.md
var privacyModel string

//go:embed models/legal.md
var legalModel string

// DefaultPrivacy is a model of what RGPD article 13 asks to be told, for an organisation; blank where it has no name.
func DefaultPrivacy(body string) Legal { return modelFor(privacyModel, body) }

// DefaultLegal is a model of a legal notice for an organisation; blank where it has no name.
func DefaultLegal(body string) Legal { return modelFor(legalModel, body) }

func modelFor(model, body string) Legal {
	if body == "" {
		body = "**" + gap + " nombre de la entidad]**"
	}
	return Legal{Text: strings.TrimSpace(strings.ReplaceAll(model, "{{entidad}}", body))}
}

// Gaps counts what is still to be filled in.
func (l Legal) Gaps() int { return strings.Count(l.Text, gap) }

// Check returns the text as it is kept, or fault.Invalid by the fields "text" and "reviewed".
func (l Legal) Check(today date.Date) (Legal, error) {
	c := checks{fault.Invalid{}}
	l.Text = c.needed("text", l.Text, "Escriba el texto.")
	c.past("reviewed", l.Reviewed, today)
	return l, c.result()
}
