package openid

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	answerWithin = 10 * time.Second
	answerBytes  = 1 << 20
)

// careful returns a client that waits, reads and follows no more than it should. Redirects are not
// followed: the code and the secret go to the addresses that discovery named, and nowhere else.
func careful(client *http.Client) *http.Client {
	c := http.Client{}
	if client != nil {
		c = *client
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	c.Transport = limited{c.Transport}
	if c.Timeout == 0 {
		c.Timeout = answerWithin
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return errors.New("a redirect was not followed") }
	return &c
}

// limited bounds answers, and turns those that are no success into errors that name the status
// alone: the libraries above would quote the whole body.
type limited struct{ base http.RoundTripper }

// RoundTrip lets failures of the token endpoint, the only POST, pass: they tell who is to blame.
func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := l.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if r.Method == http.MethodGet && (answer.StatusCode < 200 || answer.StatusCode > 399) {
		_ = answer.Body.Close()
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	answer.Body = body{io.LimitReader(answer.Body, answerBytes), answer.Body}
	return answer, nil
}

type body struct {
	io.Reader
	io.Closer
}
