package unit

import (
	"fmt"

	"hito/internal/fault"
	"hito/internal/text"
)

const (
	longestName = 200
	mostAliases = 50
)

// Draft is what an administrator writes about a unit; Aliases as typed, one a line, where blank ones count for nothing.
type Draft struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
}

// Check returns the draft as it is kept, its aliases without repeats by text.Fold, or fault.Invalid by the fields
// "name" and "aliases".
func (d Draft) Check() (Draft, error) {
	wrong := fault.Invalid{}
	name, err := checkName(d.Name)
	if err != nil {
		wrong["name"] = err.Error()
	}
	aliases, err := checkAliases(name, d.Aliases)
	if err != nil {
		wrong["aliases"] = err.Error()
	}
	if len(wrong) > 0 {
		return d, wrong
	}
	return Draft{Name: name, Aliases: aliases}, nil
}

func checkName(name string) (string, error) {
	name, err := text.Line(name)
	switch {
	case err != nil:
		return "", err
	case text.Fold(name) == "":
		return "", text.Refused("Escriba el nombre de la unidad, con letras o cifras.")
	case len([]rune(name)) > longestName:
		return "", text.Refused("El nombre no puede tener más de 200 caracteres.")
	}
	return name, nil
}

// checkAliases drops what says nothing new: blank lines, signs alone, repeats, and the name itself.
func checkAliases(name string, typed []string) ([]string, error) {
	kept, seen := []string{}, map[string]bool{"": true, text.Fold(name): true}
	for n, alias := range typed {
		alias, err := text.Line(alias)
		if err != nil {
			return nil, text.Refused(fmt.Sprintf("Línea %d. %s", n+1, err))
		}
		if len([]rune(alias)) > longestName {
			return nil, text.Refused(fmt.Sprintf("Línea %d. No puede tener más de 200 caracteres.", n+1))
		}
		if key := text.Fold(alias); !seen[key] {
			kept, seen[key] = append(kept, alias), true
		}
	}
	if len(kept) > mostAliases {
		return nil, text.Refused("Escriba 50 nombres como mucho.")
	}
	return kept, nil
}

// clashes tells which names of a draft other units bear, by text.Fold: nil where none does.
func (d Draft) clashes(others []Unit) error {
	bearers := map[string]string{}
	for _, u := range others {
		for _, name := range append([]string{u.Name}, u.Aliases...) {
			bearers[text.Fold(name)] = u.Name
		}
	}
	wrong := fault.Invalid{}
	for _, alias := range d.Aliases {
		if bearer := bearers[text.Fold(alias)]; bearer != "" {
			wrong["aliases"] = fmt.Sprintf("«%s» ya es un nombre de la unidad «%s».", alias, bearer)
			break
		}
	}
	if bearer := bearers[text.Fold(d.Name)]; bearer != "" {
		wrong["name"] = fmt.Sprintf("Este ya es un nombre de la unidad «%s».", bearer)
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}
