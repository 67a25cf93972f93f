package dbtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"hito/internal/db"
	"hito/internal/db/cluster"
)

// startCopy copies the golden cluster and starts the copy, which ends with the test binary.
func startCopy(ctx context.Context) (*server, error) {
	base, err := baseIn(os.TempDir(), "/tmp", "/var/tmp")
	if err != nil {
		return nil, err
	}
	dir, release, err := takeCopy(ctx, base)
	if err != nil {
		return nil, err
	}
	running, err := cluster.Start(ctx, configured(dir))
	if err != nil {
		return nil, errors.Join(err, release())
	}
	s := &server{adminURL: running.URL("postgres"), template: templateName, prefix: "hito_test",
		stops: []func() error{release, running.Stop}}
	if s.access, err = db.Prepare(ctx, running.URL(templateName)); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// takeCopy returns a folder with a copy of the golden cluster, and how to remove it. A lock beside the
// folder lives as long as this process: what has none was left by a killed one.
func takeCopy(ctx context.Context, base string) (string, func() error, error) {
	dir, held, err := golden(ctx, base)
	if err != nil {
		return "", nil, err
	}
	defer quietly(held.Unlock)
	fast := fastFolder(base)
	removeStale(base)
	removeStale(fast)
	target := filepath.Join(fast, fmt.Sprintf("copy-%d-%d", os.Getpid(), time.Now().UnixNano()))
	lock := flock.New(target + ".lock")
	if got, err := lock.TryLock(); err != nil || !got {
		return "", nil, fmt.Errorf("lock %s: %w", target, errors.Join(err, fs.ErrExist))
	}
	release := func() error {
		return errors.Join(os.RemoveAll(target), os.Remove(lock.Path()), lock.Unlock())
	}
	if err := copyTree(dir, target); err != nil {
		return "", nil, errors.Join(fmt.Errorf("copy the golden cluster: %w", err), release())
	}
	return target, release, nil
}

// fastFolder is in memory where there is room for a few copies, else base.
func fastFolder(base string) string {
	const room = 512 << 20
	var disk syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &disk); err == nil && int64(disk.Bavail)*int64(disk.Bsize) > room { //nolint:unconvert // sizes differ by system
		if dir, err := baseIn("/dev/shm"); err == nil {
			return dir
		}
	}
	return base
}

// baseIn makes this user's folder in the first parent that will do.
func baseIn(parents ...string) (string, error) {
	var errs []error
	for _, parent := range parents {
		dir := filepath.Join(parent, fmt.Sprintf("hito-dbtest-%d", os.Geteuid()))
		err := os.Mkdir(dir, 0o711)
		if errors.Is(err, fs.ErrExist) {
			err = nil
		}
		info, statErr := os.Lstat(dir)
		switch err = errors.Join(err, statErr); {
		case err != nil:
		case !info.IsDir() || int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid():
			err = fmt.Errorf("%s belongs to somebody else", dir)
		case !cluster.Reachable(dir):
			err = fmt.Errorf("%s is out of reach for the user who runs PostgreSQL", dir)
		default:
			return dir, nil
		}
		errs = append(errs, err)
	}
	return "", fmt.Errorf("find a folder for test databases: %w", errors.Join(errs...))
}

const goldenLife = 14 * 24 * time.Hour // since its last use

// removeStale removes copies whose process is gone, and golden clusters that nobody uses any more.
// Nothing depends on it: what cannot be removed now is tried again by the next run.
func removeStale(base string) {
	locks, _ := filepath.Glob(filepath.Join(base, "*.lock")) // fails on a malformed pattern only
	for _, path := range locks {
		info, err := os.Stat(path)
		isGolden := strings.HasPrefix(filepath.Base(path), "golden-")
		if err != nil || isGolden && time.Since(info.ModTime()) < goldenLife {
			continue
		}
		removeIfStale(path)
	}
}

func removeIfStale(path string) {
	lock := flock.New(path)
	if got, err := lock.TryLock(); err != nil || !got {
		return
	}
	defer quietly(lock.Unlock)
	dir := strings.TrimSuffix(path, ".lock")
	if _, err := os.Stat(dir); err == nil && cluster.Discard(dir) != nil {
		return
	}
	if !strings.HasPrefix(filepath.Base(path), "golden-") { // others may be waiting for that one
		quietly(func() error { return os.Remove(path) })
	}
}

// copyTree copies folders and files with their modes and, for root, owners.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		target := to + strings.TrimPrefix(path, from)
		switch {
		case entry.IsDir():
			err = os.Mkdir(target, info.Mode().Perm())
		case entry.Type().IsRegular():
			err = copyFile(path, target, info.Mode().Perm())
		default:
			return nil // the socket of a server that is not running
		}
		if err == nil && os.Geteuid() == 0 {
			stat := info.Sys().(*syscall.Stat_t)
			err = os.Lchown(target, int(stat.Uid), int(stat.Gid))
		}
		return err
	})
}

func copyFile(from, to string, mode fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer quietly(in.Close)
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
