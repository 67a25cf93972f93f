package db

import (
	"context"
	"io/fs"
	"net"
	"time"
)

// ConstraintFields is the table of translations.
var ConstraintFields = constraintFields

// MigrateFiles migrates with files of a test's own, waiting so long for locks.
func MigrateFiles(ctx context.Context, url string, files fs.FS, wait time.Duration) error {
	return migrator{url: url, files: files, wait: wait}.up(ctx)
}

// MigrateFilesTo moves to a version with files of a test's own.
func MigrateFilesTo(ctx context.Context, url string, files fs.FS, version uint) error {
	return migrator{url: url, files: files}.to(ctx, version)
}

// Dial opens a connection as pools do.
func Dial(ctx context.Context, address string, silence time.Duration) (net.Conn, error) {
	return dialer{silence: silence}.dial(ctx, "tcp", address)
}
