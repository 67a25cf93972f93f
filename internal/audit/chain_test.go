package audit

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

func TestNothingIsAWholeChain(t *testing.T) {
	if v := verify(t, dbtest.New(t), Head{}); v.Broken != 0 || v.Events != 0 || v.Head.ID != 0 {
		t.Errorf("of nothing: %+v", v)
	}
}

func TestSecurity19TheChainHoldsWhateverCameAtOnce(t *testing.T) {
	pool := dbtest.New(t)
	var all errgroup.Group
	for worker := range 8 {
		all.Go(func() error {
			for n := range 25 {
				err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error { return Record(t.Context(), tx, event(worker*25+n)) })
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	v := verify(t, pool, Head{})
	if v.Broken != 0 || v.Events != 200 || v.Head.ID != 200 || v.Forgotten != 0 {
		t.Errorf("%+v, want 200 events that hold", v)
	}
	if again := verify(t, pool, v.Head); again.Broken != 0 {
		t.Errorf("its own head is not found: %+v", again)
	}
}

func TestSecurity19AnIntruderIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		sql    string
		broken int64
		reason Reason
	}{
		"an action":         {"UPDATE audit_events SET action = 'unit.create' WHERE id = 7", 7, Altered},
		"a moment":          {"UPDATE audit_events SET at = at + interval '1 microsecond' WHERE id = 7", 7, Altered},
		"who":               {"UPDATE audit_events SET actor_kind = 'command' WHERE id = 1", 1, Altered},
		"what was before":   {`UPDATE audit_events SET before = before || '{"n": 99}' WHERE id = 20`, 20, Altered},
		"a blank request":   {"UPDATE audit_events SET request_id = 'x' WHERE id = 3", 3, Altered},
		"personal data":     {`UPDATE audit_personal SET body = replace(body, '192.0.2.7', '192.0.2.8') WHERE event_id = 5`, 5, PersonalAltered},
		"personal salt":     {`UPDATE audit_personal SET salt = decode(repeat('00', 16), 'hex') WHERE event_id = 5`, 5, PersonalAltered},
		"a personal digest": {`UPDATE audit_events SET personal_digest = NULL WHERE id = 5`, 5, Altered},
		"one removed":       {"DELETE FROM audit_personal WHERE event_id = 9; DELETE FROM audit_events WHERE id = 9", 10, Missing},
		"the first removed": {"DELETE FROM audit_personal WHERE event_id = 1; DELETE FROM audit_events WHERE id = 1", 2, Missing},
		"removed and renumbered": {`DELETE FROM audit_personal WHERE event_id >= 9; DELETE FROM audit_events WHERE id = 9;
			UPDATE audit_events SET id = -id WHERE id > 9; UPDATE audit_events SET id = -id - 1 WHERE id < 0`, 9, Missing},
		"one slipped in": {`INSERT INTO audit_events (id, at, actor_kind, action, object_type, previous, hash)
			SELECT 21, now(), 'system', 'unit.delete', 'unit', hash, sha256('x') FROM audit_events WHERE id = 20`, 21, Altered},
		"one before all": {`INSERT INTO audit_events (id, at, actor_kind, action, object_type, previous, hash)
			VALUES (0, now(), 'system', 'unit.delete', 'unit', sha256('a'), sha256('b'))`, 0, Missing},
		"one that fits before all": {`INSERT INTO audit_events (id, at, actor_kind, action, object_type, previous, hash)
			VALUES (0, now(), 'system', 'unit.delete', 'unit', sha256('a'), decode(repeat('00', 32), 'hex'))`, 0, Missing},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Lease(t)
			series(t, d.Pool, 20)
			if _, err := intruder(t, d).Exec(t.Context(), c.sql); err != nil {
				t.Fatal(err)
			}
			v := verify(t, d.Pool, Head{})
			if v.Broken != c.broken || v.Reason != c.reason {
				t.Errorf("found %q at %d, want %q at %d", v.Reason, v.Broken, c.reason, c.broken)
			}
		})
	}
}

// A chain that was made anew from some event on fits in itself: only a head that was noted before tells.
func TestSecurity19ALostTailIsFoundWithANotedHead(t *testing.T) {
	d := dbtest.Lease(t)
	series(t, d.Pool, 20)
	noted := verify(t, d.Pool, Head{}).Head
	conn := intruder(t, d)
	if _, err := conn.Exec(t.Context(), "DELETE FROM audit_personal WHERE event_id > 15; DELETE FROM audit_events WHERE id > 15"); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, d.Pool, Head{}); v.Broken != 0 || v.Events != 15 {
		t.Errorf("without a noted head: %+v", v)
	}
	if v := verify(t, d.Pool, noted); v.Broken != 20 || v.Reason != HeadLost {
		t.Errorf("with the noted head: %+v", v)
	}
	series(t, d.Pool, 10) // the numbers come again, the hashes do not
	if v := verify(t, d.Pool, noted); v.Broken != 20 || v.Reason != HeadLost || v.Events != 25 {
		t.Errorf("after other events: %+v", v)
	}
}

func TestSecurity19ATransactionThatSeesNoNewestRowCannotForkTheChain(t *testing.T) {
	pool := dbtest.New(t)
	series(t, pool, 3)
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead}
	err := pgx.BeginTxFunc(t.Context(), pool, options, func(tx pgx.Tx) error {
		var seen int
		if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM audit_events`).Scan(&seen); err != nil { // its state is taken here
			return err
		}
		record(t, pool, event(3))
		return Record(t.Context(), tx, event(4))
	})
	if db.Constraint(err) == "" {
		t.Errorf("a second event after the same one: %v", err)
	}
	if v := verify(t, pool, Head{}); v.Broken != 0 || v.Events != 4 {
		t.Errorf("after it: %+v", v)
	}
}

func TestAnEventOfARolledBackTransactionLeavesNoGap(t *testing.T) {
	pool := dbtest.New(t)
	series(t, pool, 2)
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := Record(t.Context(), tx, event(2)); err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	record(t, pool, event(3))
	if v := verify(t, pool, Head{}); v.Broken != 0 || v.Head.ID != 3 {
		t.Errorf("after a rollback: %+v", v)
	}
}

func TestHeadsAreReadAsTheyAreWritten(t *testing.T) {
	pool := dbtest.New(t)
	series(t, pool, 2)
	head := verify(t, pool, Head{}).Head
	read, err := ParseHead(head.String())
	if err != nil || read.String() != head.String() {
		t.Errorf("%s is read as %s, %v", head, read, err)
	}
	hash := head.String()[2:]
	for _, text := range []string{
		"", ":", "2", "2:", ":" + hash, "2:" + hash[:63], "2:" + hash + "0", "0:" + hash, "-2:" + hash, "+2:" + hash, "02:" + hash, " 2:" + hash, "2: " + hash,
		"2:" + hash + " ", "x:" + hash, "2;" + hash, "2:" + "g" + hash[1:], "99999999999999999999:" + hash, "2:" + hash + "\n3:" + hash,
	} {
		if h, err := ParseHead(text); err == nil {
			t.Errorf("%q is read as %s", text, h)
		}
	}
}
