package transfer

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
)

// KeptFor is how long a file is kept of an import that nobody applies. Those of applied ones are evidence, and stay.
const KeptFor = 30 * 24 * time.Hour

// purgedAtOnce bounds what one call of Purge removes, so that none takes long.
const purgedAtOnce = 20

// Purge forgets the files of imports that were brought longer ago than KeptFor and never applied, with what was found in
// them: they are discarded. What is left of each is its name, and what the audit tells.
func (s Store) Purge(ctx context.Context) error {
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			SELECT id
			  FROM imports
			 WHERE created_at < $1 AND content IS NOT NULL AND applied_at IS NULL AND state <> 'applying'
			 ORDER BY created_at
			 LIMIT $2
			   FOR UPDATE SKIP LOCKED`, s.Now().Add(-KeptFor), purgedAtOnce)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil || len(ids) == 0 {
			return err
		}
		batch := &pgx.Batch{}
		for _, table := range []string{"import_values", "import_indicators", "import_changes"} {
			batch.Queue(`DELETE FROM `+table+` WHERE import_id = ANY($1)`, ids)
		}
		batch.Queue(`
			UPDATE imports
			   SET state = 'discarded', content = NULL, understood = '{}', failure = '', version = version + 1
			 WHERE id = ANY($1)`, ids)
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		events := make([]audit.Event, len(ids))
		for n, id := range ids {
			events[n] = audit.Event{At: s.Now(), Actor: access.Actor{Kind: access.System}, Action: "import.forget", Object: audit.Object{Type: "import", ID: id}}
		}
		return audit.Record(ctx, tx, events...)
	})
	if err != nil {
		return fmt.Errorf("forget imports that nobody applied: %w", err)
	}
	return nil
}
