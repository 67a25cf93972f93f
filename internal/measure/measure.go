// Package measure notes what a request or a job asks of the database: it counts its statements, logs the slow ones, and
// makes spans of them where traces are wanted. It sees the text of statements and never their values.
package measure

import (
	"context"
	"sync/atomic"
	"time"
)

// Work is a request or a job, whose statements are counted.
type Work struct {
	ID   string        // of a request; blank for a job
	Name func() string // route of a request, kind of a job: nothing that was typed

	statements atomic.Int64
	took       atomic.Int64 // nanoseconds
}

type workKey struct{}

// With has the statements that are run with the returned context counted for w.
func With(ctx context.Context, w *Work) context.Context { return context.WithValue(ctx, workKey{}, w) }

// workOf returns whose statements ctx runs, nil where nobody counts.
func workOf(ctx context.Context) *Work {
	w, _ := ctx.Value(workKey{}).(*Work)
	return w
}

// Statements is how many were run so far, and how long they took until their last row was read. Those of one work may
// run side by side, so that they take longer than it does.
func (w *Work) Statements() (count int64, took time.Duration) {
	return w.statements.Load(), time.Duration(w.took.Load())
}

func (w *Work) add(statements int, took time.Duration) {
	if w != nil {
		w.statements.Add(int64(statements))
		w.took.Add(int64(took))
	}
}
