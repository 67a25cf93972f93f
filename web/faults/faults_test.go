package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hito/internal/db/dbtest"
	"hito/internal/tally"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// built is the program that is tried, of packages that the tests have compiled already.
func built(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "hito")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "hito/cmd/hito")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build hito: %v: %s", err, said)
	}
	return binary
}

// A short version of make faults, whose rows are those that say so.
func TestWhatIsAcknowledgedIsKept(t *testing.T) {
	binary := built(t)
	t.Setenv("TMPDIR", dbtest.Folder(t))
	var out, log strings.Builder
	if err := run(t.Context(), []string{"-binary", binary, "-short"}, &out, &log); err != nil {
		t.Errorf("%v\n%s%s", err, log.String(), out.String())
	}
	for _, f := range faults {
		if f.short && !strings.Contains(out.String(), "| "+f.name+" | 2 |") {
			t.Errorf("%q was not caused twice:\n%s", f.name, out.String())
		}
	}
}

func TestWhatIsMissingOrThereTwiceIsCounted(t *testing.T) {
	kept, gone, other, twice, unknown := written{tally.Value, "kept", "1"}, written{tally.Value, "gone", "2"},
		written{tally.Value, "other", "3"}, written{tally.Value, "twice", "4"}, written{tally.Value, "unknown", "5"}
	l := newLedger()
	l.send(kept, gone, other, twice, unknown)
	l.acknowledge(kept, gone, other)
	r := row{}
	r.compare(l, tally.Value, map[string][]string{"kept": {"1"}, "other": {"30"}, "twice": {"4", "4"}})
	if r.lost != 2 || r.duplicated != 1 {
		t.Errorf("%d lost and %d duplicated; want 2, one of them as another value stands there, and 1 that nobody was told of", r.lost, r.duplicated)
	}
}

func TestARowHoldsOrSaysWhyNot(t *testing.T) {
	for says, r := range map[string]row{
		"":                        {asked: 2, repeated: 2, acknowledged: 9},
		"1 lost, 0 duplicated":    {asked: 2, repeated: 2, acknowledged: 9, lost: 1},
		"0 lost, 1 duplicated":    {asked: 2, repeated: 2, acknowledged: 9, duplicated: 1},
		"1 times of 2":            {asked: 2, repeated: 1, acknowledged: 9},
		"nothing was acknow":      {asked: 2, repeated: 2},
		"losses would not be":     {asked: 2, repeated: 2, acknowledged: 9, control: true},
		"it cannot be run":        {asked: 2, failure: errors.New("it cannot be run here")},
		"chain of the audit is b": {asked: 2, repeated: 2, acknowledged: 9, chain: errors.New("event 3: missing")},
	} {
		switch err := r.problem(); {
		case says == "" && err != nil:
			t.Errorf("%+v: %v", r, err)
		case says != "" && (err == nil || !strings.Contains(err.Error(), says)):
			t.Errorf("%+v: %v; want something with %q", r, err, says)
		}
	}
	if err := (&row{asked: 2, repeated: 2, acknowledged: 9, lost: 3, control: true}).problem(); err != nil {
		t.Errorf("a control that loses: %v", err)
	}
}
