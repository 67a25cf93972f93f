// Package audit keeps what was done, refused or tried: who, when, from where, what, before and after.
// Events are only ever added, in the transaction of what they tell, and chained by hashes.
package audit

import (
	"encoding/json"
	"fmt"
	"time"

	"hito/internal/access"
)

// Event is one thing that was done, refused or tried. Before and After are written as JSON and kept for
// good, so they hold no personal data; those go into Personal, which is forgotten when its time is over.
type Event struct {
	At       time.Time
	Actor    access.Actor
	Action   string // "user.invite": the kind of object and what was done
	Object   Object
	PlanID   int64 // the plan it belongs to; 0 for none
	Before   any   // nil for none
	After    any
	Personal Personal
}

// Object is what an event is about. ID is 0 where there is only one, or none that can be named.
type Object struct {
	Type string
	ID   int64
}

// Personal is the least that is needed to understand an event later, and is forgotten first.
type Personal struct {
	Address string `json:"address,omitempty"` // of the client
	Before  any    `json:"before,omitempty"`
	After   any    `json:"after,omitempty"`
}

// body returns the personal part as JSON, or "" where there is none.
func (p Personal) body() (string, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("write the personal part: %w", err)
	}
	if string(text) == "{}" {
		return "", nil
	}
	return string(text), nil
}

// document returns what is kept of an event as JSON, or nil for none.
func document(v any) (*string, error) {
	if v == nil {
		return nil, nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write %T: %w", v, err)
	}
	written := string(text)
	return &written, nil
}

func kindOf(a access.Actor) string {
	if a.Kind == access.Anonymous {
		return "anonymous"
	}
	return string(a.Kind)
}
