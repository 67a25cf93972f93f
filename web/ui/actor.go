package ui

import (
	"context"

	"hito/internal/access"
	"hito/internal/user"
)

// WithSession returns a context whose pages are for the person of a session.
func WithSession(ctx context.Context, s user.Session) context.Context {
	return context.WithValue(ctx, sessionKey, s)
}

// SessionOf returns the session of ctx, zero for whoever has none.
func SessionOf(ctx context.Context) user.Session {
	s, _ := ctx.Value(sessionKey).(user.Session)
	return s
}

// WithOrigin returns a context that says where its request came from.
func WithOrigin(ctx context.Context, o access.Origin) context.Context {
	return context.WithValue(ctx, originKey, o)
}

// WithSelf returns a context that knows the address of the page that is asked for.
func WithSelf(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, selfKey, address)
}

// SelfOf returns the address of the page that is asked for, with its query.
func SelfOf(ctx context.Context) string {
	address, _ := ctx.Value(selfKey).(string)
	return address
}

// Actor returns who asks for a page: a person whose session is full, or nobody.
func Actor(ctx context.Context) access.Actor {
	a := SessionOf(ctx).Actor()
	a.Origin, _ = ctx.Value(originKey).(access.Origin)
	return a
}

// Scope returns which plans whoever asks for a page may read.
func Scope(ctx context.Context) access.Scope { return access.Plans(Actor(ctx)) }
