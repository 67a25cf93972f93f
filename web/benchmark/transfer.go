package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"runtime"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/bench"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/cluster"
	"hito/internal/plan"
	"hito/internal/transfer"
)

const (
	importedIndicators = 10_000
	importTimes        = 3 // of COPY of the same rows, at most
	importsDatabase    = "imports"
)

// measureImport brings a large table as a new plan, from its bytes to the commit, beside COPY of the values alone.
func measureImport(ctx context.Context, server *cluster.Cluster, t *table) (err error) {
	log.Printf("importing %s indicators", thousands(importedIndicators))
	url, err := bench.MakeEmpty(ctx, server, importsDatabase)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bench.Drop(ctx, server, importsDatabase)) }() // it is filled anew each time
	pool, err := db.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	today := date.Of(time.Now())
	if _, _, err := importPlan(ctx, pool, today, "sin-valores", 0); err != nil {
		return err
	}
	rows, copied, err := bench.CopyValues(ctx, pool, "sin-valores", today, bench.Months)
	if err != nil {
		return err
	}
	if err := bench.Analyze(ctx, server, importsDatabase); err != nil { // as a server does by itself, and knows nothing of the next import
		return err
	}
	imported, most, err := importPlan(ctx, pool, today, "con-valores", bench.Months)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("Import of %s indicators with %d measurements each, compared and applied, against COPY of the same %s rows",
		thousands(importedIndicators), bench.Months, thousands(int(rows)))
	measured := fmt.Sprintf("%.1f s and %.1f s, %d MB of heap at most", imported.Seconds(), copied.Seconds(), most>>20)
	t.add(atMost(what, measured, imported.Seconds()/copied.Seconds(), importTimes))
	return nil
}

// importPlan imports a new plan with a slug from a file with the values of so many months; it tells how long that took
// and how much memory was held at most.
func importPlan(ctx context.Context, pool *pgxpool.Pool, today date.Date, slug string, months int) (took time.Duration, most uint64, err error) {
	content, err := bench.ImportFile(today, importedIndicators, months)
	if err != nil {
		return 0, 0, err
	}
	store := transfer.Store{Pool: pool, Slow: pool, Now: time.Now, Today: func() date.Date { return today }, AtOnce: true}
	start := time.Now()
	most, err = mostHeld(func() error {
		id, err := store.Begin(ctx, byCommand, rand.Text(), transfer.Upload{
			Name: "indicadores.csv", Content: content,
			Head: plan.Creation{Title: slug, Body: "Ayuntamiento", Slug: slug, StartsOn: "2020-01-01", EndsOn: "2030-12-31"},
		})
		if err != nil {
			return err
		}
		i, err := store.Find(ctx, byCommand, id)
		if err != nil {
			return err
		}
		if n := i.Counts[transfer.Measurement][transfer.Created]; n != importedIndicators*months || i.Counts[transfer.Indicator][transfer.Created] != importedIndicators {
			return fmt.Errorf("the file was understood as %v", i.Counts)
		}
		return store.Apply(ctx, byCommand, rand.Text(), id, i.Version, "")
	})
	return time.Since(start), most, err
}

// mostHeld does something and tells the most memory that objects took while it went on.
func mostHeld(do func() error) (most uint64, err error) {
	over := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-over:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	err = do()
	close(over)
	watching.Wait()
	return most, err
}
