package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hito/internal/db/dbtest"
)

const someValues = `Código del indicador;Fecha del valor;Valor
I1.1;3/9/2025;17,5
I2.1;31/7/2025;4000
I9.9;3/9/2025;1
`

// The command shows what a file would change, writes only when it is asked to, and says in a sentence why it does not.
func TestImportFromTheTerminal(t *testing.T) {
	data := dbtest.Folder(t)
	running := startWith(t, "--demo", "--data", data)
	file := filepath.Join(t.TempDir(), "valores.csv")
	if err := os.WriteFile(file, []byte(someValues), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "roto.xlsx")
	if err := os.WriteFile(broken, []byte("PK\x03\x04"), 0o600); err != nil {
		t.Fatal(err)
	}
	const slug = "plan-de-ejemplo"
	for _, c := range []struct {
		args []string
		code int
		says []string
	}{
		{[]string{file, "--plan", slug, "--mode", "values"}, 0, []string{
			"separado por «;»", "columna 3 «Valor»", "nuevo 1, cambia 1", "I1.1, valor del 3/9/2025: 17,5", "→ 4000", "línea 4", "I9.9", "repita la orden con --apply"}},
		{[]string{file, "--plan", slug, "--mode", "values", "--apply"}, 2, []string{"por qué se corrigen"}},
		{[]string{file, "--plan", slug, "--mode", "values", "--apply", "--reason", "Acta de septiembre"}, 0, []string{"Se ha aplicado: /planes/" + slug}},
		{[]string{file, "--plan", slug, "--mode", "values", "--apply"}, 0, []string{"igual 2"}},
		{[]string{file, "--plan", "nadie"}, 1, []string{"no hay ningún plan en /planes/nadie"}},
		{[]string{broken, "--plan", slug}, 1, []string{"hito: "}},
		{[]string{file + "x", "--plan", slug}, 2, []string{"no se puede leer"}},
		{[]string{file}, 2, []string{"--plan"}},
		{[]string{file, "--plan", slug, "--date", "31/2/2026"}, 2, []string{"--date"}},
		{[]string{file, "--plan", slug, "--answer", "sin signo"}, 2, []string{"CLAVE=RESPUESTA"}},
		{[]string{file, "--new"}, 0, []string{"Falta --title"}},
	} {
		code, text := outcome(t, append(append([]string{"import"}, c.args...), "--demo", "--data", data)...)
		if code != c.code {
			t.Errorf("%v: exit code %d, want %d: %s", c.args, code, c.code, text)
		}
		for _, says := range c.says {
			if !strings.Contains(text, says) {
				t.Errorf("%v: %q is not said in %s", c.args, says, text)
			}
		}
	}
	if _, page := running.get(t, "/planes/"+slug+"/indicadores/I1.1"); !strings.Contains(page, "17,5") {
		t.Error("the server does not show what was imported")
	}
}

// The client's table makes a plan, with the percentage that was published wrong told.
func TestImportThePublishedTableFromTheTerminal(t *testing.T) {
	data := dbtest.Folder(t)
	startWith(t, "--data", data)
	file := filepath.Join("..", "..", "internal", "transfer", "testdata", "seguimiento-2022-11-indicadores.tsv")
	args := []string{"import", file, "--new", "--title", "I Plan de Innovación", "--body", "Ayuntamiento", "--from", "1/7/2021", "--to", "30/6/2023", "--date", "30/11/2022", "--data", data}
	code, text := outcome(t, args...)
	for _, says := range []string{"dice 0,00", "calculado 33,33", "Plan nuevo: «I Plan de Innovación»"} {
		if !strings.Contains(text, says) {
			t.Errorf("%q is not said: %s", says, text)
		}
	}
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	if code, text := outcome(t, append(args, "--apply")...); code != 0 || !strings.Contains(text, "Se ha aplicado: /planes/i-plan-de-innovacion") {
		t.Errorf("applied: exit code %d and %s", code, text)
	}
}
