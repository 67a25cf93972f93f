package plan

// Edit is what a form changes: the number of a thing and the version that the form was made from.
type Edit struct {
	ID      int64
	Version int
}
