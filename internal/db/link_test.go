package db_test

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"hito/internal/db"
)

// silent listens, accepts and never says anything.
func silent(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { quietly(listener.Close) })
	return listener.Addr().String()
}

func TestSilenceEndsARead(t *testing.T) {
	conn, err := db.Dial(t.Context(), silent(t), 50*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer quietly(conn.Close)
	for range 2 {
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || !db.Unavailable(err) {
			t.Errorf("a read ends with %v", err)
		}
	}
}

// pgx ends what waits for an answer by a deadline in the past, whenever the context ends.
func TestADeadlineOfTheCallerPrevails(t *testing.T) {
	conn, err := db.Dial(t.Context(), silent(t), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	defer quietly(conn.Close)
	time.AfterFunc(20*time.Millisecond, func() { _ = conn.SetDeadline(time.Now()) })
	for range 2 { // one that is under way, and one that begins afterwards
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a read ends with %v", err)
		}
	}
}
