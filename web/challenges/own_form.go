package challenges

import (
	"strings"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// editProps is the form with which an author corrects a reto.
type editProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Conflict *ui.ConflictProps // nil unless it has changed meanwhile
	Settled  *ui.NoticeProps   // nil while it can be corrected
	Form     ui.FormProps
	Title    ui.FieldProps
	Before   []ui.FieldProps // of the urgency
	Urgency  ui.ChoicesProps
	Reason   ui.FieldProps
	Cancel   string
}

// words are the fields of the form after the title, by their names, in their order.
var words = []struct {
	name, label, hint string
	rows, most        int
	needed            bool
}{
	{"problem", "El problema", "Qué pasa, no cómo se resolvería. No incluya datos de personas usuarias.", 6, challenge.LongestProblem, true},
	{"area", "De dónde viene", "El área o el servicio.", 0, challenge.LongestArea, false},
	{"affects", "A quién afecta", "", 0, challenge.LongestAffects, false},
	{"affected", "A cuántas personas, más o menos", "Un número.", 0, 0, false},
	{"evidence", "En qué se nota", "", 4, challenge.LongestDetail, false},
	{"tried", "Qué se ha intentado", "", 4, challenge.LongestDetail, false},
	{"idea", "Una idea para resolverlo", "", 4, challenge.LongestDetail, false},
}

func editForm(f found, d challenge.Submission, shown int) editProps {
	p := editProps{
		Page:  ui.ChallengePage(f.Challenge, "Corregir el reto", ui.Crumb{Text: "Corregir"}),
		Head:  ui.PageHeadProps{Eyebrow: "Reto " + f.Challenge.Address(), Title: "Corregir el reto", Lead: "Puede hacerlo hasta que empiece su análisis, y mientras se le pida información."},
		Form:  ui.FormProps{Action: f.path() + "/editar", Label: "Corregir el reto", Hidden: version(shown)},
		Title: ui.FieldProps{Name: "title", Label: "Título", Value: d.Title, MaxLength: challenge.LongestTitle, Autocomplete: "off", Hint: "El problema, en una frase."},
		Urgency: ui.ChoicesProps{
			Name: "urgency", Legend: "Urgencia", Single: true,
		},
		Reason: ui.FieldProps{
			Name: "urgency_reason", Label: "Por qué es urgente", Value: d.UrgencyReason, Rows: 2, MaxLength: challenge.LongestWhy,
			Autocomplete: "off", Hint: "Hace falta si la urgencia es alta.", Optional: true,
		},
		Cancel: f.path(),
	}
	typed := typedWords(d)
	for _, word := range words {
		if word.name == "area" && f.Challenge.UnitID != 0 {
			continue
		}
		field := ui.FieldProps{
			Name: word.name, Label: word.label, Hint: word.hint, Rows: word.rows, MaxLength: word.most, Optional: !word.needed,
			Value: typed[word.name], Autocomplete: "off",
		}
		if word.name == "affected" {
			field.InputMode = "numeric"
		}
		p.Before = append(p.Before, field)
	}
	for _, u := range []challenge.Urgency{challenge.Low, challenge.Normal, challenge.High} {
		p.Urgency.Options = append(p.Urgency.Options, ui.ChoiceOption{Value: string(u), Text: ui.ChallengeUrgency(u), Checked: d.Urgency == string(u)})
	}
	return p
}

func typedWords(d challenge.Submission) map[string]string {
	return map[string]string{
		"title": d.Title, "problem": d.Problem, "area": d.Area, "affects": d.Affects, "affected": d.Affected, "evidence": d.Evidence,
		"tried": d.Tried, "idea": d.Idea, "urgency": ui.ChallengeUrgency(challenge.Urgency(d.Urgency)), "urgency_reason": d.UrgencyReason,
	}
}

// refuse puts each message at its field.
func (p editProps) refuse(wrong fault.Invalid) editProps {
	p.Page.Refused = true
	p.Title.Error, p.Urgency.Error, p.Reason.Error = wrong["title"], wrong["urgency"], wrong["urgency_reason"]
	names := []string{"title", "title"}
	for n := range p.Before {
		name := p.Before[n].Name
		p.Before[n].Error, names = wrong[name], append(names, name, name)
	}
	p.Problems = ui.Problems(wrong, append(names, "urgency", "urgency", "urgency_reason", "urgency_reason")...)
	return p
}

// conflictRows compares what was typed with what the reto says now.
func conflictRows(typed, now challenge.Submission) []ui.ConflictRow {
	mine, theirs := typedWords(typed), typedWords(now)
	var rows []ui.ConflictRow
	add := func(name, label string) {
		if m := strings.ReplaceAll(mine[name], "\r\n", "\n"); m != theirs[name] {
			rows = append(rows, ui.ConflictRow{Field: name, Label: label, Mine: m, Theirs: theirs[name]})
		}
	}
	add("title", "Título")
	for _, word := range words {
		add(word.name, word.label)
	}
	add("urgency", "Urgencia")
	add("urgency_reason", "Por qué es urgente")
	return rows
}
