package db

import (
	"context"
	"fmt"

	"github.com/golang-migrate/migrate/v4/source/iofs"

	"hito/migrations"
)

// SchemaVersion is the version of the schema that this program was built with.
func SchemaVersion() uint {
	files, err := iofs.New(migrations.FS, ".")
	if err == nil {
		var last uint
		if last, err = latest(files); err == nil {
			return last
		}
	}
	panic(fmt.Errorf("read the embedded migrations: %w", err)) // they are in the program
}

// MigrateAsOf makes the schema and the queue of an empty database what they were at some versions, so that rows of
// that time fit.
func MigrateAsOf(ctx context.Context, ownerURL string, schema uint, queue int) error {
	return migrator{url: ownerURL, files: migrations.FS, queue: queue}.to(ctx, schema)
}
