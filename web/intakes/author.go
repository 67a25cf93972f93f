package intakes

import (
	"slices"

	"hito/internal/challenge"
	"hito/web/ui"
)

// authorProps says under what name a reto is sent, and whether the author's unit reads it.
type authorProps struct {
	Error   string
	Choices []authorChoice
}

type authorChoice struct {
	Value, Text, Hint string
	Checked           bool
	Share             *ui.ChoiceOption // for whoever belongs to a unit
}

func authorOf(d desk, t challenge.Submission) *authorProps {
	named := authorChoice{
		Value: string(challenge.Named), Text: "Con mi nombre", Hint: "Quien pueda leer el reto sabrá que es suyo.", Checked: t.Privacy == string(challenge.Named),
	}
	confidential := authorChoice{
		Value: string(challenge.Confidential), Text: "De forma confidencial", Hint: "Solo ve su nombre el personal técnico que gestiona los retos; ni dirección ni nadie más.",
		Checked: t.Privacy == string(challenge.Confidential),
	}
	if belongs(d) {
		named.Share = &ui.ChoiceOption{
			Value: shareNamed, Text: "Que lo vea mi unidad", Hint: shareHint(d, "Podrán leerlo y decir que les afecta también."), Checked: t.ShareNamed,
		}
		confidential.Share = &ui.ChoiceOption{
			Value: shareConfidential, Text: "Que lo vea mi unidad, sin mi nombre",
			Hint: shareHint(d, "Piense si por lo que cuenta sabrían quién es."), Checked: t.ShareConfidential,
		}
	}
	return &authorProps{Choices: []authorChoice{named, confidential}}
}

// belongs tells whether whoever sits at the desk has a unit that a reto can be shown to.
func belongs(d desk) bool {
	return slices.ContainsFunc(d.Basis.Units, func(u challenge.Origin) bool { return slices.Contains(d.Actor.Units, u.ID) })
}

// shareHint says which unit it is, as the reto's is another field.
func shareHint(d desk, more string) string {
	return more + " Solo cuenta si el reto es de su unidad" + unitName(d) + "."
}

func unitName(d desk) string {
	if len(d.Actor.Units) != 1 {
		return ""
	}
	n := slices.IndexFunc(d.Basis.Units, func(u challenge.Origin) bool { return u.ID == d.Actor.Units[0] })
	if n < 0 {
		return ""
	}
	return " («" + d.Basis.Units[n].Name + "»)"
}

// contactProps is how somebody unknown may be reached.
type contactProps struct{ Name, Email ui.FieldProps }

func contactOf(t challenge.Submission) *contactProps {
	return &contactProps{
		Name: ui.FieldProps{
			Name: "contact_name", Label: "Su nombre", Value: t.ContactName, MaxLength: challenge.LongestContact, Optional: true, Autocomplete: "off",
		},
		Email: ui.FieldProps{
			Name: "contact_email", Label: "Su correo", Value: t.ContactEmail, Type: "email", MaxLength: 254, Optional: true, Autocomplete: "off",
			Hint: "Para avisarle cuando haya novedades.",
		},
	}
}
