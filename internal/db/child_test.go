package db_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"hito/internal/db"
)

// Tests that kill a process start this test binary again, with what it shall do in the environment.
const childMigrates = "HITO_TEST_CHILD_MIGRATES"

// actAsChild does what the environment asks for and exits; without that it returns.
func actAsChild() {
	if url := os.Getenv(childMigrates); url != "" {
		if err := db.MigrateFiles(context.Background(), url, slowFiles, time.Minute); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// quietly ends something where a failure to end it changes nothing any more.
func quietly(end func() error) { _ = end() }

// startChild returns a running child; the test ends it if it has not ended.
func startChild(t *testing.T, env string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), env)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		quietly(cmd.Process.Kill)
		quietly(cmd.Wait)
	})
	return cmd
}
