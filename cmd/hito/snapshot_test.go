package main

import (
	"strings"
	"testing"

	"hito/internal/db/dbtest"
)

// The command closes a follow-up beside the server that runs, and says in a sentence why it does not.
func TestCloseASnapshotFromTheTerminal(t *testing.T) {
	data := dbtest.Folder(t)
	running := startWith(t, "--demo", "--data", data)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"plan-de-ejemplo", "--title", "Desde la terminal", "--note", "De prueba"}, 0, "/planes/plan-de-ejemplo/seguimientos/"},
		{[]string{"plan-de-ejemplo", "--title", "Desde la terminal"}, 2, "Ya hay un seguimiento con este título"},
		{[]string{"plan-de-ejemplo", "--title", "Otro", "--date", "31/2/2026"}, 2, "Ese día no existe"},
		{[]string{"plan-de-ejemplo", "--title", "Otro", "--date", "1/1/2199"}, 2, "no puede ser futura"},
		{[]string{"nadie", "--title", "Otro"}, 1, "no hay ningún plan en /planes/nadie"},
		{[]string{"plan-de-ejemplo"}, 2, "--title"},
	} {
		code, text := outcome(t, append(append([]string{"snapshot", "close"}, c.args...), "--demo", "--data", data)...)
		if code != c.code || !strings.Contains(text, c.says) {
			t.Errorf("%v: exit code %d and %q, want %d and %q", c.args, code, text, c.code, c.says)
		}
	}
	if _, page := running.get(t, "/planes/plan-de-ejemplo/seguimientos"); !strings.Contains(page, "Desde la terminal") {
		t.Error("the server does not list what was closed")
	}
}
