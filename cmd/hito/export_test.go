package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hito/internal/db/dbtest"
)

// The command writes the plan beside the server that runs, and says in a sentence why it does not.
func TestExportAPlanFromTheTerminal(t *testing.T) {
	data, folder := dbtest.Folder(t), t.TempDir()
	startWith(t, "--demo", "--data", data)
	book, list := filepath.Join(folder, "plan.xlsx"), filepath.Join(folder, "plan.csv")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--plan", "plan-de-ejemplo", "--output", book}, 0, "Se ha escrito " + book},
		{[]string{"--plan", "plan-de-ejemplo", "--format", "csv", "--output", list}, 0, list},
		{[]string{"--plan", "plan-de-ejemplo", "--format", "csv", "--output", "-"}, 0, "Código;Código del objetivo;Indicador"},
		{[]string{"--plan", "nadie", "--output", book}, 1, "no hay ningún plan en /planes/nadie"},
		{[]string{"--plan", "plan-de-ejemplo", "--output", filepath.Join(folder, "no", "hay", "x.xlsx")}, 2, "no se puede escribir"},
		{[]string{"--plan", "plan-de-ejemplo", "--format", "pdf"}, 2, "tiene que ser uno de estos valores"},
		{nil, 2, "--plan"},
	} {
		code, text := outcome(t, append(append([]string{"export"}, c.args...), "--demo", "--data", data)...)
		if code != c.code || !strings.Contains(text, c.says) {
			t.Errorf("%v: exit code %d and %.300q, want %d and %q", c.args, code, text, c.code, c.says)
		}
	}
	f, err := excelize.OpenFile(book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("Valores"); err != nil || len(rows) < 100 {
		t.Errorf("%d values, %v", len(rows), err)
	}
	if content, err := os.ReadFile(list); err != nil || strings.Count(string(content), "\n") < 20 {
		t.Errorf("%.200q, %v", content, err)
	}
	if left, err := filepath.Glob(filepath.Join(folder, ".hito-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
