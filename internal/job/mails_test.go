package job

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"hito/internal/db"
	"hito/internal/mail"
	"hito/internal/mail/mailtest"
	"hito/internal/notice"

	"github.com/jackc/pgx/v5"
)

// told leaves so many e-mails about a reto in the queue, for the person and for the contact of its anonymous author.
func (y yard) told(times int) {
	y.Helper()
	y.exec(`INSERT INTO challenges (code, secret_digest, title, problem, privacy, contact_email, state_since, submitted_at, submitted_on, answer_due_on)
		VALUES ('AAAAAAAAAAAAAAA', decode(repeat('ab', 32), 'hex'), 'Demasiado papel', 'P', 'anonymous', 'contacto@example.org', now(), now(), '2026-12-01', '2026-12-30')`)
	for range times {
		y.tell()
	}
}

func (y yard) tell() {
	y.Helper()
	t := notice.Telling{Code: "AAAAA-AAAAA-AAAAA", Kind: notice.Moved, Body: "Pasa a «En análisis».", Contact: true}
	t.ChallengeID = int64(y.count(`SELECT max(id) FROM challenges WHERE code = 'AAAAAAAAAAAAAAA'`))
	t.Users = []int64{int64(y.count(`SELECT id FROM users WHERE role = 'staff' ORDER BY id LIMIT 1`))}
	w := notice.Writer{Mail: true, PublicURL: "https://hito.example"}
	err := db.Tx(y.Context(), y.d.Pool, func(tx pgx.Tx) error { return w.Tell(y.Context(), tx, y.config().Now(), t) })
	if err != nil {
		y.Fatal(err)
	}
}

// posts runs the jobs as a server does that sends e-mails to an address.
func (y yard) posts(address string, waits ...time.Duration) *Runner {
	y.Helper()
	cfg := y.config()
	var err error
	if cfg.Mail, err = mail.New(mail.Config{Server: "smtp://" + address, From: "hito@ayuntamiento.example"}); err != nil {
		y.Fatal(err)
	}
	cfg.waits = append([]time.Duration{}, waits...)
	r, err := Start(y.Context(), cfg)
	if err != nil {
		y.Fatal(err)
	}
	return r
}

func (y yard) stand(state notice.State) int {
	y.Helper()
	return y.count(fmt.Sprintf(`SELECT count(*) FROM mails WHERE state = '%s'`, state))
}

// noPersonal checks that the log and the queue's own tables name nobody.
func (y yard) noPersonal() {
	y.Helper()
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, secret := range []string{"contacto@", "demo.example", "Demasiado papel"} {
		if strings.Contains(y.log.String(), secret) {
			y.Errorf("the log gives %q away: %s", secret, y.log)
		}
	}
	if n := y.count(`SELECT count(*) FROM river.river_job WHERE args::text || coalesce(array_to_string(errors, ' '), '') ~ '@|papel'`); n != 0 {
		y.Errorf("%d jobs hold an address or a title", n)
	}
}

func TestEachEmailIsSentOnce(t *testing.T) {
	y := open(t)
	s := mailtest.Start(t, mailtest.Behaviour{})
	y.told(5)
	if n := y.stand(notice.Queued); n != 10 {
		t.Fatalf("%d e-mails wait, want one for each reader and notice", n)
	}
	a, b := y.posts(s.Address()), y.posts(s.Address())
	y.until("all e-mails", func() bool { return y.stand(notice.Sent) == 10 })
	y.stop(a, b)
	seen := map[string]int{}
	for _, m := range s.Messages() {
		seen[m.Open(t).Header.Get("Message-Id")]++
	}
	if len(seen) != 10 || len(s.Messages()) != 10 {
		t.Errorf("%d e-mails arrived, %d of them different: %v", len(s.Messages()), len(seen), seen)
	}
	if n := y.count(`SELECT count(*) FROM mails WHERE body <> '' OR html <> '' OR attempts <> 1`); n != 0 {
		t.Errorf("%d e-mails keep their texts, or were not sent at once", n)
	}
	y.noPersonal()
}

