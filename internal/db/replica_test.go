package db_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// A standby is of use while it has what the primary had a minute ago, and what becomes of it is told once.
func TestAReplicaIsUsedWhileItKeepsUp(t *testing.T) {
	primary := dbtest.New(t)
	var said bytes.Buffer
	r := db.AskedReplica(primary, primary.Config().ConnString(), slog.New(slog.NewTextHandler(&said, nil)))
	start := time.Now()
	r.Look(t, start)
	if r.Pool() == nil || said.Len() > 0 {
		t.Fatalf("a server that keeps up is not used: %s", &said)
	}
	defer r.CloseStandby()
	// The primary was far ahead a minute ago, and then again half a minute ago.
	r.Was(start.Add(-time.Minute), "FFFF/0")
	for range 3 {
		r.Look(t, start)
	}
	if r.Pool() != nil || strings.Count(said.String(), "no use") != 1 {
		t.Errorf("one that is too far behind: %v, said %s", r.Pool(), &said)
	}
	r.Look(t, start.Add(2*time.Minute))
	if r.Pool() == nil || strings.Count(said.String(), "keeps up again") != 1 {
		t.Errorf("one that has caught up: %v, said %s", r.Pool(), &said)
	}
	r.Fail()
	if r.Pool() != nil {
		t.Error("one that failed is used")
	}
	r.Look(t, start.Add(3*time.Minute))
	if r.Pool() == nil {
		t.Error("one that failed once is not asked again")
	}
	if (*db.Replica)(nil).Pool() != nil {
		t.Error("none is used")
	}
}

func TestAReplicaThatDoesNotAnswerStopsNothing(t *testing.T) {
	r, err := db.WatchReplica(dbtest.New(t), "postgres://127.0.0.1:1/hito", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if r.Pool() != nil {
		t.Error("a server that does not answer is used")
	}
	r.Close()
	if _, err := db.WatchReplica(nil, "postgres://%%", nil); err == nil {
		t.Error("what is no address is taken for one")
	}
}
