package main

import (
	"fmt"
	"io"
	"runtime"
	"time"
)

// table writes the rows in Markdown, as docs/reliability.md keeps them.
func table(w io.Writer, rows []*row) {
	fmt.Fprintf(w, "%s; %d cores; %s %s/%s\n\n", time.Now().Format(time.DateOnly), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintln(w, "| Fault | Times | Acknowledged | Lost | Duplicated | Audit chain | Longest gap | Errors seen |")
	fmt.Fprintln(w, "|---|---:|---:|---:|---:|---|---:|---:|")
	for _, r := range rows {
		chain := "valid"
		if r.chain != nil {
			chain = r.chain.Error()
		}
		if r.acknowledged == 0 {
			chain = "not run"
		}
		fmt.Fprintf(w, "| %s | %d | %d | %d | %d | %s | %d ms | %d |\n",
			r.name, r.repeated, r.acknowledged, r.lost, r.duplicated, chain, r.gap.Milliseconds(), r.errors)
	}
}
