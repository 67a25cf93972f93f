package audit

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/db/dbtest"
)

func forget(t *testing.T, d *dbtest.Database, olderThan time.Time) (gone int64) {
	t.Helper()
	return forgetAtMost(t, d, olderThan, 1000)
}

func forgetAtMost(t *testing.T, d *dbtest.Database, olderThan time.Time, most int) (gone int64) {
	t.Helper()
	err := db.Tx(t.Context(), d.Pool, func(tx pgx.Tx) (err error) {
		gone, err = Forget(t.Context(), tx, olderThan, most)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return gone
}

// old records an event of some days ago with a personal part.
func old(t *testing.T, d *dbtest.Database, days int) {
	t.Helper()
	e := event(0)
	e.At = time.Now().AddDate(0, 0, -days)
	record(t, d.Pool, e)
}

func TestOnlyOldPersonalPartsAreForgotten(t *testing.T) {
	d := dbtest.Lease(t)
	for _, days := range []int{800, 100, 91, 89, 1} {
		old(t, d, days)
	}
	record(t, d.Pool, Event{At: time.Now().AddDate(-3, 0, 0), Actor: access.Actor{Kind: access.System}, Action: "audit.forget", Object: Object{Type: "audit"}})
	if gone := forget(t, d, time.Now().AddDate(0, -24, 0)); gone != 1 {
		t.Errorf("%d are older than 24 months, want 1", gone)
	}
	if gone := forget(t, d, time.Now()); gone != 2 {
		t.Errorf("%d more are older than 90 days, want 2", gone)
	}
	if gone := forget(t, d, time.Now().AddDate(1, 0, 0)); gone != 0 {
		t.Errorf("%d of the last 90 days are forgotten", gone)
	}
	v := verify(t, d.Pool, Head{})
	if v.Broken != 0 || v.Events != 6 || v.Forgotten != 3 {
		t.Errorf("afterwards: %+v", v)
	}
	var forgotten []int64
	for _, e := range list(t, d.Pool, Query{}) {
		if e.Forgotten {
			forgotten = append(forgotten, e.ID)
		}
		if e.Forgotten == (e.Personal != nil) && e.ID != 6 {
			t.Errorf("event %d: forgotten %t, personal part %s", e.ID, e.Forgotten, e.Personal)
		}
	}
	if len(forgotten) != 3 || forgotten[0] != 3 || forgotten[2] != 1 {
		t.Errorf("of %v the personal part is forgotten", forgotten)
	}
}

func TestSoManyAreForgottenAtATimeTheOldestFirst(t *testing.T) {
	d := dbtest.Lease(t)
	for range 5 {
		old(t, d, 800)
	}
	old(t, d, 1)
	for _, c := range []struct{ most, want, left int }{{0, 0, 6}, {2, 2, 4}, {2, 2, 2}, {2, 1, 1}, {2, 0, 1}} {
		if gone := forgetAtMost(t, d, time.Now().AddDate(0, -24, 0), c.most); gone != int64(c.want) {
			t.Errorf("of at most %d, %d are forgotten, want %d", c.most, gone, c.want)
		}
		var first, left int
		err := d.Pool.QueryRow(t.Context(), `SELECT min(event_id), count(*) FROM audit_personal`).Scan(&first, &left)
		if err != nil || left != c.left || first != 7-c.left {
			t.Errorf("%d are left, from event %d, %v; want %d", left, first, err, c.left)
		}
	}
	if v := verify(t, d.Pool, Head{}); v.Broken != 0 || v.Forgotten != 5 {
		t.Errorf("afterwards: %+v", v)
	}
}

func TestSecurity19TheRuntimeRoleOnlyAdds(t *testing.T) {
	d := dbtest.Lease(t)
	series(t, d.Pool, 3)
	for _, sql := range []string{
		"UPDATE audit_events SET action = 'unit.create'", "DELETE FROM audit_events", "TRUNCATE audit_events CASCADE",
		"UPDATE audit_personal SET body = '{}'", "DELETE FROM audit_personal", "TRUNCATE audit_personal",
		"DELETE FROM audit_personal WHERE event_id = 1", "ALTER TABLE audit_events DISABLE TRIGGER ALL", "DROP TABLE audit_personal",
		"SET session_replication_role = replica",
	} {
		if _, err := d.Pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("the runtime role may: %s", sql)
		}
	}
	if v := verify(t, d.Pool, Head{}); v.Broken != 0 || v.Events != 3 {
		t.Errorf("afterwards: %+v", v)
	}
}

// The owner's role is stopped by triggers, as when somebody migrates carelessly.
func TestSecurity19TheOwnerOnlyAdds(t *testing.T) {
	d := dbtest.Lease(t)
	series(t, d.Pool, 3)
	conn, err := pgx.Connect(t.Context(), d.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	for _, sql := range []string{
		"UPDATE audit_events SET action = 'unit.create'", "DELETE FROM audit_events", "TRUNCATE audit_events CASCADE",
		"UPDATE audit_personal SET body = '{}'", "TRUNCATE audit_personal",
	} {
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("the owner may: %s", sql)
		}
	}
	old(t, d, 1)
	if _, err := conn.Exec(t.Context(), "DELETE FROM audit_personal WHERE event_id = 4"); err == nil {
		t.Error("the owner may forget what is young")
	}
}

// What the runtime role inserts itself does not choose its place in the chain.
func TestSecurity19WhoAddsDoesNotChooseThePlace(t *testing.T) {
	d := dbtest.Lease(t)
	series(t, d.Pool, 2)
	_, err := d.Pool.Exec(t.Context(), `
		INSERT INTO audit_events (id, at, actor_kind, action, object_type, previous, hash)
		VALUES (99, now(), 'system', 'unit.delete', 'unit', sha256('a'), sha256('b'))`)
	if err != nil {
		t.Fatal(err)
	}
	if v := verify(t, d.Pool, Head{}); v.Broken != 0 || v.Head.ID != 3 {
		t.Errorf("afterwards: %+v", v)
	}
}
