package indicator_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
)

// today is the day on which results are typed.
var today = date.New(2026, time.March, 14)

func TestResultIsReadAsItIsKept(t *testing.T) {
	r, serves, err := indicator.ResultDraft{
		Title: "  Firmado   el\tconvenio ", Description: "\r\nUna línea  \r\n\r\n- otra\r\n", AchievedOn: "14/3/2026",
		URL: " https://ejemplo.org/a?b=c ", Indicators: []string{"12", "3", "12"},
	}.Check(today)
	if err != nil {
		t.Fatal(err)
	}
	want := indicator.Result{
		Title: "Firmado el convenio", Description: "Una línea\n\n- otra", AchievedOn: today, URL: "https://ejemplo.org/a?b=c",
	}
	if r.Title != want.Title || r.Description != want.Description || r.AchievedOn != want.AchievedOn || r.URL != want.URL {
		t.Errorf("got %+v, want %+v", r, want)
	}
	if !slices.Equal(serves, []int64{3, 12}) {
		t.Errorf("serves %v, want each once", serves)
	}
	plain, _, err := indicator.ResultDraft{Title: "Solo el título", Indicators: []string{"1"}}.Check(today)
	if err != nil || !plain.AchievedOn.IsZero() || plain.URL != "" {
		t.Errorf("the least there is: %+v, %v", plain, err)
	}
}

func TestEveryFieldOfAResultIsChecked(t *testing.T) {
	fit := indicator.ResultDraft{Title: "T", Indicators: []string{"1"}}
	for field, typed := range map[string][]string{
		"title": {"", " \n\t ", strings.Repeat("a", 1001), strings.Repeat("a", 100_000), "a\x00b", "a\x1bb", "a\u202eb", "a\u200b", "\xff"},
		"description": {
			strings.Repeat("a", 10_001), strings.Repeat("a", 100_000), "a\x00b", "a\u2066b", "a\xff",
		},
		"achieved_on": {
			"2026-03-15", "15/3/2026", "31/2/2026", "2026-02-31", "0001-01-01", "9999-12-31", "ayer", "NaN", "1e400", "−0", "\x00", strings.Repeat("1", 40),
		},
		"indicators": {"", "x", "I1.1", "1.0", "NaN", "1e3", strings.Repeat("9", 40), "\x00", "1,2"},
		"url": {
			"ejemplo", "ftp://ejemplo.org", "javascript:alert(1)", "https://", "//ejemplo.org", "https://ejemplo.org/ a b",
			"https://" + strings.Repeat("a", 2000) + ".org", "https://ejemplo.org/\x00", "https://ejemplo.org/\u202e", strings.Repeat("a", 100_000),
		},
	} {
		for _, text := range typed {
			d := fit
			switch field {
			case "title":
				d.Title = text
			case "description":
				d.Description = text
			case "achieved_on":
				d.AchievedOn = text
			case "url":
				d.URL = text
			case "indicators":
				d.Indicators = []string{"1", text}
			}
			_, _, err := d.Check(today)
			if told := invalid(err); len(told) != 1 || told[field] == "" {
				t.Errorf("%s %.30q: %v, want a message at the field alone", field, text, told)
			}
		}
	}
	none := fit
	none.Indicators = nil
	if _, _, err := none.Check(today); invalid(err)["indicators"] == "" {
		t.Errorf("no indicator: %v", err)
	}
	if _, _, err := (indicator.ResultDraft{AchievedOn: "x", URL: "x", Description: "\x00"}).Check(today); len(invalid(err)) != 5 {
		t.Errorf("all at once: %v", slices.Sorted(maps.Keys(invalid(err))))
	}
}

func invalid(err error) fault.Invalid {
	var told fault.Invalid
	errors.As(err, &told)
	return told
}
