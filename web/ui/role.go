package ui

import "hito/internal/access"

var roleNames = map[access.Role]string{
	access.Staff: "Personal", access.Technician: "Técnica", access.Director: "Dirección", access.Admin: "Administración",
}

// RoleName returns the name of a role as people know it.
func RoleName(r access.Role) string { return roleNames[r] }

var roleDuties = map[access.Role]string{
	access.Staff:      "Lee los planes en vigor, aporta los valores de los indicadores de sus unidades y presenta retos.",
	access.Technician: "Lleva los planes: los escribe, los publica y registra sus valores. Responde a los retos.",
	access.Director:   "Lee todo, comenta, aprueba los cierres donde el plan lo pide y decide sobre los retos.",
	access.Admin:      "Gestiona las personas, las unidades, los ajustes y la auditoría. No escribe en los planes.",
}

// RoleDuty returns in a sentence what a role may do.
func RoleDuty(r access.Role) string { return roleDuties[r] }
