package cluster

import (
	"fmt"
	"os"
	"strings"
)

// identify reads what the kernel tells: a postmaster works in its cluster's folder, and no other
// process of the same number does.
func identify(pid int, pgdata string) bearer {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return gone
	}
	// The name in parentheses may hold anything; the state follows the last one.
	if _, state, ok := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')'):]), ") "); ok && strings.HasPrefix(state, "Z") {
		return zombie
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err == nil && cwd == pgdata {
		return ours
	}
	return foreign
}
