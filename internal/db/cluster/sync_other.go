//go:build unix && !linux

package cluster

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// syncTree writes every file and folder of dir to disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// dyingIsKnown tells that a server ends with its Hito.
const dyingIsKnown = false

// dyingWith has no counterpart here: what outlives Hito is stopped at the next start.
func dyingWith(attr *syscall.SysProcAttr, _ syscall.Signal) *syscall.SysProcAttr { return attr }
