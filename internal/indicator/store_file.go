package indicator

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// MostFiles is how many files a result may have.
const MostFiles = 20

// toldFile is a file as events tell it: enough to know it again.
type toldFile struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int    `json:"size"`
	Sum       string `json:"sha256"`
}

// AddFiles adds files to a result that was not withdrawn: all of them, or none. Whoever may record the values of
// every indicator that it serves may do so. More than MostFiles are fault.Invalid by the field "files".
func (s Store) AddFiles(ctx context.Context, c ResultChange, files []attachment.New) error {
	if len(files) == 0 {
		return noFiles("Elija al menos un fichero.")
	}
	_, err := s.plans().Write(ctx, c.on("result.add_file", access.ReportValues), func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		r, err := FindResult(ctx, tx, p.ID, c.ID)
		if err != nil {
			return plan.Written{}, err
		}
		if err := mayRecord(c.Actor, p, r.Serves); err != nil {
			return plan.Written{}, err
		}
		switch room := MostFiles - len(r.Files); {
		case r.Withdrawn():
			return plan.Written{}, fault.Conflict
		case len(files) > room:
			return plan.Written{}, noFiles(fmt.Sprintf("Un resultado puede tener %d ficheros como mucho: caben %d más.", MostFiles, room))
		}
		if err := insertFiles(ctx, tx, p.ID, c, s, files); err != nil {
			return plan.Written{}, err
		}
		return tellFiles(c, files), nil
	})
	return err
}

func noFiles(message string) error { return fault.Invalid{"files": message} }

func insertFiles(ctx context.Context, tx pgx.Tx, planID int64, c ResultChange, s Store, files []attachment.New) error {
	names, types, contents := make([]string, len(files)), make([]string, len(files)), make([][]byte, len(files))
	for n, f := range files {
		names[n], types[n], contents[n] = f.Name, f.MediaType, f.Content
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at, added_by)
		SELECT @plan_id, @result_id, f.name, f.media_type, octet_length(f.content), f.content, @at, @by
		  FROM unnest(@names::text[], @types::text[], @contents::bytea[]) WITH ORDINALITY AS f (name, media_type, content, n)
		 ORDER BY f.n`, pgx.NamedArgs{
		"plan_id": planID, "result_id": c.ID, "at": s.Now(), "by": pgtype.Int8{Int64: c.Actor.ID, Valid: c.Actor.ID != 0},
		"names": names, "types": types, "contents": contents,
	})
	if err != nil {
		return fmt.Errorf("add %d files to result %d: %w", len(files), c.ID, err)
	}
	return nil
}

// tellFiles is an event for each file.
func tellFiles(c ResultChange, files []attachment.New) plan.Written {
	w := plan.Written{Object: c.object()}
	for n, f := range files {
		after := toldFile{f.Name, f.MediaType, len(f.Content), f.Sum()}
		if n == len(files)-1 {
			w.After = after
			break
		}
		w.More = append(w.More, audit.Event{Action: "result.add_file", Object: c.object(), After: after})
	}
	return w
}

// WithdrawFile takes a file out of a result; it stays in the database and is shown to nobody. One that was withdrawn
// before is fault.Conflict.
func (s Store) WithdrawFile(ctx context.Context, c ResultChange, fileID int64) error {
	_, err := s.plans().Write(ctx, c.on("result.withdraw_file", access.WritePlan), func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		var before toldFile
		var withdrawn bool
		err := tx.QueryRow(ctx, `
			SELECT name, media_type, size, 'sha256:' || encode(sha256(content), 'hex'), withdrawn_at IS NOT NULL
			  FROM result_files
			 WHERE plan_id = $1 AND result_id = $2 AND id = $3`, p.ID, c.ID, fileID).Scan(
			&before.Name, &before.MediaType, &before.Size, &before.Sum, &withdrawn)
		switch {
		case err != nil:
			return plan.Written{}, err
		case withdrawn:
			return plan.Written{}, fault.Conflict
		}
		_, err = tx.Exec(ctx, `
			UPDATE result_files
			   SET withdrawn_at = $3
			 WHERE plan_id = $1 AND id = $2`, p.ID, fileID, s.Now())
		return plan.Written{Object: c.object(), Before: before}, err
	})
	return err
}

// OpenFile returns the reader of a file of a plan.
func OpenFile(ctx context.Context, pool *pgxpool.Pool, planID int64, f attachment.File) *attachment.Content {
	return attachment.Open(int64(f.Size), func(from, length int) (piece []byte, err error) {
		err = pool.QueryRow(ctx, `
			SELECT substring(content FROM $3 FOR $4)
			  FROM result_files
			 WHERE plan_id = $1 AND id = $2`, planID, f.ID, from+1, length).Scan(&piece)
		if err != nil {
			return nil, fmt.Errorf("read file %d: %w", f.ID, db.Translate(err))
		}
		return piece, nil
	})
}
