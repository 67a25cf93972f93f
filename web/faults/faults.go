package main

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// env is what all rows share.
type env struct {
	binary string    // bin/hito
	temp   string    // a folder of this run, which ends with it; PostgreSQL's user may pass through it
	log    io.Writer // what happens, for whoever waits
	repeat int       // how often a fault is repeated that does not say so itself
	short  bool      // few faults, each as often as repeat says
}

// fault is one row of the table.
type fault struct {
	name    string                                            // as the table says it
	stage   func(ctx context.Context, e *env) (*scene, error) // makes the scene, once for all repeats of the row
	cause   func(ctx context.Context, s *scene) error         // causes the fault once, under load; it is over, and the application answers again, when it returns
	alone   func(ctx context.Context, e *env, r *row) error   // instead of stage and cause: the whole row, without writers
	repeat  int                                               // 0 is as often as -repeat says
	short   bool                                              // -short keeps it, twice
	brisk   bool                                              // leaves nothing broken: it is caused again at once, and the chain verified at the end
	control bool                                              // shows that what is lost is noticed: this row must lose
}

// scene is a running Hito with what its writers talk to.
type scene struct {
	site  string                                       // base address of the writers, such as http://127.0.0.1:40123
	owner func(ctx context.Context) (*pgx.Conn, error) // connects as the owner of the tables or the administrator: what is there is counted by it
	audit func(ctx context.Context) error              // verifies the chain of the audit
	close func() error                                 // stops everything; the folders go with the run

	command  command       // how the program of the embedded scenes is started again
	programs []*program    // those that serve; the embedded scenes have one
	ledger   *ledger       // of this row, once its load has begun: causes may note their own writes in it
	between  *proxy        // where one stands between Hito and PostgreSQL
	replica  *replica      // where there are two servers
	pause    time.Duration // between two forms of a writer; 0 is the usual
	e        *env
}

// faults are the rows, in the order of the table.
var faults = slices.Concat(processFaults, networkFaults, standbyFaults, migrationFaults, requestFaults, resourceFaults, clockFaults, controlFaults)

// row is what was counted of one fault.
type row struct {
	name         string
	asked        int
	repeated     int
	acknowledged int
	lost         int
	duplicated   int
	chain        error         // nil is a valid one
	gap          time.Duration // the longest between two acknowledgements
	errors       int           // requests that failed or were answered with 5xx
	control      bool
	failure      error // why the row could not be run to its end
}
