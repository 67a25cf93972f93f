package attachment

import (
	"errors"
	"io"
)

// Content reads what a file holds, a piece at a time, so that nobody who downloads slowly holds the whole of it in
// memory, or a connection. A file never changes, so its pieces belong together.
type Content struct {
	fetch func(from, length int) ([]byte, error)
	size  int64
	at    int64  // where the next byte is
	piece []byte // what was read and not yet taken
	err   error
}

// Open returns the reader of a file of so many bytes; fetch reads so many of them from a place on, counted from 0.
func Open(size int64, fetch func(from, length int) ([]byte, error)) *Content {
	return &Content{fetch: fetch, size: size}
}

// pieceBytes is how much is read at a time.
const pieceBytes = 256 << 10

// Read gives the next bytes.
func (c *Content) Read(b []byte) (int, error) {
	if c.at >= c.size {
		return 0, io.EOF
	}
	if len(c.piece) == 0 {
		if c.piece, c.err = c.fetch(int(c.at), pieceBytes); c.err != nil {
			return 0, c.err
		}
	}
	n := copy(b, c.piece)
	c.piece, c.at = c.piece[n:], c.at+int64(n)
	return n, nil
}

// Err returns why a reading failed, which io.Copy and its like may keep to themselves.
func (c *Content) Err() error { return c.err }

var errSeek = errors.New("seek outside of the file")

// Seek goes to another place of the file.
func (c *Content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.at
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 || offset > c.size {
		return 0, errSeek
	}
	c.at, c.piece = offset, nil
	return offset, nil
}
