package db

import (
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// limitUnanswered bounds how long what was sent may stay unanswered by the other end's system.
func limitUnanswered(network, _ string, raw syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	var refused error
	err := raw.Control(func(fd uintptr) {
		refused = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unanswered.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return refused
}
