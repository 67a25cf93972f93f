package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

const (
	headerName   = "header.json"
	manifestName = "manifest.json"
	tablesFolder = "tables/"
)

// partSize is how much of a table stands in one entry of the tar, which must know its size beforehand: it is what a
// back-up holds in memory of the rows.
const partSize = 1 << 20

// windowSize is how far back the compression looks: more costs memory on both sides and gains little.
const windowSize = 4 << 20

// writer writes one back-up.
type writer struct {
	manifest Manifest
	tar      *tar.Writer
	closers  []io.Closer // from the inside outwards
}

// newWriter begins a back-up with its header. The recipients may read it; without any, everybody may.
func newWriter(out io.Writer, m Manifest, recipients []age.Recipient) (*writer, error) {
	w := &writer{manifest: m}
	if len(recipients) > 0 {
		sealed, err := age.Encrypt(out, recipients...)
		if err != nil {
			return nil, fmt.Errorf("begin to encrypt: %w", err)
		}
		w.manifest.Encrypted = true
		w.closers, out = append(w.closers, sealed), sealed
	}
	seal, err := newSealer(out)
	if err != nil {
		return nil, err
	}
	packed, err := zstd.NewWriter(seal, zstd.WithWindowSize(windowSize), zstd.WithEncoderConcurrency(2))
	if err != nil {
		return nil, fmt.Errorf("begin to compress: %w", err)
	}
	w.tar = tar.NewWriter(packed)
	w.closers = append([]io.Closer{w.tar, packed, seal}, w.closers...)
	return w, w.document(headerName, m.header())
}

func (w *writer) document(name string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return w.entry(name, append(text, '\n'))
}

func (w *writer) entry(name string, content []byte) error {
	err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: w.manifest.At.Truncate(time.Second)})
	if err == nil {
		_, err = w.tar.Write(content)
	}
	return err
}

// table writes the nth table; fill writes its COPY text and returns how many rows the server says it sent.
func (w *writer) table(n int, fill func(io.Writer) (rows int64, err error)) error {
	t := &w.manifest.Tables[n]
	parts := &partsWriter{out: w, table: t, sum: sha256.New(), buffer: make([]byte, 0, partSize)}
	rows, err := fill(parts)
	if err == nil {
		err = parts.flush()
	}
	if err != nil {
		return fmt.Errorf("copy %s: %w", t.path(), err)
	}
	if rows != t.Rows {
		return fmt.Errorf("copy %s: the server says %d rows and sent %d", t.path(), rows, t.Rows)
	}
	t.SHA256 = hex.EncodeToString(parts.sum.Sum(nil))
	return nil
}

// close ends the back-up with its manifest.
func (w *writer) close() error {
	if err := w.document(manifestName, w.manifest); err != nil {
		return err
	}
	for _, c := range w.closers {
		if err := c.Close(); err != nil {
			return fmt.Errorf("end the back-up: %w", err)
		}
	}
	return nil
}

// abandon frees what a back-up holds that is not ended.
func (w *writer) abandon() {
	for _, c := range w.closers {
		_ = c.Close() // nobody reads it
	}
}

// partsWriter cuts the text of a table into entries and counts it. In COPY's text every line break ends a row.
type partsWriter struct {
	out    *writer
	table  *Table
	sum    hash.Hash
	buffer []byte
	parts  int
}

func (p *partsWriter) Write(text []byte) (int, error) {
	p.sum.Write(text)
	p.table.Bytes += int64(len(text))
	p.table.Rows += int64(bytes.Count(text, []byte{'\n'}))
	for rest := text; len(rest) > 0; {
		n := min(len(rest), partSize-len(p.buffer))
		p.buffer, rest = append(p.buffer, rest[:n]...), rest[n:]
		if len(p.buffer) == partSize {
			if err := p.flush(); err != nil {
				return 0, err
			}
		}
	}
	return len(text), nil
}

func (p *partsWriter) flush() error {
	if len(p.buffer) == 0 {
		return nil
	}
	p.parts++
	err := p.out.entry(partName(*p.table, p.parts), p.buffer)
	p.buffer = p.buffer[:0]
	return err
}

func partName(t Table, part int) string {
	return fmt.Sprintf("%s%s/%08d", tablesFolder, t.path(), part)
}
