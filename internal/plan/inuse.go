package plan

import "hito/internal/fault"

// InUse tells that something of a plan cannot be taken away, as other things of it depend on it. It is a fault.Conflict.
type InUse struct {
	Objectives []string // codes of those that belong to it
	Indicators int      // how many belong to it
	Challenges int      // how many retos are about it, or are linked to it
}

// Error tells it without naming anything.
func (InUse) Error() string { return "in use" }

// Unwrap makes it a fault.Conflict.
func (InUse) Unwrap() error { return fault.Conflict }
