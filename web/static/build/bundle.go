package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const urlPrefix = "/static/"

// copied lists the sources that are published as they are.
var copied = []string{
	"fonts/*.woff2", "fonts/*.txt", "icons/*.svg", "icons/*.png", "js/vendor/*.js", "js/vendor/*.txt",
}

// bundled lists the sources that esbuild joins with what they import.
var bundled = []string{"css/app.css", "js/*.js"}

// engines are the first versions that know light-dark(), which the colour
// tokens stand on; nothing older could show the pages anyway.
var engines = []api.Engine{
	{Name: api.EngineChrome, Version: "123"},
	{Name: api.EngineEdge, Version: "123"},
	{Name: api.EngineFirefox, Version: "120"},
	{Name: api.EngineSafari, Version: "17.5"},
}

type asset struct {
	file string // published name: app.3f9a1c2b4d.css
	body []byte
}

// assetSet holds the published assets by their plain name, such as "app.css".
type assetSet map[string]asset

func (s assetSet) add(name string, body []byte) error {
	if _, taken := s[name]; taken {
		return fmt.Errorf("two assets are named %s", name)
	}
	sum := sha256.Sum256(body)
	ext := filepath.Ext(name)
	file := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	s[name] = asset{file: file, body: body}
	return nil
}

// bundle reads the sources under dir and returns everything to be published.
func bundle(dir string) (assetSet, error) {
	set := assetSet{}
	if err := set.copySources(dir); err != nil {
		return nil, err
	}
	entries, err := glob(dir, bundled)
	if err != nil {
		return nil, err
	}
	// References go from bundles to copied assets only, never between bundles,
	// so every hash is known before it is written into another file.
	known := maps.Clone(set)
	for _, entry := range entries {
		body, err := bundleOne(entry, known)
		if err != nil {
			return nil, err
		}
		if err := set.add(filepath.Base(entry), body); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func (s assetSet) copySources(dir string) error {
	paths, err := glob(dir, copied)
	if err != nil {
		return err
	}
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read asset: %w", err)
		}
		if err := s.add(filepath.Base(path), body); err != nil {
			return err
		}
	}
	return nil
}

func bundleOne(entry string, known assetSet) ([]byte, error) {
	path, err := filepath.Abs(entry)
	if err != nil {
		return nil, fmt.Errorf("find the sources: %w", err)
	}
	out := api.Build(api.BuildOptions{
		AbsWorkingDir:     filepath.Dir(path),
		EntryPoints:       []string{path},
		Outdir:            filepath.Dir(path),
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Format:            api.FormatESModule,
		Engines:           engines,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		Plugins:           []api.Plugin{references(known)},
	})
	if len(out.Errors) > 0 {
		return nil, messages(out.Errors)
	}
	if len(out.OutputFiles) != 1 {
		return nil, fmt.Errorf("bundle %s: expected one file, got %d", entry, len(out.OutputFiles))
	}
	return out.OutputFiles[0].Contents, nil
}

// references rewrites url("../fonts/x.woff2") in CSS and import("hito:x.js")
// in JavaScript to the published address of the asset with that base name.
func references(known assetSet) api.Plugin {
	resolve := func(args api.OnResolveArgs) (api.OnResolveResult, error) {
		found, ok := known[filepath.Base(strings.TrimPrefix(args.Path, "hito:"))]
		if !ok {
			return api.OnResolveResult{}, fmt.Errorf("no asset is named %s", args.Path)
		}
		return api.OnResolveResult{Path: urlPrefix + found.file, External: true}, nil
	}
	return api.Plugin{Name: "references", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^hito:`}, resolve)
		build.OnResolve(api.OnResolveOptions{Filter: `^[^:]+\.(woff2|svg|png)$`}, resolve)
	}}
}

func glob(dir string, patterns []string) ([]string, error) {
	var found []string
	for _, pattern := range patterns {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", pattern, err)
		}
		found = append(found, paths...)
	}
	slices.Sort(found)
	return found, nil
}

func messages(list []api.Message) error {
	texts := api.FormatMessages(list, api.FormatMessagesOptions{Kind: api.ErrorMessage})
	return errors.New(strings.TrimSpace(strings.Join(texts, "")))
}
