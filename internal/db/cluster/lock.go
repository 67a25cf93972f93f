package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// lockFolder takes the data folder for this process, until it unlocks or ends in any way.
func lockFolder(dir string) (*flock.Flock, error) {
	path := filepath.Join(dir, lockName)
	lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	if err != nil {
		return nil, diskProblem(err, "", dir, "lock the data folder")
	}
	if !got {
		return nil, problem(ErrBusy, "Otro Hito%s está usando la carpeta de datos %s: use el que ya está en marcha, "+
			"deténgalo antes, o elija otra carpeta con --data.", holder(path), dir)
	}
	// The number only helps whoever reads the sentence above; the lock itself is the kernel's.
	if err := os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600); err != nil {
		return nil, errors.Join(diskProblem(err, "", dir, "write the lock of the data folder"), lock.Unlock())
	}
	return lock, nil
}

func holder(path string) string {
	text, err := os.ReadFile(path)
	if pid := strings.TrimSpace(string(text)); err == nil && pid != "" {
		return " (proceso " + pid + ")"
	}
	return ""
}
