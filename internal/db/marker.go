package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	"github.com/golang-migrate/migrate/v4/source"
	"github.com/jackc/pgx/v5"
)

// golang-migrate marks a version dirty before its file and clean after it, in transactions of their
// own: a process killed in between leaves "dirty" whether the file was applied or not. Each file
// therefore also writes the version that it leads to into schema_marker, in its own transaction,
// and what stands there is the truth.
const createMarker = `
CREATE TABLE IF NOT EXISTS schema_marker (
    singleton boolean NOT NULL DEFAULT true CONSTRAINT schema_marker_pkey PRIMARY KEY,
    version   bigint  NOT NULL,
    CONSTRAINT schema_marker_single CHECK (singleton)
)`

// noVersion is golang-migrate's number for an empty schema.
const noVersion = database.NilVersion

// markedSource appends the write of the marker to every file that is a transaction.
type markedSource struct{ source.Driver }

// ReadUp returns the file that leads to version.
func (s markedSource) ReadUp(version uint) (io.ReadCloser, string, error) {
	body, name, err := s.Driver.ReadUp(version)
	return mark(body, name, err, int(version))
}

// ReadDown returns the file that leads from version to the one before it.
func (s markedSource) ReadDown(version uint) (io.ReadCloser, string, error) {
	before := noVersion
	prev, err := s.Prev(version)
	switch {
	case err == nil:
		before = int(prev)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, "", err
	}
	body, name, err := s.Driver.ReadDown(version)
	return mark(body, name, err, before)
}

func mark(body io.ReadCloser, name string, err error, version int) (io.ReadCloser, string, error) {
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = body.Close() }() // read to its end
	sql, err := io.ReadAll(body)
	if err != nil {
		return nil, "", fmt.Errorf("read migration %s: %w", name, err)
	}
	text := string(sql)
	if !standsAlone(text) {
		text += fmt.Sprintf("\n;\nUPDATE schema_marker SET version = %d;\n", version)
	}
	return io.NopCloser(strings.NewReader(text)), name, nil
}

var (
	sqlComment   = regexp.MustCompile(`--[^\n]*`)
	concurrently = regexp.MustCompile(`(?i)\bconcurrently\b`)
)

// standsAlone tells a file that cannot run in a transaction. Such a file holds one statement that may
// be repeated (IF NOT EXISTS, IF EXISTS), so that the marker may lag behind it.
func standsAlone(sql string) bool {
	return concurrently.MatchString(sqlComment.ReplaceAllString(sql, ""))
}

// recoverMarker makes golang-migrate's version and the marker agree before anything moves.
func recoverMarker(ctx context.Context, conn *pgx.Conn, driver database.Driver, mig *migrate.Migrate, files source.Driver) error {
	last, err := latest(files)
	if err != nil {
		return err
	}
	version, dirty, err := driver.Version()
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if version > int(last) {
		return newerSchema(version, last)
	}
	if _, err := conn.Exec(ctx, createMarker); err != nil {
		return fmt.Errorf("create the marker: %w", err)
	}
	if !dirty {
		return writeMarker(ctx, conn, version)
	}
	return repair(ctx, conn, mig, version)
}

func newerSchema(version int, last uint) error {
	return problem(fmt.Sprintf("La base de datos es de una versión más nueva de Hito: su esquema es el %d y este "+
		"programa llega hasta el %d. Actualice el programa; no se ha cambiado nada.", version, last), nil)
}

func writeMarker(ctx context.Context, conn *pgx.Conn, version int) error {
	const sql = `
INSERT INTO schema_marker AS m (version) VALUES ($1)
ON CONFLICT (singleton) DO UPDATE SET version = excluded.version
WHERE m.version <> excluded.version`
	if _, err := conn.Exec(ctx, sql, version); err != nil {
		return fmt.Errorf("write the marker: %w", err)
	}
	return nil
}

// repair believes the marker; an index that a killed CREATE INDEX CONCURRENTLY left invalid is dropped,
// so that the file makes it again.
func repair(ctx context.Context, conn *pgx.Conn, mig *migrate.Migrate, version int) error {
	var truth int
	err := conn.QueryRow(ctx, "SELECT version FROM schema_marker").Scan(&truth)
	if errors.Is(err, pgx.ErrNoRows) {
		return problem(fmt.Sprintf("La base de datos quedó a medias en el esquema %d y no consta si se aplicó. "+
			"Restaure una copia, o corrija el esquema y ponga «dirty» a falso en schema_migrations.", version), nil)
	}
	if err != nil {
		return fmt.Errorf("read the marker: %w", err)
	}
	if err := dropInvalidIndexes(ctx, conn); err != nil {
		return err
	}
	if err := mig.Force(truth); err != nil {
		return fmt.Errorf("repair the schema's version to %d: %w", truth, err)
	}
	return nil
}

func dropInvalidIndexes(ctx context.Context, conn *pgx.Conn) error {
	rows, _ := conn.Query(ctx, `
SELECT format('DROP INDEX %s', i.indexrelid::regclass)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relnamespace = current_schema()::regnamespace`)
	drops, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look for invalid indexes: %w", err)
	}
	for _, drop := range drops {
		if _, err := conn.Exec(ctx, drop); err != nil {
			return fmt.Errorf("drop an invalid index: %w", err)
		}
	}
	return nil
}
