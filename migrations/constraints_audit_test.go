package migrations_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// event inserts an event of the audit that is sound but for pairs of a column and its value.
func event(pairs ...string) string {
	columns := map[string]string{"at": `now()`, "actor_kind": `'system'`, "action": `'user.update'`, "object_type": `'user'`, "previous": `''`, "hash": `''`}
	for i := 0; i < len(pairs); i += 2 {
		columns[pairs[i]] = pairs[i+1]
	}
	names := slices.Sorted(maps.Keys(columns))
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = columns[name]
	}
	return `INSERT INTO audit_events (` + strings.Join(names, ", ") + `) VALUES (` + strings.Join(values, ", ") + `)`
}

func TestWrongStatesOfTheAuditAreImpossible(t *testing.T) {
	refuses(t, map[string][]string{
		"audit_events_actor_known":   {event(`actor_kind`, `'robot'`), event(`actor_kind`, `''`)},
		"audit_events_actor_named":   {event(`actor_kind`, `'person'`), event(`actor_id`, `1`), event(`actor_kind`, `'anonymous'`, `actor_id`, `1`)},
		"audit_events_action_form":   {event(`action`, `'invite'`), event(`action`, `'user.Invite'`), event(`action`, `'user.invite.again'`), event(`action`, `''`)},
		"audit_events_object_form":   {event(`object_type`, `''`), event(`object_type`, `'User'`)},
		"audit_events_request_short": {event(`request_id`, `repeat('r', 33)`)},
		"audit_personal_pkey":        {`INSERT INTO audit_personal SELECT * FROM audit_personal`},
		"audit_personal_event_fkey":  {`INSERT INTO audit_personal SELECT 0, salt, body FROM audit_personal`},
		"audit_personal_salted": {event() + `; INSERT INTO audit_personal SELECT max(id), '', '{}' FROM audit_events`,
			event() + `; INSERT INTO audit_personal SELECT max(id), sha256('x'), '{}' FROM audit_events`},
	})
}

// What is personal can be forgotten, but not what somebody did a moment ago.
func TestPersonalDataOfTheAuditAreKeptForNinetyDaysEvenForTheOwner(t *testing.T) {
	owner := dbtest.Lease(t).Owner(t)
	ctx := context.Background()
	for _, at := range []string{`now() - interval '89 days 23 hours'`, `now() - interval '90 days 1 hour'`} {
		if _, err := owner.Exec(ctx, event("at", at)+`; INSERT INTO audit_personal SELECT max(id), decode(repeat('00', 16), 'hex'), '{}' FROM audit_events`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := owner.Exec(ctx, `DELETE FROM audit_personal WHERE event_id = 1`); err == nil || !strings.Contains(err.Error(), "kept for ninety days") {
		t.Errorf("forgetting what is young: %v, want a refusal", err)
	}
	gone, err := owner.Exec(ctx, `DELETE FROM audit_personal WHERE event_id = 2`)
	if err != nil || gone.RowsAffected() != 1 {
		t.Errorf("forgetting what is old: %d rows, %v", gone.RowsAffected(), err)
	}
}

// The trigger writes these columns itself, so only without it can they be wrong.
func TestTheChainOfTheAuditIsGuardedBehindItsTrigger(t *testing.T) {
	admin := dbtest.Lease(t).Admin(t)
	for constraint, columns := range map[string]string{
		"audit_events_pkey":      `id, sha256('x'), hash`,
		"audit_events_one_chain": `id + 1, previous, hash`,
		"audit_events_hashed":    `id + 1, sha256('x'), ''`,
	} {
		got := refusal(t, admin.Begin, `SET LOCAL session_replication_role = replica;
			INSERT INTO audit_events (id, previous, hash, at, actor_kind, action, object_type)
			SELECT `+columns+`, at, actor_kind, action, object_type FROM audit_events`)
		if got != constraint {
			t.Errorf("%s: refused by %q", constraint, got)
		}
	}
}

// A writer that does not see the newest event cannot add one beside it.
func TestTheChainOfTheAuditRefusesAWriterThatDoesNotSeeItsEnd(t *testing.T) {
	ctx, pool := context.Background(), dbtest.New(t)
	old, err := pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Rollback(ctx) }()
	if _, err := old.Exec(ctx, `SELECT`); err != nil { // takes the snapshot
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, event()); err != nil {
		t.Fatal(err)
	}
	if _, err := old.Exec(ctx, event()); !strings.HasPrefix(db.Constraint(err), "audit_events_") {
		t.Errorf("a second first event: %v, want a refusal", err)
	}
}

// Functions look tables up by name: a temporary one with such a name must not be what they find.
func TestTemporaryTablesDeceiveNoFunctionOfTheAudit(t *testing.T) {
	ctx := context.Background()
	d := dbtest.Lease(t)
	conn, err := d.Owner(t).Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, sql := range []string{
		event("personal_digest", `sha256(decode(repeat('00', 16), 'hex') || '{}'::bytea)`),
		`INSERT INTO audit_personal SELECT id, decode(repeat('00', 16), 'hex'), '{}' FROM audit_events`,
		`CREATE TEMPORARY TABLE audit_events AS SELECT id + 40 AS id, now() - interval '1 year' AS at, sha256('forged') AS hash FROM public.audit_events`,
		`INSERT INTO pg_temp.audit_events SELECT 1, now() - interval '1 year', sha256('forged')`,
		strings.Replace(event(), "audit_events", "public.audit_events", 1),
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	if _, err := conn.Exec(ctx, `DELETE FROM audit_personal`); err == nil || !strings.Contains(err.Error(), "kept for ninety days") {
		t.Errorf("forgetting what is old in a forged table: %v, want a refusal", err)
	}
	var gone int
	if err := conn.QueryRow(ctx, `SELECT audit_forget(now(), 10)`).Scan(&gone); err != nil || gone != 0 {
		t.Errorf("%d are forgotten, %v", gone, err)
	}
	verdict, err := audit.Verify(ctx, d.Pool, audit.Head{})
	if err != nil || verdict.Broken != 0 || verdict.Head.ID != 2 {
		t.Errorf("the chain: %+v, %v", verdict, err)
	}
}
