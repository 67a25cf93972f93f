// Package cluster runs a private PostgreSQL server from real binaries: it makes the cluster, keeps the
// server alive, and stops it. One process at a time uses a data folder.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"

	"github.com/gofrs/flock"
)

// Config says where the cluster lives and how it is run.
type Config struct {
	Dir      string       // Hito's data folder; made when it is missing
	BinDir   string       // the folder of PostgreSQL's programs; "" looks for them
	CacheBin string       // where make put them; "" is CacheBin under the working directory
	Log      *slog.Logger // what happens to the server while it runs; nil is slog's default
	Volatile bool         // for tests: nothing is written to disk with care, and it stops at once
}

// Cluster is a running server.
type Cluster struct {
	place    place
	bin      binaries
	hidden   bool // only root gets at the programs
	as       runAs
	socket   string
	password string
	volatile bool
	log      *slog.Logger
	notes    []string
	lock     *flock.Flock
	life
}

// Start returns a server that accepts connections. What a person can mend comes back as a *Problem;
// a folder that is not recognised is left as it is.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	p, err := locate(cfg.Dir)
	if err != nil {
		return nil, err
	}
	c := &Cluster{place: p, volatile: cfg.Volatile, log: cfg.Log, life: newLife()}
	if c.log == nil {
		c.log = slog.Default()
	}
	if c.as, err = chooseUser(p.pgdata()); err != nil {
		return nil, err
	}
	if err := c.findBinaries(ctx, cfg); err != nil {
		return nil, err
	}
	if err := c.place.make(c.as); err != nil {
		return nil, err
	}
	if c.lock, err = lockFolder(p.dir); err != nil {
		return nil, err
	}
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(err, c.lock.Unlock())
	}
	return c, nil
}

// findBinaries looks before anything is made, and refuses an existing cluster of another version.
func (c *Cluster) findBinaries(ctx context.Context, cfg Config) error {
	major, err := c.place.recognise()
	if err != nil {
		return err
	}
	c.bin, err = discover(ctx, cfg.BinDir, cfg.CacheBin, c.as, major)
	if err == nil {
		return nil
	}
	if c.bin, c.hidden = hiddenFrom(ctx, cfg, c.as, major); c.hidden {
		return nil
	}
	var other *otherMajorError
	if errors.As(err, &other) {
		return problem(err, "Los datos de %s son de PostgreSQL %d y en este equipo solo está la versión %s: no se ha tocado nada. "+
			"Instale los programas de la versión %d (en Debian o Ubuntu, «sudo apt-get install postgresql-%d»), o elija otra carpeta con --data.",
			c.place.pgdata(), major, other.installed, major, major)
	}
	return err
}

// start does everything that needs the lock of the data folder.
func (c *Cluster) start(ctx context.Context) error {
	var err error
	if c.hidden {
		if c.bin, err = borrow(ctx, c.bin, c.as); err != nil {
			return err
		}
		c.notes = append(c.notes, "Los programas de PostgreSQL se han copiado a "+c.bin.dir+", donde el usuario "+c.as.name+" puede usarlos.")
	}
	var drawn bool
	if c.password, drawn, err = administratorPassword(c.place); err != nil {
		return err
	}
	made, err := c.ensure(ctx)
	if err != nil {
		return err
	}
	if err := c.arrange(ctx); err != nil {
		return err
	}
	if drawn && !made {
		if err := c.setPassword(ctx); err != nil {
			return err
		}
	}
	return c.launch(ctx)
}

// arrange readies everything around the cluster for a server.
func (c *Cluster) arrange(ctx context.Context) error {
	if blocked := c.as.blocked(c.place.pgdata()); blocked != "" {
		return problem(nil, "El usuario %s, con el que funciona PostgreSQL, no puede entrar en %s: dele paso con «chmod o+x %s».",
			c.as.name, blocked, blocked)
	}
	err := writeSettings(c.place.pgdata(), c.as)
	if err != nil {
		return diskProblem(err, "", c.place.pgdata(), "write the settings of the server")
	}
	if c.socket, err = socketFolder(c.place.home, c.as); err != nil {
		return err
	}
	return c.clearOrphans(ctx)
}

// ensure makes the cluster, and tells so, unless it is there: another process may have made it since the
// folder was looked at.
func (c *Cluster) ensure(ctx context.Context) (made bool, err error) {
	major, err := c.place.recognise()
	if err != nil {
		return false, err
	}
	if major == 0 {
		if c.place, err = c.place.settle(c.as); err != nil {
			return false, err
		}
		if major, err = c.place.recognise(); err != nil {
			return false, err
		}
	}
	if c.place.home != c.place.dir {
		c.notes = append(c.notes, fmt.Sprintf("El usuario %s, con el que funciona PostgreSQL, no puede entrar en %s: los datos están en %s.",
			c.as.name, c.place.dir, c.place.home))
	}
	if err := removeUnfinished(c.place.home); err != nil || major != 0 {
		return false, err
	}
	return true, create(ctx, c.place, c.bin, c.as, c.password, c.volatile)
}

// URL returns the address of a database for the server's administrator.
func (c *Cluster) URL(database string) string {
	query := url.Values{"host": {c.socket}, "port": {port}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.UserPassword(adminRole, c.password), Path: "/" + database, RawQuery: query.Encode()}
	return u.String()
}

// Dir returns the folder of the cluster.
func (c *Cluster) Dir() string { return c.place.pgdata() }

// Version returns the server's version as its programs tell it.
func (c *Cluster) Version() string { return c.bin.version }

// Notes returns sentences, in Spanish, that whoever starts the server should read.
func (c *Cluster) Notes() []string { return c.notes }

// Stop ends the server, by force in the end, and gives the data folder back. It may be called again.
func (c *Cluster) Stop() error {
	err := c.end()
	if c.socket != "" && c.socket != c.place.home+"/"+socketName {
		err = errors.Join(err, ignoreMissing(os.Remove(c.socket)))
	}
	return errors.Join(err, c.lock.Unlock())
}
