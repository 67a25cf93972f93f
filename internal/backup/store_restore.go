package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
)

// place is what a database is found to be before it is filled.
type place struct {
	migrated bool // it has Hito's bookkeeping, and perhaps empty tables
	version  uint // of its schema; 0 for no tables
	queue    int  // of the queue's tables; 0 for none
}

// look answers with a Problem where the database is not empty, or is being served.
func (t Target) look(ctx context.Context) (p place, err error) {
	conn, err := connect(ctx, t.OwnerURL)
	if err != nil {
		return p, err
	}
	defer hangUp(conn)
	if err := refuseServed(ctx, conn); err != nil {
		return p, err
	}
	if err := conn.QueryRow(ctx, `SELECT to_regclass('public.schema_migrations') IS NOT NULL`).Scan(&p.migrated); err != nil {
		return p, fmt.Errorf("look at the database: %w", err)
	}
	if !p.migrated {
		return p, refuseForeign(ctx, conn)
	}
	err = conn.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM public.schema_migrations`).Scan(&p.version)
	if err != nil {
		return p, fmt.Errorf("read the schema's version: %w", err)
	}
	if p.queue, err = queueVersion(ctx, conn); err != nil {
		return p, err
	}
	return p, refuseRows(ctx, conn)
}

// restoring is the key of the lock that one restoration has at a time: another would undo what this one did.
const restoring = 0x6869746f01

// alone returns when this restoration is the only one into its database, which it is until release is called; where there
// is another it answers with a Problem.
func (t Target) alone(ctx context.Context) (release func(), err error) {
	conn, err := connect(ctx, t.OwnerURL)
	if err != nil {
		return nil, err
	}
	var mine bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(restoring)).Scan(&mine); err != nil {
		hangUp(conn)
		return nil, fmt.Errorf("look for another restoration: %w", err)
	}
	if !mine {
		hangUp(conn)
		return nil, problem(nil, "Otra restauración está en marcha en esta base de datos: espere a que termine.")
	}
	return func() { hangUp(conn) }, nil
}

func refuseRows(ctx context.Context, conn *pgx.Conn) error {
	list, err := tables(ctx, conn)
	if err != nil {
		return err
	}
	for _, found := range list {
		var rows bool
		if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM `+found.quoted()+`)`).Scan(&rows); err != nil {
			return fmt.Errorf("look at %s: %w", found.path(), err)
		}
		if rows {
			return problem(nil, "La base de datos ya tiene datos (por ejemplo, en la tabla %s) y solo se restaura en una vacía: "+
				"no se ha tocado nada. Indique otra carpeta con --data, o una base de datos recién creada.", found.path())
		}
	}
	return nil
}

// Serving tells whether another Hito works with the database.
func Serving(ctx context.Context, ownerURL string) (bool, error) {
	conn, err := connect(ctx, ownerURL)
	if err != nil {
		return false, err
	}
	defer hangUp(conn)
	return served(ctx, conn)
}

