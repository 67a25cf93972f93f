package ui

import "context"

type causeKey struct{}

// WithCause returns a context in which hear is told why a page that tells of a failure was answered.
func WithCause(ctx context.Context, hear func(error)) context.Context {
	return context.WithValue(ctx, causeKey{}, hear)
}

// Cause tells the request's line in the log why a failure's page is answered by a handler of its own, which shows
// nothing of it.
func Cause(ctx context.Context, err error) {
	if hear, ok := ctx.Value(causeKey{}).(func(error)); ok {
		hear(err)
	}
}
