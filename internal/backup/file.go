package backup

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"filippo.io/age"
)

// unfinished is how the files of back-ups under way are named, and those that a killed one left.
const unfinished = ".hito-backup-"

// WriteFile writes a back-up into a file that only its owner may read. It has its name once it is whole, on the disk and
// read back; until then, and after a failure, there is none. A file that is there stays, unless it may be replaced.
func (s Source) WriteFile(ctx context.Context, path string, replace bool, recipients ...age.Recipient) (Manifest, error) {
	if _, err := os.Lstat(path); err == nil && !replace {
		return Manifest{}, alreadyThere(path)
	}
	file, err := os.CreateTemp(filepath.Dir(path), unfinished+"*") // 0600
	if err != nil {
		return Manifest{}, cannotWrite(path, err)
	}
	defer os.Remove(file.Name()) // which is gone once it has its name
	defer file.Close()           // which it is already where all went well
	m, err := s.fillFile(ctx, file, path, recipients)
	if err != nil {
		return m, err
	}
	if err := file.Close(); err != nil {
		return m, cannotWrite(path, err)
	}
	return m, name(file.Name(), path, replace)
}

// fillFile writes, makes sure that the disk has it, and reads it again.
func (s Source) fillFile(ctx context.Context, file *os.File, path string, recipients []age.Recipient) (Manifest, error) {
	written := sha256.New()
	disk := &diskWriter{out: file}
	buffered := bufio.NewWriterSize(io.MultiWriter(disk, written), 256<<10)
	m, err := s.Write(ctx, buffered, recipients...)
	if err == nil {
		err = buffered.Flush()
	}
	if disk.err != nil {
		return m, cannotWrite(path, disk.err)
	}
	if err != nil {
		return m, err
	}
	if err := file.Sync(); err != nil {
		return m, cannotWrite(path, err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return m, cannotWrite(path, err)
	}
	read := sha256.New()
	if _, err := io.Copy(read, &untilDone{ctx, file}); err != nil {
		return m, cannotWrite(path, err)
	}
	if !bytes.Equal(read.Sum(nil), written.Sum(nil)) {
		return m, problem(nil, "Lo que se lee de %s no es lo que se ha escrito: el disco falla. No se ha hecho la copia.", path)
	}
	return m, nil
}

// diskWriter keeps the failure of the disk, which is not one of the database.
type diskWriter struct {
	out io.Writer
	err error
}

func (d *diskWriter) Write(p []byte) (int, error) {
	n, err := d.out.Write(p)
	if err != nil {
		d.err = err
	}
	return n, err
}

// name gives a finished file its name, never that of another unless it may be replaced, and for good.
func name(finished, path string, replace bool) error {
	var err error
	if replace {
		err = os.Rename(finished, path)
	} else if err = os.Link(finished, path); errors.Is(err, fs.ErrExist) {
		return alreadyThere(path)
	} else if err != nil { // some network disks know no links
		err = os.Rename(finished, path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return cannotWrite(path, err)
	}
	return nil
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) { // which says that there is no need
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}

func alreadyThere(path string) error {
	return problem(fs.ErrExist, "Ya existe %s y no se ha tocado: elija otro nombre, o repita la orden con --force.", path)
}

func cannotWrite(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return problem(err, "No queda sitio en el disco para la copia %s: no se ha hecho.", path)
	}
	return problem(err, "No se puede escribir la copia %s: %v.", path, err)
}
