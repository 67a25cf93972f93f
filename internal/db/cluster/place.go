package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Names inside Hito's data folder. The cluster, its log and its socket may live in another folder,
// its home, when the user who runs PostgreSQL cannot get at the data folder; the pointer says where.
const (
	lockName    = "hito.lock"
	secretsName = "secrets"
	clusterName = "postgresql"
	logName     = "postgresql.log"
	socketName  = "run"
	pointerName = "postgresql.path"
)

// place is where everything of one cluster lives; all paths are absolute and without symbolic links.
type place struct {
	dir  string // Hito's data folder: lock and secrets
	home string // the folder of the cluster, dir or a fallback
}

func (p place) pgdata() string { return filepath.Join(p.home, clusterName) }
func (p place) log() string    { return filepath.Join(p.home, logName) }

// locate follows links and the pointer; it changes nothing.
func locate(dir string) (place, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return place{}, fmt.Errorf("find the data folder: %w", err)
	}
	if abs, err = evalLinks(abs); err != nil {
		return place{}, diskProblem(err, "", dir, "find the data folder")
	}
	pointer, err := os.ReadFile(filepath.Join(abs, pointerName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return place{dir: abs, home: abs}, nil
	case err != nil:
		return place{}, diskProblem(err, "", abs, "read where the cluster is")
	}
	p := place{dir: abs, home: strings.TrimSpace(string(pointer))}
	if _, err := os.Stat(p.pgdata()); err != nil {
		return place{}, problem(err, "Los datos de %s se guardaron en %s y ya no están allí: devuelva esa carpeta a su sitio. "+
			"Para empezar de nuevo sin esos datos, elija otra carpeta con --data.", abs, p.home)
	}
	return p, nil
}

// evalLinks resolves the part of path that exists.
func evalLinks(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if !errors.Is(err, fs.ErrNotExist) || path == filepath.Dir(path) {
		return real, err
	}
	parent, err := evalLinks(filepath.Dir(path))
	return filepath.Join(parent, filepath.Base(path)), err
}

// recognise returns the major version of the cluster, 0 when there is none yet, and a Problem for any
// folder that is not known through and through. It changes nothing.
func (p place) recognise() (int, error) {
	if err := recogniseData(p.dir); err != nil {
		return 0, err
	}
	pgdata := p.pgdata()
	entries, err := os.ReadDir(pgdata)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return 0, nil
	}
	if err != nil {
		return 0, diskProblem(err, "", pgdata, "look at the cluster")
	}
	for _, part := range []string{"PG_VERSION", "global/pg_control", "base", "pg_wal", "postgresql.conf"} {
		if _, err := os.Stat(filepath.Join(pgdata, part)); err != nil {
			return 0, problem(err, "La carpeta %s no es un clúster de PostgreSQL completo (falta %s): no se ha tocado nada. "+
				"Restaure una copia de seguridad, o elija otra carpeta con --data.", pgdata, part)
		}
	}
	text, err := os.ReadFile(filepath.Join(pgdata, "PG_VERSION"))
	major, notNumber := strconv.Atoi(strings.TrimSpace(string(text)))
	if err := errors.Join(err, notNumber); err != nil {
		return 0, problem(err, "La carpeta %s es de una versión de PostgreSQL que Hito no reconoce: no se ha tocado nada. "+
			"Elija otra carpeta con --data.", pgdata)
	}
	return major, nil
}

// recogniseData refuses a data folder with things in it of which none is Hito's.
func recogniseData(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return diskProblem(err, "", dir, "look at the data folder")
	}
	strange := ""
	for _, e := range entries {
		switch name := e.Name(); {
		case slices.Contains([]string{lockName, secretsName, clusterName, pointerName}, name):
			return nil
		case name != "lost+found" && !strings.HasPrefix(name, "."):
			strange = name
		}
	}
	if strange == "" {
		return nil
	}
	return problem(nil, "La carpeta %s no es de Hito (contiene, por ejemplo, «%s»): no se ha tocado nada. "+
		"Elija con --data una carpeta vacía o la que Hito haya creado.", dir, strange)
}

// make creates the data folder. Another user who runs the server may pass through it, and list nothing.
func (p place) make(as runAs) error {
	mode := fs.FileMode(0o700)
	if as.other {
		mode = 0o711
	}
	for _, dir := range ancestors(p.dir) {
		err := os.Mkdir(dir, mode)
		if err == nil {
			err = os.Chmod(dir, mode) // whatever the umask says
		} else if dir == p.dir && as.blocked(dir) == dir {
			err = letPass(dir)
		}
		if ignoreExisting(err) != nil {
			return diskProblem(err, "", p.dir, "make the data folder")
		}
	}
	return nil
}

// letPass opens the way through Hito's own folder; who may list it does not change.
func letPass(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	return os.Chmod(dir, info.Mode().Perm()|0o011)
}

func ignoreExisting(err error) error {
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// settle decides the home of a cluster that does not exist yet, and notes it in the pointer when it is
// not the data folder itself.
func (p place) settle(as runAs) (place, error) {
	if as.blocked(p.dir) == "" {
		return p, nil
	}
	p.home = filepath.Join(fallbackRoot, short(p.dir))
	if err := (place{dir: p.home}).make(as); err != nil {
		return p, err
	}
	err := writeSynced(filepath.Join(p.dir, pointerName), []byte(p.home+"\n"), 0o600)
	return p, diskProblem(err, "", p.dir, "note where the cluster is")
}

// fallbackRoot is a folder that every user may pass through.
var fallbackRoot = "/var/lib/hito"

// short names a path in few letters: its last part and a hash of the whole.
func short(path string) string { return filepath.Base(path) + "-" + fingerprint(path) }

func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}
