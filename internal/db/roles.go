package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"
)

// The two roles: the owner migrates, the runtime role serves pages, owns nothing and changes no schema.
const (
	OwnerRole   = "hito_owner"
	RuntimeRole = "hito_runtime"
)

// Access is how a database is reached once its roles are ready.
type Access struct {
	Owner, Runtime string // addresses
	Weaker         string // when one role serves both: a sentence on what that costs; else ""
}

// minServer is the oldest server that the SQL is written for, as server_version_num.
const minServer = 150000

// Prepare makes the two roles on the server of adminURL, whose database becomes the owner's, and returns
// their addresses. Passwords follow from the administrator's, so nothing needs to be kept. Where the
// administrator may not do this, its own role serves for both and Weaker says so.
func Prepare(ctx context.Context, adminURL string) (Access, error) {
	conn, err := connectAdmin(ctx, adminURL)
	if err != nil {
		return Access{}, err
	}
	defer hangUp(conn)
	standing, err := inspect(ctx, conn)
	if err != nil {
		return Access{}, err
	}
	single := Access{Owner: adminURL, Runtime: adminURL, Weaker: standing.weaker()}
	if !standing.MayPrepare {
		return single, nil
	}
	secret, err := roleSecret(conn.Config().Password)
	if err != nil {
		return Access{}, err
	}
	access := Access{Owner: secret.address(adminURL, OwnerRole), Runtime: secret.address(adminURL, RuntimeRole)}
	if standing.Ready {
		if err := access.login(ctx); !refused(err) {
			return access, err
		}
	}
	if err := makeRoles(ctx, conn, standing, secret); err != nil {
		return orSingle(single, err)
	}
	if err := access.login(ctx); err != nil {
		return orSingle(single, err)
	}
	return access, nil
}

func connectAdmin(ctx context.Context, url string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	setSession(cfg, "hito prepare", nil)
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to prepare the roles: %w", err)
	}
	return conn, nil
}

// hangUp ends a session that has nothing more to say.
func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// orSingle falls back to one role when the server refused, and only then.
func orSingle(single Access, err error) (Access, error) {
	if refused(err) {
		return single, nil
	}
	return Access{}, err
}

// refused tells that the server did not let a role in, or did not let it do something.
func refused(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == pgerrcode.InsufficientPrivilege ||
		pgerrcode.IsInvalidAuthorizationSpecification(pg.Code))
}

// login tries both addresses at the same time.
func (a Access) login(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, url := range []string{a.Owner, a.Runtime} {
		group.Go(func() error {
			conn, err := connectAdmin(ctx, url)
			if err != nil {
				return fmt.Errorf("log in as a role of Hito's: %w", err)
			}
			return conn.Close(ctx)
		})
	}
	return group.Wait()
}

func (s standing) weaker() string {
	user := s.User
	if user == OwnerRole || user == RuntimeRole {
		return fmt.Sprintf("Hito trabaja con un único usuario de PostgreSQL porque DATABASE_URL indica %s, un nombre que Hito reserva "+
			"para un usuario que crea él mismo: un fallo de la aplicación podría alterar el esquema o borrar mediciones y seguimientos "+
			"ya cerrados. Para evitarlo, indique en DATABASE_URL un administrador con otro nombre, e inicie Hito de nuevo.", user)
	}
	if s.Foreign {
		return fmt.Sprintf("Hito trabaja con un único usuario de PostgreSQL (%s) porque el esquema ya existe y no es de uno que Hito haya creado: un fallo de la "+
			"aplicación podría alterarlo o borrar mediciones y seguimientos ya cerrados. Para evitarlo, guarde una copia («hito backup») y restáurela "+
			"(«hito restore») en una base de datos vacía que sea de un usuario con CREATEROLE y CREATEDB.", user)
	}
	return fmt.Sprintf("Hito trabaja con un único usuario de PostgreSQL (%s) porque no puede crear los suyos: un fallo "+
		"de la aplicación podría alterar el esquema o borrar mediciones y seguimientos ya cerrados. Para evitarlo, dé a ese "+
		"usuario CREATEROLE, CREATEDB y la propiedad de la base de datos, e inicie Hito de nuevo.", user)
}

// standing is what the administrator is, and what is already there.
type standing struct {
	User, Database string
	Super          bool
	Foreign        bool // an earlier schema belongs to another role than Hito's owner
	MayPrepare     bool // may create roles, and there is no such schema
	Ready          bool // both roles are there as they should be, and nobody else may connect
	Version        int
}

func inspect(ctx context.Context, conn *pgx.Conn) (standing, error) {
	const sql = `
SELECT current_user AS "user",
       current_database() AS database,
       me.rolsuper AS super,
       earlier."foreign",
       (me.rolsuper OR me.rolcreaterole) AND current_user NOT IN ($1, $2) AND NOT earlier."foreign" AS may_prepare,
       EXISTS (SELECT FROM pg_roles o
               WHERE o.rolname = $1 AND o.rolcanlogin AND o.rolinherit AND NOT o.rolsuper AND o.oid = d.datdba)
           AND EXISTS (SELECT FROM pg_roles r
                       WHERE r.rolname = $2 AND r.rolcanlogin AND NOT r.rolinherit
                         AND NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)
                         AND has_database_privilege(r.oid, d.oid, 'CONNECT')
                         AND NOT has_database_privilege(r.oid, d.oid, 'CREATE, TEMPORARY')) AS ready,
       current_setting('server_version_num')::int AS version
FROM pg_roles me
JOIN pg_database d ON d.datname = current_database()
CROSS JOIN (SELECT EXISTS (SELECT FROM pg_class c
                           WHERE c.oid = to_regclass('public.schema_migrations')
                             AND pg_get_userbyid(c.relowner) <> $1) AS "foreign") earlier
WHERE me.rolname = current_user`
	rows, _ := conn.Query(ctx, sql, OwnerRole, RuntimeRole)
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[standing])
	if err != nil {
		return s, fmt.Errorf("look at the server's roles: %w", err)
	}
	if s.Version < minServer {
		return s, problem(fmt.Sprintf("El servidor es PostgreSQL %d y Hito necesita la versión %d o posterior: "+
			"indique otro servidor en DATABASE_URL.", s.Version/10000, minServer/10000), nil)
	}
	return s, nil
}

// makeRoles does all or nothing. Roles belong to the whole server, so another database's start may be
// doing the same: what it made in the meantime is met by trying again.
func makeRoles(ctx context.Context, conn *pgx.Conn, s standing, secret secret) error {
	var err error
	for range 5 {
		var existing []string
		rows, _ := conn.Query(ctx, "SELECT rolname FROM pg_roles WHERE rolname IN ($1, $2)", OwnerRole, RuntimeRole)
		if existing, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return fmt.Errorf("look for the roles: %w", err)
		}
		if _, err = conn.Exec(ctx, strings.Join(roleStatements(s, existing, secret), ";\n")); !concurrent(err) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("make the roles: %w", err)
	}
	return nil
}

// concurrent tells the errors by which two creators of the same role stumble over each other.
func concurrent(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return pg.Code == pgerrcode.DuplicateObject || pg.Code == pgerrcode.UniqueViolation ||
		pg.Code == pgerrcode.InternalError && strings.Contains(pg.Message, "concurrently updated")
}
