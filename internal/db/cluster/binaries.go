package cluster

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// oldestMajor is the first version of PostgreSQL that Hito's SQL is written for.
const oldestMajor = 15

// CacheBin is the folder into which make puts PostgreSQL's programs when the system has none, relative
// to the working directory or to the root of the Go module around it, where tests run.
const CacheBin = ".cache/postgresql/bin"

// binaries is a folder whose initdb and postgres run and are of one version.
type binaries struct {
	dir     string
	major   int
	version string // "15.18 (Debian 15.18-0+deb12u1)"
}

func (b binaries) path(program string) string { return filepath.Join(b.dir, program) }

// distributionFolders is where packages put the programs; the newest of each comes first.
var distributionFolders = []string{
	"/usr/lib/postgresql/*/bin",               // Debian, Ubuntu, SUSE
	"/usr/pgsql-*/bin",                        // PostgreSQL's own packages for Red Hat
	"/usr/libexec/postgresql*",                // Alpine
	"/usr/local/pgsql*/bin",                   // built from source
	"/opt/homebrew/opt/postgresql@*/bin",      // Homebrew on Apple silicon
	"/usr/local/opt/postgresql@*/bin",         // Homebrew on Intel
	"/home/linuxbrew/.linuxbrew/opt/*ql*/bin", // Homebrew on Linux
	"/Library/PostgreSQL/*/bin",               // EDB's installer
}

// discover returns the first binaries that work for the user and, when want is not 0, are of that major.
// setting, when given, is the only folder looked at.
func discover(ctx context.Context, setting, cacheBin string, as runAs, want int) (binaries, error) {
	var reasons []error
	var others []string
	for dir := range folders(ctx, setting, cacheBin) {
		found, err := examineOnce(ctx, dir, as)
		switch {
		case errors.Is(err, errNoPrograms):
		case err != nil:
			reasons = append(reasons, err)
		case want != 0 && found.major != want:
			others = append(others, fmt.Sprintf("%d (%s)", found.major, dir))
		default:
			return found, nil
		}
	}
	if len(others) > 0 {
		return binaries{}, &otherMajorError{installed: strings.Join(others, ", ")}
	}
	return binaries{}, noBinaries(setting, errors.Join(reasons...))
}

// otherMajorError tells that there are programs, but none of the wanted version.
type otherMajorError struct{ installed string }

func (e *otherMajorError) Error() string { return "installed: PostgreSQL " + e.installed }

func noBinaries(setting string, reasons error) error {
	if setting != "" {
		return problem(reasons, "En la carpeta %s, indicada con --postgres-bin o HITO_POSTGRES_BIN, no funcionan initdb y postgres de PostgreSQL %d o posterior: "+
			"corrija la carpeta, o quite el ajuste para que Hito los busque.", setting, oldestMajor)
	}
	return problem(reasons, "No se encuentran los programas de PostgreSQL (initdb y postgres, versión %d o posterior). "+
		"Instálelos: en Debian o Ubuntu con «sudo apt-get install postgresql», en Fedora con «sudo dnf install postgresql-server», "+
		"en macOS con «brew install postgresql@17»; o, en la carpeta del código, con «make postgresql». Si ya tiene un servidor, indíquelo en DATABASE_URL.", oldestMajor)
}

// folders yields the places to look in, cheapest and most deliberate first, each once.
func folders(ctx context.Context, setting, cacheBin string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if setting != "" {
			yield(setting)
			return
		}
		seen := map[string]bool{"": true}
		for _, look := range []func() []string{
			fromPath,
			func() []string { return fromConfig(ctx) },
			fromDistribution,
			func() []string { return fromCache(cacheBin) },
		} {
			for _, dir := range look() {
				if !seen[dir] && !yield(dir) {
					return
				}
				seen[dir] = true
			}
		}
	}
}

func fromPath() []string {
	postgres, err := exec.LookPath("postgres")
	if err != nil {
		return nil
	}
	return []string{filepath.Dir(postgres)}
}

func fromConfig(ctx context.Context) []string {
	out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output()
	if err != nil {
		return nil
	}
	return []string{strings.TrimSpace(string(out))}
}

func fromDistribution() []string {
	var all []string
	for _, pattern := range distributionFolders {
		dirs, _ := filepath.Glob(pattern) // fails on a malformed pattern only
		slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(numberIn(b), numberIn(a)) })
		all = append(all, dirs...)
	}
	return all
}

func fromCache(setting string) []string {
	if setting != "" {
		return []string{setting}
	}
	here, err := os.Getwd()
	if err != nil {
		return nil
	}
	dirs := []string{filepath.Join(here, CacheBin)}
	for dir := here; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return append(dirs, filepath.Join(dir, CacheBin))
		}
	}
	return dirs
}

var digits = regexp.MustCompile(`[0-9]+`)

func numberIn(path string) int {
	n, _ := strconv.Atoi(digits.FindString(path)) // none is 0: last
	return n
}

// examined remembers what worked: a process that starts several servers asks each program once.
var examined sync.Map

func examineOnce(ctx context.Context, dir string, as runAs) (binaries, error) {
	key := fmt.Sprint(as.uid, dir)
	if known, ok := examined.Load(key); ok {
		return known.(binaries), nil
	}
	found, err := examine(ctx, dir, as)
	if err == nil {
		examined.Store(key, found)
	}
	return found, err
}

var errNoPrograms = errors.New("no initdb and postgres here")

// examine runs both programs, as the user who will run them for good.
func examine(ctx context.Context, dir string, as runAs) (binaries, error) {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, program)); err != nil {
			return binaries{}, errNoPrograms
		}
	}
	postgres, err := versionOf(ctx, filepath.Join(dir, "postgres"), as)
	if err != nil {
		return binaries{}, err
	}
	initdb, err := versionOf(ctx, filepath.Join(dir, "initdb"), as)
	if err != nil {
		return binaries{}, err
	}
	if postgres != initdb {
		return binaries{}, fmt.Errorf("%s: postgres is %s but initdb is %s", dir, postgres, initdb)
	}
	major, err := strconv.Atoi(digits.FindString(postgres))
	if err != nil || major < oldestMajor {
		return binaries{}, fmt.Errorf("%s: version %s, want %d or later", dir, postgres, oldestMajor)
	}
	return binaries{dir: dir, major: major, version: postgres}, nil
}

// versionOf returns what stands after "(PostgreSQL) " in the answer to --version.
func versionOf(ctx context.Context, program string, as runAs) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--version")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), as.attributes()
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("run %s --version: %w %s", program, err, strings.TrimSpace(errOut.String()))
	}
	_, version, found := strings.Cut(strings.TrimSpace(string(out)), "(PostgreSQL) ")
	if !found {
		return "", fmt.Errorf("run %s --version: unexpected answer %q", program, out)
	}
	return version, nil
}

// environment is all that PostgreSQL's programs get to see: no PG* variable may change what they do.
func environment() []string {
	env := []string{"LC_ALL=C", "TZ=UTC"}
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
