package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db/cluster"
)

// Config says which database to open.
type Config struct {
	URL     string       // of a server that stands (DATABASE_URL); "" starts one in DataDir
	DataDir string       // Hito's data folder, made when it is missing
	BinDir  string       // the folder of PostgreSQL's programs; "" looks for them
	Look    bool         // leave the schema as it is, whatever its version
	Pages   bool         // people wait for its pages: what hangs is given up soon
	Join    bool         // use the server that another Hito runs on DataDir, if one does
	Log     *slog.Logger // what happens to the server while it runs; nil is slog's default
	Replica string       // address of a standby where public pages are read; "" for none

	Tracer pgx.QueryTracer // is told of every statement of the pools; it may be nil
}

// Database is an open, migrated database.
type Database struct {
	Pool *pgxpool.Pool // of the runtime role
	Slow *pgxpool.Pool // of the same role, for what reads very much, so that it never keeps pages waiting
	Jobs *pgxpool.Pool // of the same role, for what is done in the background

	Replica *Replica // where public pages are read; nil for none

	server *cluster.Cluster
	owner  string // address
	where  string
	notes  []string
}

// Open finds or starts the server, prepares the roles, migrates, and connects. What a person can mend
// comes back as a *Problem. Close the database at the end.
func Open(ctx context.Context, cfg Config) (*Database, error) {
	d := &Database{}
	access, err := d.reach(ctx, cfg)
	if err == nil {
		err = d.connect(ctx, access, cfg)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// reach returns the two roles' addresses at the given server, or at one that it starts.
func (d *Database) reach(ctx context.Context, cfg Config) (Access, error) {
	if cfg.URL != "" {
		d.where = standingAt(cfg.URL)
		access, err := Prepare(ctx, cfg.URL)
		return access, explain(err, d.where)
	}
	var err error
	d.server, err = cluster.Start(ctx, cluster.Config{Dir: cfg.DataDir, BinDir: cfg.BinDir, Log: cfg.Log})
	if errors.Is(err, cluster.ErrBusy) && cfg.Join {
		return d.join(ctx, cfg)
	}
	if err != nil {
		return Access{}, err
	}
	d.where = fmt.Sprintf("%s (PostgreSQL %s)", d.server.Dir(), firstWord(d.server.Version()))
	d.notes = d.server.Notes()
	access, err := Prepare(ctx, d.server.URL(databaseName))
	if codeOf(err) == pgerrcode.InvalidCatalogName {
		if err := createDatabase(ctx, d.server.URL("postgres")); err != nil {
			return Access{}, err
		}
		access, err = Prepare(ctx, d.server.URL(databaseName))
	}
	return access, err
}

// join returns the two roles' addresses at the server of another Hito.
func (d *Database) join(ctx context.Context, cfg Config) (Access, error) {
	d.server, d.where = nil, cfg.DataDir
	url, err := cluster.Join(cfg.DataDir, databaseName)
	if err != nil {
		return Access{}, err
	}
	return Prepare(ctx, url)
}

// slowPoolSize is how many exports and verifications run at a time; others wait for their turn.
const slowPoolSize = 2

// jobsPoolSize is enough for a large import, another job beside it, and the queue that is asked for others.
const jobsPoolSize = 3

// How long a page, or an export, waits for a free connection, and how long a server may be silent that is asked
// something: longer than its statements may take, which is ten minutes where a large import is applied.
const (
	pagePatience = 10 * time.Second
	slowPatience = 50 * time.Second
	pageSilence  = statementTimeout + 5*time.Second
	workSilence  = 11 * time.Minute
)

func (d *Database) connect(ctx context.Context, access Access, cfg Config) error {
	d.owner = access.Owner
	if access.Weaker != "" {
		d.notes = append(d.notes, access.Weaker)
	}
	if !cfg.Look {
		if err := Migrate(ctx, access.Owner); err != nil {
			return explain(err, d.where)
		}
	}
	traced := Traced(cfg.Tracer)
	limits := []func(*pgxpool.Config){traced}
	if cfg.Pages {
		limits = append(limits, Patience(pagePatience), Silence(pageSilence))
	}
	var err error
	if d.Pool, err = Connect(ctx, access.Runtime, limits...); err != nil {
		return explain(err, d.where)
	}
	if d.Slow, err = Connect(ctx, access.Runtime, PoolSize(0, slowPoolSize), traced, Patience(slowPatience), Silence(workSilence)); err != nil {
		return explain(err, d.where)
	}
	if d.Jobs, err = Connect(ctx, access.Runtime, PoolSize(0, jobsPoolSize), traced, Silence(workSilence)); err != nil || cfg.Replica == "" {
		return explain(err, d.where)
	}
	d.Replica, err = WatchReplica(d.Pool, cfg.Replica, cfg.Log)
	return err
}

// OwnerURL is the address of the role that owns the schema, for what the runtime role may not do: copying the whole
// database, and filling an empty one.
func (d *Database) OwnerURL() string { return d.owner }

// Where tells a person where the data lives: a folder, or a server and database without password.
func (d *Database) Where() string { return d.where }

// Notes returns sentences, in Spanish, that whoever starts Hito should read.
func (d *Database) Notes() []string { return d.notes }

// Lost gives an error when the server that Hito started could not be kept alive; with a server that
// stands it never gives anything.
func (d *Database) Lost() <-chan error {
	if d.server == nil {
		return nil
	}
	return d.server.Lost()
}

// Close closes the pool, which waits for connections in use, and stops the server if Hito started it.
func (d *Database) Close() error {
	if d.Replica != nil {
		d.Replica.Close()
	}
	for _, pool := range []*pgxpool.Pool{d.Jobs, d.Slow, d.Pool} {
		if pool != nil {
			pool.Close()
		}
	}
	if d.server == nil {
		return nil
	}
	return d.server.Stop()
}

// databaseName is Hito's database in the server that it starts.
const databaseName = "hito"

func createDatabase(ctx context.Context, url string) error {
	conn, err := connectAdmin(ctx, url)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+databaseName+" TEMPLATE template0"); err != nil {
		return fmt.Errorf("create the database: %w", err)
	}
	return nil
}

func standingAt(url string) string {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return "DATABASE_URL"
	}
	servers := []string{net.JoinHostPort(cfg.Host, fmt.Sprint(cfg.Port))}
	for _, next := range cfg.Fallbacks {
		if at := net.JoinHostPort(next.Host, fmt.Sprint(next.Port)); !slices.Contains(servers, at) {
			servers = append(servers, at)
		}
	}
	return fmt.Sprintf("%s, base de datos «%s»", strings.Join(servers, " o "), cfg.Database)
}

