package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sources = ".."

func TestDistIsUpToDate(t *testing.T) {
	set, err := bundle(sources)
	if err != nil {
		t.Fatal(err)
	}
	want, err := set.manifest()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(sources, "dist", manifestName))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("dist is older than its sources: run go generate ./web/static\nhave %s\nwant %s", got, want)
	}
	for name, a := range set {
		body, err := os.ReadFile(filepath.Join(sources, "dist", a.file))
		if err != nil || !bytes.Equal(body, a.body) {
			t.Errorf("%s in dist is not what its sources give (%v)", name, err)
		}
	}
}

func TestDistHoldsNothingElse(t *testing.T) {
	set, err := bundle(sources)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{manifestName: true}
	for _, a := range set {
		known[a.file], known[a.file+".br"], known[a.file+".gz"] = true, true, true
	}
	entries, err := os.ReadDir(filepath.Join(sources, "dist"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !known[entry.Name()] {
			t.Errorf("dist holds %s, which no source gives", entry.Name())
		}
	}
}

func TestWritingTwiceGivesTheSameBytes(t *testing.T) {
	set := assetSet{}
	if err := set.add("a.css", []byte(strings.Repeat("a{color:red}", 50))); err != nil {
		t.Fatal(err)
	}
	read := func(dir string) map[string]string {
		if err := set.write(dir); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, entry := range entries {
			body, err := os.ReadFile(filepath.Join(dir, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			found[entry.Name()] = string(body)
		}
		return found
	}
	one, two := read(t.TempDir()), read(t.TempDir())
	if len(one) != 4 {
		t.Fatalf("want the asset, two compressed forms and the manifest, got %d files", len(one))
	}
	for name, body := range one {
		if two[name] != body {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

func TestWriteRemovesWhatIsNoLongerPublished(t *testing.T) {
	dir := t.TempDir()
	stale := filepath.Join(dir, "old.0000000000.css")
	if err := os.WriteFile(stale, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := (assetSet{}).write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stale); !os.IsNotExist(err) {
		t.Errorf("the old asset is still there (%v)", err)
	}
}

func TestTwoAssetsCannotShareAName(t *testing.T) {
	set := assetSet{}
	if err := set.add("a.js", nil); err != nil {
		t.Fatal(err)
	}
	if err := set.add("a.js", []byte("other")); err == nil {
		t.Error("the second a.js was taken")
	}
}

func TestReferenceToAMissingAssetFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "css"), 0o755); err != nil {
		t.Fatal(err)
	}
	css := []byte(`a{background:url("../icons/none.svg")}`)
	if err := os.WriteFile(filepath.Join(dir, "css", "app.css"), css, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := bundle(dir); err == nil || !strings.Contains(err.Error(), "none.svg") {
		t.Errorf("want an error that names none.svg, got %v", err)
	}
}

// A bundle made without the changes would throw when a chart goes away.
func TestEchartsWasBundledWithTheChanges(t *testing.T) {
	body, err := os.ReadFile(filepath.Join(sources, "js", "vendor", "echarts.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{".root.innerHTML", "._svgDom.innerHTML", "eval(", "new Function("} {
		if bytes.Contains(body, []byte(bad)) {
			t.Errorf("js/vendor/echarts.js contains %s", bad)
		}
	}
	if got := bytes.Count(body, []byte(".replaceChildren()")); got != 2 {
		t.Errorf("js/vendor/echarts.js empties elements in %d places, want 2", got)
	}
	if !bytes.HasPrefix(body, []byte("/*! Apache ECharts")) {
		t.Error("js/vendor/echarts.js has lost its licence header")
	}
}

func TestAdaptRefusesAFileThatHasChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.js")
	if err := os.WriteFile(path, []byte("one two two"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := adapt(path, []change{{old: "one", new: "1"}}); err != nil || got != "1 two two" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, old := range []string{"two", "three"} {
		if _, err := adapt(path, []change{{old: old}}); err == nil {
			t.Errorf("%q was replaced though it is not there once", old)
		}
	}
}
