package demo_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/progress"
	"hito/internal/snapshot"
)

var followUp = date.New(2022, time.November, 30)

// publishedRows are the rows of the published table of indicators, in its own order: code here,
// baseline, target, value and progress there.
var publishedRows = [][5]string{
	{"I.1.1", "0", "100", "80", "80,00%"},
	{"I.4.1", "4", "14", "10", "60,00%"},
	{"I.3.1", "0", "3", "3", "100,00%"},
	{"I.2.1", "0", "1", "1", "100,00%"},
	{"I.2.2", "0", "3", "1", "33,33%"},
	{"I.4.2", "0", "5", "4", "80,00%"},
	{"I.5.1", "1", "1", "1", "100,00%"},
	{"I.6.1", "0", "2", "1", "50,00%"},
	{"I.7.1", "0", "3", "2", "66,67%"},
	{"I.7.2", "0", "10", "10", "100,00%"},
	{"I.7.3", "0", "2", "1", "50,00%"},
	{"I.8.1", "0", "6", "3", "50,00%"},
	{"I.8.2", "0", "3", "2", "66,67%"},
	{"I.8.3", "3", "10", "6", "42,86%"},
	{"I.9.1", "", "97", "97", "100,00%"},
	{"I.11.1", "", "5", "2", "40,00%"},
	{"I.11.2", "", "2", "2", "100,00%"},
	{"I.11.3", "", "7", "5", "71,43%"},
	{"I.9.2", "", "1", "1", "100,00%"},
	{"I.12.1", "0", "3", "1", "0,00%"},
	{"I.12.2", "0", "1", "0", "0,00%"},
}

// publishedObjectives are the whole percentages of O.E.1 to O.E.12 and how many indicators each has.
var publishedObjectives = [12][2]int64{
	{80, 1}, {67, 2}, {100, 1}, {70, 2}, {100, 1}, {50, 1}, {72, 3}, {53, 3}, {100, 2}, {0, 0}, {70, 3}, {0, 2},
}

func TestMontillaOnThePublishedDate(t *testing.T) {
	b := board(t, loaded(t, today), montilla, followUp)
	if got := b.Progress.Decimal.String(); !strings.HasPrefix(got, "0.649338") {
		t.Errorf("progress = %s", got)
	}
	if got := b.Expected.Decimal.Round(6).StringFixed(6); got != "0.733790" {
		t.Errorf("expected = %s", got)
	}
	if b.Coverage != (progress.Coverage{WithData: 21, Total: 21}) {
		t.Errorf("coverage = %+v", b.Coverage)
	}
	var figures []string
	for n, o := range b.Objectives {
		if want := fmt.Sprintf("O.E.%d", n+1); o.Code != want {
			t.Errorf("objective %d is %s", n, o.Code)
		}
		if want := int(publishedObjectives[n][1]); len(o.Indicators) != want {
			t.Errorf("%s has %d indicators, want %d", o.Code, len(o.Indicators), want)
		}
		figures = append(figures, o.Progress.Decimal.Round(6).String())
	}
	want := "0.8 0.666667 1 0.7 1 0.5 0.722222 0.531746 1 0 0.704762 0.166667"
	if got := strings.Join(figures, " "); got != want {
		t.Errorf("objectives = %s\nwant         %s", got, want)
	}
}

func TestMontillaKeepsThePublishedFigures(t *testing.T) {
	b := board(t, loaded(t, today), montilla, followUp)
	for _, row := range publishedRows {
		i, found := b.Indicator(row[0])
		if !found {
			t.Errorf("no indicator %s", row[0])
			continue
		}
		baseline := ""
		if i.Baseline.Valid {
			baseline = i.Baseline.Decimal.String()
		}
		if got := [3]string{baseline, i.Target.String(), i.Value.Decimal.String()}; got != [3]string(row[1:4]) {
			t.Errorf("%s = %v, want %v", row[0], got, row[1:4])
		}
		if i.MeasuredOn != followUp {
			t.Errorf("%s was measured on %s", row[0], i.MeasuredOn)
		}
		wantRule := progress.Reach
		if i.Objective == "O.E.5" {
			wantRule = progress.MaintainAtLeast
		}
		if i.Rule != wantRule {
			t.Errorf("%s follows %s", row[0], i.Rule)
		}
	}
	if got := len(b.Indicators()); got != len(publishedRows) {
		t.Errorf("%d indicators, want %d", got, len(publishedRows))
	}
}

