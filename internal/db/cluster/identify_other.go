//go:build unix && !linux

package cluster

import (
	"os/exec"
	"strconv"
	"strings"
)

// identify asks ps: the command line of a postmaster that Hito started names its cluster's folder.
func identify(pid int, pgdata string) bearer {
	out, err := exec.Command("ps", "-o", "stat=,command=", "-p", strconv.Itoa(pid)).Output()
	state, command, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	switch {
	case err != nil || state == "":
		return gone
	case strings.HasPrefix(state, "Z"):
		return zombie
	case strings.Contains(command, "-D "+pgdata+" "):
		return ours
	default:
		return foreign
	}
}
