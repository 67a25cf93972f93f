package cluster

import (
	"errors"
	"os"
)

// ErrBusy tells that another process uses the data folder.
var ErrBusy = errors.New("the data folder is in use")

// Join returns the address of a database for the administrator of the server that another process runs on a data
// folder, as its owner may read there. It starts nothing, and does not wait: nobody may answer at the address.
func Join(dir, database string) (string, error) {
	p, err := locate(dir)
	if err != nil {
		return "", err
	}
	c := &Cluster{place: p}
	if c.as, err = chooseUser(p.pgdata()); err != nil {
		return "", err
	}
	password, err := os.ReadFile(p.secret())
	if err != nil {
		return "", diskProblem(err, "", p.secret(), "read the secrets")
	}
	c.password = string(password)
	if c.socket, err = socketFolder(p.home, c.as); err != nil {
		return "", err
	}
	return c.URL(database), nil
}
