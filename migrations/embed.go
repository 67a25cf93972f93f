// Package migrations holds the schema's history as golang-migrate files.
package migrations

import "embed"

// FS holds every migration, NNNNNN_subject.up.sql and .down.sql, at its root.
//
//go:embed *.sql
var FS embed.FS
