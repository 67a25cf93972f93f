package dashboard

import (
	"context"
	"encoding/binary"
	"errors"
	"math/big"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// loadSteps reads, for each indicator of a plan, the last value in each span that ends on one of the
// dates, in date order. The whole history comes as the index holds it, as PostgreSQL would send its
// arrays, and the spans are found here: a sort in the database takes thrice as long, and decoding
// values that a later one of the span hides more than all the rest.
func loadSteps(ctx context.Context, tx pgx.Tx, planID int64, dates []date.Date) (map[int64][]step, error) {
	if len(dates) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT indicator_id, array_send(array_agg(measured_on)), array_send(array_agg(value))
		  FROM (SELECT indicator_id, measured_on, value
		          FROM measurements
		         WHERE plan_id = $1 AND measured_on <= $2
		         ORDER BY indicator_id, measured_on, revision) history
		 GROUP BY indicator_id`, planID, dates[len(dates)-1])
	if err != nil {
		return nil, err
	}
	steps := map[int64][]step{}
	var id int64
	var on, values pgtype.DriverBytes
	_, err = pgx.ForEachRow(rows, []any{&id, &on, &values}, func() (err error) {
		steps[id], err = pickSteps(on, values, dates)
		return err
	})
	return steps, err
}

// pickSteps returns the last value up to each date in whose span there is one. The two arrays, of
// dates and of numerics, are a history in order; a date whose last revision is null has no value, and
// what held before it holds on.
func pickSteps(on, values []byte, dates []date.Date) ([]step, error) {
	steps := make([]step, 0, len(dates))
	days, numbers := elements(on), elements(values)
	index, newest := 0, date.Date(0)
	var last, before []byte // before: what held until the newest date
	for day, more := days.next(); more; day, more = days.next() {
		number, ok := numbers.next()
		if !ok || len(day) != 4 {
			return nil, errNoHistory
		}
		measured := millennium + date.Date(signed(day))
		if measured < newest {
			return nil, errNoOrder // an aggregate keeps the order of what it is given, but nobody promises it
		}
		at := index
		for at < len(dates) && dates[at] < measured {
			at++
		}
		if at != index && last != nil {
			steps = append(steps, step{index, decodeNumeric(last)})
		}
		if measured != newest {
			before = last
		}
		if number == nil {
			number = before
		}
		index, newest, last = at, measured, number
	}
	if last != nil {
		steps = append(steps, step{index, decodeNumeric(last)})
	}
	return steps, nil
}

var (
	errNoHistory = errors.New("the arrays of a history do not fit each other")
	errNoOrder   = errors.New("a history does not come in order")
)

// millennium is the day that PostgreSQL counts dates from.
var millennium = date.New(2000, 1, 1)

// array walks the elements of a one-dimensional array as PostgreSQL sends it: five numbers of four bytes
// about the whole, then each element's length and bytes. A null has the length -1 and no bytes.
type array struct{ left []byte }

func elements(sent []byte) array {
	const about = 5 * 4
	return array{sent[min(about, len(sent)):]}
}

func (a *array) next() (element []byte, more bool) {
	if len(a.left) < 4 {
		return nil, false
	}
	if signed(a.left) == -1 {
		a.left = a.left[4:]
		return nil, true
	}
	end := 4 + int(signed(a.left))
	if end < 4 || end > len(a.left) {
		return nil, false
	}
	element, a.left = a.left[4:end], a.left[end:]
	return element, true
}

// signed reads a number of four bytes.
func signed(sent []byte) int32 {
	return int32(binary.BigEndian.Uint32(sent)) //nolint:gosec // its sign bit is one
}

// decodeNumeric reads a finite numeric as PostgreSQL sends it: four numbers of two bytes (how many
// digits, the weight of the first, the sign, the scale), then digits of base 10000.
func decodeNumeric(sent []byte) decimal.Decimal {
	const base, inWord, negative = 10_000, 4, 0x4000
	digits := sent[8:]
	weight := int32(int16(binary.BigEndian.Uint16(sent[2:]))) //nolint:gosec // its sign bit is one
	exponent := (weight + 1 - int32(len(digits)/2)) * 4       //nolint:gosec // a numeric has thousands at most
	var low int64
	for n := 0; n < min(len(digits), 2*inWord); n += 2 {
		low = low*base + int64(binary.BigEndian.Uint16(digits[n:]))
	}
	value := decimal.New(low, exponent)
	if len(digits) > 2*inWord {
		value = decimal.NewFromBigInt(coefficient(digits), exponent)
	}
	if binary.BigEndian.Uint16(sent[4:]) == negative {
		return value.Neg()
	}
	return value
}

// coefficient reads digits of base 10000.
func coefficient(digits []byte) *big.Int {
	all, base := new(big.Int), big.NewInt(10_000)
	for n := 0; n < len(digits); n += 2 {
		all.Mul(all, base).Add(all, big.NewInt(int64(binary.BigEndian.Uint16(digits[n:]))))
	}
	return all
}
