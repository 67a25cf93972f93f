package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// docs/security.md lists what is checked from outside, by number. Each of those that can be tested has its test, named
// after it; the last one is the linters', in .ci/check.
const securityItems = 22

func TestEverySecurityItemHasItsTest(t *testing.T) {
	named := regexp.MustCompile(`^Test(?:Story)?Security(\d\d)[A-Z]`)
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && entry.Name() == "node_modules" {
			return err
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok {
				if match := named.FindStringSubmatch(f.Name.Name); match != nil {
					found = append(found, match[1])
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= securityItems; n++ {
		if number := fmt.Sprintf("%02d", n); !slices.Contains(found, number) {
			t.Errorf("no test is named TestSecurity%s…", number)
		}
	}
}
