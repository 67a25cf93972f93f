// Package fault names the errors that a person may be told about.
// Everything else is an internal error: logged, and shown only as a request id.
package fault

import "errors"

// Kinds of fault; test with errors.Is.
var (
	NotFound  = errors.New("not found")
	Conflict  = errors.New("conflict")
	Forbidden = errors.New("forbidden")
	SignIn    = errors.New("sign-in needed")
	TooMany   = errors.New("too many attempts")
	BadInput  = errors.New("bad input")
)

// Invalid is a refused form: a message in Spanish for each field that is wrong.
type Invalid map[string]string

// Error tells that input was invalid without repeating it.
func (Invalid) Error() string { return "invalid input" }
