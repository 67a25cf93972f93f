// Package setting keeps what administrators decide for the whole installation.
package setting

import (
	"slices"

	"hito/internal/access"
	"hito/internal/fault"
)

// Security says who needs a second factor and how long the audit keeps personal data.
type Security struct {
	SecondFactor []access.Role `json:"second_factor"` // roles that need one; it is optional for the others
	AuditMonths  int           `json:"audit_months"`
}

// Bounds of Security.AuditMonths: a year at least, since an incident may show late.
const (
	ShortestAudit = 12
	LongestAudit  = 120
)

// DefaultSecurity holds until somebody changes it.
func DefaultSecurity() Security {
	return Security{SecondFactor: []access.Role{access.Technician, access.Admin}, AuditMonths: 24}
}

// Check returns fault.Invalid by the fields "second_factor" and "audit_months".
func (s Security) Check() error {
	wrong := fault.Invalid{}
	for _, role := range s.SecondFactor {
		if !role.Known() {
			wrong["second_factor"] = "Elija papeles de la lista."
		}
	}
	if s.AuditMonths < ShortestAudit || s.AuditMonths > LongestAudit {
		wrong["audit_months"] = "Escriba un número de meses entre 12 y 120."
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// Needs tells whether a role needs a second factor.
func (s Security) Needs(role access.Role) bool { return slices.Contains(s.SecondFactor, role) }
