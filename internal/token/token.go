// Package token keeps the keys with which other applications of the body write in a person's name.
package token

import (
	"slices"
	"time"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/draft"
)

// Scope is something that a token allows, as far as its person may do it.
type Scope string

// Scopes.
const (
	RecordValues  Scope = "values:record"  // values of days that have none
	CorrectValues Scope = "values:correct" // values of days that have one, with a reason
)

// Scopes lists the scopes in the order in which they are offered.
var Scopes = []Scope{RecordValues, CorrectValues}

// Token is a key as its owner sees it: the secret itself is not kept.
type Token struct {
	ID        int64
	Owner     string // the person's name
	Name      string
	Hint      string // the last four letters of the secret
	Scopes    []Scope
	PlanSlug  string // the only plan that it serves for; blank for any
	PlanTitle string
	CreatedAt time.Time
	ExpiresOn date.Date // the last day on which it serves
	UsedAt    time.Time // zero where it was not
	RevokedAt time.Time // zero where it was not
}

// Over tells a token that serves no longer on a day.
func (t Token) Over(today date.Date) bool { return !t.RevokedAt.IsZero() || t.ExpiresOn < today }

// Bearer is who asks with a token, and what it allows.
type Bearer struct {
	TokenID int64
	Actor   access.Actor
	Scopes  []Scope
	Plan    string // slug of the only plan that it serves for; blank for any
}

// May tells whether the token allows something.
func (b Bearer) May(s Scope) bool { return slices.Contains(b.Scopes, s) }

// Draft is what somebody types of a new token. Plan is a slug, blank for any; ExpiresOn is needed.
type Draft struct {
	Name, Plan, ExpiresOn string
	Scopes                []string
}

const (
	longestName = 100
	longestLife = 731 // days: two years, after which somebody looks again whether it is still needed
)

type checked struct {
	name      string
	scopes    []Scope
	expiresOn date.Date
}

// check returns the draft as it is kept, or a fault.Invalid by "name", "scopes", "expires_on" and "plan".
func (d Draft) check(today date.Date) (checked, error) {
	var c draft.Check
	k := checked{
		name:      c.NeededLine("name", d.Name, longestName, "Escriba para qué aplicación es, como «Gestión de prestaciones»."),
		expiresOn: c.NeededDate("expires_on", d.ExpiresOn),
	}
	switch {
	case c.Wrong("expires_on"):
	case k.expiresOn < today:
		c.Refuse("expires_on", "Esa fecha ya ha pasado.")
	case k.expiresOn > today+longestLife:
		c.Refuse("expires_on", "Una clave sirve dos años como mucho: después se crea otra.")
	}
	for _, typed := range d.Scopes {
		k.scopes = append(k.scopes, draft.OneOf(&c, "scopes", typed, Scopes...))
	}
	if len(k.scopes) == 0 {
		c.Refuse("scopes", "Elija qué podrá hacer la aplicación.")
	}
	slices.Sort(k.scopes)
	k.scopes = slices.Compact(k.scopes)
	return k, c.Err()
}
