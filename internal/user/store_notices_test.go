package user_test

import (
	"testing"
	"time"

	"hito/internal/access"
)

// reto is one of which people are told.
func (w *world) reto() int64 {
	w.Helper()
	return ask[int64](w, `INSERT INTO challenges (code, privacy, title, problem, author_id, state_since, submitted_at, submitted_on, answer_due_on)
		VALUES ('CCCCCCCCCCCCCCC', 'named', 'T', 'P', 1, $1, $1, '2026-03-01', '2026-04-01') RETURNING id`, w.now())
}

func TestASessionKnowsHowManyNoticesAreUnread(t *testing.T) {
	w := newWorld(t)
	ana, luis := w.person("Ana", access.Staff), w.person("Luis", access.Staff)
	_, token := w.signIn("Ana")
	reto := w.reto()
	tell := func(id int64, many int, read bool) {
		w.exec(`INSERT INTO notices (user_id, challenge_id, kind, body, told_at, read_at)
			SELECT $1, $2, 'moved', 'B', $3, CASE WHEN $4 THEN $3::timestamptz END FROM generate_series(1, $5::int)`, id, reto, w.now(), read, many)
	}
	for _, step := range []struct {
		id   int64
		many int
		read bool
		want int
	}{{luis.ID, 3, false, 0}, {ana.ID, 2, true, 0}, {ana.ID, 2, false, 2}, {ana.ID, 200, false, 100}} {
		tell(step.id, step.many, step.read)
		if got := w.resume(token).Unread; got != step.want {
			t.Errorf("after %+v: %d unread", step, got)
		}
	}
}

// An e-mail that waits, or that somebody has to decide on, stays however old it is.
func TestPurgeForgetsEmailsThatAreOver(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	reto := w.reto()
	for n, age := range []time.Duration{30 * 24 * time.Hour, 30*24*time.Hour - time.Microsecond} {
		w.exec(`INSERT INTO mails (user_id, challenge_id, message_id, subject, body, html, state, queued_at, changed_at)
			SELECT 1, $1, state || $2::int, 'S', CASE WHEN state IN ('sent', 'dropped') THEN '' ELSE 'B' END, '', state, $3, $3
			  FROM unnest(ARRAY['queued', 'sending', 'sent', 'failed', 'uncertain', 'dropped']) state`, reto, n, w.now().Add(-age))
	}
	w.must(w.Purge(t.Context()))
	if left := ask[string](w, `SELECT string_agg(message_id, ' ' ORDER BY message_id) FROM mails`); left !=
		"dropped1 failed0 failed1 queued0 queued1 sending0 sending1 sent1 uncertain0 uncertain1" {
		t.Errorf("left %s", left)
	}
}
