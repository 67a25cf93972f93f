// Package bench fills throwaway databases with generated plans, to measure how fast pages are, and
// tells what their statements read.
package bench

import "hito/internal/date"

// Plans says which plans to generate: Count alike, whose slugs are Slug and a number from 1.
type Plans struct {
	Slug       string
	Count      int
	Lines      int // strategic lines of each
	Objectives int // of each
	Indicators int // of each, spread over the objectives
}

// Months is how many measurements each indicator has: one at the end of each month before today's.
const Months = 60

// length is how many months a plan lasts; it began Months before the month of today.
const length = 72

// begin returns the first day of the plans that are generated as of today.
func begin(today date.Date) date.Date {
	return (today.AddMonths(-1).EndOfMonth() + 1).AddMonths(-Months)
}

// end returns their last day.
func end(today date.Date) date.Date { return begin(today).AddMonths(length) - 1 }

// closed returns the day of the follow-up that each plan has: the end of the last quarter that its
// measurements cover but for one.
func closed(today date.Date) date.Date { return begin(today).AddMonths(Months-3) - 1 }
