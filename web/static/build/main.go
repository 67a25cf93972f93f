// Command build turns the sources of web/static into web/static/dist: bundled,
// minified, named by the hash of their content and compressed ahead of time.
//
// It needs nothing but Go. With -echarts it rebuilds js/vendor/echarts.js
// instead, from the packages npm installed in the echarts folder.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	dir := flag.String("dir", ".", "folder of the static sources")
	echarts := flag.Bool("echarts", false, "rebuild js/vendor/echarts.js from echarts/node_modules")
	flag.Parse()

	run := buildDist
	if *echarts {
		run = buildEcharts
	}
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "static:", err)
		os.Exit(1)
	}
}

func buildDist(dir string) error {
	assets, err := bundle(dir)
	if err != nil {
		return err
	}
	return assets.write(dir + "/dist")
}
