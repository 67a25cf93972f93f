package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hito/internal/audit"
	"hito/internal/db"
)

// Source is the database that is backed up.
type Source struct {
	OwnerURL string // of the role that owns the tables
	Version  string // of this program
}

// schemas are what belongs to Hito.
var schemas = []string{"public", db.QueueSchema}

// bookkeeping says at which version the tables are: a restored database has its own, and the manifest tells it.
var bookkeeping = []string{"public.schema_migrations", "public.schema_marker", db.QueueSchema + ".river_migration"}

// connect returns a session that may take as long as it needs, in the formats that COPY's text is written and read in.
func connect(ctx context.Context, url string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	for name, value := range map[string]string{
		"application_name": "hito backup", "client_encoding": "UTF8", "timezone": "UTC", "datestyle": "ISO, YMD", "intervalstyle": "postgres",
		"bytea_output": "hex", "extra_float_digits": "1", "jit": "off",
		"statement_timeout": "0", "idle_in_transaction_session_timeout": "0", "lock_timeout": "60000",
	} {
		cfg.RuntimeParams[name] = value
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	return conn, nil
}

func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // it has nothing more to say
}

var snapshot = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// Write writes one state of the whole database, while others go on working with it. Recipients are who may read it;
// without any, everybody who has the file may.
func (s Source) Write(ctx context.Context, out io.Writer, recipients ...age.Recipient) (m Manifest, err error) {
	conn, err := connect(ctx, s.OwnerURL)
	if err != nil {
		return m, err
	}
	defer hangUp(conn)
	err = pgx.BeginTxFunc(ctx, conn, snapshot, func(tx pgx.Tx) error {
		m, err = s.write(ctx, conn, tx, out, recipients)
		return err
	})
	if err != nil {
		return m, fmt.Errorf("back up the database: %w", err)
	}
	return m, nil
}

func (s Source) write(ctx context.Context, conn *pgx.Conn, tx pgx.Tx, out io.Writer, recipients []age.Recipient) (Manifest, error) {
	m, err := s.describe(ctx, conn, tx)
	if err != nil {
		return m, err
	}
	w, err := newWriter(out, m, recipients)
	if err != nil {
		return m, err
	}
	for n, t := range m.Tables {
		err = w.table(n, func(text io.Writer) (int64, error) {
			tag, err := tx.Conn().PgConn().CopyTo(ctx, text, copyOf(t)+" TO STDOUT")
			return tag.RowsAffected(), err
		})
		if err != nil {
			w.abandon()
			return m, err
		}
	}
	// Sequences know no snapshot: read after it, they stand at least where its rows need them.
	if w.manifest.Sequences, err = sequences(ctx, tx); err != nil {
		w.abandon()
		return m, err
	}
	return w.manifest, w.close()
}

// copyOf is the statement that copies a table, but for its direction.
func copyOf(t Table) string {
	columns := make([]string, len(t.Columns))
	for i, name := range t.Columns {
		columns[i] = pgx.Identifier{name}.Sanitize()
	}
	return fmt.Sprintf("COPY %s (%s)", t.quoted(), strings.Join(columns, ", "))
}

func (t Table) quoted() string { return pgx.Identifier{t.Schema, t.Name}.Sanitize() }

// describe holds the tables as they are against a migration, takes the snapshot, and returns the header.
func (s Source) describe(ctx context.Context, conn *pgx.Conn, tx pgx.Tx) (m Manifest, err error) {
	m = Manifest{Format: format, Hito: s.Version}
	if err := s.hold(ctx, conn); err != nil {
		return m, err
	}
	if m.Tables, err = tables(ctx, tx); err != nil {
		return m, err
	}
	var dirty bool
	// A transaction's now() is when it began, before it waited for its locks.
	err = tx.QueryRow(ctx, `
		SELECT version, dirty, current_setting('server_version'), clock_timestamp()
		  FROM public.schema_migrations`).Scan(&m.Schema, &dirty, &m.PostgreSQL, &m.At)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return m, errNothing
	case err != nil:
		return m, fmt.Errorf("read the schema's version: %w", err)
	case dirty:
		return m, problem(nil, "El esquema quedó a medias de una puesta al día: arréglelo con «hito migrate» y repita la copia.")
	case len(m.Tables) == 0:
		return m, errNothing
	}
	m.At = m.At.UTC()
	if m.Queue, err = queueVersion(ctx, tx); err != nil {
		return m, err
	}
	if err := m.refuseNewer(); err != nil {
		return m, problem(err, "La base de datos es de una versión más nueva de Hito: haga la copia con esa versión.")
	}
	m.Audit, err = auditHead(ctx, tx)
	return m, err
}

