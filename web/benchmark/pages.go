package main

import (
	"context"
	"fmt"
	"log"
	"slices"
	"time"

	"hito/internal/bench"
)

// Bounds of the dashboard.
const (
	mostBeside  = 1.2 // times the same plan alone
	mostOfSQL   = 2   // times its own SQL
	mostQueries = 4
)

// measure visits the dashboard of each size, alone and beside the others, and replays its statements.
func (s sites) measure(ctx context.Context, rounds int, t *table) error {
	var cold, beside, sql, reads []row
	for n, size := range sizes {
		log.Printf("dashboard of %s indicators", thousands(size.Indicators))
		m, err := s.measureSize(ctx, s.alone[n], size.Slug+"-1", rounds)
		if err != nil {
			return err
		}
		name := thousands(size.Indicators) + " indicators"
		cold = append(cold, row{"Dashboard cold, " + name,
			fmt.Sprintf("%s; on new connections, nothing prepared, %s", m.page, milliseconds(m.first)), "", unbounded})
		beside = append(beside, atMost(fmt.Sprintf("The same beside %s other plans, against alone", thousands(s.others)),
			fmt.Sprintf("%s: %s", name, m.beside), ratio(m.beside, m.page), mostBeside))
		sql = append(sql, atMost("Dashboard against its own SQL alone", fmt.Sprintf("%s: SQL %s", name, m.sql), ratio(m.page, m.sql), mostOfSQL))
		reads = append(reads, m.reads)
	}
	t.add(slices.Concat(cold, beside, sql, reads)...)
	return nil
}

// measurement is what is known of the dashboard of one plan.
type measurement struct {
	first             time.Duration // with nothing prepared yet
	page, sql, beside timing
	reads             row
}

func (s sites) measureSize(ctx context.Context, alone *site, slug string, rounds int) (m measurement, err error) {
	path := dashboardPath(slug)
	start := time.Now()
	sent, err := alone.record(ctx, path)
	m.first = time.Since(start)
	if err != nil {
		return m, err
	}
	sentBeside, err := s.beside.record(ctx, path)
	if err != nil {
		return m, err
	}
	times, err := measure(rounds,
		func() error { _, err := alone.visit(ctx, path); return err },
		func() error { return alone.replay(ctx, sent) },
		func() error { _, err := s.beside.visit(ctx, path); return err },
	)
	if err != nil {
		return m, err
	}
	m.page, m.sql, m.beside = times[0], times[1], times[2]
	m.reads, err = s.beside.readsRow(ctx, slug, sentBeside)
	return m, err
}

// readsRow tells how many queries a page sends and whether they read its plan's rows only.
func (s *site) readsRow(ctx context.Context, slug string, sent []statement) (row, error) {
	tables, own, all, err := s.reads(ctx, slug, sent)
	if err != nil {
		return row{}, err
	}
	measured := fmt.Sprintf("%s measurements: %d queries; %s measurements read, of %s in the table",
		thousands(own), len(sent), thousands(tables["measurements"].Rows), thousands(all))
	verdict := met
	if len(sent) > mostQueries {
		verdict = missed
	}
	for name, r := range tables {
		if r.Unbounded {
			verdict = missed
			measured += "; a scan of " + name + " is not bound to the plan"
		}
	}
	return row{"Queries, and rows read", measured, fmt.Sprintf("%d, by indexes to the plan's own rows", mostQueries), verdict}, nil
}

// merge adds up what several statements read.
func merge(tables map[string]bench.Reads, more []bench.Reads) {
	for _, r := range more {
		sum := tables[r.Table]
		r.Rows += sum.Rows
		r.Unbounded = r.Unbounded || sum.Unbounded
		tables[r.Table] = r
	}
}
