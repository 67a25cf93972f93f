package user

import (
	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/text"
)

const longestName = 120

// Draft is what an administrator writes about a person.
type Draft struct {
	Email   string
	Name    string
	Role    access.Role
	UnitIDs []int64
}

// Check returns the draft as it is kept, or fault.Invalid by the fields "email", "name" and "role".
func (d Draft) Check() (Draft, error) {
	wrong := fault.Invalid{}
	var err error
	if d.Email, err = text.Email(d.Email); err != nil {
		wrong["email"] = err.Error()
	}
	if d.Name, err = checkName(d.Name); err != nil {
		wrong["name"] = err.Error()
	}
	if !d.Role.Known() {
		wrong["role"] = "Elija un papel de la lista."
	}
	if len(wrong) > 0 {
		return d, wrong
	}
	return d, nil
}

type sentence string

func (s sentence) Error() string { return string(s) }

func checkName(name string) (string, error) {
	name, err := text.Line(name)
	switch {
	case err != nil:
		return "", err
	case name == "":
		return "", sentence("Escriba el nombre y los apellidos.")
	case len([]rune(name)) > longestName:
		return "", sentence("El nombre no puede tener más de 120 caracteres.")
	}
	return name, nil
}
