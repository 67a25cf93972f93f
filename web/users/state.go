package users

import "hito/internal/user"

// State of an account, as the address of the list names it.
const (
	active   = "activa"
	pending  = "pendiente"
	disabled = "desactivada"
)

// states are in the order in which they are offered; stored is what the people's store calls them.
var states = []struct{ value, text, stored string }{
	{active, "Activa", "active"}, {pending, "Pendiente", "pending"}, {disabled, "Desactivada", "disabled"},
}

// stateOf tells how an account stands, and in a note what that means where it is not plain.
func stateOf(u user.User) (word, note string) {
	switch {
	case u.Disabled():
		return "Desactivada", "No puede entrar"
	case u.Pending() && u.Invited:
		return "Pendiente", "Tiene una invitación sin responder"
	case u.Pending():
		return "Pendiente", "Su invitación ya no sirve: hágale otra"
	default:
		return "Activa", ""
	}
}

// stateIcons go beside the words in the list.
var stateIcons = map[string]string{"Activa": "check", "Pendiente": "clock", "Desactivada": "ban"}

func factorOf(u user.User) string {
	if u.HasFactor {
		return "Sí"
	}
	return "No"
}
