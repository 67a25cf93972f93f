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