func TestAServerThatIsDownForAWhile(t *testing.T) {
	y := open(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	y.told(1)
	r := y.posts(address, 50*time.Millisecond, 50*time.Millisecond, time.Second, time.Second, time.Second, time.Second, time.Second)
	y.until("two attempts", func() bool { return y.count(`SELECT min(attempts) FROM mails`) >= 2 })
	s := mailtest.Start(t, mailtest.Behaviour{Address: address})
	y.until("both e-mails", func() bool { return y.stand(notice.Sent) == 2 })
	y.stop(r)
	if n := len(s.Messages()); n != 2 {
		t.Errorf("%d e-mails arrived", n)
	}
	y.noPersonal()
}

func TestARefusedEmailIsGivenUp(t *testing.T) {
	y := open(t)
	s := mailtest.Start(t, mailtest.Behaviour{Answers: map[string]string{"RCPT": "550 no contacto@example.org here"}})
	y.told(1)
	r := y.posts(s.Address(), 10*time.Millisecond, 10*time.Millisecond)
	y.until("the end of both", func() bool { return y.stand(notice.Failed) == 2 })
	y.stop(r)
	if n := y.count(`SELECT count(*) FROM mails WHERE attempts = 3 AND problem = 'refused 550' AND body <> '' AND html <> ''`); n != 2 {
		t.Error("an e-mail that was refused is not kept as it should")
	}
	if n := y.count(`SELECT count(*) FROM river.river_job WHERE kind = 'send_mail' AND state <> 'completed'`); n != 0 {
		t.Errorf("%d jobs are left", n)
	}
	y.noPersonal()
}

func TestAnEmailThatMayHaveArrivedIsNotSentAgain(t *testing.T) {
	y := open(t)
	s := mailtest.Start(t, mailtest.Behaviour{HangsUp: "."})
	y.told(1)
	r := y.posts(s.Address(), 10*time.Millisecond, 10*time.Millisecond)
	y.until("doubt about both", func() bool { return y.stand(notice.Uncertain) == 2 })
	time.Sleep(300 * time.Millisecond)
	y.stop(r)
	again := y.posts(s.Address(), 10*time.Millisecond)
	time.Sleep(300 * time.Millisecond)
	y.stop(again)
	if n := len(s.Messages()); n != 2 {
		t.Errorf("%d e-mails arrived", n)
	}
	y.noPersonal()
}

// A server that dies while it sends leaves an e-mail of which nobody knows whether it arrived.
func TestAnEmailOfADeadServer(t *testing.T) {
	y := open(t)
	s := mailtest.Start(t, mailtest.Behaviour{})
	y.told(1)
	y.exec(`UPDATE mails SET state = 'sending', attempts = 1, version = 2, changed_at = '2026-12-31' WHERE user_id IS NULL`)
	y.exec(`UPDATE river.river_job j
		SET state = 'running', attempt = 1, attempted_at = now() - interval '1 hour', attempted_by = '{dead}'
		FROM mails m WHERE j.kind = 'send_mail' AND (j.args->>'mail_id')::bigint = m.id AND m.user_id IS NULL`)
	r := y.posts(s.Address())
	y.until("one e-mail and a doubt", func() bool { return y.stand(notice.Sent) == 1 && y.stand(notice.Uncertain) == 1 })
	y.stop(r)
	if n := y.count(`SELECT count(*) FROM mails WHERE problem = 'died' AND body <> ''`); n != 1 || len(s.Messages()) != 1 {
		t.Errorf("%d e-mails arrived", len(s.Messages()))
	}
}

func TestWhoWantsNoEmailGetsNone(t *testing.T) {
	for name, sql := range map[string]string{
		"disabled":    `UPDATE users SET disabled_at = now()`,
		"turned off":  `UPDATE users SET mail_notices = false`,
		"new address": `UPDATE users SET email = 'nueva' || id || '@example.org'`,
	} {
		y := open(t)
		s := mailtest.Start(t, mailtest.Behaviour{})
		y.told(1)
		y.exec(sql)
		y.exec(`UPDATE challenges SET contact_email = ''`)
		r := y.posts(s.Address())
		y.until("the end of both", func() bool { return y.stand(notice.Dropped)+y.stand(notice.Sent) == 2 })
		y.stop(r)
		list := s.Messages()
		if name == "new address" {
			if len(list) != 1 || !strings.HasPrefix(list[0].To[0], "nueva") {
				t.Errorf("%s: %d arrived", name, len(list))
			}
		} else if len(list) != 0 || y.count(`SELECT count(*) FROM mails WHERE body <> ''`) != 0 {
			t.Errorf("%s: %d arrived", name, len(list))
		}
	}
}

// Without a server what waits goes on waiting, and what waited too long is not sent when there is one.
func TestEmailsWaitForAServer(t *testing.T) {
	y := open(t)
	y.told(1)
	y.exec(`UPDATE mails SET changed_at = '2026-12-01' WHERE user_id IS NULL`)
	r := y.start()
	y.until("the other job", func() bool { return y.count(countDone) > 0 })
	y.stop(r)
	if n := y.stand(notice.Queued); n != 2 {
		t.Fatalf("%d e-mails wait", n)
	}
	s := mailtest.Start(t, mailtest.Behaviour{})
	again := y.posts(s.Address())
	y.until("one e-mail", func() bool { return y.stand(notice.Sent) == 1 && y.stand(notice.Failed) == 1 })
	y.stop(again)
	if n := len(s.Messages()); n != 1 {
		t.Errorf("%d e-mails arrived", n)
	}
}

func TestOutcomes(t *testing.T) {
	refused := fmt.Errorf("send: %w", mail.Refused{Code: 451})
	for _, c := range []struct {
		failure error
		last    bool
		state   notice.State
		problem notice.Problem
	}{
		{nil, false, notice.Sent, ""},
		{nil, true, notice.Sent, ""},
		{refused, false, notice.Queued, "refused 451"},
		{refused, true, notice.Failed, "refused 451"},
		{fmt.Errorf("x: %w", mail.Unsure{}), false, notice.Uncertain, notice.Unknown},
		{fmt.Errorf("x: %w", mail.Unsure{}), true, notice.Uncertain, notice.Unknown},
		{mail.ErrRecipient, false, notice.Failed, notice.BadAddress},
		{context.DeadlineExceeded, false, notice.Queued, notice.NoAnswer},
		{errors.New("refused"), true, notice.Failed, notice.Unreachable},
	} {
		if state, problem := outcome(c.failure, c.last); state != c.state || problem != c.problem {
			t.Errorf("%v, last %t: %s, %q", c.failure, c.last, state, problem)
		}
	}
}
