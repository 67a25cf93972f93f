// Package directorytest gives tests a real LDAP directory, slapd, on ports of its own.
package directorytest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Where people are, and the account that may search there.
const (
	Base   = "ou=people,dc=example,dc=org"
	Reader = "cn=reader,dc=example,dc=org"
)

// Password returns the password of whoever has a uid in testdata/people.ldif: ana, luis, eva, or the reader.
func Password(uid string) string { return uid + "-password-1" }

// Server is a running directory with the people of testdata/people.ldif.
type Server struct {
	Plain     string // address for ldap://
	Encrypted string // address for ldaps://
	Authority string // file of the authority that signed its certificate
	Stranger  string // file of another one

	dir     string
	program string
	running *exec.Cmd
}

// Start runs the directory until the end of the test. Where it cannot run the test is skipped, or fails in continuous
// integration.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{dir: t.TempDir(), Plain: Free(t), Encrypted: Free(t)}
	err := s.prepare()
	if err == nil {
		t.Cleanup(s.Stop)
		err = s.run()
	}
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("no LDAP server: %v", err)
	default:
		t.Skipf("no LDAP server (run .ci/install slapd): %v", err)
	}
	return s
}

// Restart runs a directory that was stopped at the same addresses.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.run(); err != nil {
		t.Fatal(err)
	}
}

// Stop ends the directory; afterwards nothing answers at its addresses.
func (s *Server) Stop() {
	if s.running == nil {
		return
	}
	_ = s.running.Process.Kill()
	_ = s.running.Wait()
	s.running = nil
}

// run starts slapd and returns when it answers.
func (s *Server) run() error {
	var said strings.Builder
	cmd := exec.Command(s.program, "-f", "slapd.conf", "-h", "ldap://"+s.Plain+" ldaps://"+s.Encrypted, "-d", "0")
	cmd.Dir, cmd.Stderr = s.dir, &said
	if err := cmd.Start(); err != nil {
		return err
	}
	s.running = cmd
	if err := listens(s.Plain); err != nil {
		s.Stop()
		return fmt.Errorf("%w: %s", err, said.String())
	}
	return nil
}

// Free returns an address of this machine where nothing listens.
func Free(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// listens waits until something answers at an address.
func listens(address string) error {
	var err error
	for range 100 {
		var conn net.Conn
		if conn, err = net.Dial("tcp", address); err == nil {
			return conn.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}
