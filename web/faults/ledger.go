package main

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"hito/internal/tally"
)

// written is one thing that a form writes.
type written struct {
	kind  tally.Kind
	mark  string // the text by which it is known, the same in nothing else
	value string // what must stand beside the text; blank where the text is all
}

// ledger notes what clients sent and what they were told, as it happens.
type ledger struct {
	mutex        sync.Mutex
	sent         []written
	acknowledged map[string]bool // by mark
	last         time.Time       // of the newest acknowledgement
	gap          time.Duration
	failures     map[string]int // requests that failed or were answered with an error of the server, by what was told
	refusals     []error        // what should have been taken and was not
}

func newLedger() *ledger {
	return &ledger{acknowledged: map[string]bool{}, failures: map[string]int{}}
}

// send notes writes that are sent for the first time.
func (l *ledger) send(writes ...written) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.sent = append(l.sent, writes...)
}

// acknowledge notes writes of which a client was told that they are done.
func (l *ledger) acknowledge(writes ...written) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	now := time.Now()
	if !l.last.IsZero() {
		l.gap = max(l.gap, now.Sub(l.last))
	}
	l.last = now
	for _, w := range writes {
		l.acknowledged[w.mark] = true
	}
}

// fail notes a request that failed or was answered with an error of the server.
func (l *ledger) fail(why string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.failures[why]++
}

// refuse notes an answer that nobody should have got.
func (l *ledger) refuse(f form, a answer) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.refusals = append(l.refusals, fmt.Errorf("%s answers %d to %.40q", f.path, a.status, a.location))
}

// count is how many writes have been acknowledged so far.
func (l *ledger) count() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return len(l.acknowledged)
}

// failed is how many requests have failed so far.
func (l *ledger) failed() (sum int) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, times := range l.failures {
		sum += times
	}
	return sum
}

// marks are those of all that was sent of a kind.
func (l *ledger) marks(kind tally.Kind) (marks []string) {
	for _, w := range l.sent {
		if w.kind == kind {
			marks = append(marks, w.mark)
		}
	}
	return marks
}

// refused is the first of the answers that nobody should have got, and how many there were.
func (l *ledger) refused() error {
	if len(l.refusals) == 0 {
		return nil
	}
	return errors.Join(fmt.Errorf("%d forms were refused", len(l.refusals)), l.refusals[0])
}
