package backup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"filippo.io/age"
)

// Check reads a back-up from its beginning to its end and returns what it holds, or a *db.Problem that says why it cannot
// be used. It needs no database. An encrypted one needs its keys: without them it is ErrEncrypted.
func Check(ctx context.Context, path string, keys ...age.Identity) (Manifest, error) {
	file, err := Open(path)
	if err != nil {
		return Manifest{}, err
	}
	defer file.Close()
	return verify(ctx, file, keys)
}

// Open opens the file of a back-up.
func Open(path string) (*os.File, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, problem(err, "No se puede abrir la copia %s: %v.", path, err)
	}
	return file, nil
}

func verify(ctx context.Context, in io.Reader, keys []age.Identity) (Manifest, error) {
	r, err := open(&untilDone{ctx, in}, keys)
	if err != nil {
		return Manifest{}, err
	}
	defer r.packed.Close()
	return r.all(countRows)
}

// countRows takes the rows of a table as a database would.
func countRows(_ Table, text io.Reader) (rows int64, err error) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := text.Read(buffer)
		rows += int64(bytes.Count(buffer[:n], []byte{'\n'}))
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, fmt.Errorf("read the rows: %w", err)
		}
	}
}

// untilDone ends a reader with its context.
type untilDone struct {
	ctx context.Context
	in  io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.in.Read(p)
}
