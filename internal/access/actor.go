// Package access decides who may do what: one pure function, Can. Pages ask it what to show, and stores
// before they write.
package access

import "slices"

// Role is what a person is here for; each person has one.
type Role string

// Roles. Whoever has not signed in has none.
const (
	Nobody     Role = ""
	Staff      Role = "staff"      // personal: reports the values that its units owe
	Director   Role = "director"   // dirección: reads everything
	Technician Role = "technician" // técnica: keeps the plans
	Admin      Role = "admin"      // administración: people and settings
)

// Roles lists the roles that a person may have, in the order in which they are offered.
var Roles = []Role{Staff, Technician, Director, Admin}

// Known tells a role that a person may have.
func (r Role) Known() bool { return slices.Contains(Roles, r) }

// Kind is what acts.
type Kind string

// Kinds of actor. The zero Actor is anonymous.
const (
	Anonymous Kind = ""
	Person    Kind = "person"  // signed in
	Command   Kind = "command" // whoever runs the program on its machine
	System    Kind = "system"  // the program by itself
)

// Actor is who or what asks.
type Actor struct {
	Kind    Kind
	ID      int64 // of the person; 0 otherwise
	Name    string
	Role    Role
	Units   []int64 // to which the person belongs
	Session int64   // in which the person acts; 0 outside a browser
	Origin  Origin
}

// Origin is where a request came from, for the audit.
type Origin struct {
	Address   string // of the client; blank on the command line
	RequestID string
}

// SignedIn tells a person who has signed in.
func (a Actor) SignedIn() bool { return a.Kind == Person }
