package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/dashboard"
	"hito/internal/date"
)

// Comments returns, by the numbers of some indicators of a board, what was said of their newest values when they were
// recorded, as it was known when a snapshot was closed; those of which nothing was said are missing. It takes one query.
func Comments(ctx context.Context, tx pgx.Tx, b dashboard.Board, of []dashboard.Indicator) (map[int64]string, error) {
	ids, days := make([]int64, len(of)), make([]date.Date, len(of))
	for n, i := range of {
		ids[n], days[n] = i.ID, i.MeasuredOn
	}
	rows, _ := tx.Query(ctx, `
		SELECT DISTINCT ON (m.indicator_id) m.indicator_id, m.comment
		  FROM unnest($2::bigint[], $3::date[]) AS asked (id, day)
		  JOIN measurements m ON m.plan_id = $1 AND m.indicator_id = asked.id AND m.measured_on = asked.day
		 WHERE m.recorded_at <= $4
		 ORDER BY m.indicator_id, m.revision DESC`, b.Plan.ID, ids, days, knownAt(b))
	said := map[int64]string{}
	var id int64
	var comment string
	_, err := pgx.ForEachRow(rows, []any{&id, &comment}, func() error {
		if comment != "" {
			said[id] = comment
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the comments of values of plan %d: %w", b.Plan.ID, err)
	}
	return said, nil
}

// knownAt is until when something must have been written to be known to a board.
func knownAt(b dashboard.Board) time.Time {
	if b.Frozen != nil {
		return b.Frozen.ClosedAt
	}
	return time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
}

// EvidenceFile is a file of a result. SHA256 is in hexadecimal digits.
type EvidenceFile struct {
	Name   string
	Size   int // bytes
	SHA256 string
}

// EvidenceFiles returns the files of the results of a board, by the results' numbers, in the order in which they were
// added: those that had been when a snapshot was closed, and without any that was withdrawn. It takes one query.
func EvidenceFiles(ctx context.Context, tx pgx.Tx, b dashboard.Board) (map[int64][]EvidenceFile, error) {
	var ids []int64
	for _, i := range b.Indicators() {
		for _, r := range i.Results {
			ids = append(ids, r.ID)
		}
	}
	rows, _ := tx.Query(ctx, `
		SELECT f.result_id, f.name, f.size, encode(f.sha256, 'hex')
		  FROM result_files f
		 WHERE f.plan_id = $1 AND f.result_id = ANY($2) AND f.withdrawn_at IS NULL AND f.added_at <= $3
		 ORDER BY f.result_id, f.id`, b.Plan.ID, ids, knownAt(b))
	files := map[int64][]EvidenceFile{}
	var id int64
	var f EvidenceFile
	_, err := pgx.ForEachRow(rows, []any{&id, &f.Name, &f.Size, &f.SHA256}, func() error {
		files[id] = append(files[id], f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the files of the results of plan %d: %w", b.Plan.ID, err)
	}
	return files, nil
}
