package user_test

import (
	"fmt"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/setting"
)

// Each pair of rows is at the end of its time and a moment before it.
func TestPurgeDeletesJustWhatIsOver(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	const moment = time.Microsecond
	day := 24 * time.Hour
	for n, left := range []time.Duration{0, moment} {
		hash := fmt.Sprintf("sha256('%d')", n)
		w.exec(`INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
			VALUES (sha256('end' || `+hash+`), 1, true, false, $3, 'end', $1, $1, $2)`, w.now().Add(-time.Hour), w.now().Add(left), fmt.Sprint(left))
		w.exec(`INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
			VALUES (sha256('idle' || `+hash+`), 1, true, false, $3, 'idle', $1, $1, $2)`, w.now().Add(left-4*time.Hour), w.now().Add(time.Hour), fmt.Sprint(left))
		w.exec(`INSERT INTO links (token_hash, kind, user_id, expires_at) VALUES (`+hash+`, $1, 1, $2)`, []string{"reset", "invitation"}[n], w.now().Add(left))
		w.exec(`INSERT INTO attempts (key, count, ends_at) VALUES (`+hash+`, $1, $2)`, n, w.now().Add(left))
		w.exec(`INSERT INTO submissions (key, action, at) VALUES ($1, 'user.invite', $2)`, fmt.Sprintf("k%020d", n), w.now().Add(left-7*day))
		w.exec(`INSERT INTO known_addresses (key, seen_at) VALUES (`+hash+`, $1)`, w.now().Add(left-90*day))
	}
	w.exec(`INSERT INTO recovery_codes (user_id, code_hash) VALUES (1, sha256('x'))`)
	w.identify(1, outside("Ana"))
	w.exec(`INSERT INTO settings (name, value) VALUES ('legal', '{}')`)

	w.must(w.Purge(t.Context()))
	for what, left := range map[string]string{
		"sessions":        ask[string](w, `SELECT string_agg(device || ' ' || address, ', ' ORDER BY device) FROM sessions`),
		"links":           ask[string](w, `SELECT string_agg(kind, ', ') FROM links`),
		"attempts":        ask[string](w, `SELECT string_agg(count::text, ', ') FROM attempts`),
		"submissions":     ask[string](w, `SELECT string_agg(right(key, 1), ', ') FROM submissions`),
		"known_addresses": ask[string](w, `SELECT count(*)::text || (bool_and(key = sha256('1')))::text FROM known_addresses`),
		"the rest": ask[string](w, `SELECT concat_ws(' ', (SELECT count(*) FROM users), (SELECT count(*) FROM recovery_codes), (SELECT count(*) FROM identities),
			(SELECT count(*) FROM settings))`),
	} {
		want := map[string]string{
			"sessions": "end 1µs, idle 1µs", "links": "invitation", "attempts": "1", "submissions": "1", "known_addresses": "1true", "the rest": "1 1 1 1",
		}
		if left != want[what] {
			t.Errorf("%s: left %q, want %q", what, left, want[what])
		}
	}
	if lines := w.events(); len(lines) != 0 {
		t.Errorf("told, although nothing was forgotten: %q", lines)
	}
}

func TestPurgeForgetsWhatTheAuditKeepsLongEnough(t *testing.T) {
	w := newWorld(t)
	event := func(at time.Time) {
		t.Helper()
		w.exec(`INSERT INTO audit_events (at, actor_kind, action, object_type, previous, hash) VALUES ($1, 'system', 'user.update', 'user', '', '')`, at)
		w.exec(`INSERT INTO audit_personal SELECT max(id), decode(repeat('00', 16), 'hex'), '{}' FROM audit_events`)
	}
	kept := func() string {
		return ask[string](w, `SELECT coalesce(string_agg(event_id::text, ' ' ORDER BY event_id), '') FROM audit_personal WHERE body = '{}'`)
	}
	event(w.now().AddDate(0, -24, 0).Add(-time.Microsecond))
	event(w.now().AddDate(0, -24, 0))
	event(w.now().AddDate(0, -12, 0).Add(-time.Microsecond))
	event(w.now().AddDate(0, -12, 0))
	w.must(w.Purge(t.Context()))
	if got := kept(); got != "2 3 4" {
		t.Errorf("after two years: kept %s", got)
	}
	w.must(setting.Store{Pool: w.Pool, Now: w.now}.Save(t.Context(), command, w.key(), setting.Change{
		Name: setting.SecurityName, Value: setting.Security{AuditMonths: 12},
	}))
	w.must(w.Purge(t.Context()))
	w.must(w.Purge(t.Context()))
	if got := kept(); got != "4" {
		t.Errorf("after one year: kept %s", got)
	}
	want := []string{"audit.forget system on audit after {\"events\": 1}", "audit.forget system on audit after {\"events\": 2}"}
	lines := w.events()
	if len(lines) != 7 || lines[4] != want[0] || lines[6] != want[1] {
		t.Errorf("told: %q", lines)
	}
}
