package ui

import "context"

type tooLargeKey struct{}

// WithTooLarge returns the context of a form whose files were too large to be read: nothing of it is there.
func WithTooLarge(ctx context.Context) context.Context {
	return context.WithValue(ctx, tooLargeKey{}, true)
}

// TooLarge tells a form whose files were too large to be read.
func TooLarge(ctx context.Context) bool {
	large, _ := ctx.Value(tooLargeKey{}).(bool)
	return large
}
