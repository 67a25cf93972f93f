package cluster

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Reachable tells whether the user who would run PostgreSQL can get at a folder.
func Reachable(dir string) bool {
	as, err := chooseUser(filepath.Join(dir, clusterName))
	return err == nil && as.blocked(dir) == ""
}

// Version returns the version of the programs that Start would use for a new cluster, as they tell it,
// or the Problem with which Start would refuse.
func Version(ctx context.Context, cfg Config) (string, error) {
	as, err := chooseUser("")
	if err != nil {
		return "", err
	}
	bin, err := discover(ctx, cfg.BinDir, cfg.CacheBin, as, 0)
	return bin.version, err
}

// Discard removes a data folder for good, after stopping a server that a killed process left in it: one of tests, or one
// that was made for something that failed. It refuses while a process holds the folder.
func Discard(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	p, err := locate(dir)
	if err != nil {
		return err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer quietly(lock.Unlock)
	c := &Cluster{place: p, volatile: true}
	pid, err := processIn(filepath.Join(c.Dir(), "postmaster.pid"))
	if err == nil && pid != 0 && c.identify(pid) == ours {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err = c.stopOrphan(ctx, pid)
	}
	return errors.Join(err, os.RemoveAll(p.home), os.RemoveAll(dir))
}
