package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// resourceFaults take away what the application needs.
var resourceFaults = []fault{
	slowReaders(),
	{name: "Disk of the data folder full, until something is removed", stage: smallDisk, cause: fillDisk},
}

// diskSize holds a cluster with what a row writes, and is soon full.
const diskSize = "400m"

// smallDisk stages Hito on a file system of its own, which takes root or a container that may mount.
func smallDisk(ctx context.Context, e *env) (*scene, error) {
	disk, err := e.folder()
	if err != nil {
		return nil, err
	}
	mount := exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "mode=755,size="+diskSize, "hito-faults", disk)
	if said, err := mount.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("it cannot be run here, as no file system may be mounted: %w: %s", err, said)
	}
	s, err := embeddedIn(ctx, e, filepath.Join(disk, "data"))
	if err != nil {
		return nil, errors.Join(err, unmount(disk))
	}
	s.close = func() error { return errors.Join(s.stopPrograms(), unmount(disk)) }
	return s, nil
}

func unmount(disk string) error {
	said, err := exec.Command("umount", disk).CombinedOutput() //nolint:noctx // our folder, also after the run was stopped
	if err != nil {
		return fmt.Errorf("unmount %s: %w: %s", disk, err, said)
	}
	return nil
}

// fullFor is how long a disk stays full after clients have noticed, or nobody has within mostUnnoticed.
const (
	fullFor       = time.Second
	mostUnnoticed = 20 * time.Second
)

// fillDisk writes a file until nothing more fits, keeps it for a while, and removes it, as whoever looks after the machine
// does; where Hito has given up meanwhile, it is started again, as systemd does.
func fillDisk(ctx context.Context, s *scene) error {
	before := s.ledger.failed()
	path := filepath.Join(filepath.Dir(s.command.data), "ballast")
	if err := fill(path); err != nil {
		return err
	}
	for deadline := time.Now().Add(mostUnnoticed); s.ledger.failed() == before && time.Now().Before(deadline); {
		if err := fill(path); err != nil { // what PostgreSQL has removed meanwhile
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	if s.ledger.failed() == before {
		return errors.New("nobody notices that the disk is full")
	}
	time.Sleep(fullFor)
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("make room: %w", err)
	}
	return until(ctx, "the application answers", func() bool { return s.supervised(ctx) })
}

// fill appends to a file until nothing more fits.
func fill(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("fill the disk: %w", err)
	}
	defer file.Close()
	for block := make([]byte, 1<<20); len(block) > 0; {
		if _, err := file.Write(block); err != nil {
			block = block[:len(block)/2]
		}
	}
	return nil
}
