package report_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/code"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/report"
)

func TestReportsIssuedAtOnceAreNumberedWithoutGaps(t *testing.T) {
	w := open(t)
	const many = 20
	ids, failures := make([]int64, many), make([]error, many)
	var all sync.WaitGroup
	for n := range many {
		all.Go(func() {
			i := issuing(fmt.Sprintf("Informe %d", n))
			if n%4 == 3 { // some fail on the way, and leave no gap
				i.Seen = "otro"
			}
			ids[n], failures[n] = w.Issue(w.Context(), w.technician, rand.Text(), i)
		})
	}
	all.Wait()
	for n, err := range failures {
		if n%4 == 3 != errors.Is(err, fault.Conflict) || n%4 != 3 && err != nil {
			t.Errorf("%d: %v", n, err)
		}
	}
	for range many / 4 {
		w.issue("Otro")
	}
	var numbers []int
	codes := map[string]bool{}
	for _, i := range w.list() {
		numbers = append(numbers, i.Number)
		codes[i.Code] = true
		if code.Read(i.Code) != i.Code || i.Year != 2026 {
			t.Errorf("%+v", i)
		}
	}
	slices.Sort(numbers)
	want := make([]int, many)
	for n := range want {
		want[n] = n + 1
	}
	if !slices.Equal(numbers, want) || len(codes) != many {
		t.Errorf("numbers %v with %d codes", numbers, len(codes))
	}
	if n := w.events("report.issue"); n != many {
		t.Errorf("%d events", n)
	}
}

func TestNumbersBeginAnewEachYear(t *testing.T) {
	w := open(t)
	w.issue("Uno")
	w.issue("Dos")
	w.Today = func() date.Date { return date.New(2027, time.January, 1) }
	w.issue("Tres")
	var got []string
	for _, i := range w.list() {
		got = append(got, i.Reference()+" "+i.Title)
	}
	if want := []string{"1/2027 Tres", "2/2026 Dos", "1/2026 Uno"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestIssuingAgainWithTheSameFormIsTheSameReport(t *testing.T) {
	w := open(t)
	key, i := rand.Text(), issuing("Informe")
	first, err := w.Issue(w.Context(), w.technician, key, i)
	w.must(err)
	i.Seen = "the data have changed meanwhile"
	again, err := w.Issue(w.Context(), w.technician, key, i)
	w.must(err)
	if first != again || len(w.list()) != 1 || w.events("report.issue") != 1 {
		t.Errorf("%d and %d, %d reports", first, again, len(w.list()))
	}
}

func TestWhatIsIssuedIsWhatWasSeen(t *testing.T) {
	w := open(t)
	w.must(w.SaveDraft(w.Context(), w.technician, rand.Text(), slug, 0, report.Usual()))
	old, other, ahead := issuing("a"), issuing("b"), issuing("c")
	other.Draft, other.Seen = 1, report.Digest("something else")
	ahead.Draft, ahead.TakenOn = 1, today+1
	for name, i := range map[string]report.Issuing{"an old draft": old, "another document": other} {
		if _, err := w.Issue(w.Context(), w.technician, rand.Text(), i); !errors.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var invalid fault.Invalid
	if _, err := w.Issue(w.Context(), w.technician, rand.Text(), ahead); !errors.As(err, &invalid) || invalid["base"] == "" {
		t.Errorf("a day that has not come: %v", err)
	}
	for name, actor := range map[string]access.Actor{"admin": w.admin, "staff": w.outside} {
		i := issuing("d")
		i.Draft = 1
		if _, err := w.Issue(w.Context(), actor, rand.Text(), i); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(w.list()) != 0 {
		t.Error("something was issued")
	}
}

func TestFilesAreKeptForGood(t *testing.T) {
	w := open(t)
	id := w.issue("Informe")
	files := []report.NewFile{
		{Format: report.HTML, Name: "informe-1-2026.html", Content: []byte("<p>Hola</p>")},
		{Format: report.DOCX, Name: "informe-1-2026.docx", Content: []byte("PK docx")},
	}
	w.must(w.KeepFiles(w.Context(), w.technician, slug, id, files))
	w.must(w.KeepFiles(w.Context(), w.director, slug, id, []report.NewFile{{Format: report.DOCX, Name: "otro.docx", Content: []byte("other")}}))
	i := w.list()[0]
	if len(i.Files) != 2 || i.Files[0].Format != report.DOCX || i.Files[1].Format != report.HTML || i.Body != "Ayuntamiento" || i.Issuer != "tecnica" {
		t.Fatalf("%+v", i)
	}
	sum := sha256.Sum256([]byte("PK docx"))
	f, same := i.Match(hex.EncodeToString(sum[:]))
	if !same || f.Format != report.DOCX || f.Name != "informe-1-2026.docx" || f.Size != 7 {
		t.Errorf("%+v, %v", f, same)
	}
	if _, same := i.Match(strings.Repeat("0", 64)); same {
		t.Error("another file matches")
	}
	content, err := io.ReadAll(report.OpenFile(t.Context(), w.Pool, i, f))
	if err != nil || string(content) != "PK docx" {
		t.Errorf("%q, %v", content, err)
	}
	if n := w.events("report.keep_file"); n != 2 {
		t.Errorf("%d events of files", n)
	}
	if err := w.KeepFiles(w.Context(), w.technician, slug, id+1, files); !errors.Is(err, fault.NotFound) {
		t.Errorf("files of an unknown report: %v", err)
	}
	if err := w.KeepFiles(w.Context(), w.admin, slug, id, files); !errors.Is(err, fault.Forbidden) {
		t.Errorf("files of whoever may not issue: %v", err)
	}
}

func TestIssuedReportsAndTheirFilesAreNeverChanged(t *testing.T) {
	w := open(t)
	id := w.issue("Informe")
	w.must(w.KeepFiles(w.Context(), w.technician, slug, id, []report.NewFile{{Format: report.HTML, Name: "a.html", Content: []byte("a")}}))
	for _, sql := range []string{
		`UPDATE reports SET title = 'x'`, `DELETE FROM reports`, `UPDATE report_files SET name = 'x'`, `DELETE FROM report_files`,
	} {
		if _, err := w.Pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s is let through", sql)
		}
	}
}

func TestReportsAreVerifiedByTheirCode(t *testing.T) {
	w := open(t)
	id := w.issue("Informe")
	own := w.list()[0]
	find := func(typed string) (i report.Issued, err error) {
		w.read(func(ctx context.Context, tx pgx.Tx) error {
			i, err = report.Verify(ctx, tx, typed)
			return nil
		})
		return i, err
	}
	for _, typed := range []string{own.Code, code.Grouped(own.Code), strings.ToLower(code.Grouped(own.Code)), " " + own.Code + " "} {
		if i, err := find(typed); err != nil || i.ID != id {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for _, typed := range []string{"", code.New(), "x", "'", "%", strings.Repeat("A", 5000)} {
		if _, err := find(typed); !errors.Is(err, fault.NotFound) {
			t.Errorf("%.20q: %v", typed, err)
		}
	}
	w.read(func(ctx context.Context, tx pgx.Tx) error {
		document, err := report.Document(ctx, tx, w.plan, id)
		if err != nil || !strings.Contains(string(document), `"Informe"`) {
			t.Errorf("%s, %v", document, err)
		}
		_, err = report.Document(ctx, tx, w.plan, id+1)
		if !errors.Is(err, fault.NotFound) {
			t.Errorf("the document of an unknown report: %v", err)
		}
		return nil
	})
}
