// Package backup writes everything that a database of Hito's holds into one file, and fills an empty database from one.
// The file is described in docs/backup.md: a tar of COPY texts, compressed, sealed by a checksum, encrypted if asked.
package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"hito/internal/db"
)

// format is the version of the file's layout.
const format = 1

// Manifest tells what a back-up holds. It stands at the end of the file; the header at its beginning is the same without
// what is only known at the end.
type Manifest struct {
	Format     int        `json:"format"`
	Hito       string     `json:"hito"`       // the version of the program that wrote it
	Schema     uint       `json:"schema"`     // the version of Hito's tables
	Queue      int        `json:"queue"`      // the version of the queue's tables
	PostgreSQL string     `json:"postgresql"` // the server's version
	At         time.Time  `json:"at"`         // of the state that it holds
	Audit      string     `json:"audit,omitempty"`
	Tables     []Table    `json:"tables"`
	Sequences  []Sequence `json:"sequences,omitempty"`
	Encrypted  bool       `json:"-"`
}

// Table is one table of a back-up. Rows, Bytes and SHA256 are of its COPY text.
type Table struct {
	Schema  string   `json:"schema"`
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	Bytes   int64    `json:"bytes"`
	SHA256  string   `json:"sha256,omitempty"`
}

// Sequence is where the numbers of new rows go on.
type Sequence struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	Last   int64  `json:"last"`
	Called bool   `json:"called"`
}

func (t Table) path() string { return t.Schema + "." + t.Name }

// Rows is how many rows all tables hold together.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// header returns what is known before the first row.
func (m Manifest) header() Manifest {
	m.Tables, m.Sequences = slices.Clone(m.Tables), nil
	for i := range m.Tables {
		m.Tables[i].Rows, m.Tables[i].Bytes, m.Tables[i].SHA256 = 0, 0, ""
	}
	return m
}

// largestManifest is far beyond any, and keeps a file that is none from filling the memory.
const largestManifest = 8 << 20

func readManifest(r io.Reader) (m Manifest, err error) {
	text, err := io.ReadAll(io.LimitReader(r, largestManifest+1))
	if err != nil {
		return m, err
	}
	if len(text) > largestManifest {
		return m, errors.New("the list of contents is too long")
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("read the list of contents: %w", err)
	}
	return m, nil
}

// refuseNewer answers with a Problem where this program does not know what the back-up holds.
func (m Manifest) refuseNewer() error {
	if m.Schema <= db.SchemaVersion() && m.Queue <= db.QueueVersion() {
		return nil
	}
	return problem(nil, "La copia es de una versión más nueva de Hito (%s): su esquema es el %d y su cola de tareas la %d, y este "+
		"programa llega hasta el %d y la %d. Actualice el programa antes de restaurarla.",
		m.Hito, m.Schema, m.Queue, db.SchemaVersion(), db.QueueVersion())
}

// problem is a failure that whoever asked can do something about, in Spanish.
func problem(err error, text string, args ...any) error {
	return &db.Problem{Text: fmt.Sprintf(text, args...), Err: err}
}
