package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

// While it leaves, an instance says that it is not ready, serves all the same, and asks for connections to end.
func TestAnInstanceThatLeavesServesUntilItIsGone(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	leave := &leaving{wait: 500 * time.Millisecond}
	asked := leave.ready(nil)
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "page") })
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() {
		over <- serve(ctx, func() {}, listener, leave.announce(pages), leave, nil, slog.New(slog.DiscardHandler))
	}()
	get := func() (*http.Response, error) {
		response, err := http.Get("http://" + listener.Addr().String())
		if err == nil {
			_ = response.Body.Close()
		}
		return response, err
	}
	if response, err := get(); err != nil || response.Close {
		t.Fatalf("before: %v, %v", response, err)
	}
	stop()
	for !leave.begun.Load() {
		time.Sleep(time.Millisecond)
	}
	if err := asked(t.Context()); err == nil {
		t.Error("it says that it is ready")
	}
	if response, err := get(); err != nil || !response.Close {
		t.Errorf("while it leaves: %v, %v; want an answer that ends its connection", response, err)
	}
	if err := <-over; err != nil {
		t.Error(err)
	}
	if _, err := get(); err == nil {
		t.Error("it serves still")
	}
}