// queueVersion is 0 where there is no queue, as before Hito had one.
func queueVersion(ctx context.Context, q querier) (version int, err error) {
	var there bool
	err = q.QueryRow(ctx, `SELECT to_regclass('river.river_migration') IS NOT NULL`).Scan(&there)
	if err == nil && there {
		err = q.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM river.river_migration`).Scan(&version)
	}
	if err != nil {
		return 0, fmt.Errorf("read the queue's version: %w", err)
	}
	return version, nil
}

var errNothing = problem(nil, "No hay nada que copiar: en la base de datos no están las tablas de Hito.")

// hold locks every table as a reader, in another transaction's list of them: the statement takes no snapshot, so what
// the snapshot sees of the catalogue stays true until the end.
func (s Source) hold(ctx context.Context, conn *pgx.Conn) error {
	other, err := connect(ctx, s.OwnerURL)
	if err != nil {
		return err
	}
	defer hangUp(other)
	for range 5 {
		before, err := tables(ctx, other)
		if err != nil {
			return err
		}
		if len(before) == 0 {
			return errNothing
		}
		names := make([]string, len(before))
		for i, t := range before {
			names[i] = t.quoted()
		}
		if _, err := conn.PgConn().Exec(ctx, "LOCK TABLE "+strings.Join(names, ", ")+" IN ACCESS SHARE MODE").ReadAll(); err != nil {
			return explainLock(err)
		}
		after, err := tables(ctx, other)
		if err != nil {
			return err
		}
		if reflect.DeepEqual(before, after) {
			return nil
		}
	}
	return explainLock(errors.New("the tables change all the time"))
}

func explainLock(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code != pgerrcode.LockNotAvailable && pg.Code != pgerrcode.UndefinedTable {
		return fmt.Errorf("lock the tables: %w", err)
	}
	return problem(err, "No se puede copiar mientras se pone al día el esquema: espere a que acabe y repita la copia.")
}

// querier is a session or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// tables lists what is copied: all that is kept, but for the bookkeeping. The unlogged tables of the queue, its leader
// and its living servers, are of the moment, and columns that are computed are computed again.
func tables(ctx context.Context, q querier) ([]Table, error) {
	rows, err := q.Query(ctx, `
		SELECT n.nspname AS schema, c.relname AS name,
		       ARRAY(SELECT a.attname::text
		               FROM pg_attribute a
		              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		              ORDER BY a.attnum) AS columns
		  FROM pg_class c
		  JOIN pg_namespace n ON n.oid = c.relnamespace
		 WHERE n.nspname = ANY($1)
		   AND c.relkind = 'r'
		   AND c.relpersistence = 'p'
		   AND n.nspname || '.' || c.relname <> ALL ($2)
		   AND to_regclass('public.schema_migrations') IS NOT NULL
		 ORDER BY n.nspname, c.relname`, schemas, bookkeeping)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	var list []Table
	var t Table
	_, err = pgx.ForEachRow(rows, []any{&t.Schema, &t.Name, &t.Columns}, func() error {
		list = append(list, t)
		t = Table{}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	return list, nil
}

func sequences(ctx context.Context, q querier) ([]Sequence, error) {
	rows, err := q.Query(ctx, `
		SELECT n.nspname, c.relname
		  FROM pg_class c
		  JOIN pg_namespace n ON n.oid = c.relnamespace
		 WHERE n.nspname = ANY($1) AND c.relkind = 'S' AND c.relpersistence = 'p'
		 ORDER BY n.nspname, c.relname`, schemas)
	if err != nil {
		return nil, fmt.Errorf("list the sequences: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Sequence, err error) {
		return s, row.Scan(&s.Schema, &s.Name)
	})
	if err != nil {
		return nil, fmt.Errorf("list the sequences: %w", err)
	}
	for i := range list {
		s := &list[i]
		sql := `SELECT last_value, is_called FROM ` + pgx.Identifier{s.Schema, s.Name}.Sanitize()
		if err := q.QueryRow(ctx, sql).Scan(&s.Last, &s.Called); err != nil {
			return nil, fmt.Errorf("read the sequence %s: %w", s.Name, err)
		}
	}
	return list, nil
}

// auditHead returns the last event as it is noted down, or "" where there is none.
func auditHead(ctx context.Context, q querier) (string, error) {
	var there bool
	err := q.QueryRow(ctx, `SELECT to_regclass('public.audit_events') IS NOT NULL`).Scan(&there)
	if err != nil || !there {
		return "", err
	}
	var head audit.Head
	err = q.QueryRow(ctx, `SELECT id, hash FROM public.audit_events ORDER BY id DESC LIMIT 1`).Scan(&head.ID, &head.Hash)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the head of the audit: %w", err)
	}
	return head.String(), nil
}
