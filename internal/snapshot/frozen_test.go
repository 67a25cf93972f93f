package snapshot_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/db"
	"hito/internal/snapshot"
)

// edits are ways of changing a plan afterwards; each takes a random number to choose what, and how.
var edits = map[string]string{
	"plan texts":     `UPDATE plans SET title = 'T' || $2, summary = 'S' || $2, general_objective = 'G' || $2, version = version + 1 WHERE id = $1`,
	"thresholds":     `UPDATE plans SET on_track_from = 0.80 + 0.01 * ($2::int % 20), delayed_from = 0.10 + 0.01 * ($2::int % 50) WHERE id = $1`,
	"dates":          `UPDATE plans SET ends_on = ends_on + 1 + $2::int % 90 WHERE id = $1`,
	"state":          `UPDATE plans SET state = (ARRAY['draft', 'active', 'closed'])[1 + $2::int % 3] WHERE id = $1`,
	"sections":       `UPDATE plan_sections SET body = 'B' || $2 WHERE plan_id = $1`,
	"sections gone":  `DELETE FROM plan_sections WHERE plan_id = $1 AND position % 2 = $2::int % 2`,
	"periods gone":   `DELETE FROM periods WHERE plan_id = $1 AND $2::int > 0`,
	"lines":          `UPDATE strategic_lines SET title = 'L' || $2, description = 'D' || $2 WHERE plan_id = $1`,
	"standards":      `UPDATE standards SET title = 'S' || $2 WHERE plan_id = $1`,
	"unlinked":       `DELETE FROM objective_lines WHERE plan_id = $1 AND objective_id % 3 = $2::int % 3`,
	"objectives":     `UPDATE objectives SET title = 'O' || $2, weight = 1 + $2::int % 5 WHERE plan_id = $1 AND id % 3 = $2::int % 3`,
	"cancelled":      `UPDATE objectives SET cancelled_on = '2026-01-01', cancel_reason = 'R' || $2 WHERE plan_id = $1 AND id % 7 = $2::int % 7`,
	"indicators":     `UPDATE indicators SET title = 'I' || $2, method = 'M' || $2, source = 'F' || $2, weight = $2::int % 4, nature = 'impact' WHERE plan_id = $1 AND id % 3 = $2::int % 3`,
	"targets":        `UPDATE indicators SET target = coalesce(baseline, 0) + 1 + $2::int % 100 WHERE plan_id = $1 AND id % 5 = $2::int % 5`,
	"rules":          `UPDATE indicators SET rule = 'maintain_at_least' WHERE plan_id = $1 AND id % 5 = $2::int % 5`,
	"moved":          `UPDATE indicators SET objective_id = (SELECT min(id) FROM objectives WHERE plan_id = $1), position = 1000 + id WHERE plan_id = $1 AND id % 5 = $2::int % 5`,
	"dropped":        `UPDATE indicators SET cancelled_on = '2026-01-01', cancel_reason = 'R' || $2 WHERE plan_id = $1 AND id % 7 = $2::int % 7`,
	"points":         `DELETE FROM planned_points WHERE plan_id = $1 AND indicator_id % 2 = $2::int % 2`,
	"units":          `UPDATE units SET name = name || $2 WHERE $1::bigint > 0`,
	"units unlinked": `DELETE FROM indicator_units WHERE plan_id = $1 AND indicator_id % 3 = $2::int % 3`,
	"results":        `UPDATE results SET title = 'R' || $2, description = 'D' || $2, url = 'https://ejemplo.org/' || $2 WHERE plan_id = $1`,
	"withdrawn":      `UPDATE results SET withdrawn_at = now(), withdraw_reason = 'R' || $2 WHERE plan_id = $1 AND id % 3 = $2::int % 3`,
	"evidence":       `DELETE FROM result_indicators WHERE plan_id = $1 AND indicator_id % 3 = $2::int % 3`,
	"values": `INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value)
	           SELECT i.plan_id, i.id, DATE '2025-06-01' + $2::int % 500, 1 + coalesce((SELECT max(revision) FROM measurements m
	                  WHERE m.plan_id = i.plan_id AND m.indicator_id = i.id AND m.measured_on = DATE '2025-06-01' + $2::int % 500), 0), $2::int % 50
	             FROM indicators i WHERE i.plan_id = $1 AND i.id % 3 = $2::int % 3`,
	"withdrawn values": `INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, reason)
	                     SELECT DISTINCT ON (m.plan_id, m.indicator_id) m.plan_id, m.indicator_id, m.measured_on, m.revision + 1, NULL::numeric, 'R' || $2
	                       FROM measurements m WHERE m.plan_id = $1 AND m.indicator_id % 5 = $2::int % 5
	                      ORDER BY m.plan_id, m.indicator_id, m.measured_on DESC, m.revision DESC`,
}

