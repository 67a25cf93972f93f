package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Programs are PostgreSQL's own, as they are found for a cluster, for whoever runs a server apart from one: a standby
// in a trial, for example. They run as the user that PostgreSQL accepts.
type Programs struct {
	bin binaries
	as  runAs
}

// ErrNoProgram tells that an installation lacks one of the programs: some hold initdb and postgres alone.
var ErrNoProgram = errors.New("there is no such program of PostgreSQL")

// FindPrograms looks in dir, or where a cluster's are found when it is blank.
func FindPrograms(ctx context.Context, dir string) (Programs, error) {
	as, err := chooseUser("")
	if err != nil {
		return Programs{}, err
	}
	bin, err := discover(ctx, dir, "", as, 0)
	return Programs{bin: bin, as: as}, err
}

// Command readies one of them, in a process group of its own.
func (p Programs) Command(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	path := p.bin.path(name)
	if _, err := os.Stat(path); err != nil {
		whole, _ := filepath.EvalSymlinks(p.bin.path("postgres")) // some put links to a few of them on the PATH
		path = filepath.Join(filepath.Dir(whole), name)
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%s beside %s: %w", name, p.bin.path("postgres"), ErrNoProgram)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), p.as.attributes()
	return cmd, nil
}

// Folder makes a folder that belongs to their user alone.
func (p Programs) Folder(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	return p.as.own(path)
}
