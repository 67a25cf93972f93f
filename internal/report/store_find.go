package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/attachment"
	"hito/internal/code"
	"hito/internal/db"
	"hito/internal/fault"
)

// columns lists those of an Issued, from the table reports under the alias r.
const columns = `r.id, r.plan_id, p.slug AS plan_slug, r.year, r.number, r.code, r.title, coalesce(r.document->>'body', '') AS body,
	r.taken_on, coalesce(s.title, '') AS snapshot, r.issued_at, coalesce(u.name, '') AS issuer,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('format', f.format, 'name', f.name, 'size', octet_length(f.content),
	            'sha256', encode(f.sha256, 'hex'), 'kept_at', f.kept_at) ORDER BY array_position('{pdf,docx,xlsx,html}', f.format)), '[]')
	   FROM report_files f
	  WHERE f.plan_id = r.plan_id AND f.report_id = r.id) AS files`

const joins = `
	  FROM reports r
	  JOIN plans p ON p.id = r.plan_id
	  LEFT JOIN snapshots s ON s.plan_id = r.plan_id AND s.id = r.snapshot_id
	  LEFT JOIN users u ON u.id = r.issued_by`

// List returns the reports of a plan, newest first, and how many there are on all pages. It takes one query.
func List(ctx context.Context, tx pgx.Tx, planID int64, limit, offset int) ([]Issued, int, error) {
	rows, _ := tx.Query(ctx, `
		SELECT count(*) OVER () AS total, `+columns+joins+`
		 WHERE r.plan_id = $1
		 ORDER BY r.year DESC, r.number DESC
		 LIMIT $2 OFFSET $3`, planID, limit, offset)
	type counted struct {
		Total int
		Issued
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[counted])
	if err != nil {
		return nil, 0, fmt.Errorf("list the reports of plan %d: %w", planID, err)
	}
	if len(found) == 0 {
		return nil, 0, nil
	}
	list := make([]Issued, len(found))
	for n, one := range found {
		list[n] = one.Issued
	}
	return list, found[0].Total, nil
}

// Find returns an issued report of a plan, or fault.NotFound.
func Find(ctx context.Context, tx pgx.Tx, planID, id int64) (Issued, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+columns+joins+`
		 WHERE r.plan_id = $1 AND r.id = $2`, planID, id)
	return one(rows)
}

// Verify returns the issued report with a code, as people type it, or fault.NotFound.
func Verify(ctx context.Context, tx pgx.Tx, typed string) (Issued, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+columns+joins+`
		 WHERE r.code = $1`, code.Read(typed))
	return one(rows)
}

func one(rows pgx.Rows) (Issued, error) {
	i, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Issued])
	if errors.Is(err, pgx.ErrNoRows) {
		err = fault.NotFound
	}
	if err != nil {
		return Issued{}, fmt.Errorf("find an issued report: %w", err)
	}
	return i, nil
}

// Document returns what an issued report of a plan says, as it was kept, or fault.NotFound.
func Document(ctx context.Context, tx pgx.Tx, planID, id int64) (document json.RawMessage, err error) {
	err = tx.QueryRow(ctx, `
		SELECT document
		  FROM reports
		 WHERE plan_id = $1 AND id = $2`, planID, id).Scan(&document)
	if err != nil {
		return nil, fmt.Errorf("read what report %d says: %w", id, db.Translate(err))
	}
	return document, nil
}

// OpenFile returns the reader of a file of an issued report.
func OpenFile(ctx context.Context, pool *pgxpool.Pool, of Issued, f File) *attachment.Content {
	return attachment.Open(int64(f.Size), func(from, length int) (piece []byte, err error) {
		err = pool.QueryRow(ctx, `
			SELECT substring(content FROM $4 FOR $5)
			  FROM report_files
			 WHERE plan_id = $1 AND report_id = $2 AND format = $3`, of.PlanID, of.ID, f.Format, from+1, length).Scan(&piece)
		if err != nil {
			return nil, fmt.Errorf("read the %s of report %d: %w", f.Format, of.ID, db.Translate(err))
		}
		return piece, nil
	})
}
