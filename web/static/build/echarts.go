package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// notices are the texts Apache-2.0 and BSD-3-Clause want beside the bundle.
var notices = map[string]string{
	"echarts/LICENSE":             "echarts-LICENSE.txt",
	"echarts/NOTICE":              "echarts-NOTICE.txt",
	"echarts/licenses/LICENSE-d3": "d3-LICENSE.txt",
	"zrender/LICENSE":             "zrender-LICENSE.txt",
}

// buildEcharts bundles the parts of ECharts that echarts/entry.js names into
// js/vendor/echarts.js and copies the licences beside it.
func buildEcharts(dir string) error {
	root, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("find the sources: %w", err)
	}
	vendor := filepath.Join(root, "js", "vendor")
	out := api.Build(api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       []string{filepath.Join(root, "echarts", "entry.js")},
		Outfile:           filepath.Join(vendor, "echarts.js"),
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Format:            api.FormatESModule,
		Engines:           engines,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		Banner:            map[string]string{"js": banner},
		Define:            map[string]string{"process.env.NODE_ENV": `"production"`},
		Plugins:           []api.Plugin{adapted},
	})
	if len(out.Errors) > 0 {
		return messages(out.Errors)
	}
	if err := replace(filepath.Join(vendor, "echarts.js"), out.OutputFiles[0].Contents); err != nil {
		return err
	}
	for from, to := range notices {
		body, err := os.ReadFile(filepath.Join(root, "echarts", "node_modules", from))
		if err != nil {
			return fmt.Errorf("read licence: %w", err)
		}
		if err := replace(filepath.Join(vendor, to), body); err != nil {
			return err
		}
	}
	return nil
}

// change is an edit of a file of the packages: each text must be there once.
type change struct{ filter, old, new string }

// changes are what ECharts leaves us no option for.
var changes = []change{
	// require-trusted-types-for refuses every string given to innerHTML, the
	// empty one too: disposing a chart would throw.
	{`zrender/lib/svg/Painter\.js$`, "this.root.innerHTML = '';", "this.root.replaceChildren();"},
	{`zrender/lib/svg/Painter\.js$`, "this._svgDom.innerHTML = null;", "this._svgDom.replaceChildren();"},
	// Tooltips drawn as rich text ignore the font of their options.
	{`component/tooltip/TooltipRichContent\.js$`, "lineHeight: 22,",
		"lineHeight: 19, fontFamily: textStyleModel.get('fontFamily'), fontSize: textStyleModel.get('fontSize'),"},
}

// adapted applies the changes while the packages are bundled.
var adapted = api.Plugin{Name: "adapted", Setup: func(build api.PluginBuild) {
	byFile := map[string][]change{}
	for _, c := range changes {
		byFile[c.filter] = append(byFile[c.filter], c)
	}
	for filter, list := range byFile {
		build.OnLoad(api.OnLoadOptions{Filter: filter}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			source, err := adapt(args.Path, list)
			return api.OnLoadResult{Contents: &source}, err
		})
	}
}}

func adapt(path string, list []change) (string, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read package: %w", err)
	}
	source := string(body)
	for _, c := range list {
		if strings.Count(source, c.old) != 1 {
			return "", fmt.Errorf("%s has changed: %q is not there once", path, c.old)
		}
		source = strings.Replace(source, c.old, c.new, 1)
	}
	return source, nil
}

const banner = `/*! Apache ECharts 6.1.0, Copyright The Apache Software Foundation, Apache-2.0 (echarts-LICENSE.txt, echarts-NOTICE.txt); zrender, Copyright Baidu Inc., BSD-3-Clause (zrender-LICENSE.txt); parts of d3, Copyright Mike Bostock, BSD-3-Clause (d3-LICENSE.txt). A subset, adapted: see web/static/build/echarts.go. */`
