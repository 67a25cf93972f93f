package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzip"
)

const (
	visitors = 8 // people who ask at the same time
	warmUp   = time.Second
	span     = 8 * time.Second
)

// measureThroughput compares the pages of a second with what the same server writes without making them.
func measureThroughput(ctx context.Context, s *site, path string, t *table) error {
	log.Print("pages per second")
	packed, err := s.visit(ctx, path)
	if err != nil {
		return err
	}
	plain, err := unpack(packed)
	if err != nil {
		return err
	}
	pages, err := perSecond(ctx, s.handler, visit{path: path}, span)
	if err != nil {
		return err
	}
	compressing, err := perSecond(ctx, compressingHandler(plain), visit{path: path}, span)
	if err != nil {
		return err
	}
	bare, err := perSecond(ctx, bareHandler(packed), visit{path: path}, span)
	if err != nil {
		return err
	}
	t.add(
		row{fmt.Sprintf("Dashboards per second, 21 indicators, %d visitors, client and database on the same cores", visitors),
			fmt.Sprintf("%.0f/s", pages), "", unbounded},
		row{fmt.Sprintf("A bare handler that compresses and writes the same %s bytes", thousands(len(plain))),
			fmt.Sprintf("%.0f/s", compressing), "", unbounded},
		row{fmt.Sprintf("A bare handler that writes the same %s bytes, compressed before", thousands(len(packed))),
			fmt.Sprintf("%.0f/s", bare), "", unbounded},
	)
	return nil
}

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack a page: %w", err)
	}
	return io.ReadAll(r)
}

func bareHandler(packed []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed) // a visitor that left is no concern here
	})
}

func compressingHandler(plain []byte) http.Handler {
	encoders := sync.Pool{New: func() any {
		encoder, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
		if err != nil {
			panic(err) // the level is a constant of the package
		}
		return encoder
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		encoder := encoders.Get().(*gzip.Writer)
		encoder.Reset(w)
		_, _ = encoder.Write(plain)
		_ = encoder.Close()
		encoders.Put(encoder)
	})
}

// visit is what visitors ask for again and again.
type visit struct {
	path string
	tag  string // of what they have; blank for nothing, else nothing new is sent
}

// perSecond serves a handler over the loopback to visitors who ask again at once, and counts for a while.
func perSecond(ctx context.Context, handler http.Handler, what visit, span time.Duration) (float64, error) {
	server := httptest.NewServer(handler)
	defer server.Close()
	var answers atomic.Int64
	var group sync.WaitGroup
	failed := make(chan error, visitors)
	deadline := time.Now().Add(warmUp + span)
	for range visitors {
		group.Go(func() { failed <- ask(ctx, server.Listener.Addr().String(), what, deadline, &answers) })
	}
	time.Sleep(warmUp)
	before, start := answers.Load(), time.Now()
	group.Wait()
	took := time.Since(start)
	close(failed)
	var err error
	for one := range failed {
		err = errors.Join(err, one)
	}
	return float64(answers.Load()-before) / took.Seconds(), err
}

// ask sends one request after the other on one connection; it reads answers as cheaply as can be, for
// it takes its time from the same cores.
func ask(ctx context.Context, addr string, what visit, deadline time.Time, answers *atomic.Int64) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("visit the server: %w", err)
	}
	defer conn.Close()
	headers, want := "\r\nAccept-Encoding: gzip\r\n\r\n", http.StatusOK
	if what.tag != "" {
		headers, want = "\r\nIf-None-Match: "+what.tag+headers, http.StatusNotModified
	}
	request := []byte("GET " + what.path + " HTTP/1.1\r\nHost: " + addr + headers)
	in := bufio.NewReader(conn)
	for time.Now().Before(deadline) {
		if _, err := conn.Write(request); err != nil {
			return fmt.Errorf("ask for a page: %w", err)
		}
		response, err := http.ReadResponse(in, nil)
		if err != nil {
			return fmt.Errorf("read an answer: %w", err)
		}
		_, err = io.Copy(io.Discard, response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			return fmt.Errorf("read an answer: %w", err)
		}
		if response.StatusCode != want {
			return fmt.Errorf("%s answers %d", what.path, response.StatusCode)
		}
		answers.Add(1)
	}
	return nil
}
