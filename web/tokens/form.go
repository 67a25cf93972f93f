package tokens

import (
	"slices"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/token"
	"hito/web/ui"
)

type formProps struct {
	Problems []ui.FieldError
	Name     ui.FieldProps
	Scopes   ui.ChoicesProps
	Plan     ui.SelectFieldProps
	Expires  ui.FieldProps
}

var scopeHints = map[token.Scope]string{
	token.RecordValues:  "De los días que no tienen ninguno.",
	token.CorrectValues: "De los días que ya tienen uno, diciendo por qué. El valor anterior se conserva.",
}

// newForm is the form of a new key with what was typed.
func newForm(typed token.Draft, open []plan.Plan, wrong fault.Invalid) formProps {
	f := formProps{
		Name: ui.FieldProps{
			Name: "name", Label: "Para qué aplicación", Value: typed.Name, Error: wrong["name"], MaxLength: 100, Autocomplete: "off",
			Hint: "Como «Gestión de prestaciones»: así sabrá cuál es cuando quiera revocarla.",
		},
		Scopes: ui.ChoicesProps{Name: "scopes", Legend: "Qué podrá hacer", Error: wrong["scopes"]},
		Plan: ui.SelectFieldProps{
			Select: ui.Select{Name: "plan", Label: "En qué plan", Options: []ui.Option{{Value: "", Text: "En cualquiera en el que usted pueda", Selected: typed.Plan == ""}}},
			Error:  wrong["plan"],
		},
		Expires: ui.DateField(ui.FieldProps{
			Name: "expires_on", Label: "Sirve hasta", Value: typed.ExpiresOn, Error: wrong["expires_on"], Hint: "Dos años como mucho.",
		}),
		Problems: ui.Problems(wrong, "name", "name", "scopes", "scopes", "plan", "plan", "expires_on", "expires_on"),
	}
	for _, s := range token.Scopes {
		f.Scopes.Options = append(f.Scopes.Options, ui.ChoiceOption{
			Value: string(s), Text: scopeTexts[s], Hint: scopeHints[s], Checked: slices.Contains(typed.Scopes, string(s)),
		})
	}
	for _, p := range open {
		f.Plan.Options = append(f.Plan.Options, ui.Option{Value: p.Slug, Text: p.Title, Selected: p.Slug == typed.Plan})
	}
	return f
}
