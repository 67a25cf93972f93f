package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

type healthCommand struct {
	Addr string `env:"HITO_ADDR" default:"127.0.0.1:8080" help:"Dirección y puerto del servidor (${default})."`
}

// Run succeeds when the server answers that it is ready.
func (c healthCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return &usageError{fmt.Sprintf("--addr: %q no es una dirección con puerto; por ejemplo, 127.0.0.1:8080", c.Addr)}
	}
	address := "http://" + net.JoinHostPort(reachable(host), port) + "/readyz"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("el servidor no responde: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("el servidor no está listo: %s", response.Status)
	}
	return nil
}

// reachable returns where a server that listens at host answers: one that listens everywhere, by IPv4
// or by both protocols, answers at 127.0.0.1.
func reachable(host string) string {
	if host == "" || net.ParseIP(host).IsUnspecified() {
		return "127.0.0.1"
	}
	return host
}
