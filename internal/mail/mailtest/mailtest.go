// Package mailtest gives tests an SMTP server of their own, which keeps what it is sent.
package mailtest

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"net"
	"sync"
	"testing"
	"time"
)

// Behaviour is what sets a server apart from one in clear text that takes every message from everybody.
type Behaviour struct {
	StartTLS bool              // it offers STARTTLS
	SMTPS    bool              // it is encrypted from the start
	User     string            // who must identify themselves, by Auth
	Password string            // of that user
	Auth     string            // mechanisms, "PLAIN LOGIN" if blank
	Answers  map[string]string // answers to commands such as "RCPT", in place of the server's own; "" is none at all, for ever
	HangsUp  string            // the command after which it hangs up, having done what it was told
	Address  string            // where it listens; a free port of 127.0.0.1 if blank
}

// Message is an e-mail that has arrived.
type Message struct {
	From      string   // of the envelope
	To        []string // of the envelope
	Data      string   // headers and text as they came, with lines ended by CRLF
	Encrypted bool
	User      string // who sent it; blank for whoever did not have to say
	Mechanism string // with which that was proved
}

// Server is a running server.
type Server struct {
	Port     string
	Roots    *x509.CertPool // its certificate is for mail.example and signs itself
	behave   Behaviour
	tls      *tls.Config
	listener net.Listener

	mu    sync.Mutex
	list  []Message
	conns map[net.Conn]bool
}

// Start runs a server on 127.0.0.1 until the end of the test.
func Start(t testing.TB, b Behaviour) *Server {
	t.Helper()
	s := &Server{behave: b, conns: map[net.Conn]bool{}}
	var err error
	if s.tls, s.Roots, err = certificate(); err != nil {
		t.Fatal(err)
	}
	if s.listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", cmp.Or(b.Address, "127.0.0.1:0")); err != nil {
		t.Fatal(err)
	}
	if _, s.Port, err = net.SplitHostPort(s.Address()); err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { s.accept(&serving) })
	t.Cleanup(func() {
		_ = s.listener.Close()
		s.hangUp()
		serving.Wait()
	})
	return s
}

// Address returns host and port.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Messages returns what has arrived until now, oldest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message{}, s.list...)
}

// Await returns the messages when so many have arrived; in ten seconds they must have.
func (s *Server) Await(t testing.TB, many int) []Message {
	t.Helper()
	for range 1000 {
		if list := s.Messages(); len(list) >= many {
			return list
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%d e-mails arrived, want %d", len(s.Messages()), many)
	return nil
}

// Connections returns how many are open.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

func (s *Server) accept(serving *sync.WaitGroup) {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[conn] = true
		s.mu.Unlock()
		serving.Go(func() {
			s.serve(conn)
			_ = conn.Close()
			s.mu.Lock()
			defer s.mu.Unlock()
			delete(s.conns, conn)
		})
	}
}

func (s *Server) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.conns {
		_ = conn.Close()
	}
}

func (s *Server) keep(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, m)
}