// shownOf is all that the pages of a snapshot show of it, as text.
func shownOf(t interface{ Fatal(...any) }, tx pgx.Tx, w world, id int64, code string) string {
	v := dashboard.View{Snapshot: id, Today: today, Scope: access.Scope{All: true}}
	board, err := dashboard.LoadView(w.Context(), tx, slug, v)
	if err != nil {
		t.Fatal(err)
	}
	frameworks, err := dashboard.Frameworks(w.Context(), tx, board)
	if err != nil {
		t.Fatal(err)
	}
	detail, err := dashboard.LoadDetailView(w.Context(), tx, slug, v)
	if err != nil {
		t.Fatal(err)
	}
	story, err := dashboard.LoadStory(w.Context(), tx, slug, code, v)
	if err != nil {
		t.Fatal(err)
	}
	ref := *board.Frozen
	ref.ReplacedBy = 0 // the one thing that is told of it later
	text, err := json.Marshal([]any{board, frameworks, detail, story.Indicator, story.History, story.Results, story.Frameworks, ref})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whatever is edited afterwards, in whatever order, a snapshot shows what it showed.
func TestASnapshotNeverChanges(t *testing.T) {
	w := open(t)
	id := w.mustClose(snapshot.Draft{Title: "El que no cambia", TakenOn: on})
	var plan int64
	w.one(&plan, `SELECT id FROM plans WHERE slug = $1`, slug)
	names := make([]string, 0, len(edits))
	for name := range edits {
		names = append(names, name)
	}
	changed := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"I1.1", "I2.2", "I6.2"}).Draw(t, "indicator")
		err := db.Tx(w.Context(), w.pool, func(tx pgx.Tx) error {
			before := shownOf(t, tx, w, id, code)
			for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 1, 6).Draw(t, "edits") {
				did, err := tx.Exec(w.Context(), edits[name], plan, rapid.StringMatching(`[1-9][0-9]{0,3}`).Draw(t, "how"))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				changed[name] = changed[name] || did.RowsAffected() > 0
			}
			if after := shownOf(t, tx, w, id, code); after != before {
				t.Fatalf("the snapshot shows\n%s\ninstead of\n%s", after, before)
			}
			return errBack
		})
		if !errors.Is(err, errBack) {
			t.Fatal(err)
		}
	})
	if len(changed) < len(names)/2 {
		t.Errorf("only %d of %d kinds of edits did something", len(changed), len(names))
	}
	before := w.shown(id)
	w.mustClose(snapshot.Draft{Title: "Su corrección", TakenOn: on, Note: "x", Replaces: id})
	if w.shown(id) != before {
		t.Error("its correction changed it")
	}
}

func (w world) shown(id int64) (text string) {
	w.Helper()
	err := db.ReadTx(w.Context(), w.pool, func(tx pgx.Tx) error {
		text = shownOf(w.T, tx, w, id, "I1.1")
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return text
}

// errBack undoes what one run of the property did.
var errBack = errors.New("back")
