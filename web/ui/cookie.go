package ui

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"
)

// sessionCookie is the session cookie's name. Over TLS the browser itself sees to it that the cookie was set by this
// very host and goes back to it alone.
func sessionCookie(secure bool) string {
	if secure {
		return "__Host-hito"
	}
	return "hito"
}

// SessionToken returns what a request's session cookie holds, or "".
func SessionToken(r *http.Request) string {
	c, err := r.Cookie(sessionCookie(SiteOf(r.Context()).HTTPS))
	if err != nil {
		return ""
	}
	return c.Value
}

// SetSession gives the browser a session's token, until it is closed: when the session ends is the server's to say.
// With it goes what the browser is known by at the next sign-in.
func SetSession(w http.ResponseWriter, r *http.Request, token string) {
	setCookie(w, r, sessionCookie(SiteOf(r.Context()).HTTPS), token, 0)
	setCookie(w, r, browserCookie(r), Browser(r.Context()), browserSeconds)
}

// browserSeconds is how long a browser is known after a sign-in: ninety days.
const browserSeconds = 90 * 24 * 60 * 60

// browserCookie is the name of the cookie by which a browser that has signed in before is known.
func browserCookie(r *http.Request) string {
	return sessionCookie(SiteOf(r.Context()).HTTPS) + "-browser"
}

// WithBrowser returns the context of r with what its browser is known by, or will be once it has signed in.
func WithBrowser(r *http.Request) context.Context {
	known := rand.Text()
	if c, err := r.Cookie(browserCookie(r)); err == nil && len(c.Value) == len(known) {
		known = c.Value
	}
	return context.WithValue(r.Context(), browserKey, known)
}

// Browser returns what WithBrowser found.
func Browser(ctx context.Context) string {
	known, _ := ctx.Value(browserKey).(string)
	return known
}

// ClearSession takes the session's token from the browser.
func ClearSession(w http.ResponseWriter, r *http.Request) {
	setCookie(w, r, sessionCookie(SiteOf(r.Context()).HTTPS), "", -1)
}

// setCookie sets a cookie that scripts cannot read and other sites' forms do not send. It lasts so many seconds: 0
// until the browser is closed, -1 not at all.
func setCookie(w http.ResponseWriter, r *http.Request, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is reached by TLS; the demo on this machine is not
		Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: SiteOf(r.Context()).HTTPS,
	})
}

// flowCookie is the name of the cookie that a sign-in with the organisation's accounts needs while it is under way.
func flowCookie(r *http.Request) string { return sessionCookie(SiteOf(r.Context()).HTTPS) + "-flow" }

// SetFlow keeps what a sign-in elsewhere needs when it comes back.
func SetFlow(w http.ResponseWriter, r *http.Request, value string, lasts time.Duration) {
	setCookie(w, r, flowCookie(r), value, int(lasts.Seconds()))
}

// Flow returns what SetFlow kept, or "".
func Flow(r *http.Request) string {
	c, err := r.Cookie(flowCookie(r))
	if err != nil {
		return ""
	}
	return c.Value
}

// ClearFlow forgets it.
func ClearFlow(w http.ResponseWriter, r *http.Request) { setCookie(w, r, flowCookie(r), "", -1) }
