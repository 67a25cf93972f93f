package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Of slow readers: how many there are, several times as many as there are connections to the database; how little each
// reads at a time, and how many writes have to be acknowledged while they sit there.
const (
	readers      = 60
	sip          = 64 // bytes
	betweenSips  = 100 * time.Millisecond
	writesBeside = 40
)

// slowPages are the large pages and exports that they ask for.
var slowPages = []struct{ method, path string }{
	{http.MethodGet, "/planes/" + plan + "/cuadro-de-mando"},
	{http.MethodGet, "/planes/" + plan + "/hoja"},
	{http.MethodPost, "/planes/" + plan + "/historia/exportar"},
	{http.MethodPost, "/planes/" + plan + "/exportar/plan.xlsx"},
}

// slowReaders ask for more than they read, and keep their connections.
func slowReaders() fault {
	var one *crowd
	return fault{
		name: fmt.Sprintf("The pool against %d clients that read large pages very slowly", readers),
		stage: func(ctx context.Context, e *env) (s *scene, err error) {
			s, one, err = crowdOf(ctx, e, 1)
			return s, err
		},
		cause: func(ctx context.Context, s *scene) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			var group sync.WaitGroup
			failed := make([]error, readers)
			for n := range readers {
				group.Go(func() {
					page := slowPages[n%len(slowPages)]
					failed[n] = one.clients[0].readSlowly(ctx, page.method, page.path)
				})
			}
			before := s.ledger.count()
			err := until(ctx, "writers go on beside slow readers", func() bool { return s.ledger.count() >= before+writesBeside })
			cancel()
			group.Wait()
			return errors.Join(err, errors.Join(failed...))
		},
	}
}

// readSlowly asks for a page and reads a little of it now and then, until ctx ends. A page that has come to its end is
// asked for again.
func (c *client) readSlowly(ctx context.Context, method, path string) error {
	address, err := url.Parse(c.site)
	if err != nil {
		return fmt.Errorf("read slowly: %w", err)
	}
	request := c.plainRequest(address, method, path)
	for ctx.Err() == nil {
		if err := sipOf(ctx, address.Host, request); err != nil {
			return fmt.Errorf("read %s slowly: %w", path, err)
		}
	}
	return nil
}

// plainRequest is a request as it is sent, with the session of the client.
func (c *client) plainRequest(address *url.URL, method, path string) string {
	body := ""
	if method == http.MethodPost {
		body = url.Values{"clave_envio": {rand.Text()}}.Encode()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n", method, path, address.Host)
	for _, cookie := range c.http.Jar.Cookies(address) {
		fmt.Fprintf(&b, "Cookie: %s=%s\r\n", cookie.Name, cookie.Value)
	}
	if body != "" {
		fmt.Fprintf(&b, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", len(body))
	}
	return b.String() + "\r\n" + body
}

// sipOf sends a request on a connection of its own, whose window is small, and reads the answer bit by bit.
func sipOf(ctx context.Context, host, request string) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", host)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })() // whoever waits for bytes is woken
	if tcp, ok := conn.(*net.TCPConn); ok {
		err = tcp.SetReadBuffer(4 << 10)
	}
	if err != nil {
		return fmt.Errorf("make the window small: %w", err)
	}
	if _, err := conn.Write([]byte(request)); err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	bytes := make([]byte, sip)
	for first := true; ; first = false {
		n, err := conn.Read(bytes)
		switch {
		case ctx.Err() != nil || err != nil && !first:
			return nil
		case err != nil:
			return err
		case first && !strings.HasPrefix(string(bytes[:n]), "HTTP/1.1 200"):
			return fmt.Errorf("it answers %.40q", bytes[:n])
		}
		time.Sleep(betweenSips)
	}
}
