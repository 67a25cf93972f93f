package report_test

import (
	"crypto/rand"
	"errors"
	"reflect"
	"strings"
	"testing"

	"hito/internal/fault"
	"hito/internal/report"
)

func TestOptionsAreChecked(t *testing.T) {
	long := strings.Repeat("a", report.LongestText+1)
	of := report.Digest("")
	for name, c := range map[string]struct {
		options report.Options
		field   string // that is wrong; blank for BadInput, "-" for nothing
	}{
		"usual":             {report.Usual(), "-"},
		"none chosen":       {report.Options{}, "sections"},
		"unknown":           {report.Options{Sections: []report.Section{"x"}}, ""},
		"twice":             {report.Options{Sections: []report.Section{report.Summary, report.Summary}}, ""},
		"long title":        {report.Options{Sections: report.Sections, Title: strings.Repeat("a", report.LongestTitle+1)}, "title"},
		"long addressee":    {report.Options{Sections: report.Sections, To: strings.Repeat("a", report.LongestTitle+1)}, "to"},
		"hidden characters": {report.Options{Sections: report.Sections, To: "a\u202eb"}, "to"},
		"long text": {
			report.Options{Sections: report.Sections, Texts: map[report.Section]report.Text{report.Summary: {Body: long, Of: of}}}, "text-summary",
		},
		"long comment": {
			report.Options{Sections: report.Sections, Comments: map[int64]report.Text{7: {Body: long, Of: of}}}, "comment-7",
		},
	} {
		_, err := c.options.Check()
		var invalid fault.Invalid
		switch {
		case c.field == "-":
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case c.field == "":
			if !errors.Is(err, fault.BadInput) {
				t.Errorf("%s: %v, want bad input", name, err)
			}
		case !errors.As(err, &invalid) || invalid[c.field] == "":
			t.Errorf("%s: %v %v, want a message at %s", name, err, invalid, c.field)
		}
	}
}

func TestDraftIsKeptOnceAndByVersion(t *testing.T) {
	w := open(t)
	if d := w.draft(); d.Version != 0 || !reflect.DeepEqual(d.Options, report.Usual()) {
		t.Fatalf("before anything: %+v", d)
	}
	mine := report.Options{
		Title: "Informe  propio", To: "A la atención de la Alcaldía", Sections: []report.Section{report.Rules, report.Summary},
		Texts:    map[report.Section]report.Text{report.Summary: {Body: "Uno\r\n\r\nDos  ", Of: report.Digest("x")}},
		Comments: map[int64]report.Text{3: {Body: "Comentario", Of: report.Digest("")}}, Base: report.Base{On: today},
	}
	key := rand.Text()
	for range 2 {
		w.must(w.SaveDraft(w.Context(), w.director, key, slug, 0, mine))
	}
	d := w.draft()
	want := mine
	want.Title = "Informe propio"
	want.Texts = map[report.Section]report.Text{report.Summary: {Body: "Uno\n\nDos", Of: report.Digest("x")}}
	if d.Version != 1 || d.UpdatedBy != "direccion" || !reflect.DeepEqual(d.Options, want) {
		t.Fatalf("kept %+v", d)
	}
	if err := w.SaveDraft(w.Context(), w.technician, rand.Text(), slug, 0, mine); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old version: %v", err)
	}
	w.must(w.SaveDraft(w.Context(), w.technician, rand.Text(), slug, 1, report.Usual()))
	if d := w.draft(); d.Version != 2 || len(d.Texts) != 0 {
		t.Errorf("kept %+v", d)
	}
	if n := w.events("report.prepare"); n != 2 {
		t.Errorf("%d events", n)
	}
	if told := w.number(`SELECT count(*) FROM audit_events WHERE after::text LIKE '%Alcaldía%' OR after::text LIKE '%Comentario%'`); told != 0 {
		t.Error("what was written for the report is repeated in the audit")
	}
}

func TestDraftIsForThoseWhoIssueReports(t *testing.T) {
	w := open(t)
	for want, err := range map[error]error{
		fault.Forbidden: w.SaveDraft(w.Context(), w.admin, rand.Text(), slug, 0, report.Usual()),
		fault.NotFound:  w.SaveDraft(w.Context(), w.technician, rand.Text(), "otro", 0, report.Usual()),
	} {
		if !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	if err := w.SaveDraft(w.Context(), w.outside, rand.Text(), slug, 0, report.Usual()); !errors.Is(err, fault.Forbidden) {
		t.Errorf("staff: %v", err)
	}
	if w.draft().Version != 0 {
		t.Error("something was kept")
	}
}
