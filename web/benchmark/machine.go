package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// machine describes in one line where and when the figures were taken.
func machine(postgres, loadBefore, loadAfter string) string {
	return fmt.Sprintf("%s; %d cores, %s; %s of memory; %s %s/%s; PostgreSQL %s; load %s before and %s after\n",
		time.Now().Format(time.DateOnly), runtime.NumCPU(), field("/proc/cpuinfo", "model name"), field("/proc/meminfo", "MemTotal"),
		runtime.Version(), runtime.GOOS, runtime.GOARCH, postgres, loadBefore, loadAfter)
}

// field reads "name : value" from a file of the system; "unknown" where there is none.
func field(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.Join(strings.Fields(value), " ")
		}
	}
	return "unknown"
}

// load is how many processes wanted a core on average over the last minute.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	minute, _, _ := strings.Cut(string(text), " ")
	return minute
}
