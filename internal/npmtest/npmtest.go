// Package npmtest installs, for tests, the packages that a lock file of npm names: once on a machine, whoever asks first.
package npmtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Install returns a folder with the node_modules that the package.json and package-lock.json among files ask for; name
// begins the folder's. It fails where there is no Node or npm, with an error of exec.ErrNotFound, and where npm does.
func Install(name string, files fs.FS) (string, error) {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return "", err
		}
	}
	lock, err := fs.ReadFile(files, "package-lock.json")
	if err != nil {
		return "", err
	}
	dir, err := folder(fmt.Sprintf("%s-%x", name, sha256.Sum256(lock))[:len(name)+17])
	if err != nil {
		return "", err
	}
	one := flock.New(dir + ".lock")
	if err := one.Lock(); err != nil {
		return "", err
	}
	defer func() { _ = one.Unlock() }()
	done := filepath.Join(dir, "complete")
	if _, err := os.Stat(done); !errors.Is(err, fs.ErrNotExist) {
		return dir, err
	}
	if err := install(dir, files); err != nil {
		return "", err
	}
	return dir, os.WriteFile(done, nil, 0o600)
}

func folder(name string) (string, error) {
	caches, err := os.UserCacheDir()
	if err != nil {
		caches = os.TempDir()
	}
	dir := filepath.Join(caches, "hito", name)
	return dir, os.MkdirAll(dir, 0o750)
}

func install(dir string, files fs.FS) error {
	for _, name := range []string{"package.json", "package-lock.json"} {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(context.Background(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w: %s", err, out)
	}
	return nil
}
