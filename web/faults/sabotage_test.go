package main

import (
	"slices"
	"strings"
	"testing"

	"hito/migrations"
)

func TestStatementsKnowWhatHidesASemicolon(t *testing.T) {
	for sql, want := range map[string][]string{
		"":                                   nil,
		"-- only; a comment\n":               nil,
		"SELECT 1":                           {"SELECT 1"},
		"SELECT 1; SELECT 2;\n":              {"SELECT 1;", " SELECT 2;\n"},
		"-- a; b\nSELECT ';'; SELECT 2":      {"-- a; b\nSELECT ';';", " SELECT 2"},
		"DO $$BEGIN; END$$; SELECT $1":       {"DO $$BEGIN; END$$;", " SELECT $1"},
		"DO $x$ ; $$ ; $x$; SELECT 'it''s;'": {"DO $x$ ; $$ ; $x$;", " SELECT 'it''s;'"},
		"SELECT \"a;b\" /* ; */; ;SELECT 3":  {"SELECT \"a;b\" /* ; */;", " ;SELECT 3"},
	} {
		if got := statements(sql); !slices.Equal(got, want) {
			t.Errorf("%q is cut into %q, want %q", sql, got, want)
		}
	}
}

func TestStatementsLoseNothingOfTheMigrations(t *testing.T) {
	files, err := migrations.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		sql, err := migrations.FS.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		parts := statements(string(sql))
		if strings.Join(parts, "") != string(sql) || len(parts) == 0 {
			t.Errorf("%s is cut into %d parts that are not the file", file.Name(), len(parts))
		}
		for _, part := range parts {
			if strings.Count(part, "$$")%2 != 0 {
				t.Errorf("%s is cut within a body: %q", file.Name(), part)
			}
		}
	}
}
