package dashboard

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/db/dbtest"
)

// What the database sends of its arrays is read as pgx reads each number.
func TestHistoryIsReadAsPgxReadsIt(t *testing.T) {
	pool := dbtest.New(t)
	numbers := []string{"0", "-0.000001", "1", "-1", "9999", "10000", "10000.0001", "0.5", "123456789012345.123456", "-999999999999999.999999", "1e14"}
	for range 300 {
		n := decimal.New(rand.Int64N(2_000_000_000_000_000)-1_000_000_000_000_000, -rand.Int32N(7))
		numbers = append(numbers, n.String())
	}
	var days []string
	for n := range numbers {
		days = append(days, (date.New(1999, 6, 1) + date.Date(n)).String())
	}
	var on, sent pgtype.DriverBytes
	var want []decimal.Decimal
	query := fmt.Sprintf(`SELECT array_send(ARRAY['%s']::date[]), array_send(ARRAY[%s]::numeric[]), ARRAY[%s]::numeric[]`,
		strings.Join(days, "','"), strings.Join(numbers, ","), strings.Join(numbers, ","))
	rows, err := pool.Query(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if !rows.Next() {
		t.Fatal(rows.Err())
	}
	if err := rows.Scan(&on, &sent, &want); err != nil {
		t.Fatal(err)
	}
	var dates []date.Date
	for n := range numbers {
		dates = append(dates, date.New(1999, 6, 1)+date.Date(n))
	}
	steps, err := pickSteps(on, sent, dates)
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) != len(want) {
		t.Fatalf("%d values, want %d", len(steps), len(want))
	}
	for n, s := range steps {
		if s.index != n || !s.value.Equal(want[n]) {
			t.Errorf("value %d = %s at %d, want %s (of %s)", n, s.value, s.index, want[n], numbers[n])
		}
	}
}

func TestHistoryOutOfOrderIsRefused(t *testing.T) {
	pool := dbtest.New(t)
	var on, sent pgtype.DriverBytes
	rows, err := pool.Query(context.Background(), `SELECT array_send(ARRAY['2026-02-01', '2026-01-01']::date[]), array_send(ARRAY[1, 2]::numeric[])`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if !rows.Next() {
		t.Fatal(rows.Err())
	}
	if err := rows.Scan(&on, &sent); err != nil {
		t.Fatal(err)
	}
	if _, err := pickSteps(on, sent, []date.Date{date.New(2026, 12, 31)}); !errors.Is(err, errNoOrder) {
		t.Errorf("out of order: %v, want errNoOrder", err)
	}
	if _, err := pickSteps(on, nil, []date.Date{date.New(2026, 12, 31)}); !errors.Is(err, errNoHistory) {
		t.Errorf("a value short: %v, want errNoHistory", err)
	}
}

// A date whose last revision has no value gives way to the one before it, whether the spans end between them or not.
func TestWithdrawnDatesHaveNoStep(t *testing.T) {
	pool := dbtest.New(t)
	day := func(n int) date.Date { return date.New(2026, 1, n) }
	for name, c := range map[string]struct {
		on, values string // of the history: days of January, in order of revision
		want       string // value at the end of each of the spans: the 10th, 20th and 30th
	}{
		"only withdrawn":        {"5 5", "1 NULL", ""},
		"given again":           {"5 5 5", "1 NULL 3", "10:3"},
		"before in the span":    {"4 5 5", "7 1 NULL", "10:7"},
		"before in another":     {"4 15 15", "7 1 NULL", "10:7 20:7"},
		"after one withdrawn":   {"4 4 5", "7 NULL 1", "10:1"},
		"two withdrawn":         {"3 4 4 15 15", "7 8 NULL 9 NULL", "10:7 20:7"},
		"withdrawn twice":       {"3 4 4 4", "7 8 NULL NULL", "10:7"},
		"corrected, then taken": {"3 4 4 4", "7 8 9 NULL", "10:7"},
		"first of all, later":   {"4 4 15", "7 NULL 2", "20:2"},
	} {
		days := strings.Fields(c.on)
		for n := range days {
			days[n] = "'2026-01-" + days[n] + "'"
		}
		var on, sent pgtype.DriverBytes
		rows, err := pool.Query(t.Context(), fmt.Sprintf(`SELECT array_send(ARRAY[%s]::date[]), array_send(ARRAY[%s]::numeric[])`,
			strings.Join(days, ","), strings.Join(strings.Fields(c.values), ",")))
		if err != nil {
			t.Fatal(err)
		}
		if !rows.Next() {
			t.Fatal(rows.Err())
		}
		if err := rows.Scan(&on, &sent); err != nil {
			t.Fatal(err)
		}
		steps, err := pickSteps(on, sent, []date.Date{day(10), day(20), day(30)})
		rows.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, s := range steps {
			got = append(got, fmt.Sprintf("%d:%s", 10*(s.index+1), s.value))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
