package job

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hito/internal/backup"
)

// files lists what is in a folder; one that is not there yet is empty.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (y yard) backups(dir string, now *time.Time) *backupsWorker {
	settings := Backups{Source: backup.Source{OwnerURL: y.d.OwnerURL, Version: "1"}, Dir: dir, Every: 24 * time.Hour, Keep: 2}
	return &backupsWorker{settings: settings, now: func() time.Time { return *now }, log: y.config().Logger}
}

// One is made when one is due, the oldest of those that Hito made go, and what else is in the folder stays.
func TestBackupsAreMadeWhenDueAndTheOldestGo(t *testing.T) {
	y := open(t)
	dir := filepath.Join(t.TempDir(), "copias")
	now := time.Date(2027, time.January, 1, 1, 30, 0, 0, time.UTC)
	w := y.backups(dir, &now)
	other := filepath.Join(dir, "hito-a-mano.hito")
	for _, c := range []struct {
		after time.Duration
		makes bool
		want  int
	}{{0, true, 1}, {23 * time.Hour, false, 1}, {time.Hour, true, 2}, {24 * time.Hour, true, 2}, {-90 * 24 * time.Hour, true, 2}, {time.Hour, false, 2}} {
		now = now.Add(c.after)
		if err := w.Work(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(other, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := files(t, dir); len(got) != c.want+1 {
			t.Errorf("after %s: %v, want %d and another", c.after, got, c.want)
		}
		if last, _, err := backup.Newest(dir); err != nil || last == "" {
			t.Errorf("the newest is %q, %v", last, err)
		}
		made := filepath.Join(dir, backup.FileName(now))
		if _, err := os.Stat(made); c.makes && err != nil {
			t.Errorf("the one just made is not there: %v", err)
		}
	}
	last, _, err := backup.Newest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := backup.Check(t.Context(), last); err != nil || m.Rows() < 100 {
		t.Errorf("%s: %d rows, %v", last, m.Rows(), err)
	}
	if n := y.count(`SELECT count(*) FROM audit_events WHERE action = 'backup.make' AND actor_kind = 'system'`); n != 4 {
		t.Errorf("%d are told of in the audit", n)
	}
}

// What fails is logged and told in the audit, removes nothing, and is tried again at the next look.
func TestABackupThatFailsIsSeen(t *testing.T) {
	y := open(t)
	dir := filepath.Join(t.TempDir(), "copias")
	now := time.Date(2027, time.January, 1, 1, 30, 0, 0, time.UTC)
	w := y.backups(dir, &now)
	good := w.settings.Source.OwnerURL
	w.settings.Source.OwnerURL = "postgres://127.0.0.1:1/none?connect_timeout=1"
	if err := w.Work(t.Context(), nil); err == nil || !strings.Contains(y.log.String(), "the scheduled back-up failed") || len(files(t, dir)) != 0 {
		t.Errorf("%v, %v\n%s", err, files(t, dir), y.log)
	}
	w.settings.Source.OwnerURL = good
	if err := w.Work(t.Context(), nil); err != nil || len(files(t, dir)) != 1 {
		t.Errorf("%v, %v", err, files(t, dir))
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, []byte("no folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.Work(t.Context(), nil); err == nil {
		t.Error("a back-up is made where there is no folder")
	}
	if n := y.count(`SELECT count(*) FROM audit_events WHERE action = 'backup.fail'`); n != 1 {
		t.Errorf("%d failures are told of", n)
	}
}

// Of two servers with one folder, one makes the back-up.
func TestTwoServersMakeOneBackup(t *testing.T) {
	y := open(t)
	dir := filepath.Join(t.TempDir(), "copias")
	cfg := y.config()
	now := cfg.Now()
	cfg.Backups = y.backups(dir, &now).settings
	var runners []*Runner
	for range 2 {
		cfg.Pool = y.pool()
		runner, err := Start(context.WithoutCancel(t.Context()), cfg)
		if err != nil {
			t.Fatal(err)
		}
		runners = append(runners, runner)
	}
	y.until("a back-up is made", func() bool { return y.count(`SELECT count(*) FROM audit_events WHERE action = 'backup.make'`) > 0 })
	y.stop(runners...)
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("%v", got)
	}
}
