package user

import "hito/internal/access"

// From is where somebody who signs in, or answers a link, comes from.
type From struct {
	access.Origin
	Device  string // browser and system in words, such as "Firefox en Windows"
	Browser string // what the browser keeps from its last sign-in; blank for none
}

// actor is a person about whom only the number is known yet, and nobody for 0.
func (f From) actor(userID int64) access.Actor {
	if userID == 0 {
		return access.Actor{Origin: f.Origin}
	}
	return access.Actor{Kind: access.Person, ID: userID, Origin: f.Origin}
}

// systemActor is the program when it acts by itself.
var systemActor = access.Actor{Kind: access.System}
