// Package static holds the published assets (style, scripts, fonts, icons):
// embedded, named by the hash of their content, compressed ahead of time.
//
// Their sources are in css, js, fonts and icons; after a change run
// "go generate ./web/static" and commit dist. The ECharts bundle is a source
// too, js/vendor/echarts.js; it is rebuilt from npm, seldom, with
// "npm ci --prefix web/static/echarts --ignore-scripts" followed by
// "go run ./web/static/build -dir web/static -echarts".
package static

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:generate go run ./build

//go:embed dist
var dist embed.FS

// files maps plain names ("app.css") to published ones ("app.3f9a1c2b4d.css").
var files = readManifest()

// URL returns the address of the asset with that plain name, such as
// "app.css". It panics for a name that was never built: a mistake in a
// template, which any rendering of the page brings to light.
func URL(name string) string {
	file, ok := files[name]
	if !ok {
		panic(fmt.Sprintf("static: no asset named %q; run go generate ./web/static", name))
	}
	return prefix + file
}

// Content returns the bytes of that asset, for documents that carry it inside. It panics where URL does.
func Content(name string) []byte {
	file := strings.TrimPrefix(URL(name), prefix)
	body, err := dist.ReadFile("dist/" + file)
	if err != nil {
		panic("static: " + err.Error())
	}
	return body
}

func readManifest() map[string]string {
	body, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		panic("static: " + err.Error())
	}
	var names map[string]string
	if err := json.Unmarshal(body, &names); err != nil {
		panic("static: read manifest: " + err.Error())
	}
	return names
}
