package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/db/cluster"
	"hito/migrations"
)

// templateName is the migrated database in the golden cluster; tests get copies of it.
const templateName = "hito_template"

// shape changes by hand when roles, privileges or settings do: the hash of the migrations does not tell.
const shape = "3"

// configured is how tests run a cluster; HITO_POSTGRES_BIN chooses its programs as it does for the application.
func configured(dir string) cluster.Config {
	return cluster.Config{Dir: dir, BinDir: os.Getenv("HITO_POSTGRES_BIN"), Volatile: true}
}

// keyOf names what a golden cluster is good for: the server's version, the queue's and the migrations.
func keyOf(version string) (string, error) {
	all := fmt.Appendf(nil, "%s %s %d", shape, version, db.QueueVersion())
	err := fs.WalkDir(migrations.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := migrations.FS.ReadFile(path)
		all = append(fmt.Appendln(all, path, len(text)), text...)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("hash the migrations: %w", err)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:6]), nil
}

// golden returns the folder of the golden cluster in base and the lock, shared, that keeps it there.
// Whoever comes first makes it, the others wait.
func golden(ctx context.Context, base string) (string, *flock.Flock, error) {
	version, err := cluster.Version(ctx, configured(""))
	if err != nil {
		return "", nil, err
	}
	key, err := keyOf(version)
	if err != nil {
		return "", nil, err
	}
	dir := filepath.Join(base, "golden-"+key)
	lock := flock.New(dir + ".lock")
	for {
		if _, err := lock.TryRLockContext(ctx, 20*time.Millisecond); err != nil {
			return "", nil, fmt.Errorf("wait for the golden cluster: %w", err)
		}
		if _, err := os.Stat(dir); err == nil {
			now := time.Now()
			return dir, lock, os.Chtimes(lock.Path(), now, now) // in use: prune leaves it
		}
		if err := lock.Unlock(); err != nil {
			return "", nil, err
		}
		if err := makeGolden(ctx, dir, flock.New(dir+".lock")); err != nil {
			return "", nil, fmt.Errorf("make the golden cluster: %w", err)
		}
	}
}

func makeGolden(ctx context.Context, dir string, lock *flock.Flock) error {
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return err
	}
	defer quietly(lock.Unlock)
	if _, err := os.Stat(dir); err == nil {
		return nil // another test binary was first
	}
	unfinished := dir + ".new"
	if _, err := os.Stat(unfinished); err == nil {
		if err := cluster.Discard(unfinished); err != nil {
			return err
		}
	}
	server, err := cluster.Start(ctx, configured(unfinished))
	if err != nil {
		return err
	}
	if err := errors.Join(fill(ctx, server), server.Stop()); err != nil {
		return err
	}
	return os.Rename(unfinished, dir)
}

// fill makes the template and checks that tests start from empty tables.
func fill(ctx context.Context, server *cluster.Cluster) error {
	admin, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return err
	}
	defer hangUp(admin)
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+templateName+" TEMPLATE template0"); err != nil {
		return err
	}
	if err := migrate(ctx, server.URL(templateName)); err != nil {
		return err
	}
	// A volatile server acknowledges before it writes and stops at once: what was last done would be lost.
	_, err = admin.Exec(ctx, "CHECKPOINT")
	return err
}

func migrate(ctx context.Context, adminURL string) error {
	access, err := db.Prepare(ctx, adminURL)
	if err != nil {
		return err
	}
	if access.Weaker != "" {
		return errors.New(access.Weaker)
	}
	if err := db.Migrate(ctx, access.Owner); err != nil {
		return err
	}
	return assertEmpty(ctx, adminURL)
}

// assertEmpty refuses migrations that insert rows: giving a database back would delete them.
func assertEmpty(ctx context.Context, adminURL string) error {
	conn, err := pgx.Connect(ctx, adminURL)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	clear, _, err := emptying(ctx, conn)
	if err != nil {
		return err
	}
	results, err := conn.PgConn().Exec(ctx, "BEGIN;"+clear+";ROLLBACK").ReadAll()
	if err != nil {
		return err
	}
	for _, result := range results {
		if result.CommandTag.Delete() && result.CommandTag.RowsAffected() > 0 {
			return errors.New("a migration inserts rows, which dbtest does not know how to give back")
		}
	}
	return nil
}
