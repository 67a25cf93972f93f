package ui

// Told is an error of which a handler knows better than anybody what to tell a person; its cause is for the log.
type Told struct {
	ErrorProps
	Cause error
}

// Error is the cause's.
func (t Told) Error() string { return t.Cause.Error() }

// Unwrap returns the cause.
func (t Told) Unwrap() error { return t.Cause }
