package dbtest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Filled is Lease with what fill writes. It writes once for each name in a test binary: whoever asks for the name again is
// given a copy of the rows, which takes a tenth of the time.
func Filled(t testing.TB, name string, fill func(*pgxpool.Pool) error) *Database {
	t.Helper()
	s := current(t)
	l := s.borrow(t)
	s.filling.Lock()
	defer s.filling.Unlock()
	rows, there := s.filled[name]
	var err error
	if there {
		err = rows.write(t.Context(), l.admin)
	} else if err = fill(l.Pool); err == nil {
		if s.filled == nil {
			s.filled = map[string]image{}
		}
		s.filled[name], err = readImage(t.Context(), l.admin)
	}
	if err != nil {
		t.Fatalf("fill the test database with %s: %v", name, err)
	}
	return &l.Database
}

// image is all rows of a database.
type image struct {
	tables    map[string][]byte // by name, as COPY writes them in its binary format
	sequences string            // statements that set them
}

// emptyCopy is the length of what COPY writes of a table without rows: a signature, two numbers and an end.
const emptyCopy = 21

func readImage(ctx context.Context, conn *pgx.Conn) (image, error) {
	tables, err := tablesOf(ctx, conn)
	if err != nil {
		return image{}, err
	}
	rows := image{tables: map[string][]byte{}}
	for _, table := range tables {
		var text bytes.Buffer
		if _, err := conn.PgConn().CopyTo(ctx, &text, "COPY "+table+" TO STDOUT (FORMAT binary)"); err != nil {
			return image{}, fmt.Errorf("read %s: %w", table, err)
		}
		if text.Len() > emptyCopy {
			rows.tables[table] = text.Bytes()
		}
	}
	found, _ := conn.Query(ctx, `
SELECT format('SELECT setval(%L, %s)', format('%I.%I', schemaname, sequencename), last_value)
FROM pg_sequences
WHERE last_value IS NOT NULL`)
	sets, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		return image{}, fmt.Errorf("read the sequences: %w", err)
	}
	rows.sequences = strings.Join(sets, ";")
	return rows, nil
}

// write puts the rows into an empty database. Triggers and foreign keys do not act for a replica.
func (i image) write(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "BEGIN; SET LOCAL session_replication_role = replica;"+i.sequences); err != nil {
		return err
	}
	for table, text := range i.tables {
		if _, err := conn.PgConn().CopyFrom(ctx, bytes.NewReader(text), "COPY "+table+" FROM STDIN (FORMAT binary)"); err != nil {
			return fmt.Errorf("write %s: %w", table, err)
		}
	}
	_, err := conn.Exec(ctx, "COMMIT")
	return err
}
