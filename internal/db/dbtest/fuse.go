package dbtest

import (
	"context"
	"net"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Fuse cuts the connection of a pool at a chosen moment, as the end of the program that holds it does: the server
// keeps what was committed and undoes the rest.
type Fuse struct {
	mu   sync.Mutex
	left int // messages until it blows; 0 is never
	sent bool
}

// Fused returns a pool of one connection on the same database as another, and its fuse.
func Fused(t testing.TB, pool *pgxpool.Pool) (*pgxpool.Pool, *Fuse) {
	t.Helper()
	config, f := pool.Config(), &Fuse{}
	dial := config.ConnConfig.DialFunc
	config.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		return &fusedConn{conn, f}, err
	}
	config.MinConns, config.MaxConns = 0, 1
	fused, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fused.Close)
	return fused, f
}

// Set lets the fuse blow at the n-th message from now on, before the server has it or, with sent, just after.
func (f *Fuse) Set(n int, sent bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left, f.sent = n, sent
}

// Take takes the fuse out, and tells whether it had blown.
func (f *Fuse) Take() (blown bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	blown = f.left == 0
	f.left = 0
	return blown
}

// blows counts a message.
func (f *Fuse) blows() (now, sent bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left == 0 {
		return false, false
	}
	f.left--
	return f.left == 0, f.sent
}

type fusedConn struct {
	net.Conn
	fuse *Fuse
}

func (c *fusedConn) Write(b []byte) (int, error) {
	now, sent := c.fuse.blows()
	if !now {
		return c.Conn.Write(b)
	}
	if sent {
		_, _ = c.Conn.Write(b)
	}
	_ = c.Close()
	return 0, net.ErrClosed
}
