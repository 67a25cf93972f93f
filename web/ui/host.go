package ui

import (
	"cmp"
	"strings"
)

// HostOf returns the host of an address on the web, to know where a link leads: "ejemplo.org".
func HostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return cmp.Or(strings.TrimPrefix(host, "www."), address)
}
