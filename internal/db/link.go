package db

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// A peer that is gone without a word is noticed by unanswered probes where nothing is under way, and by unanswered
// data where something is: the system's own limits are two hours and a quarter of an hour.
const (
	unanswered = 10 * time.Second
	probeAfter = 5 * time.Second
	probeEvery = 2 * time.Second
	probes     = 3
)

// Silence ends a connection whose server says nothing for so long while it is asked something. It is for what gets
// through to the server but never back, which a network's own probes do not notice: it must be longer than any
// statement may take.
func Silence(most time.Duration) func(*pgxpool.Config) {
	return func(cfg *pgxpool.Config) { cfg.ConnConfig.DialFunc = dialer{silence: most}.dial }
}

// dialer opens connections to a server; silence 0 waits for ever.
type dialer struct{ silence time.Duration }

func (d dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var plain net.Dialer
	plain.KeepAliveConfig = net.KeepAliveConfig{Enable: true, Idle: probeAfter, Interval: probeEvery, Count: probes}
	plain.Control = limitUnanswered
	conn, err := plain.DialContext(ctx, network, address)
	if err != nil {
		return nil, &linkError{err}
	}
	return &link{Conn: conn, silence: d.silence}, nil
}

// link is a connection whose failures are known as such (Unavailable). A read happens only while an answer is due.
type link struct {
	net.Conn
	silence time.Duration
	mutex   sync.Mutex
	until   time.Time // what the caller set; zero leaves it to silence
}

// Read implements net.Conn.
func (l *link) Read(p []byte) (int, error) {
	if l.silence > 0 {
		if err := l.expect(); err != nil {
			return 0, err
		}
	}
	n, err := l.Conn.Read(p)
	return n, asLinkError(err)
}

// expect sets the end of the wait, unless the caller has: pgx does so to end a read whose context has ended.
func (l *link) expect() error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if !l.until.IsZero() {
		return nil
	}
	return asLinkError(l.Conn.SetReadDeadline(time.Now().Add(l.silence)))
}

// Write implements net.Conn.
func (l *link) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
	return n, asLinkError(err)
}

// SetDeadline implements net.Conn.
func (l *link) SetDeadline(t time.Time) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.until = t
	return l.Conn.SetDeadline(t)
}

// SetReadDeadline implements net.Conn.
func (l *link) SetReadDeadline(t time.Time) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.until = t
	return l.Conn.SetReadDeadline(t)
}

// linkError is a failure of the connection itself, of whichever kind.
type linkError struct{ error }

func asLinkError(err error) error {
	if err == nil {
		return nil
	}
	return &linkError{err}
}

// Unwrap gives the network's own error.
func (e *linkError) Unwrap() error { return e.error }

// Timeout implements net.Error.
func (e *linkError) Timeout() bool {
	own, ok := e.error.(net.Error) //nolint:errorlint // what a connection returns is not wrapped
	return ok && own.Timeout()
}

// Temporary implements net.Error.
func (e *linkError) Temporary() bool { return e.Timeout() }
