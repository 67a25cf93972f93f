package notice

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"hito/internal/db"
)

// MailQueue is the queue of e-mails: a slow mail server holds back nothing else.
const MailQueue = "mail"

// mostRounds is how often the queue takes an e-mail up again after a failure of the database, or of a server that died.
// How often an e-mail is tried is kept with the e-mail.
const mostRounds = 50

// Delivery is the job that sends one e-mail of the queue.
type Delivery struct {
	MailID int64 `json:"mail_id"`
}

// Kind names the job in the queue.
func (Delivery) Kind() string { return "send_mail" }

// InsertOpts put the job where e-mails are sent.
func (Delivery) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: MailQueue, MaxAttempts: mostRounds}
}

// inserter puts jobs in; it needs no connection of its own.
var inserter = sync.OnceValues(func() (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(nil), &river.Config{Schema: db.QueueSchema, Logger: slog.New(slog.DiscardHandler)})
})

// deliver has e-mails sent once the caller's transaction is committed.
func deliver(ctx context.Context, tx pgx.Tx, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	jobs, err := inserter()
	if err != nil {
		return fmt.Errorf("prepare the queue of e-mails: %w", err)
	}
	list := make([]river.InsertManyParams, len(ids))
	for n, id := range ids {
		list[n].Args = Delivery{id}
	}
	if _, err := jobs.InsertManyTx(ctx, tx, list); err != nil {
		return fmt.Errorf("queue e-mails: %w", err)
	}
	return nil
}

// reader is who gets an e-mail.
type reader struct {
	UserID int64 // 0 for the contact of an anonymous author
	Title  string
}

// queue writes an e-mail for each of those who are told and want it.
func (w Writer) queue(ctx context.Context, tx pgx.Tx, at time.Time, t Telling) error {
	rows, err := tx.Query(ctx, `
		SELECT w.id AS user_id, `+titled+` AS title
		  FROM challenges c
		  JOIN users w ON w.id = ANY(@users)
		 WHERE c.id = @id AND w.disabled_at IS NULL AND w.mail_notices
		UNION ALL
		SELECT 0, c.title
		  FROM challenges c
		 WHERE c.id = @id AND @contact AND c.privacy = 'anonymous' AND c.contact_email <> ''`, pgx.NamedArgs{
		"id": t.ChallengeID, "users": t.Users, "contact": t.Contact,
	})
	if err != nil {
		return fmt.Errorf("find who wants e-mails: %w", err)
	}
	readers, err := pgx.CollectRows(rows, pgx.RowToStructByName[reader])
	if err != nil {
		return fmt.Errorf("find who wants e-mails: %w", err)
	}
	ids, err := w.put(ctx, tx, at, t, readers)
	if err != nil {
		return err
	}
	return deliver(ctx, tx, ids)
}

// put keeps the e-mails as they will be sent; to which address is looked up then.
func (w Writer) put(ctx context.Context, tx pgx.Tx, at time.Time, t Telling, readers []reader) ([]int64, error) {
	n := len(readers)
	users, messages := make([]int64, n), make([]string, n)
	subjects, bodies, pages := make([]string, n), make([]string, n), make([]string, n)
	for i, r := range readers {
		l := w.letter(t, r)
		page, err := l.page()
		if err != nil {
			return nil, err
		}
		users[i], messages[i], subjects[i], bodies[i], pages[i] = r.UserID, rand.Text(), l.Subject(), l.text(), page
	}
	rows, err := tx.Query(ctx, `
		INSERT INTO mails (user_id, challenge_id, message_id, subject, body, html, queued_at, changed_at)
		SELECT nullif(m.user_id, 0), @id, m.message_id, m.subject, m.body, m.html, @at, @at
		  FROM unnest(@users::bigint[], @messages::text[], @subjects::text[], @bodies::text[], @pages::text[])
		       m(user_id, message_id, subject, body, html)
		RETURNING id`, pgx.NamedArgs{
		"id": t.ChallengeID, "at": at, "users": users, "messages": messages, "subjects": subjects, "bodies": bodies, "pages": pages,
	})
	if err != nil {
		return nil, fmt.Errorf("write e-mails: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("write e-mails: %w", err)
	}
	return ids, nil
}
