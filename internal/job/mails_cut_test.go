package job

import (
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"hito/internal/db/dbtest"
	"hito/internal/mail"
	"hito/internal/mail/mailtest"
	"hito/internal/notice"
)

// The server may die at any moment between taking an e-mail and noting what became of it: whoever takes the job up again
// sends it where it was not sent, or leaves it in doubt, and it never arrives twice.
func TestAnEmailOfAServerThatDiesAtAnyMomentArrivesOnceAtMost(t *testing.T) {
	y := open(t)
	y.told(0)
	s := mailtest.Start(t, mailtest.Behaviour{})
	sender, err := mail.New(mail.Config{Server: "smtp://" + s.Address(), From: "hito@ayuntamiento.example"})
	if err != nil {
		t.Fatal(err)
	}
	pool, fuse := dbtest.Fused(t, y.d.Pool)
	clock := y.config().Now()
	work := func(store notice.Store, id int64) error {
		store.Now = func() time.Time { return clock }
		w := &mailsWorker{store: store, sender: sender, log: slog.New(slog.DiscardHandler), waits: []time.Duration{time.Minute}}
		return w.Work(t.Context(), &river.Job[notice.Delivery]{Args: notice.Delivery{MailID: id}})
	}
	unsent, doubts, sure := 0, 0, 0
	for n, blown := 1, true; blown; n++ {
		for _, after := range []bool{false, true} {
			y.tell()
			id := int64(y.count(`SELECT max(id) FROM mails WHERE user_id IS NOT NULL`))
			arrived := len(s.Messages())
			if err := pool.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
			fuse.Set(n, after)
			err := work(notice.Store{Pool: pool}, id)
			blown = fuse.Take()
			if blown == (err == nil) {
				t.Fatalf("cut at %d: %v", n, err)
			}
			first := len(s.Messages()) - arrived
			for range 3 { // another server, before and after nobody can be sending it any more
				_ = work(notice.Store{Pool: y.d.Pool}, id)
				clock = clock.Add(2 * time.Minute)
			}
			var state notice.State
			if err := y.d.Pool.QueryRow(t.Context(), `SELECT state FROM mails WHERE id = $1`, id).Scan(&state); err != nil {
				t.Fatal(err)
			}
			all := len(s.Messages()) - arrived
			switch {
			case state == notice.Sent && all == 1 && first == 0:
				unsent++
			case state == notice.Uncertain && all == first:
				doubts++
			case state == notice.Sent && all == 1:
				sure++
			default:
				t.Fatalf("cut at %d, sent %v: %s, arrived %d times, then %d", n, after, state, first, all)
			}
		}
	}
	if unsent < 3 || doubts < 3 || sure < 1 {
		t.Errorf("%d times it was sent afterwards, %d times it is in doubt, %d times it is known to be sent", unsent, doubts, sure)
	}
}
