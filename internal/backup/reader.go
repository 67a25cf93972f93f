package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"reflect"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// reader reads one back-up from its beginning to its end.
type reader struct {
	header Manifest
	source *sourceReader
	packed *zstd.Decoder
	tar    *tar.Reader
	next   *tar.Header // the entry that comes; nil at the end
	read   []Table     // as they were read
}

// sourceReader keeps the failure of the disk or network that a back-up comes from, which is no damage.
type sourceReader struct {
	in  io.Reader
	err error
}

func (s *sourceReader) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// open reads the header. Keys are needed where the back-up is encrypted.
func open(in io.Reader, keys []age.Identity) (*reader, error) {
	r := &reader{source: &sourceReader{in: in}}
	buffered := bufio.NewReaderSize(r.source, 64<<10)
	inside, sealed, err := unlock(buffered, keys)
	if err != nil {
		return nil, r.explain(err)
	}
	first := bufio.NewReaderSize(inside, 64<<10)
	if start := skippedFrame([]byte(title)); !begins(first, start[:len(start)-2]) { // but for the format's number
		if r.source.err == nil && sealed {
			return nil, problem(nil, "El fichero está cifrado, pero dentro no hay una copia de seguridad de Hito.")
		}
		return nil, r.explain(errForeign)
	}
	r.packed, err = zstd.NewReader(newUnsealer(first), zstd.WithDecoderMaxWindow(2*windowSize), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderConcurrency(2))
	if err != nil {
		return nil, fmt.Errorf("begin to read the back-up: %w", err)
	}
	r.tar = tar.NewReader(r.packed)
	if err := r.readHeader(); err != nil {
		r.packed.Close()
		return nil, r.explain(err)
	}
	r.header.Encrypted = sealed
	return r, nil
}

// begins tells whether a reader goes on with some bytes, which it leaves there.
func begins(in *bufio.Reader, with []byte) bool {
	start, _ := in.Peek(len(with)) // what is too short does not
	return bytes.Equal(start, with)
}

// unlock decrypts what is encrypted.
func unlock(in *bufio.Reader, keys []age.Identity) (inside io.Reader, sealed bool, err error) {
	switch sealed = begins(in, []byte(encrypted)); {
	case !sealed:
		return in, false, nil
	case len(keys) == 0:
		return nil, true, ErrEncrypted
	}
	inside, err = age.Decrypt(in, keys...)
	return inside, true, err
}

func (r *reader) readHeader() error {
	if err := r.advance(); err != nil {
		return err
	}
	if r.next == nil || r.next.Name != headerName {
		return errors.New("it does not begin with its header")
	}
	var err error
	if r.header, err = readManifest(r.tar); err != nil {
		return err
	}
	if r.header.Format != format {
		return problem(nil, "La copia es de un formato que este programa no conoce (el %d): actualice Hito.", r.header.Format)
	}
	return r.advance()
}

func (r *reader) advance() (err error) {
	r.next, err = r.tar.Next()
	if errors.Is(err, io.EOF) {
		r.next, err = nil, nil
	}
	return err
}

// all gives the COPY text of each table to use, which returns how many rows it took, and returns the manifest once
// everything was read and fits it.
func (r *reader) all(use func(Table, io.Reader) (rows int64, err error)) (Manifest, error) {
	for _, t := range r.header.Tables {
		t.Rows, t.Bytes, t.SHA256 = 0, 0, "" // whatever the header says
		text := &tableReader{from: r, table: &t, sum: sha256.New()}
		rows, err := use(t, text)
		if text.err != nil {
			return Manifest{}, r.explain(text.err) // which is why use failed
		}
		if err != nil {
			return Manifest{}, err
		}
		if rows != t.Rows {
			return Manifest{}, fmt.Errorf("of %s %d rows were taken, and %d are there", t.path(), rows, t.Rows)
		}
		t.SHA256 = hex.EncodeToString(text.sum.Sum(nil))
		r.read = append(r.read, t)
	}
	m, err := r.finish()
	if err != nil {
		return Manifest{}, r.explain(err)
	}
	m.Encrypted = r.header.Encrypted
	return m, nil
}

// finish reads the manifest, compares it with what was read, and goes to the very end, where the seal is.
func (r *reader) finish() (m Manifest, err error) {
	if r.next == nil || r.next.Name != manifestName {
		return m, errors.New("something else stands where the list of contents should")
	}
	if m, err = readManifest(r.tar); err != nil {
		return m, err
	}
	if err = r.advance(); err != nil {
		return m, err
	}
	if r.next != nil {
		return m, errors.New("there is more than the list of contents says")
	}
	if _, err = io.Copy(io.Discard, r.packed); err != nil {
		return m, err
	}
	header := r.header
	header.Encrypted = false
	if !reflect.DeepEqual(m.header(), header.header()) || !reflect.DeepEqual(m.Tables, r.read) {
		return m, errors.New("the list of contents does not fit the contents")
	}
	return m, nil
}

// tableReader gives the text of a table, whose parts are entries of the tar.
type tableReader struct {
	from  *reader
	table *Table
	sum   hash.Hash
	parts int
	ended bool
	err   error // other than the end
}

func (t *tableReader) Read(p []byte) (int, error) {
	if t.err != nil {
		return 0, t.err
	}
	for !t.ended {
		if t.parts > 0 {
			n, err := t.from.tar.Read(p)
			t.count(p[:n])
			if n > 0 || err != nil && !errors.Is(err, io.EOF) {
				return n, t.keep(err)
			}
			if err := t.from.advance(); err != nil {
				return 0, t.keep(err)
			}
		}
		if t.from.next == nil || t.from.next.Name != partName(*t.table, t.parts+1) {
			t.ended = true
			break
		}
		t.parts++
	}
	return 0, io.EOF
}

func (t *tableReader) count(text []byte) {
	t.sum.Write(text)
	t.table.Bytes += int64(len(text))
	t.table.Rows += int64(bytes.Count(text, []byte{'\n'}))
}

func (t *tableReader) keep(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	t.err = err
	return err
}
