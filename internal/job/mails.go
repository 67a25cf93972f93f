package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/riverqueue/river"

	"hito/internal/mail"
	"hito/internal/notice"
)

const (
	mailWithin   = time.Minute     // an e-mail takes some 20 seconds at most
	settleWithin = 5 * time.Second // to note what became of it, also when this server is being stopped
	comeBack     = time.Minute     // to an e-mail that another may be sending
)

// mailWaits are the times between attempts at one e-mail: about a day in all.
var mailWaits = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
}

// mailsWorker sends e-mails, each once: what it does not know to have failed it does not send again.
type mailsWorker struct {
	river.WorkerDefaults[notice.Delivery]
	store  notice.Store
	sender *mail.Sender // nil where none is configured: then its queue is not worked off
	log    *slog.Logger
	waits  []time.Duration
}

// Timeout is how long one e-mail may take.
func (w *mailsWorker) Timeout(*river.Job[notice.Delivery]) time.Duration { return mailWithin }

// Work sends an e-mail, if it is still to be sent, and notes what became of it.
func (w *mailsWorker) Work(ctx context.Context, job *river.Job[notice.Delivery]) error {
	m, err := w.store.Claim(ctx, job.Args.MailID)
	switch {
	case errors.Is(err, notice.ErrUnderWay):
		return river.JobSnooze(comeBack)
	case err != nil:
		return err
	case m.State != notice.Sending:
		if m.Problem == notice.Died || m.Problem == notice.Stale {
			w.tell(ctx, m, nil)
		}
		return nil
	}
	failure := w.sender.Send(ctx, mail.Message{To: m.To, Subject: m.Subject, Text: m.Body, HTML: m.HTML, ID: m.MessageID})
	m.State, m.Problem = outcome(failure, m.Attempts > len(w.waits))
	if failure != nil {
		w.tell(ctx, m, failure)
	}
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	if err := w.store.Settle(settling, m); err != nil {
		return err
	}
	if m.State == notice.Queued {
		return river.JobSnooze(w.waits[m.Attempts-1])
	}
	return nil
}

// tell logs an e-mail that was not sent; neither its address nor its text is in it.
func (w *mailsWorker) tell(ctx context.Context, m notice.Mail, err error) {
	w.log.WarnContext(ctx, "an e-mail was not sent", "mail", m.ID, "attempt", m.Attempts, "state", string(m.State), "problem", string(m.Problem), "err", err)
}

// outcome says where an attempt leaves an e-mail; last is the attempt after which it is given up.
func outcome(failure error, last bool) (notice.State, notice.Problem) {
	var unsure mail.Unsure
	switch {
	case failure == nil:
		return notice.Sent, notice.NoProblem
	case errors.As(failure, &unsure):
		return notice.Uncertain, notice.Unknown
	case last || errors.Is(failure, mail.ErrRecipient):
		return notice.Failed, problemOf(failure)
	default:
		return notice.Queued, problemOf(failure)
	}
}

func problemOf(failure error) notice.Problem {
	var refused mail.Refused
	var network net.Error
	switch {
	case errors.As(failure, &refused):
		return notice.Problem(fmt.Sprintf("%s %d", notice.RefusedWith, refused.Code))
	case errors.Is(failure, mail.ErrRecipient):
		return notice.BadAddress
	case errors.Is(failure, context.DeadlineExceeded), errors.As(failure, &network) && network.Timeout():
		return notice.NoAnswer
	default:
		return notice.Unreachable
	}
}
