package cluster

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	settingsName = "hito.conf"
	// settings suit a small server that one program uses; local.conf, when somebody writes it, wins.
	settings = `# Written by Hito at every start. Put changes of your own into local.conf, beside this file.
listen_addresses = ''
max_connections = 40
superuser_reserved_connections = 3
shared_buffers = 32MB
work_mem = 8MB
maintenance_work_mem = 32MB
huge_pages = off
jit = off

fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
min_wal_size = 32MB
max_wal_size = 256MB

max_parallel_workers_per_gather = 0
max_worker_processes = 4
max_logical_replication_workers = 0
autovacuum_max_workers = 1

password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'

# Standard error goes to a file that Hito keeps short. Rows and values stay out of it.
logging_collector = off
log_destination = 'stderr'
log_line_prefix = '%m [%p] '
log_min_messages = warning
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
cluster_name = 'hito'
`
	localName = "local.conf"
	local     = "# Settings of your own, read after those of hito.conf.\n"
	access    = `# Only through the socket in Hito's own folder, and only with a password.
local all all scram-sha-256
`
)

// settleConfig makes a new cluster read Hito's settings after what initdb found out about the system.
func settleConfig(data string, as runAs) error {
	conf, err := os.OpenFile(filepath.Join(data, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = conf.WriteString("\ninclude = '" + settingsName + "'\ninclude_if_exists = '" + localName + "'\n")
	if err := errors.Join(err, conf.Close()); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(access), 0o600); err != nil {
		return err
	}
	path := filepath.Join(data, localName)
	if err := errors.Join(os.WriteFile(path, []byte(local), 0o600), as.own(path)); err != nil {
		return err
	}
	return writeSettings(data, as)
}

// writeSettings brings the settings of an existing cluster up to date.
func writeSettings(data string, as runAs) error {
	path := filepath.Join(data, settingsName)
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, []byte(settings)) {
		return nil
	}
	if err := writeSynced(path, []byte(settings), 0o600); err != nil {
		return err
	}
	return as.own(path)
}

// carefree settings make tests fast; min_wal_size keeps what is copied small.
const carefree = "fsync=off synchronous_commit=off full_page_writes=off autovacuum=off max_connections=100 min_wal_size=2MB"

// arguments of the server; the socket's folder may change from start to start.
func arguments(pgdata, socket string, volatile bool) []string {
	args := []string{"-D", pgdata, "-c", fmt.Sprintf("unix_socket_directories=%q", socket), "-c", "port=" + port}
	if volatile {
		for _, s := range strings.Fields(carefree) {
			args = append(args, "-c", s)
		}
	}
	return args
}
