// Package date holds civil dates: a day of the calendar, without hour or zone.
package date

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Date is a day of the proleptic Gregorian calendar, as days since 1 January of year 1.
// Dates compare and subtract as integers: b-a is the number of days from a to b.
// The zero Date means "no date"; it is NULL in the database and null in JSON.
type Date int32

const layout = "2006-01-02"

var epoch = time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)

// New returns the date of a year, month and day; out-of-range days roll over as in time.Date.
func New(year int, month time.Month, day int) Date {
	return Of(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Of returns the calendar day that t shows in its own location.
func Of(t time.Time) Date {
	y, m, d := t.Date()
	days := (time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() - epoch.Unix()) / 86400
	return Date(days) //nolint:gosec // a time.Time's days fit for the years ±5,000,000
}

// Parse reads an ISO 8601 date, YYYY-MM-DD, between the years 1900 and 2200.
func Parse(s string) (Date, error) {
	t, err := time.Parse(layout, s)
	if err != nil {
		return 0, fmt.Errorf("parse date %q: want YYYY-MM-DD", s)
	}
	if t.Year() < 1900 || t.Year() > 2200 {
		return 0, fmt.Errorf("parse date %q: year out of 1900 to 2200", s)
	}
	return Of(t), nil
}

// IsZero tells whether d means "no date".
func (d Date) IsZero() bool { return d == 0 }

// Time returns midnight UTC of d.
func (d Date) Time() time.Time { return epoch.AddDate(0, 0, int(d)) }

// AddMonths moves d by n months to the same day, or to the month's last where it has no such day.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Time().Date()
	last := New(y, m+time.Month(n)+1, 0)
	return min(New(y, m+time.Month(n), day), last)
}

// EndOfMonth returns the last day of d's month.
func (d Date) EndOfMonth() Date {
	y, m, _ := d.Time().Date()
	return New(y, m+1, 0)
}

// String returns YYYY-MM-DD, or the empty string for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(layout)
}

// MarshalJSON writes "YYYY-MM-DD", or null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Date) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*d = 0
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return fmt.Errorf("date %s: want a string", b)
	}
	parsed, err := Parse(string(b[1 : len(b)-1]))
	*d = parsed
	return err
}

// ScanDate reads a PostgreSQL date; NULL is no date.
func (d *Date) ScanDate(v pgtype.Date) error {
	if !v.Valid {
		*d = 0
		return nil
	}
	if v.InfinityModifier != pgtype.Finite {
		return fmt.Errorf("date: infinity is not a calendar day")
	}
	*d = Of(v.Time)
	return nil
}

// DateValue gives PostgreSQL the date; no date is NULL.
func (d Date) DateValue() (pgtype.Date, error) {
	return pgtype.Date{Time: d.Time(), Valid: !d.IsZero()}, nil
}
