package transfer_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/table"
	"hito/internal/transfer"
)

// Whatever is pasted is read without an end that nobody expects, and what is wrong with it has a line.
func FuzzInterpret(f *testing.F) {
	for _, name := range []string{objectivesFile, indicatorsFile} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(strings.Join(strings.SplitN(string(content), "\n", 4)[:3], "\n"), uint8(0))
	}
	for _, c := range nasty {
		f.Add(c.file, uint8(1))
	}
	w := rapid.Custom(drawFull).Example(3)
	modes := []transfer.Mode{transfer.NewPlan, transfer.Update, transfer.Structure, transfer.Values}
	f.Fuzz(func(t *testing.T, pasted string, mode uint8) {
		file, err := table.Paste(pasted)
		if err != nil {
			return
		}
		has, m := w.Existing, modes[int(mode)%len(modes)]
		if m == transfer.NewPlan {
			has.Records = nil
		}
		given := 0
		u, err := transfer.Interpret(file, transfer.Settings{Mode: m, On: november}, has, func(v transfer.Value) error {
			if given++; v.Line < 1 || v.On.IsZero() || v.Code == "" {
				t.Fatalf("%+v", v)
			}
			return nil
		})
		if err != nil {
			return
		}
		if given != u.Values || len(u.Problems) > transfer.MostProblems {
			t.Fatalf("%d values of %d, %d problems", given, u.Values, len(u.Problems))
		}
		problems := u.Problems
		for _, c := range transfer.Compare(has, u, m) {
			problems = append(problems, c.Problems...)
			if (c.Outcome == transfer.Wrong) != (len(c.Problems) > 0) || (c.Outcome == transfer.Changed) != (len(c.Edits) > 0) || c.Outcome == "" {
				t.Fatalf("%+v", c)
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Text == "" {
				t.Fatalf("%+v", p)
			}
		}
		if _, err := json.Marshal(u); err != nil {
			t.Fatal(err)
		}
	})
}