// explain gives the failures of a server that somebody else runs their sentence.
func explain(err error, where string) error {
	var known *Problem
	var malformed *pgconn.ParseConfigError
	var unreachable *pgconn.ConnectError
	switch code := codeOf(err); {
	case err == nil || errors.As(err, &known):
		return err
	case errors.As(err, &malformed):
		return problem("DATABASE_URL no es una dirección de PostgreSQL: escríbala como "+
			"«postgres://usuario:contraseña@servidor:5432/base», con los caracteres especiales de la contraseña codificados.", err)
	case code == pgerrcode.InvalidCatalogName:
		return problem("No existe la base de datos que indica DATABASE_URL ("+where+"): créela con «createdb», o corrija el nombre.", err)
	case pgerrcode.IsInvalidAuthorizationSpecification(code):
		return problem("El servidor de DATABASE_URL ("+where+") no admite a ese usuario: revise el nombre, la contraseña y pg_hba.conf.", err)
	case code == pgerrcode.InsufficientPrivilege:
		return problem("El usuario de DATABASE_URL no puede crear tablas en "+where+": hágalo propietario de la base de datos.", err)
	case errors.As(err, &unreachable):
		return problem("No responde ningún PostgreSQL en "+where+": compruebe DATABASE_URL y que el servidor esté en marcha; "+
			"sin DATABASE_URL, Hito usa uno propio.", err)
	}
	return err
}

// codeOf returns PostgreSQL's code of an error, also of one that golang-migrate wraps, or "".
func codeOf(err error) string {
	var pg *pgconn.PgError
	if errors.As(migrateCause(err), &pg) {
		return pg.Code
	}
	return ""
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}
