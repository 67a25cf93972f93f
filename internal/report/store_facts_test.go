package report_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/report"
)

// What was said and added after a follow-up was closed is not told of it, and neither is what was withdrawn.
func TestFactsAreThoseThatABoardKnew(t *testing.T) {
	w := open(t)
	objective := w.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, 'O', 'O') RETURNING id`, w.plan)
	id := w.number(`INSERT INTO indicators (plan_id, objective_id, position, code, title, target) VALUES ($1, $2, 1, 'I', 'I', 10) RETURNING id`, w.plan, objective)
	result := w.number(`INSERT INTO results (plan_id, title) VALUES ($1, 'R') RETURNING id`, w.plan)
	day, closed := date.New(2026, time.February, 1), time.Date(2026, time.February, 10, 0, 0, 0, 0, time.UTC)
	_, err := w.Pool.Exec(t.Context(), `
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment, recorded_at)
		SELECT $1, $2, day, revision, 1, comment, at::timestamptz
		  FROM (VALUES (DATE '2026-01-01', 1, 'De antes', '2026-01-02'), (DATE '2026-02-01', 1, 'Primero', '2026-02-02'),
		               (DATE '2026-02-01', 2, 'Corregido', '2026-03-01')) AS m (day, revision, comment, at)`, w.plan, id)
	w.must(err)
	_, err = w.Pool.Exec(t.Context(), `
		INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at, withdrawn_at)
		SELECT $1, $2, name, 'text/plain', 1, convert_to('x', 'UTF8'), added::timestamptz, withdrawn::timestamptz
		  FROM (VALUES ('a.txt', '2026-01-02', NULL), ('b.txt', '2026-03-01', NULL), ('c.txt', '2026-01-02', '2026-03-01')) AS f (name, added, withdrawn)`,
		w.plan, result)
	w.must(err)
	i := dashboard.Indicator{Indicator: indicator.Indicator{ID: id}, MeasuredOn: day, Results: []indicator.Result{{ID: result}}}
	none := dashboard.Indicator{Indicator: indicator.Indicator{ID: id + 1}}
	live := dashboard.Board{On: day, Plan: plan.Plan{ID: w.plan}, Objectives: []dashboard.Objective{{Indicators: []dashboard.Indicator{i, none}}}}
	frozen := live
	frozen.Frozen = &dashboard.SnapshotRef{ClosedAt: closed}
	sum := sha256.Sum256([]byte("x"))
	file := func(name string) report.EvidenceFile {
		return report.EvidenceFile{Name: name, Size: 1, SHA256: hex.EncodeToString(sum[:])}
	}
	for _, c := range []struct {
		board dashboard.Board
		said  string
		files []report.EvidenceFile
	}{{live, "Corregido", []report.EvidenceFile{file("a.txt"), file("b.txt")}}, {frozen, "Primero", []report.EvidenceFile{file("a.txt")}}} {
		w.read(func(ctx context.Context, tx pgx.Tx) error {
			said, err := report.Comments(ctx, tx, c.board, c.board.Indicators())
			w.must(err)
			files, err := report.EvidenceFiles(ctx, tx, c.board)
			w.must(err)
			if !reflect.DeepEqual(said, map[int64]string{id: c.said}) || !reflect.DeepEqual(files, map[int64][]report.EvidenceFile{result: c.files}) {
				t.Errorf("frozen %v: %v, %v", c.board.Frozen != nil, said, files)
			}
			return nil
		})
	}
}
