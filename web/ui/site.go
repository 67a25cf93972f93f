package ui

import (
	"context"
	"time"
)

// Site is what every page shows of this installation. The web shell puts it
// in the request's context; components read it with SiteOf.
type Site struct {
	Body    string // the organisation, such as "Servicios Sociales de Montilla"; may be blank
	Demo    bool   // the data are examples: every page says so
	Version string // of the program, such as "1.4.0"
	Nav     []Link // the main sections, in order
	Data    string // address of the open data or the API; blank leaves its link out
	HTTPS   bool   // people reach this server over TLS

	Location *time.Location // whose clocks and calendar the pages show
}

// Link is an address of this site with its text.
type Link struct{ Text, Href string }

type contextKey int

const (
	siteKey contextKey = iota
	requestIDKey
	sessionKey
	originKey
	selfKey
	browserKey
)

// WithSite returns a context whose pages show s.
func WithSite(ctx context.Context, s Site) context.Context {
	return context.WithValue(ctx, siteKey, s)
}

// SiteOf returns the site of ctx, zero when none was set.
func SiteOf(ctx context.Context) Site {
	s, _ := ctx.Value(siteKey).(Site)
	return s
}

// WithRequestID returns a context that carries the id by which a request is found in the log.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey, id)
}

// RequestID returns the request id of ctx, blank when none was set.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// InboxPath is the address of what a person's units owe.
const InboxPath = "/bandeja"
