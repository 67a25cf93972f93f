package demo

import "hito/internal/access"

// person is an account of the demo: clearly nobody's.
type person struct {
	email, name string
	role        access.Role
	units       []string
}

var people = []person{
	{"administracion@demo.example", "Administración (demostración)", access.Admin, nil},
	{"tecnica@demo.example", "Técnica (demostración)", access.Technician, []string{innovation}},
	{"direccion@demo.example", "Dirección (demostración)", access.Director, []string{direction}},
	{"personal@demo.example", "Personal (demostración)", access.Staff, []string{firstCare}},
}

// demoPassword is the hash of "hito-demo-2022", the password of them all. It stands here so that the demo starts
// without hashing, and because everybody may know it.
const demoPassword = "$argon2id$v=19$m=47104,t=1,p=1$tkYkXc8M7UzqP4PN6y2wHg$BiYxfZjvz5RTutynnJhpoZrFMJKX5HYAFHdr3xeL7zM" //nolint:gosec // published on the demo's sign-in page
