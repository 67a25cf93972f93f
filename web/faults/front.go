package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// front is what a town hall puts before several instances: it sends requests in turn to those that say that they are
// ready. A request whose connection could not be made goes to another; one that was sent is never sent again.
type front struct {
	server    *http.Server
	site      string
	instances []*instance
	turn      atomic.Int64
	transport *http.Transport
	over      chan struct{}
	checks    sync.WaitGroup
}

type instance struct {
	addr  string
	ready atomic.Bool
}

// checkEvery is how often each instance is asked whether it is ready, and drainWait how long one that is stopped goes
// on for the front to notice.
const (
	checkEvery = 200 * time.Millisecond
	drainWait  = 2 * time.Second
)

func newFront(addrs ...string) (*front, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it ends with the scene
	if err != nil {
		return nil, fmt.Errorf("listen for a front: %w", err)
	}
	f := &front{site: "http://" + listener.Addr().String(), over: make(chan struct{}), transport: &http.Transport{
		MaxIdleConnsPerHost: 20, ResponseHeaderTimeout: mostWait, DialContext: (&net.Dialer{Timeout: time.Second}).DialContext,
	}}
	for _, addr := range addrs {
		i := &instance{addr: addr}
		f.instances = append(f.instances, i)
		f.checks.Go(func() { f.watch(i) })
	}
	proxy := &httputil.ReverseProxy{
		Transport: f, Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "instance"})
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = fmt.Fprintln(w, err) // the client counts the status
		},
	}
	f.server = &http.Server{Handler: proxy, ReadHeaderTimeout: mostWait}
	go func() { _ = f.server.Serve(listener) }() // until it is closed
	return f, nil
}

// watch asks an instance again and again whether it is ready.
func (f *front) watch(i *instance) {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		i.ready.Store(ready(ctx, "http://"+i.addr))
		cancel()
		select {
		case <-f.over:
			return
		case <-tick.C:
		}
	}
}

var errNobodyReady = errors.New("no instance is ready")

// RoundTrip implements http.RoundTripper.
func (f *front) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	err := errNobodyReady
	start := f.turn.Add(1)
	for n := range f.instances {
		i := f.instances[(int(start)+n)%len(f.instances)]
		if !i.ready.Load() {
			continue
		}
		out := r.Clone(r.Context())
		out.URL.Host = i.addr
		out.Body = io.NopCloser(bytes.NewReader(body))
		var answer *http.Response
		if answer, err = f.transport.RoundTrip(out); err == nil || !undelivered(err) {
			return answer, err
		}
	}
	return nil, err
}

// undelivered tells that no connection could be made.
func undelivered(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// allReady waits until every instance is ready and the front knows.
func (f *front) allReady(ctx context.Context) error {
	return until(ctx, "every instance is ready", func() bool {
		for _, i := range f.instances {
			if !i.ready.Load() {
				return false
			}
		}
		return true
	})
}

func (f *front) close() error {
	close(f.over)
	f.checks.Wait()
	return f.server.Close()
}