func TestMontillaShowsWhatWasPublishedOtherwise(t *testing.T) {
	pool := loaded(t, today)
	b := board(t, pool, montilla, today)
	if len(b.Snapshots) != 1 || b.Snapshots[0].Title != "Seguimiento noviembre 2022" || b.Snapshots[0].TakenOn != followUp {
		t.Fatalf("snapshots = %+v", b.Snapshots)
	}
	frozen := read(t, pool, func(ctx context.Context, tx pgx.Tx) (dashboard.Board, error) {
		return dashboard.LoadFrozen(ctx, tx, access.Scope{}, montilla, b.Snapshots[0].ID)
	})
	published := read(t, pool, func(ctx context.Context, tx pgx.Tx) (snapshot.Published, error) {
		return snapshot.PublishedIn(ctx, tx, b.Plan.ID, b.Snapshots[0].ID)
	})
	if published.Source == "" || len(published.Objectives) != 12 || len(published.Indicators) != 21 {
		t.Fatalf("published = %+v", published)
	}
	var differ []string
	for n, o := range frozen.Objectives {
		p := published.Objectives[o.Code]
		if !p.Equal(decimal.New(publishedObjectives[n][0], -2)) {
			t.Errorf("%s was published as %d%%, not %s", o.Code, publishedObjectives[n][0], p)
		}
		if computed := o.Progress.Decimal.Round(2); !p.Equal(computed) {
			differ = append(differ, fmt.Sprintf("%s %s→%s", o.Code, p, computed))
		}
	}
	for _, row := range publishedRows {
		i, _ := frozen.Indicator(row[0])
		p := published.Indicators[row[0]]
		if printed := strings.Replace(p.Shift(2).StringFixed(2), ".", ",", 1) + "%"; printed != row[4] {
			t.Errorf("%s was published as %s, not %s", row[0], row[4], printed)
		}
		if computed := i.Progress.Decimal.Round(4); !p.Equal(computed) {
			differ = append(differ, fmt.Sprintf("%s %s→%s", row[0], p, computed))
		}
	}
	if want := []string{"O.E.12 0→0.17", "I.12.1 0→0.3333"}; !slices.Equal(differ, want) {
		t.Errorf("published and computed differ in %v, want %v", differ, want)
	}
	for _, said := range []string{"I.12.1", "O.E.12", "33,33", "17"} {
		if !strings.Contains(b.Snapshots[0].Note, said) {
			t.Errorf("the note does not say %q: %s", said, b.Snapshots[0].Note)
		}
	}
}

func TestMontillaSharesItsResults(t *testing.T) {
	b := read(t, loaded(t, today), func(ctx context.Context, tx pgx.Tx) (dashboard.Board, error) {
		return dashboard.LoadDetail(ctx, tx, access.Scope{}, montilla, followUp)
	})
	under := map[string][]string{}
	for _, i := range b.Indicators() {
		if (len(i.Results) == 0) != (i.Code == "I.12.2") {
			t.Errorf("%s has %d results", i.Code, len(i.Results))
		}
		for _, r := range i.Results {
			under[r.Title] = append(under[r.Title], i.Code)
		}
	}
	for title, want := range map[string][]string{
		"Proyecto CHANCE INNOVA UCO": {"I.1.1", "I.3.1", "I.4.2"},
		"Proyecto Mi Familia S.A.":   {"I.1.1", "I.6.1"},
		"Aplicación GESPE":           {"I.7.1", "I.8.2"},
		"Aplicación SAD":             {"I.7.1", "I.8.2"},
		"Proyecto de implementación de la determinación del interés superior del menor (ACNUR)": {"I.1.1", "I.4.2"},
	} {
		if !slices.Equal(under[title], want) {
			t.Errorf("%q stands under %v, want %v", title, under[title], want)
		}
	}
	if len(under) != 35 {
		t.Errorf("%d results, want 35", len(under))
	}
}
