package cluster

import (
	"context"
	"errors"
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

// Discard removes a data folder of tests, after stopping a server that a killed test left in it.
// It refuses while a process holds the folder.
func Discard(dir string) error {
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer quietly(lock.Unlock)
	c := &Cluster{place: place{dir: dir, home: dir}, volatile: true}
	pid, err := processIn(filepath.Join(c.Dir(), "postmaster.pid"))
	if err == nil && pid != 0 && c.identify(pid) == ours {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err = c.stopOrphan(ctx, pid)
	}
	return errors.Join(err, os.RemoveAll(dir))
}
