package main

import (
	"fmt"
	"slices"
	"time"
)

// timing are the times of one thing that was done again and again, shortest first.
type timing []time.Duration

// measure does things in turn, so that whatever else the machine does meets all of them alike, and
// returns the times of each. A few rounds before only prepare statements.
func measure(rounds int, things ...func() error) ([]timing, error) {
	const before = 6 // PostgreSQL settles on the plan of a statement at its sixth time
	times := make([]timing, len(things))
	for round := range before + rounds {
		for n, do := range things {
			start := time.Now()
			if err := do(); err != nil {
				return nil, err
			}
			if took := time.Since(start); round >= before {
				times[n] = append(times[n], took)
			}
		}
	}
	for _, t := range times {
		slices.Sort(t)
	}
	return times, nil
}

func (t timing) median() time.Duration { return t[len(t)/2] }

func (t timing) p95() time.Duration { return t[min(len(t)-1, len(t)*95/100)] }

// String gives median and 95th percentile.
func (t timing) String() string {
	return milliseconds(t.median()) + " (p95 " + milliseconds(t.p95()) + ")"
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

// ratio compares medians.
func ratio(a, b timing) float64 { return float64(a.median()) / float64(b.median()) }
