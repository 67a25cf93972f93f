package opendata

import (
	"context"
	"errors"
)

// sampled is how many rows of a dataset are written to tell how large it is; larger ones are estimated by them.
const sampled = 500

// counter counts what is written into it.
type counter int64

// Write counts b.
func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// Sizes returns about how many bytes the dataset of a plan takes in each format; exactly, where it is small.
func (s Store) Sizes(ctx context.Context, p Plan, d Dataset) (map[Format]int64, error) {
	tables, sizes := make([]Table, len(Formats)), make([]counter, len(Formats))
	for n, f := range Formats {
		t, err := NewTable(&sizes[n], f, HeadingOf(p, d))
		if err != nil {
			return nil, err
		}
		defer t.Discard()
		tables[n] = t
	}
	rows := 0
	err := d.write(ctx, s, p, func(cells []any) error {
		if rows++; rows > sampled {
			return d.enough()
		}
		for _, t := range tables {
			if err := t.Row(cells); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		rows, err = s.countMeasurements(ctx, p)
	}
	if err != nil {
		return nil, err
	}
	about := map[Format]int64{}
	for n, t := range tables {
		if err := t.Close(); err != nil {
			return nil, err
		}
		about[Formats[n]] = int64(sizes[n]) * int64(max(rows, 1)) / int64(max(min(rows, sampled), 1))
	}
	return about, nil
}

// enough ends the reading of a dataset whose rows are counted in another way.
func (d Dataset) enough() error {
	if d.many {
		return errEnough
	}
	return nil
}
