package demo

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/progress"
)

// onPaper judges a sheet on a date without a database.
func onPaper(s sheet, on date.Date) dashboard.Board {
	ids := map[string]int64{}
	for n := range s.Objectives {
		s.Objectives[n].ID = int64(n + 1)
		ids[s.Objectives[n].Code] = int64(n + 1)
	}
	indicators := make([]dashboard.Indicator, len(s.Indicators))
	for n, e := range s.Indicators {
		e.ObjectiveID = ids[e.Objective]
		indicators[n] = dashboard.Indicator{Indicator: e.Indicator}
		for _, v := range e.Values {
			if v.MeasuredOn <= on { // in order of date and revision
				indicators[n].Value = v.Value
				indicators[n].MeasuredOn = v.MeasuredOn
			}
		}
	}
	return dashboard.Build(s.Plan, s.Lines, s.Objectives, indicators, on)
}

// Every day of two years, one of them a leap year, gives the same verdicts: nothing in the example
// hangs on the length of months or on the day that the demo is started.
func TestExampleShowsEveryStatusOnAnyDay(t *testing.T) {
	want := map[progress.Status]int{
		progress.StatusOnTrack: 8, progress.StatusMet: 5, progress.StatusDelayed: 4, progress.StatusCritical: 2,
		progress.StatusNoData: 2, progress.StatusNotStarted: 1, dashboard.Cancelled: 2,
	}
	first := date.New(2027, time.March, 1)
	for today := first; today < first.AddMonths(24); today++ {
		b := onPaper(villaejemplo(today), today)
		counts := b.Counts()
		for _, status := range dashboard.Statuses {
			if counts[status] != want[status] {
				t.Errorf("%s: %d indicators are %s, want %d", today, counts[status], status, want[status])
			}
		}
		if b.Status != progress.StatusOnTrack {
			t.Errorf("%s: the plan is %s with %s of %s", today, b.Status, b.Progress.Decimal.Round(4), b.Expected.Decimal.Round(4))
		}
		if t.Failed() {
			return
		}
	}
}

func TestExampleShowsEveryKindOfIndicator(t *testing.T) {
	today := date.New(2026, time.March, 14)
	s := villaejemplo(today)
	b := onPaper(s, today)
	status := func(code string) progress.Status {
		i, found := b.Indicator(code)
		if !found {
			t.Fatalf("no indicator %s", code)
		}
		return i.Status
	}
	for code, want := range map[string]progress.Status{
		"I2.3": progress.StatusMet, "I3.2": progress.StatusMet, "I5.1": progress.StatusMet, "I8.1": progress.StatusMet,
		"I4.2": progress.StatusOnTrack, "I5.2": progress.StatusDelayed, "I1.3": progress.StatusCritical,
		"I3.4": progress.StatusNoData, "I4.3": progress.StatusNotStarted, "I6.3": dashboard.Cancelled,
	} {
		if got := status(code); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
	if i, _ := b.Indicator("I3.2"); !i.Progress.Decimal.GreaterThan(decimal.New(1, 0)) {
		t.Errorf("the over-achieved indicator is at %s", i.Progress.Decimal)
	}
	if i, _ := b.Indicator("I1.3"); !i.Progress.Decimal.IsNegative() {
		t.Errorf("the one that went backwards is at %s", i.Progress.Decimal)
	}
	if i, _ := b.Indicator("I3.3"); i.Baseline.Valid || !i.Value.Valid {
		t.Errorf("the one with a blank baseline has %v and %v", i.Baseline, i.Value)
	}
	attention := b.Attention()
	if len(attention.Missing) != 2 || len(attention.Overdue) < 2 || len(attention.Empty) != 1 {
		t.Errorf("missing %d, overdue %d, empty %d", len(attention.Missing), len(attention.Overdue), len(attention.Empty))
	}
	for code, want := range map[string]progress.Status{
		"O8": progress.StatusMet, "O9": progress.StatusCritical, "O10": dashboard.Cancelled,
	} {
		if o, _ := b.Objective(code); o.Status != want {
			t.Errorf("%s is %s, want %s", code, o.Status, want)
		}
	}
}

var slips = regexp.MustCompile(`\s[,.;:](\s|$)|[ \t]{2,}|\d %|/ |\s/|^\s|\s$`)

// The stores pass over codes that do not exist, so a slip would only show as something missing.
func TestSheetsNameOnlyWhatExists(t *testing.T) {
	for _, s := range []sheet{montilla(), villaejemplo(date.New(2024, time.February, 29))} {
		t.Run(s.Slug, func(t *testing.T) {
			known := map[string]bool{}
			declare := func(code string) {
				if known[code] {
					t.Errorf("%s is declared twice", code)
				}
				known[code] = true
			}
			for _, l := range s.Lines {
				declare(l.Code)
			}
			for _, o := range s.Objectives {
				declare(o.Code)
			}
			for _, standard := range s.Frameworks[0].Standards {
				declare(standard.Code)
			}
			for _, e := range s.Indicators {
				declare(e.Code)
			}
			for _, code := range named(s) {
				if !known[code] {
					t.Errorf("%q is named and does not exist", code)
				}
			}
		})
	}
}

// named lists every code that something in a sheet refers to.
func named(s sheet) []string {
	var codes []string
	for _, o := range s.Objectives {
		codes = append(codes, o.Lines...)
	}
	for _, standard := range s.Frameworks[0].Standards {
		codes = slices.Concat(codes, standard.Lines, standard.Objectives)
	}
	for _, e := range s.Indicators {
		codes = append(append(codes, e.Objective), e.Standards...)
	}
	for _, r := range s.Results {
		codes = append(codes, r.Indicators...)
	}
	return codes
}

func TestSheetsAreCleanlyTyped(t *testing.T) {
	for _, s := range []sheet{montilla(), villaejemplo(date.New(2024, time.February, 29))} {
		for _, text := range texts(s) {
			if found := slips.FindString(text); found != "" {
				t.Errorf("%s: %q in %q", s.Slug, found, text)
			}
		}
	}
}

func texts(s sheet) []string {
	all := []string{s.Title, s.Body, s.Summary, s.GeneralObjective, s.Notice}
	for _, l := range s.Lines {
		all = append(all, l.Title, l.Description)
	}
	for _, o := range s.Objectives {
		all = append(all, o.Title, o.CancelReason)
	}
	for _, standard := range s.Frameworks[0].Standards {
		all = append(all, standard.Title)
	}
	for _, e := range s.Indicators {
		all = append(all, e.Title, e.Description, e.Method, e.Source, e.CancelReason)
		for _, v := range e.Values {
			all = append(all, v.Comment)
		}
	}
	for _, r := range s.Results {
		all = append(all, r.Title, r.Description)
	}
	for _, f := range s.FollowUps {
		all = append(all, f.Title, f.Note)
	}
	return all
}

func TestNarratives(t *testing.T) {
	var headings []string
	for _, section := range montilla().Sections {
		headings = append(headings, section.Heading)
	}
	want := "Introducción Marco normativo Contexto estratégico Objetivos Metodología Planificación Recursos"
	if got := strings.Join(headings, " "); got != want {
		t.Errorf("headings = %s", got)
	}
	for _, section := range slices.Concat(montilla().Sections, villaejemplo(date.New(2026, time.May, 1)).Sections) {
		if len(section.Body) < 100 || strings.Contains(section.Body, "\n## ") {
			t.Errorf("%s: %q", section.Heading, section.Body)
		}
	}
}
