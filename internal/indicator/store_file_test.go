package indicator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/attachment"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

func note(t *testing.T, name, content string) attachment.New {
	t.Helper()
	f, err := attachment.Read(name, []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFilesAreKeptAndWithdrawn(t *testing.T) {
	s := openShelf(t)
	id, other := s.create(agreement), s.create(indicator.ResultDraft{Title: "Otro", Indicators: []string{"I7.3"}})
	long := "%PDF-1.7\n" + strings.Repeat("0123456789abcdef", 200_000) // some 3 MB: several pieces
	c := s.change(s.technician, id, 0)
	files := []attachment.New{note(t, "uno.pdf", long), note(t, "dos.txt", "dos")}
	for range 2 { // the form comes twice
		if err := s.AddFiles(t.Context(), c, files); err != nil {
			t.Fatal(err)
		}
	}
	kept := s.find(id).Files
	if len(kept) != 2 || kept[0].Name != "uno.pdf" || kept[0].Size != len(long) || kept[1].MediaType != "text/plain" {
		t.Fatalf("kept %+v", kept)
	}
	if r := s.find(id); r.Version != 1 {
		t.Errorf("version %d: a file is no change of the texts", r.Version)
	}
	s.reads(kept[0], long)

	if err := s.WithdrawFile(t.Context(), s.change(s.technician, other, 0), kept[0].ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("a file of another result: %v", err)
	}
	if err := s.WithdrawFile(t.Context(), s.change(s.technician, id, 0), kept[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawFile(t.Context(), s.change(s.technician, id, 0), kept[0].ID); !errors.Is(err, fault.Conflict) {
		t.Errorf("withdrawing twice: %v", err)
	}
	if left := s.find(id).Files; len(left) != 1 || left[0].Name != "dos.txt" || s.count("result_files") != 2 {
		t.Errorf("left %+v of %d", left, s.count("result_files"))
	}
	var names []string
	for _, e := range s.events(id) {
		names = append(names, e.Action)
	}
	if want := []string{"result.withdraw_file", "result.add_file", "result.add_file", "result.create"}; !slices.Equal(names, want) {
		t.Fatalf("events %v, want %v", names, want)
	}
	var added, withdrawn map[string]any
	told := s.events(id)
	if err := errors.Join(json.Unmarshal(told[2].After, &added), json.Unmarshal(told[0].Before, &withdrawn)); err != nil {
		t.Fatal(err)
	}
	if added["sha256"] != files[0].Sum() || added["name"] != "uno.pdf" || withdrawn["sha256"] != added["sha256"] {
		t.Errorf("added %v, withdrawn %v", added, withdrawn)
	}
}

// reads checks what a file holds, from the front and from the middle.
func (s shelf) reads(f attachment.File, want string) {
	s.Helper()
	var planID int64
	s.reading(func(_ context.Context, _ pgx.Tx, p plan.Plan) error { planID = p.ID; return nil })
	content := indicator.OpenFile(s.Context(), s.Pool, planID, f)
	if got, err := io.ReadAll(content); err != nil || string(got) != want {
		s.Errorf("%d bytes, %v; want %d", len(got), err, len(want))
	}
	for _, at := range []int64{0, 1, 256<<10 - 1, 256 << 10, int64(len(want)) - 1, int64(len(want))} {
		if _, err := content.Seek(at, io.SeekStart); err != nil {
			s.Fatal(err)
		}
		if got, err := io.ReadAll(content); err != nil || string(got) != want[at:] {
			s.Errorf("from %d: %d bytes, %v", at, len(got), err)
		}
	}
	if end, err := content.Seek(0, io.SeekEnd); err != nil || end != int64(len(want)) {
		s.Errorf("the end is at %d, %v", end, err)
	}
	if _, err := content.Seek(1, io.SeekCurrent); err == nil {
		s.Error("there is a place beyond the end")
	}
}

func TestFilesHaveTheirLimits(t *testing.T) {
	s := openShelf(t)
	id := s.create(indicator.ResultDraft{Title: "De la unidad", Indicators: []string{"I1.1"}})
	many := slices.Repeat([]attachment.New{note(t, "a.txt", "a")}, indicator.MostFiles-1)
	if err := s.AddFiles(t.Context(), s.change(s.staff, id, 0), many); err != nil {
		t.Fatal(err)
	}
	two := s.AddFiles(t.Context(), s.change(s.staff, id, 0), many[:2])
	if invalid(two)["files"] == "" || len(s.find(id).Files) != indicator.MostFiles-1 {
		t.Errorf("two more: %v, %d files", two, len(s.find(id).Files))
	}
	if err := s.AddFiles(t.Context(), s.change(s.staff, id, 0), nil); invalid(err)["files"] == "" {
		t.Errorf("none: %v", err)
	}
	foreign := s.create(indicator.ResultDraft{Title: "De otra", Indicators: []string{"I1.1", "I7.3"}})
	if err := s.AddFiles(t.Context(), s.change(s.staff, foreign, 0), many[:1]); !errors.Is(err, fault.Forbidden) {
		t.Errorf("to a result of another unit too: %v", err)
	}
	if err := s.WithdrawResult(t.Context(), s.change(s.technician, id, 1), "Sobra"); err != nil {
		t.Fatal(err)
	}
	if err := s.AddFiles(t.Context(), s.change(s.staff, id, 0), many[:1]); !errors.Is(err, fault.Conflict) {
		t.Errorf("to a withdrawn result: %v", err)
	}
}
