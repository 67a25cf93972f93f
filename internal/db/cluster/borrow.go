package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// borrow copies programs that the server's user cannot get at, below /root for example, to a folder
// where it can, once for each version.
func borrow(ctx context.Context, hidden binaries, as runAs) (binaries, error) {
	from := filepath.Dir(hidden.dir)
	if info, err := os.Stat(filepath.Join(from, "share")); err != nil || !info.IsDir() {
		return binaries{}, problem(err, "El usuario %s, con el que funciona PostgreSQL, no puede entrar en %s: instale los programas de "+
			"PostgreSQL en otra carpeta, o dele paso con «chmod o+x».", as.name, as.blocked(hidden.dir))
	}
	home := place{dir: fallbackRoot}
	if err := home.make(as); err != nil {
		return binaries{}, err
	}
	target := filepath.Join(home.dir, fmt.Sprintf("programs-%d-%s", hidden.major, fingerprint(from+hidden.version)))
	dir := filepath.Join(target, filepath.Base(hidden.dir))
	if found, err := examineOnce(ctx, dir, as); err == nil {
		return found, nil
	}
	if err := copyPrograms(from, target); err != nil {
		return binaries{}, diskProblem(err, "", target, "copy PostgreSQL's programs")
	}
	return examineOnce(ctx, dir, as)
}

// copyPrograms puts a whole copy in place at once, readable by everybody.
func copyPrograms(from, target string) error {
	temp, err := os.MkdirTemp(filepath.Dir(target), ".copy-")
	if err != nil {
		return err
	}
	defer quietly(func() error { return os.RemoveAll(temp) })
	if err := os.CopyFS(temp, os.DirFS(from)); err != nil {
		return err
	}
	err = filepath.WalkDir(temp, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm() | 0o044
		if mode&0o100 != 0 {
			mode |= 0o011
		}
		return os.Chmod(path, mode)
	})
	return errors.Join(err, os.RemoveAll(target), os.Rename(temp, target))
}

// hiddenFrom looks for programs that only root can get at.
func hiddenFrom(ctx context.Context, cfg Config, as runAs, want int) (binaries, bool) {
	if !as.other {
		return binaries{}, false
	}
	found, err := discover(ctx, cfg.BinDir, cfg.CacheBin, self(), want)
	return found, err == nil
}
