package users

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
)

// typed is what a form holds; wrong is what can be told of it before it is stored.
type typed struct {
	user.Draft
	wrong fault.Invalid
}

// readForm reads a form; units are those that there are.
func readForm(r *http.Request, units []unit.Counted) typed {
	t := typed{Draft: user.Draft{
		Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Role: access.Role(r.PostFormValue("role")), UnitIDs: []int64{},
	}}
	for _, value := range r.PostForm["units"] {
		id, err := ui.ID(value)
		if err != nil || !slices.ContainsFunc(units, func(u unit.Counted) bool { return u.ID == id }) {
			t.wrong = fault.Invalid{"units": "Elija unidades de la lista: alguna de las que marcó ya no existe."}
			continue
		}
		t.UnitIDs = append(t.UnitIDs, id)
	}
	slices.Sort(t.UnitIDs)
	t.UnitIDs = slices.Compact(t.UnitIDs)
	if t.wrong != nil {
		_, err := t.Check()
		maps.Copy(t.wrong, ui.Invalid(err))
	}
	return t
}

// err is what refuses a form before it is stored; nil where nothing does.
func (t typed) err() error {
	if t.wrong != nil {
		return t.wrong
	}
	return nil
}

// wrongOf returns the messages of a refused form, nil for any other error.
func wrongOf(err error) fault.Invalid {
	switch {
	case errors.Is(err, user.ErrLastAdmin):
		return fault.Invalid{"role": onlyAdmin}
	default:
		return ui.Invalid(err)
	}
}

const onlyAdmin = "Es la única persona que administra: nombre antes a otra."

// fieldsProps are the fields of a person.
type fieldsProps struct {
	Name, Email ui.FieldProps
	Role, Units ui.ChoicesProps
}

func fieldsOf(d user.Draft, units []unit.Counted, wrong fault.Invalid) fieldsProps {
	f := fieldsProps{
		Name: ui.FieldProps{Name: "name", Label: "Nombre y apellidos", Value: d.Name, Autocomplete: "off", MaxLength: 120, Error: wrong["name"]},
		Email: ui.FieldProps{
			Name: "email", Label: "Correo", Type: "email", Value: d.Email, Autocomplete: "off", MaxLength: 254, Error: wrong["email"],
			Hint: "El de trabajo de esa persona: con él entra.",
		},
		Role: ui.ChoicesProps{Name: "role", Legend: "Papel", Single: true, Error: wrong["role"]},
		Units: ui.ChoicesProps{
			Name: "units", Legend: "Unidades", Error: wrong["units"], Hint: "Con el papel «Personal» aporta valores solo de los indicadores de sus unidades.",
		},
	}
	for _, role := range access.Roles {
		f.Role.Options = append(f.Role.Options, ui.ChoiceOption{
			Value: string(role), Text: ui.RoleName(role), Hint: ui.RoleDuty(role), Checked: role == d.Role,
		})
	}
	for _, u := range units {
		f.Units.Options = append(f.Units.Options, ui.ChoiceOption{
			Value: strconv.FormatInt(u.ID, 10), Text: u.Name, Checked: slices.Contains(d.UnitIDs, u.ID),
		})
	}
	return f
}

// problems lists the messages of a refused form in the order of its fields.
func problems(wrong fault.Invalid) []ui.FieldError {
	return ui.Problems(wrong, "name", "name", "email", "email", "role", "role", "units", "units")
}
