package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// proxy passes connections on to a server, and does to them what networks do.
type proxy struct {
	listener net.Listener
	target   string
	mutex    sync.Mutex
	pairs    map[*pair]bool
	hole     time.Time                           // until when nothing gets through
	alter    func(kind byte, body []byte) []byte // of each message of a client, where it is not nil
	hears    func(said []byte)                   // what the server says, where it is not nil
}

// pair is a connection of a client and the one to the server that belongs to it.
type pair struct {
	client, server net.Conn
}

func newProxy(target string) (*proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it ends with the scene
	if err != nil {
		return nil, fmt.Errorf("listen for a proxy: %w", err)
	}
	p := &proxy{listener: listener, target: target, pairs: map[*pair]bool{}}
	go p.accept()
	return p, nil
}

// accept ends when the listener is closed.
func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.pass(client)
	}
}

// pass connects a client to the server and carries both ways until one of them ends.
func (p *proxy) pass(client net.Conn) {
	var dialer net.Dialer
	server, err := dialer.DialContext(context.Background(), "tcp", p.target)
	if err != nil {
		_ = client.Close()
		return
	}
	both := &pair{client: client, server: server}
	p.mutex.Lock()
	p.pairs[both] = true
	p.mutex.Unlock()
	var ways sync.WaitGroup
	ways.Go(func() {
		if p.alter != nil {
			_ = messages(server, client, p.alter) // it ends with either connection
			both.end()
			return
		}
		p.carry(both, server, client, nil)
	})
	ways.Go(func() { p.carry(both, client, server, p.hears) })
	ways.Wait()
	p.mutex.Lock()
	delete(p.pairs, both)
	p.mutex.Unlock()
}

// carry brings what comes from one end to the other.
func (p *proxy) carry(both *pair, to io.Writer, from io.Reader, hears func([]byte)) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && hears != nil {
			hears(buffer[:n])
		}
		if n > 0 {
			p.wait()
			if _, failed := to.Write(buffer[:n]); failed != nil {
				err = failed
			}
		}
		if err != nil {
			both.end()
			return
		}
	}
}

// wait lets a hole pass: TCP sends again what got lost in it.
func (p *proxy) wait() {
	p.mutex.Lock()
	left := time.Until(p.hole)
	p.mutex.Unlock()
	time.Sleep(left)
}

// end cuts both connections, with what was on its way.
func (b *pair) end() {
	for _, conn := range []net.Conn{b.client, b.server} {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// Cut ends all connections and tells how many there were.
func (p *proxy) Cut() int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for both := range p.pairs {
		both.end()
	}
	return len(p.pairs)
}

// Hole lets nothing through for so long, and returns when it is over.
func (p *proxy) Hole(ctx context.Context, long time.Duration) error {
	p.mutex.Lock()
	p.hole = time.Now().Add(long)
	p.mutex.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(long):
		return nil
	}
}

func (p *proxy) addr() string { return p.listener.Addr().String() }

func (p *proxy) close() error {
	err := p.listener.Close()
	p.Cut()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
