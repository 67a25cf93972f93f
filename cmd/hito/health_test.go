package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthAsksTheAddressThatIsServed(t *testing.T) {
	for host, want := range map[string]string{
		"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "127.0.0.1",
		"127.0.0.1": "127.0.0.1", "127.0.0.2": "127.0.0.2", "::1": "::1", "192.0.2.7": "192.0.2.7", "hito.example": "hito.example",
	} {
		if got := reachable(host); got != want {
			t.Errorf("a server at %q is asked at %q, want %q", host, got, want)
		}
	}
}

func TestHealthFollowsTheAnswer(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("%s was asked for", r.URL.Path)
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	address := strings.TrimPrefix(server.URL, "http://")
	_, port, _ := strings.Cut(address, ":")
	for _, addr := range []string{address, ":" + port, "0.0.0.0:" + port, "[::]:" + port, "localhost:" + port} {
		if code := run([]string{"health", "--addr", addr}, io.Discard, io.Discard); code != 0 {
			t.Errorf("at %s: exit code %d", addr, code)
		}
	}
	status = http.StatusServiceUnavailable
	if code := run([]string{"health", "--addr", address}, io.Discard, io.Discard); code != 1 {
		t.Errorf("not ready: exit code %d", code)
	}
	if code := run([]string{"health", "--addr", "8080"}, io.Discard, io.Discard); code != 2 {
		t.Errorf("no port: exit code %d", code)
	}
}
