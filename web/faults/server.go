package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/db/cluster"
	"hito/internal/tally"
)

// server is a PostgreSQL that stands by itself, as the one of a town hall does, with a password and over TCP.
type server struct {
	programs cluster.Programs
	data     string
	addr     string
	said     *tail
	cmd      *exec.Cmd
	over     chan struct{} // closed when the process has ended
}

// Of every server of a trial.
const (
	administrator = "administrador"
	password      = "una-clave-de-prueba"
)

// serverSettings keep a server small; what makes it safe is left as PostgreSQL has it.
var serverSettings = []string{
	"listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=32MB", "max_connections=60", "max_wal_size=256MB", "min_wal_size=32MB",
	"wal_keep_size=128MB", "max_wal_senders=6", "wal_receiver_status_interval=1s", "wal_retrieve_retry_interval=200ms",
	"log_min_messages=warning", "log_min_error_statement=panic", "log_checkpoints=off",
}

// newServer readies a place for a server, without any data.
func (e *env) newServer(ctx context.Context) (*server, error) {
	programs, err := cluster.FindPrograms(ctx, "")
	if err != nil {
		return nil, err
	}
	folder, err := e.folder()
	if err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	return &server{programs: programs, data: filepath.Join(folder, "data"), addr: addr, said: &tail{}}, err
}

// startServer makes a server with an empty database for Hito.
func (e *env) startServer(ctx context.Context) (*server, error) {
	s, err := e.newServer(ctx)
	if err != nil {
		return nil, err
	}
	secret := filepath.Join(filepath.Dir(s.data), "secret")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o644); err != nil {
		return nil, fmt.Errorf("write a password: %w", err)
	}
	if err := s.programs.Folder(s.data); err != nil {
		return nil, fmt.Errorf("make the folder of a server: %w", err)
	}
	err = s.run(ctx, "initdb", "-D", s.data, "-U", administrator, "--auth=scram-sha-256", "--pwfile="+secret, "--encoding=UTF8", "--locale=C", "--data-checksums")
	if err == nil {
		err = s.start(ctx)
	}
	if err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return nil, errors.Join(err, s.kill())
	}
	defer hangUp(conn)
	return s, tally.CreateDatabase(ctx, conn, databaseName)
}

// run lets one of PostgreSQL's programs do its work.
func (s *server) run(ctx context.Context, program string, args ...string) error {
	cmd, err := s.programs.Command(ctx, program, args...)
	if err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run %s: %w: %s", program, err, out)
	}
	return nil
}

// start starts the server on its folder and waits until it takes connections.
func (s *server) start(ctx context.Context) error {
	_, port, _ := net.SplitHostPort(s.addr) // of freeAddr
	args := []string{"-D", s.data, "-c", "port=" + port}
	for _, setting := range serverSettings {
		args = append(args, "-c", setting)
	}
	cmd, err := s.programs.Command(context.WithoutCancel(ctx), "postgres", args...)
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = s.said, s.said
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start a server: %w", err)
	}
	over := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is asked of nobody
		close(over)
	}()
	s.cmd, s.over = cmd, over
	err = until(ctx, "a server takes connections", func() bool {
		conn, err := pgx.Connect(ctx, s.url("postgres"))
		if err == nil {
			hangUp(conn)
		}
		return err == nil
	})
	if err != nil {
		return errors.Join(fmt.Errorf("%w: %s", err, s.said), s.kill())
	}
	return nil
}

// kill ends every process of the server at once, as when its machine stops.
func (s *server) kill() error {
	if s.cmd == nil {
		return nil
	}
	others := s.others()
	if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill a server: %w", err)
	}
	for _, pid := range others {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("kill a server: %w", err)
		}
	}
	select {
	case <-s.over:
		return nil
	case <-time.After(patience):
		return errors.New("a killed server does not end")
	}
}

// others are the processes that the first one has started, as far as it answers.
func (s *server) others() []int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return nil
	}
	defer hangUp(conn)
	pids, _ := tally.Processes(ctx, conn) // they end by themselves soon after the first
	return pids
}

// stop ends the server in order.
func (s *server) stop() error {
	if s.cmd == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop a server: %w", err)
	}
	select {
	case <-s.over:
		return nil
	case <-time.After(10 * time.Second):
		return s.kill()
	}
}

// url is the administrator's address of a database.
func (s *server) url(database string) string { return urlAt(s.addr, database, nil) }

// urlAt is the administrator's address of a database on one of several servers.
func urlAt(hosts, database string, query url.Values) string {
	if query == nil {
		query = url.Values{}
	}
	query.Set("sslmode", "disable")
	u := url.URL{Scheme: "postgres", User: url.UserPassword(administrator, password), Host: hosts, Path: "/" + database, RawQuery: query.Encode()}
	return u.String()
}
