package notice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
)

// Mail is an e-mail as it goes to the server, or why it does not.
type Mail struct {
	ID        int64
	To        string
	MessageID string
	Subject   string
	Body      string
	HTML      string
	Attempts  int // this one included
	Version   int
	State     State // Sending for whoever is to send it now
	Problem   Problem
	ChangedAt time.Time
}

// addressee is the address of an e-mail m, read when it is sent; blank for whoever is not written to any more.
const addressee = `CASE WHEN m.user_id IS NULL AND c.privacy = 'anonymous' THEN c.contact_email
	                   WHEN w.disabled_at IS NULL AND w.mail_notices THEN coalesce(w.email, '')
	                   ELSE '' END`

// Claim notes that an e-mail is being sent, before it is: it is the caller's to send where its state is Sending. In any
// other there is nothing to do. ErrUnderWay is one that another may be sending.
func (s Store) Claim(ctx context.Context, id int64) (Mail, error) {
	var m Mail
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		if m, err = hold(ctx, tx, id); err != nil || m.State.Over() || m.State.Stuck() {
			return err
		}
		m.State, m.Problem, err = next(m.State, s.Now().Sub(m.ChangedAt), m.To != "")
		if err != nil {
			return err
		}
		if m.State == Sending {
			m.Attempts++
		}
		m.Version++
		return s.note(ctx, tx, m, m.Version-1)
	})
	if err != nil {
		return Mail{}, fmt.Errorf("take e-mail %d: %w", id, err)
	}
	return m, nil
}

// hold reads an e-mail and keeps others from it. One that is not there any more is as good as dropped.
func hold(ctx context.Context, tx pgx.Tx, id int64) (Mail, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.id, `+addressee+` AS "to", m.message_id, m.subject, m.body, m.html, m.attempts, m.version, m.state, m.problem, m.changed_at
		  FROM mails m
		  JOIN challenges c ON c.id = m.challenge_id
		  LEFT JOIN users w ON w.id = m.user_id
		 WHERE m.id = $1
		   FOR UPDATE OF m`, id)
	if err != nil {
		return Mail{}, err
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Mail])
	if errors.Is(err, pgx.ErrNoRows) {
		return Mail{ID: id, State: Dropped}, nil
	}
	return m, err
}

// Settle notes what became of an e-mail that was claimed: its State and Problem. It fails where somebody has decided on
// it meanwhile.
func (s Store) Settle(ctx context.Context, m Mail) error {
	m.Version++
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error { return s.note(ctx, tx, m, m.Version-1) })
	if err != nil {
		return fmt.Errorf("note what became of e-mail %d: %w", m.ID, err)
	}
	return nil
}

var errMeanwhile = errors.New("it has changed meanwhile")

// note writes where an e-mail stands. Of one that is over the texts are forgotten.
func (s Store) note(ctx context.Context, tx pgx.Tx, m Mail, version int) error {
	noted, err := tx.Exec(ctx, `
		UPDATE mails
		   SET state = @state, problem = @problem, attempts = @attempts, changed_at = @at, version = @next,
		       body = CASE WHEN @over THEN '' ELSE body END, html = CASE WHEN @over THEN '' ELSE html END
		 WHERE id = @id AND version = @version`, pgx.NamedArgs{
		"id": m.ID, "version": version, "next": m.Version, "state": m.State, "problem": m.Problem, "attempts": m.Attempts,
		"at": s.Now(), "over": m.State.Over(),
	})
	if err == nil && noted.RowsAffected() == 0 {
		err = errMeanwhile
	}
	return err
}
