package cluster

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// syncTree writes the whole file system of dir to disk: one call instead of a thousand.
func syncTree(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(f.Fd())), f.Close())
}

// dyingIsKnown tells that a server ends with its Hito.
const dyingIsKnown = true

// dyingWith has the kernel send the signal to the child when the thread that started it ends.
func dyingWith(attr *syscall.SysProcAttr, signal syscall.Signal) *syscall.SysProcAttr {
	attr.Pdeathsig = signal
	return attr
}
