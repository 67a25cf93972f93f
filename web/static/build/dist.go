package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

const manifestName = "manifest.json"

// manifest maps plain names to published file names; JSON sorts its keys, so
// the same assets always give the same bytes.
func (s assetSet) manifest() ([]byte, error) {
	names := map[string]string{}
	for name, a := range s {
		names[name] = a.file
	}
	body, err := json.MarshalIndent(names, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	return append(body, '\n'), nil
}

// write makes dist hold exactly the assets, their compressed forms and the
// manifest. The manifest goes after the files it names and before the old
// ones disappear, so that a reader never finds a name without its file.
func (s assetSet) write(dist string) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return fmt.Errorf("make dist: %w", err)
	}
	keep := map[string]bool{manifestName: true}
	for _, a := range s {
		files, err := variants(dist, a)
		if err != nil {
			return err
		}
		for name, body := range files {
			keep[name] = true
			if err := replace(filepath.Join(dist, name), body); err != nil {
				return err
			}
		}
	}
	body, err := s.manifest()
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(dist, manifestName), body); err != nil {
		return err
	}
	return prune(dist, keep)
}

// variants returns the asset and those compressed forms that make it smaller,
// by file name. Forms already in dist are taken over when they decode to the
// asset: brotli at its best level is slow.
func variants(dist string, a asset) (map[string][]byte, error) {
	files := map[string][]byte{a.file: a.body}
	for ext, c := range codecs {
		name := a.file + ext
		packed, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil || !c.holds(packed, a.body) {
			if packed, err = c.pack(a.body); err != nil {
				return nil, fmt.Errorf("compress %s: %w", name, err)
			}
		}
		if len(packed) < len(a.body)*19/20 {
			files[name] = packed
		}
	}
	return files, nil
}

type codec struct {
	writer func(io.Writer) (io.WriteCloser, error)
	reader func(io.Reader) (io.Reader, error)
}

var codecs = map[string]codec{
	".br": {
		writer: func(w io.Writer) (io.WriteCloser, error) {
			return brotli.NewWriterLevel(w, brotli.BestCompression), nil
		},
		reader: func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	},
	".gz": {
		writer: func(w io.Writer) (io.WriteCloser, error) {
			return gzip.NewWriterLevel(w, gzip.BestCompression)
		},
		reader: func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	},
}

func (c codec) pack(body []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := c.writer(&packed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

func (c codec) holds(packed, body []byte) bool {
	r, err := c.reader(bytes.NewReader(packed))
	if err != nil {
		return false
	}
	plain, err := io.ReadAll(r)
	return err == nil && bytes.Equal(plain, body)
}

// replace writes body to path unless it is already there, in one step for
// those who read at the same time.
func replace(path string, body []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, body) {
		return nil
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(body)
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(temp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func prune(dist string, keep map[string]bool) error {
	entries, err := os.ReadDir(dist)
	if err != nil {
		return fmt.Errorf("list dist: %w", err)
	}
	for _, entry := range entries {
		if keep[entry.Name()] {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dist, entry.Name())); err != nil {
			return fmt.Errorf("remove old asset: %w", err)
		}
	}
	return nil
}