// served looks for sessions named as those of a server's pools are; everybody may see the names.
func served(ctx context.Context, conn *pgx.Conn) (there bool, err error) {
	err = conn.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM pg_stat_activity
		                WHERE datname = current_database() AND application_name = 'hito')`).Scan(&there)
	if err != nil {
		return false, fmt.Errorf("look who uses the database: %w", err)
	}
	return there, nil
}

func refuseServed(ctx context.Context, conn *pgx.Conn) error {
	there, err := served(ctx, conn)
	if err != nil || !there {
		return err
	}
	return problem(nil, "Hay un Hito en marcha sobre esa base de datos: deténgalo antes. No se ha tocado nada.")
}

// refuseForeign answers with a Problem where a database without Hito's tables has others.
func refuseForeign(ctx context.Context, conn *pgx.Conn) error {
	var name string
	err := conn.QueryRow(ctx, `
		SELECT c.oid::regclass::text
		  FROM pg_class c
		  JOIN pg_namespace n ON n.oid = c.relnamespace
		 WHERE n.nspname = ANY($1)
		   AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
		   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
		 ORDER BY c.relname
		 LIMIT 1`, schemas).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for other tables: %w", err)
	}
	return problem(nil, "La base de datos no está vacía: tiene la tabla %s, que no es de Hito. No se ha tocado nada. "+
		"Cree otra con «createdb» e indíquela.", name)
}

// forget removes the bookkeeping that an emptied schema leaves.
func (t Target) forget(ctx context.Context) error {
	conn, err := connect(ctx, t.OwnerURL)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	if _, err := conn.Exec(ctx, `DROP TABLE IF EXISTS public.schema_migrations, public.schema_marker`); err != nil {
		return fmt.Errorf("remove the bookkeeping: %w", err)
	}
	return nil
}

// load fills the tables in one transaction, which is committed only once everything fits the manifest.
func (t Target) load(ctx context.Context, r *reader) (m Manifest, err error) {
	conn, err := connect(ctx, t.OwnerURL)
	if err != nil {
		return m, err
	}
	defer hangUp(conn)
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if err := sameTables(ctx, tx, r.header); err != nil {
			return err
		}
		mend, err := loosen(ctx, tx, r.header.Tables)
		if err != nil {
			return err
		}
		m, err = r.all(func(table Table, text io.Reader) (int64, error) { return copyIn(ctx, tx, table, text) })
		if err != nil {
			return err
		}
		if err := exec(ctx, tx, mend); err != nil {
			return problem(err, "Los datos de la copia no encajan entre sí (%v): no se ha restaurado nada.", err)
		}
		if err := setSequences(ctx, tx, m.Sequences); err != nil {
			return err
		}
		return t.verify(ctx, tx, m)
	})
	if err != nil {
		return m, fmt.Errorf("load the back-up: %w", err)
	}
	return m, nil
}

// sameTables compares the tables that the migrations made with those of the back-up. A back-up of before the queue has
// none of it.
func sameTables(ctx context.Context, tx pgx.Tx, header Manifest) error {
	made, err := tables(ctx, tx)
	if err != nil {
		return err
	}
	there := map[string]string{}
	for _, t := range made {
		there[t.path()] = strings.Join(t.Columns, " ")
	}
	for _, t := range header.Tables {
		if columns, known := there[t.path()]; !known || columns != strings.Join(t.Columns, " ") {
			return problem(nil, "La copia tiene una tabla que Hito no conoce, o con otras columnas: %s. No se ha restaurado nada.", t.path())
		}
		delete(there, t.path())
	}
	for name := range there {
		if header.Queue != 0 || strings.HasPrefix(name, "public.") {
			return problem(nil, "A la copia le falta la tabla %s. No se ha restaurado nada.", name)
		}
	}
	return nil
}

// loosen stops the triggers and drops the foreign keys, as their owner may, and returns the statements that bring them
// back. So the order of tables does not matter, keys are checked table by table rather than row by row, and the audit
// chain comes in as it was. Constraints of a row and unique keys stay.
func loosen(ctx context.Context, tx pgx.Tx, list []Table) (mend []string, err error) {
	var first []string
	for _, t := range list {
		first = append(first, fmt.Sprintf("ALTER TABLE %s DISABLE TRIGGER USER", t.quoted()))
		mend = append(mend, fmt.Sprintf("ALTER TABLE %s ENABLE TRIGGER USER", t.quoted()))
	}
	rows, err := tx.Query(ctx, `
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
		       format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
		  FROM pg_constraint c
		  JOIN pg_namespace n ON n.oid = c.connamespace
		 WHERE c.contype = 'f' AND n.nspname = ANY($1)
		 ORDER BY c.oid`, schemas)
	if err != nil {
		return nil, fmt.Errorf("list the foreign keys: %w", err)
	}
	var drop, add string
	_, err = pgx.ForEachRow(rows, []any{&drop, &add}, func() error {
		first, mend = append(first, drop), append(mend, add)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the foreign keys: %w", err)
	}
	return mend, exec(ctx, tx, first)
}

func exec(ctx context.Context, tx pgx.Tx, statements []string) error {
	for _, sql := range statements {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// copyIn returns how many rows the table has once they are in.
func copyIn(ctx context.Context, tx pgx.Tx, t Table, text io.Reader) (rows int64, err error) {
	if _, err := tx.Conn().PgConn().CopyFrom(ctx, text, copyOf(t)+" FROM STDIN"); err != nil {
		return 0, problem(err, "La tabla %s de la copia no se puede cargar (%v): no se ha restaurado nada.", t.path(), err)
	}
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+t.quoted()).Scan(&rows); err != nil {
		return 0, fmt.Errorf("count %s: %w", t.path(), err)
	}
	return rows, nil
}

func setSequences(ctx context.Context, tx pgx.Tx, list []Sequence) error {
	for _, s := range list {
		if _, err := tx.Exec(ctx, `SELECT setval(format('%I.%I', $1::text, $2::text)::regclass, $3, $4)`, s.Schema, s.Name, s.Last, s.Called); err != nil {
			return fmt.Errorf("set the sequence %s: %w", s.Name, err)
		}
	}
	return nil
}

// verify walks the audit chain as it came in.
func (t Target) verify(ctx context.Context, tx pgx.Tx, m Manifest) error {
	head, err := auditHead(ctx, tx)
	if err != nil {
		return err
	}
	if head != m.Audit {
		return problem(nil, "La cabecera de la auditoría no es la que consta en la copia: no se ha restaurado nada.")
	}
	if head == "" || t.BrokenAudit {
		return nil
	}
	v, err := audit.VerifyIn(ctx, tx, audit.Head{})
	if err != nil {
		return err
	}
	if v.Reason != "" {
		return problem(nil, "La auditoría que hay en la copia no es de fiar: el suceso %d no es como se escribió o no sigue al anterior, así que "+
			"alguien la cambió antes de hacer la copia. No se ha restaurado nada; para restaurarla tal como está, repita la orden con --broken-audit.", v.Broken)
	}
	return nil
}

// conclude lets the planner know the tables, and tells in the audit what was restored.
func (t Target) conclude(ctx context.Context, m Manifest) error {
	conn, err := connect(ctx, t.OwnerURL)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	// The back-up holds the job that was making it, which nobody works at here: new ones would wait for its end.
	if _, err := conn.Exec(ctx, `DELETE FROM river.river_job WHERE kind = 'make_backup' AND state = 'running'`); err != nil {
		return fmt.Errorf("forget the back-up that was under way: %w", err)
	}
	if _, err := conn.Exec(ctx, `ANALYZE`); err != nil {
		return fmt.Errorf("analyse what was restored: %w", err)
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		return audit.Record(ctx, tx, audit.Event{
			At: t.Now(), Actor: t.Actor, Action: "backup.restore", Object: audit.Object{Type: "backup"},
			After: map[string]any{"made_at": m.At, "rows": m.Rows(), "hito": m.Hito},
		})
	})
	if err != nil {
		return fmt.Errorf("record the restoration: %w", err)
	}
	return nil
}
